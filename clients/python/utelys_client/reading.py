"""Reading over HTTP what does not come by itself: times, threads, a message anew."""

from datetime import datetime

from utelys_client import http
from utelys_client.errors import NoContact, Refused
from utelys_client.http import Place
from utelys_protocol.activities import OccurrenceCard
from utelys_protocol.base import format_moment
from utelys_protocol.frames import Entry
from utelys_protocol.http import EntryPage, OccurrencePage
from utelys_protocol.words import ErrorCode

_NEVER = (ErrorCode.NOT_FOUND, ErrorCode.FORBIDDEN, ErrorCode.GONE)


async def occurrences(at: Place, since: datetime, before: datetime) -> list[OccurrenceCard]:
    """The times that start between two moments, soonest first, all of them.

    Raises:
        Refused: as the server says.
        NoContact: the server gave no answer that can be read.
    """
    query = {"since": format_moment(since), "before": format_moment(before)}
    found = list[OccurrenceCard]()
    while True:
        page = await http.get(OccurrencePage, at, "activities/occurrences", query)
        found += page.occurrences
        if page.next is None:
            return found
        query |= {"since": format_moment(page.next.since), "past": page.next.past}


async def thread(at: Place, room: str, occurrence: str, before: int | None) -> list[Entry]:
    """A page of what is written in a room about one time of an activity, oldest first.

    Raises:
        Refused: as the server says.
        NoContact: the server gave no answer that can be read.
    """
    query = {"occurrence": occurrence} | ({} if before is None else {"before": str(before)})
    page = await http.get(EntryPage, at, f"streams/room:{room}/entries", query)
    return page.entries


async def entry(at: Place, stream: str, seq: int) -> Entry | None:
    """One entry as it is now; None where it may not be read.

    Raises:
        NoContact: the server cannot say it just now.
    """
    query = {"after": str(seq - 1), "limit": "1"}
    try:
        page = await http.get(EntryPage, at, f"streams/{stream}/entries", query)
    except Refused as refused:
        if refused.code in _NEVER:
            return None
        raise NoContact(str(refused)) from None
    return next((one for one in page.entries if one.seq == seq), None)
