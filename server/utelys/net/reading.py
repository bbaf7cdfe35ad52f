"""Reading over HTTP: who I am, my streams, a stream's entries and state."""

from aiohttp import web
from pydantic_core import to_json

from utelys import access, views
from utelys.core.errors import Invalid
from utelys.net.http import identify
from utelys.net.parts import PARTS
from utelys.store.queries import log, people
from utelys_protocol.base import dump
from utelys_protocol.frames import StreamHead

PAGE = 50
MOST_IN_A_PAGE = 200


def _json(body: bytes) -> web.Response:
    return web.Response(
        body=body, content_type="application/json", headers={"Cache-Control": "no-store"}
    )


async def me(request: web.Request) -> web.StreamResponse:
    """`GET /api/v1/me`."""
    caller = await identify(request)
    async with request.app[PARTS].database.reader() as source:
        member = await people.member(source, caller.member)
    if member is None:
        raise LookupError(caller.member)
    told = {
        "member": dump(member.card),
        "device": caller.device,
        "language": member.language,
        "time_zone": member.time_zone,
    }
    return _json(to_json(told))


async def streams(request: web.Request) -> web.StreamResponse:
    """`GET /api/v1/streams`."""
    caller = await identify(request)
    async with request.app[PARTS].database.reader() as source:
        heads = [
            StreamHead.model_validate(
                {"id": name, "kind": name.partition(":")[0], "head": await source.head(name)}
            )
            for name in await access.readable(source, caller.member)
        ]
    return _json(to_json({"streams": [dump(head) for head in heads]}))


async def entries(request: web.Request) -> web.StreamResponse:
    """`GET /api/v1/streams/{stream}/entries?after=&before=&limit=`, oldest first.

    With `after`, the next ones after it; with `before`, those just before it; with neither, the
    newest.
    """
    caller = await identify(request)
    stream = request.match_info["stream"]
    after, before = _number(request, "after"), _number(request, "before")
    limit = min(_number(request, "limit") or PAGE, MOST_IN_A_PAGE)
    async with request.app[PARTS].database.reader() as source:
        first = await access.first_readable(source, caller, stream)
        head = await source.head(stream)
        if after is not None:
            found = await log.after(source, stream, max(after, first - 1), limit)
            if before is not None:
                found = [one for one in found if one[0] < before]
        else:
            end = head + 1 if before is None else before
            found = await log.before(source, stream, end, limit, first)
    listed = b",".join(json for _, json in found)
    name = to_json(stream)
    return _json(b'{"stream":%b,"entries":[%b],"head":%d}' % (name, listed, head))


async def snapshot(request: web.Request) -> web.StreamResponse:
    """`GET /api/v1/streams/{stream}/snapshot`."""
    caller = await identify(request)
    stream = request.match_info["stream"]
    parts = request.app[PARTS]
    async with parts.database.reader() as source:
        first = await access.first_readable(source, caller, stream)
        seq, state = await views.snapshot(source, caller.member, stream, first, parts.clock.now())
    return _json(to_json({"stream": stream, "seq": seq, "snapshot": state}))


def _number(request: web.Request, name: str) -> int | None:
    text = request.query.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 16):
        raise Invalid(f"{name} takes a whole number that is not negative.", field=name)
    return int(text)
