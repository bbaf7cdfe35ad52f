"""Sending a calendar of another program to the server, to look at or to make activities of."""

from utelys_client import http
from utelys_client.http import Place
from utelys_protocol.base import dump
from utelys_protocol.importing import IMPORT, CalendarImported, ImportQuery


async def import_calendar(at: Place, data: bytes, query: ImportQuery) -> CalendarImported:
    """Send a calendar (RFC 5545); the same one sent again makes nothing twice.

    Raises:
        Refused: the server says what is wrong with it.
        NoContact: the server gave no answer that can be read.
    """
    said = {
        key: str(value).lower() if value is True else value for key, value in dump(query).items()
    }
    said = {key: value for key, value in said.items() if value is not False}
    return await http.post_calendar(CalendarImported, at, IMPORT, said, data)
