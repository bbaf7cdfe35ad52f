"""Reading over HTTP: who I am, my streams, a stream's entries and state."""

from aiohttp import web
from pydantic_core import to_json

from utelys import access, views
from utelys.core.errors import Unauthenticated
from utelys.core.ids import id_of
from utelys.net.answers import told
from utelys.net.asked import identify, query_of
from utelys.net.parts import PARTS
from utelys.store.base import Source
from utelys.store.queries import log, people, reading, threads
from utelys_protocol.http import (
    Me,
    NoticeList,
    PageQuery,
    PushKey,
    ReceiptList,
    StreamList,
    StreamSnapshot,
)


async def me(request: web.Request) -> web.StreamResponse:
    """`GET /api/v1/me`."""
    caller = await identify(request)
    async with request.app[PARTS].database.reader() as source:
        member = await people.member(source, caller.member)
        devices = await people.devices_of(source, caller.member)
        receipts = await reading.wants_receipts(source, caller.member)
    device = next((one for one in devices if one.id == caller.device), None)
    if member is None or device is None:
        raise Unauthenticated("This device is not signed in. Open an invitation to come in.")
    mine = Me(
        member=member.card,
        device=device,
        language=member.language,
        time_zone=member.time_zone,
        receipts=receipts,
        push_text=member.push_text,
    )
    return told(mine)


async def streams(request: web.Request) -> web.StreamResponse:
    """`GET /api/v1/streams`."""
    caller = await identify(request)
    async with request.app[PARTS].database.reader() as source:
        heads = await views.positions(source, caller.member)
    return told(StreamList(streams=heads))


async def entries(request: web.Request) -> web.StreamResponse:
    """`GET /api/v1/streams/{stream}/entries?after=&before=&limit=`, oldest first.

    With `at`, the first ones from that moment on; with `after`, the next ones after a number; with
    `before`, those just before it; with none of them, the newest. With `occurrence`, likewise in
    its thread.
    """
    caller = await identify(request)
    stream = request.match_info["stream"]
    query = query_of(PageQuery, request)
    async with request.app[PARTS].database.reader() as source:
        first = await access.first_readable(source, caller, stream)
        head = await source.head(stream)
        if query.occurrence is not None:
            seqs = await _thread(source, stream, query, first, head)
            found = await log.some(source, stream, seqs)
        elif query.at is not None:
            begin = max(await log.first_at(source, stream, query.at), first)
            found = await log.after(source, stream, begin - 1, query.limit)
        elif query.after is not None:
            after = max(query.after, first - 1)
            found = await log.after(source, stream, after, query.limit)
            if query.before is not None:
                found = [one for one in found if one[0] < query.before]
        else:
            end = head + 1 if query.before is None else query.before
            found = await log.before(source, stream, end, query.limit, first)
    listed = b",".join(json for _, json in found)
    return told(b'{"stream":%b,"entries":[%b],"head":%d}' % (to_json(stream), listed, head))


async def _thread(
    source: Source, stream: str, query: PageQuery, first: int, head: int
) -> list[int]:
    """The numbers of what is written in a room about one time of an activity."""
    thread = (id_of(stream), query.occurrence or "")
    if query.after is not None:
        return await threads.after(source, *thread, max(query.after, first - 1), query.limit)
    end = head + 1 if query.before is None else query.before
    return await threads.before(source, *thread, end, query.limit, first)


async def receipts(request: web.Request) -> web.StreamResponse:
    """`GET /api/v1/streams/{stream}/receipts`."""
    caller = await identify(request)
    stream = request.match_info["stream"]
    async with request.app[PARTS].database.reader() as source:
        await access.first_readable(source, caller, stream)
        given = await views.receipts(source, caller.member, stream)
    return told(ReceiptList(stream=stream, receipts=given))


async def snapshot(request: web.Request) -> web.StreamResponse:
    """`GET /api/v1/streams/{stream}/snapshot`."""
    caller = await identify(request)
    stream = request.match_info["stream"]
    parts = request.app[PARTS]
    async with parts.database.reader() as source:
        first = await access.first_readable(source, caller, stream)
        seq, state = await views.snapshot(source, caller.member, stream, first, parts.clock.now())
    return told(StreamSnapshot(stream=stream, seq=seq, snapshot=state))


async def newest_notices(request: web.Request) -> web.StreamResponse:
    """`GET /api/v1/notices`: what became of the newest twenty."""
    caller = await identify(request)
    async with request.app[PARTS].database.reader() as source:
        notices = await views.notices_of(source, caller.member)
    return told(NoticeList(notices=notices))


async def push_key(request: web.Request) -> web.StreamResponse:
    """`GET /api/v1/push/key`: the key that subscriptions are bound to."""
    return told(PushKey(key=request.app[PARTS].post.signer.public))
