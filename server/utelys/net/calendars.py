"""`GET /calendar/{secret}.ics`: what calendar programs fetch, again and again."""

import asyncio

from aiohttp import web

from utelys.core.errors import NotFound
from utelys.core.keys import hash_secret
from utelys.net.answers import mark_of, marked
from utelys.net.gate import visitor
from utelys.net.parts import PARTS
from utelys.store.queries import calendars


async def feed(request: web.Request) -> web.StreamResponse:
    """The calendar that the secret opens; 304 for a program that has it already.

    Raises:
        NotFound: the secret opens nothing, or nothing any more.
        TooMany: this address has tried too many wrong ones.
    """
    parts = request.app[PARTS]
    address = visitor(request, parts.settings).address
    parts.gate.check_address(address)
    secret = hash_secret(request.match_info["secret"])
    async with parts.database.reader() as source:
        found = await calendars.by_hash(source, secret)
        if found is None:
            parts.gate.wrong_key(address)
            raise NotFound("There is no such calendar. It may have been revoked.")
        from utelys import feeds  # icalendar: 5 MiB that most servers never need

        write = await feeds.read(source, found, parts.clock.now())
    body = await asyncio.to_thread(write)
    headers = {"Cache-Control": "private, no-cache"}
    of_body = {
        "Content-Disposition": 'inline; filename="calendar.ics"',
        "Content-Type": "text/calendar; charset=utf-8",
    }
    return marked(request, body, mark_of(body), headers, of_body)
