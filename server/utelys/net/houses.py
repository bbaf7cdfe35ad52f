"""Reading what is a house's own: who has planned to be there, and how its calls were answered."""

from aiohttp import web

from utelys import access
from utelys.core import figures as core_figures
from utelys.core import shifts as core
from utelys.core.quiet import quiets_between
from utelys.net.answers import told
from utelys.net.asked import identify
from utelys.net.parts import PARTS
from utelys.store.base import Source
from utelys.store.queries import asks, people, quiet, reach, shifts
from utelys_protocol.shifts import Cover, Gap, ShiftTime
from utelys_protocol.words import HELPERS, Duty


async def figures(request: web.Request) -> web.StreamResponse:
    """`GET /api/v1/houses/{house}/figures`."""
    caller = await identify(request)
    parts = request.app[PARTS]
    async with parts.database.reader() as source:
        house = (await access.house(source, caller, request.match_info["house"])).card
        now = parts.clock.now()
        since = core_figures.since(now, house.zone)
        raised = await asks.raised_in(source, house.id, since)
    return told(core_figures.figures_of(house.id, house.zone, raised, now))


async def _quiet_in(source: Source, time: core.Time) -> list[Gap] | None:
    """When whoever has a time will be quiet in it, without having agreed to be woken."""
    said, wakings = await quiet.of(source, time.member)
    found = [] if wakings else quiets_between(said, time.starts, time.ends)
    return [Gap(from_=start, to=end) for start, end in found] or None


async def cover(request: web.Request) -> web.StreamResponse:
    """`GET /api/v1/houses/{house}/cover`."""
    caller = await identify(request)
    parts = request.app[PARTS]
    now = parts.clock.now()
    async with parts.database.reader() as source:
        house = (await access.house(source, caller, request.match_info["house"])).card.id
        await access.require_any(source, caller, HELPERS)
        until = now + core.LOOK_AHEAD
        held = await shifts.times_in(source, house, now, until)
        keeps = await access.has_any(source, caller, {Duty.KEEPER})
        checks = await reach.in_house(source, house) if keeps else []
        unreachable = {(one.plan, one.slot): one.why for one in checks}
        times = [
            ShiftTime(
                shift=one.plan,
                occurrence=one.slot,
                member=one.member,
                name=(await people.card(source, one.member)).name,
                starts_at=one.starts,
                ends_at=one.ends,
                unreachable=unreachable.get((one.plan, one.slot)),
                repeats=one.repeats,
                quiet=await _quiet_in(source, one),
            )
            for one in held
        ]
    gaps = [Gap(from_=start, to=end) for start, end in core.gaps(held, now, until)]
    return told(Cover(house=house, until=until, times=times, gaps=gaps))
