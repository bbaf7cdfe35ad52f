"""Sending a calendar of another program to the server, to look at or to make activities of."""

import aiohttp
from pydantic import ValidationError

from utelys_client.address import base, is_this_machine
from utelys_client.errors import Refused
from utelys_client.invitation import NoContact
from utelys_protocol.base import dump
from utelys_protocol.frames import Problem
from utelys_protocol.importing import IMPORT, CalendarImported, ImportQuery

_PATIENCE = aiohttp.ClientTimeout(total=120)


async def import_calendar(
    server: str, token: str, data: bytes, query: ImportQuery
) -> CalendarImported:
    """Send a calendar (RFC 5545); the same one sent again makes nothing twice.

    Raises:
        Refused: the server says what is wrong with it.
        NoContact: the server gave no answer that can be read.
    """
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/calendar"}
    said = {
        key: str(value).lower() if value is True else value for key, value in dump(query).items()
    }
    said = {key: value for key, value in said.items() if value is not False}
    try:
        async with (
            aiohttp.ClientSession(
                trust_env=not is_this_machine(server), timeout=_PATIENCE
            ) as session,
            session.post(
                base(server) + IMPORT,
                params=said,
                data=data,
                headers=headers,
                allow_redirects=False,
            ) as response,
        ):
            body = await response.read()
            if response.status == 200:
                return CalendarImported.model_validate_json(body)
            raise Refused(Problem.model_validate_json(body))
    except (aiohttp.ClientError, TimeoutError, OSError, ValidationError):
        raise NoContact(f"{server} does not answer. Try again a little later.") from None
