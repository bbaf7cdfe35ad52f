"""`GET /api/v1/search`: messages with some words in them, in the rooms that one is in."""

from aiohttp import web
from pydantic_core import to_json

from utelys import access
from utelys.actions.row import Rate
from utelys.core.caller import Caller
from utelys.core.errors import Invalid
from utelys.core.ids import kind_of, room_stream
from utelys.core.searching import words_of
from utelys.net.answers import told
from utelys.net.asked import identify, query_of
from utelys.net.parts import PARTS
from utelys.store.queries import blocks
from utelys.store.queries import search as looking
from utelys.store.queries.search import Place
from utelys.store.source import ReadSource
from utelys_protocol.http import SearchQuery


async def search(request: web.Request) -> web.StreamResponse:
    """Answer with what is found, newest first."""
    parts = request.app[PARTS]
    caller = await identify(request)
    parts.gate.check_rate(Rate.COSTLY, caller)
    query = query_of(SearchQuery, request)
    words = words_of(query.q)
    if not words:
        raise Invalid("Say what to look for.", field="q")
    before = Place(*map(int, query.before.split("-"))) if query.before else None
    async with parts.searching.turn(caller.member), parts.database.reader() as source:
        firsts = await _firsts(source, caller, query.room)
        hidden = await blocks.blocked(source, caller.member)
        found = await looking.search(source, firsts, words, before, query.limit, hidden)
    hits = b",".join(
        b'{"stream":%b,"entry":%b}' % (to_json(stream), json) for stream, json in found.hits
    )
    more = b',"next":"%d-%d-%d"' % found.next if found.next else b""
    return told(b'{"hits":[%b]%b}' % (hits, more))


async def _firsts(source: ReadSource, caller: Caller, room: str | None) -> dict[str, int]:
    """The rooms to look through, each from the first number that the caller may read."""
    if room is not None:
        await access.room(source, caller, room)
        stream = room_stream(room)
        return {stream: await access.first_readable(source, caller, stream)}
    readable = await access.readable(source, caller.member)
    return {stream: first for stream, first in readable.items() if kind_of(stream) == "room"}
