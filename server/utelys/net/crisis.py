"""The crisis card, for anybody who needs it: without signing in, and to be kept."""

from datetime import datetime

from aiohttp import web

from utelys.core.errors import NotFound
from utelys.core.openings import open_spans, opening_at
from utelys.net.answers import mark_of, marked
from utelys.net.asked import query_of
from utelys.net.parts import PARTS
from utelys.store.queries import crisis, people
from utelys_protocol import codec
from utelys_protocol.crisis import CrisisCard, CrisisLine, CrisisNumber, OpenSpan
from utelys_protocol.http import CrisisQuery

_FRESH = 300
"""Seconds for which a card may be used without asking again, unless something opens or closes."""


async def card(request: web.Request) -> web.StreamResponse:
    """`GET /api/v1/crisis?house=`."""
    named = query_of(CrisisQuery, request).house
    parts = request.app[PARTS]
    now = parts.clock.now()
    async with parts.database.reader() as source:
        house = named or next(iter(await people.all_houses(source)), "")
        if await people.house(source, house) is None:
            raise NotFound("There is no such house.", field="house")
        numbers = await crisis.numbers_of(source, house)
    lines = [_line(one, now) for one in sorted(numbers, key=lambda one: (one.place, one.id))]
    body = codec.write(CrisisCard(house=house, numbers=lines))
    headers = {"Cache-Control": f"public, max-age={_fresh(lines, now)}"}
    as_json = {"Content-Type": "application/json"}
    return marked(request, body, mark_of(body), headers, as_json)


def _fresh(lines: list[CrisisLine], now: datetime) -> int:
    """For how many seconds it is to be believed: no longer than until something opens or closes."""
    changes = [(one.changes_at - now).total_seconds() for one in lines if one.changes_at]
    return max(0, int(min([_FRESH, *changes])))


def _line(number: CrisisNumber, now: datetime) -> CrisisLine:
    opening = opening_at(number.openings, now)
    found = open_spans(number.openings, now)
    spans = [OpenSpan(opens=opens, closes=closes) for opens, closes in found]
    return CrisisLine(
        **number.model_dump(), open=opening.open, changes_at=opening.changes_at, spans=spans
    )
