"""`POST /api/v1/activities/import`: a calendar of another program is read in."""

import asyncio

from aiohttp import web

from utelys import access
from utelys.actions.row import Rate
from utelys.core.caller import Caller
from utelys.core.errors import Invalid
from utelys.net.answers import told
from utelys.net.asked import identify, query_of, whole_body
from utelys.net.parts import PARTS, Parts
from utelys.store.queries import people
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
    query = query_of(ImportQuery, request)
    parts.gate.check_rate(Rate.COSTLY, caller)
    zone, place = await _where(parts, caller, query)
    data = await _body(request)
    async with _AT_ONCE:
        file = await asyncio.to_thread(read_calendar, data, zone, place, parts.clock.now())
    wish = importing.Wish(query, file)
    run = importing.make if query.make else importing.look
    done: CalendarImported = await parts.writer.do(
        lambda tx: run(tx, caller, wish), only_reads=not query.make
    )
    return told(done)


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
    too_large = "A calendar may be at most 2 MiB; export a shorter time and send that."
    try:
        body = await whole_body(
            request, MAX_CALENDAR, _PATIENCE, what="calendar", too_large=too_large
        )
    except TimeoutError as error:
        raise Invalid("The calendar did not arrive whole; send it again.") from error
    if not body:
        raise Invalid("The calendar is empty.")
    return body
