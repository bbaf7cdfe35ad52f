"""The week on the kitchen wall, `GET /print/{house}/week?day=`, for those of the house."""

from datetime import date, datetime, timedelta

from aiohttp import web

from utelys import access, weeks
from utelys.core import wall
from utelys.core.errors import Invalid
from utelys.core.walltime import Wall
from utelys.net.answers import NO_STORE
from utelys.net.asked import identify
from utelys.net.parts import PARTS

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


async def week(request: web.Request) -> web.StreamResponse:
    """The house's week as a page to print; `day` is any day of it (`2026-11-26`), else today."""
    caller = await identify(request)
    parts = request.app[PARTS]
    async with parts.database.reader() as source:
        house = (await access.house(source, caller, request.match_info["house"])).card
        now = parts.clock.now()
        monday = _monday(request, now, house.zone)
        begin = Wall(datetime.combine(monday, datetime.min.time()), house.zone).moment()
        times = await weeks.of_house(source, house.id, begin, begin + timedelta(days=8), now)
    page = wall.week_page(house.name, house.zone, monday, times)
    headers = {**NO_STORE, "Content-Security-Policy": _POLICY}
    return web.Response(text=page, content_type="text/html", charset="utf-8", headers=headers)


def _monday(request: web.Request, now: datetime, zone: str) -> date:
    said = request.query.get("day")
    if said is None:
        return wall.monday_of(now, zone)
    try:
        day = date.fromisoformat(said)
    except ValueError:
        raise Invalid("There is no such day; write it like 2026-11-26.", field="day") from None
    if not 1970 < day.year < 2200:
        raise Invalid("The year must be from 1971 to 2199.", field="day")
    return day - timedelta(days=day.weekday())
