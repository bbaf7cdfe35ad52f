"""Reading over HTTP what does not come by itself: times, threads, a message anew."""

from datetime import datetime
from typing import TypeVar

import aiohttp
from pydantic import ValidationError

from utelys_client.address import base, is_this_machine
from utelys_client.invitation import NoContact
from utelys_protocol.activities import OccurrenceCard
from utelys_protocol.base import Told, format_moment
from utelys_protocol.frames import Entry
from utelys_protocol.http import EntryPage, OccurrencePage

Model = TypeVar("Model", bound=Told)

_PATIENCE = aiohttp.ClientTimeout(total=5)


async def occurrences(
    server: str, token: str, since: datetime, before: datetime
) -> list[OccurrenceCard]:
    """The times that start between two moments, soonest first; one page of them.

    Raises:
        NoContact: the server gave no answer that can be read.
    """
    query = {"since": format_moment(since), "before": format_moment(before)}
    return (await _read(OccurrencePage, server, token, "activities/occurrences", query)).occurrences


async def thread(
    server: str, token: str, room: str, occurrence: str, before: int | None
) -> list[Entry]:
    """A page of what is written in a room about one time of an activity, oldest first.

    Raises:
        NoContact: the server gave no answer that can be read.
    """
    query = {"occurrence": occurrence} | ({} if before is None else {"before": str(before)})
    page = await _read(EntryPage, server, token, f"streams/room:{room}/entries", query)
    return page.entries


async def entry(server: str, token: str, stream: str, seq: int) -> Entry | None:
    """One entry as it is now; None where it may not be read.

    Raises:
        NoContact: the server gave no answer that can be read.
    """
    query = {"after": str(seq - 1), "limit": "1"}
    page = await _read(EntryPage, server, token, f"streams/{stream}/entries", query)
    return next((one for one in page.entries if one.seq == seq), None)


async def _read(
    what: type[Model], server: str, token: str, path: str, query: dict[str, str]
) -> Model:
    headers = {"Authorization": f"Bearer {token}"}
    try:
        async with (
            aiohttp.ClientSession(
                trust_env=not is_this_machine(server), timeout=_PATIENCE
            ) as session,
            session.get(
                f"{base(server)}/api/v1/{path}",
                params=query,
                headers=headers,
                allow_redirects=False,
            ) as response,
        ):
            body = await response.read()
            if response.status == 200:
                return what.model_validate_json(body)
    except (aiohttp.ClientError, TimeoutError, OSError, ValidationError):
        pass
    raise NoContact(f"{server} does not answer. Try again a little later.")
