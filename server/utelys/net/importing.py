"""`POST /api/v1/activities/import`: a calendar of another program is read in."""

import asyncio

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from pydantic import ValidationError

from utelys import access
from utelys.core.caller import Caller
from utelys.core.errors import Invalid, TooLarge
from utelys.net.http import identify
from utelys.net.parts import PARTS, Parts
from utelys.net.problems import NO_STORE
from utelys.store.queries import people
from utelys_protocol import codec
from utelys_protocol.importing import MAX_CALENDAR, CalendarImported, ImportQuery

_PATIENCE = 60
_AT_ONCE = asyncio.Semaphore(1)
"""Reading a calendar is work for the processor: one after the other."""


async def calendar(request: web.Request) -> web.StreamResponse:
    """Tell what a calendar would make, or make it.

    Raises:
        Refusal: no calendar, too large, or not for this member to bring in here.
    """
    from utelys.actions import importing  # icalendar: 5 MiB that most servers never need
    from utelys.core.ics_reading import read_calendar

    parts = request.app[PARTS]
    caller = await identify(request)
    query = _query(request)
    parts.gate.check_rate(importing.IMPORT, caller)
    zone, place = await _where(parts, caller, query)
    data = await _body(request)
    async with _AT_ONCE:
        file = await asyncio.to_thread(read_calendar, data, zone, place, parts.clock.now())
    wish = importing.Wish(query, file)
    run = importing.make if query.make else importing.look
    told: CalendarImported = await parts.writer.do(
        lambda tx: run(tx, caller, wish), only_reads=not query.make
    )
    return web.Response(body=codec.write(told), content_type="application/json", headers=NO_STORE)


def _query(request: web.Request) -> ImportQuery:
    try:
        return ImportQuery.model_validate(dict(request.query))
    except ValidationError as error:
        title, field = codec.explain(error)
        raise Invalid(title, field=field) from None


async def _where(parts: Parts, caller: Caller, query: ImportQuery) -> tuple[str, str]:
    """The zone of the house, and what it or the group is called: where things are by themselves.

    Nobody sends a calendar to hear then that the house is not theirs.
    """
    async with parts.database.reader() as source:
        if query.house is not None:
            house = await access.house(source, caller, query.house)
            return house.card.zone, house.card.name
        room = await access.room(source, caller, query.group or "", "group")
        me = await people.member(source, caller.member)
        return me.time_zone if me else "UTC", room.name or "–"


async def _body(request: web.Request) -> bytes:
    """Read the file.

    Raises:
        Invalid: nothing came, or not all of it.
        TooLarge: more came than may.
    """
    if (request.content_length or 0) > MAX_CALENDAR:
        _too_large()
    body = bytearray()
    try:
        async with asyncio.timeout(_PATIENCE):
            async for more in request.content.iter_chunked(64 * 1024):
                body += more
                if len(body) > MAX_CALENDAR:
                    _too_large()
    except (web.HTTPException, HttpProcessingError, OSError, TimeoutError) as error:
        raise Invalid("The calendar did not arrive whole; send it again.") from error
    if not body:
        raise Invalid("The calendar is empty.")
    return bytes(body)


def _too_large() -> None:
    raise TooLarge("A calendar may be at most 2 MiB; export a shorter time and send that.")
