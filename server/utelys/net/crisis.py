"""The crisis card, for anybody who needs it: without signing in, and to be kept."""

import hashlib
from datetime import datetime

from aiohttp import web
from pydantic import ValidationError

from utelys.core.errors import Invalid, NotFound
from utelys.core.openings import open_spans, opening_at
from utelys.net.parts import PARTS
from utelys.store.queries import crisis, people
from utelys_protocol import codec
from utelys_protocol.crisis import CrisisCard, CrisisLine, CrisisNumber, OpenSpan
from utelys_protocol.http import CrisisQuery

_FRESH = 300
"""Seconds for which a card may be used without asking again, unless something opens or closes."""


async def card(request: web.Request) -> web.StreamResponse:
    """`GET /api/v1/crisis?house=`."""
    try:
        named = CrisisQuery.model_validate(dict(request.query)).house
    except ValidationError as error:
        title, field = codec.explain(error)
        raise Invalid(title, field=field) from None
    parts = request.app[PARTS]
    now = parts.clock.now()
    async with parts.database.reader() as source:
        house = named or next(iter(await people.all_houses(source)), "")
        if await people.house(source, house) is None:
            raise NotFound("There is no such house.", field="house")
        numbers = await crisis.numbers_of(source, house)
    lines = [_line(one, now) for one in sorted(numbers, key=lambda one: (one.place, one.id))]
    return _answer(request, codec.write(CrisisCard(house=house, numbers=lines)), lines, now)


def _line(number: CrisisNumber, now: datetime) -> CrisisLine:
    opening = opening_at(number.openings, now)
    found = open_spans(number.openings, now)
    spans = [OpenSpan(opens=opens, closes=closes) for opens, closes in found]
    return CrisisLine(
        **number.model_dump(), open=opening.open, changes_at=opening.changes_at, spans=spans
    )


def _answer(
    request: web.Request, body: bytes, lines: list[CrisisLine], now: datetime
) -> web.Response:
    """The same card has the same mark, and is not to be believed when something opens or closes."""
    changes = [(one.changes_at - now).total_seconds() for one in lines if one.changes_at]
    fresh = max(0, int(min([_FRESH, *changes])))
    etag = hashlib.sha256(body).hexdigest()[:20]
    headers = {"ETag": f'"{etag}"', "Cache-Control": f"public, max-age={fresh}"}
    known = request.if_none_match or ()
    if any(one.value in (etag, "*") for one in known):
        return web.Response(status=304, headers=headers)
    return web.Response(body=body, content_type="application/json", headers=headers)
