"""Reading over HTTP what no stream's state holds: activities, time by time."""

from datetime import datetime

import aiohttp
from pydantic import ValidationError

from utelys_client.address import base, is_this_machine
from utelys_client.invitation import NoContact
from utelys_protocol.activities import OccurrenceCard
from utelys_protocol.base import format_moment
from utelys_protocol.http import OccurrencePage

_PATIENCE = aiohttp.ClientTimeout(total=5)


async def occurrences(
    server: str, token: str, since: datetime, before: datetime
) -> list[OccurrenceCard]:
    """The times that start between two moments, soonest first; one page of them.

    Raises:
        NoContact: the server gave no answer that can be read.
    """
    url = f"{base(server)}/api/v1/activities/occurrences"
    query = {"since": format_moment(since), "before": format_moment(before)}
    headers = {"Authorization": f"Bearer {token}"}
    try:
        async with (
            aiohttp.ClientSession(
                trust_env=not is_this_machine(server), timeout=_PATIENCE
            ) as session,
            session.get(url, params=query, headers=headers, allow_redirects=False) as response,
        ):
            body = await response.read()
            if response.status == 200:
                return OccurrencePage.model_validate_json(body).occurrences
    except (aiohttp.ClientError, TimeoutError, OSError, ValidationError):
        pass
    raise NoContact(f"{server} does not answer. Try again a little later.")
