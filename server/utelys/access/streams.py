"""Streams: which ones a member may read, and from which number on."""

from utelys.core.caller import Caller
from utelys.core.errors import NotFound
from utelys.core.ids import house_stream, kind_of, member_stream, parse_stream, room_stream
from utelys.store.base import Source
from utelys.store.queries import people, rooms
from utelys_protocol.frames import StreamHead


async def readable(source: Source, member_id: str) -> dict[str, int]:
    """The streams that a member may read, each with the first number that they may read."""
    streams = {member_stream(member_id): 1}
    for house_id, first in (await people.house_starts(source, member_id)).items():
        streams[house_stream(house_id)] = first
    for room_id, first in (await rooms.rooms_of(source, member_id)).items():
        streams[room_stream(room_id)] = first
    return streams


async def heads(source: Source, member_id: str) -> list[StreamHead]:
    """The streams that a member may read, each with the number of its newest entry."""
    return [
        StreamHead.model_validate(
            {"id": name, "kind": kind_of(name), "head": await source.head(name)}
        )
        for name in await readable(source, member_id)
    ]


async def first_readable(source: Source, caller: Caller, stream: str) -> int:
    """The first number of a stream that the caller may read.

    Raises:
        NotFound: there is no such stream, or the caller may not read it.
    """
    name = parse_stream(stream)
    first: int | None = None
    if name is not None and name.kind == "room":
        first = (await rooms.rooms_of(source, caller.member)).get(name.id)
    elif name is not None and name.kind == "house":
        first = (await people.house_starts(source, caller.member)).get(name.id)
    elif name is not None and name.id == caller.member:
        first = 1
    if first is None:
        raise NotFound("There is no such stream.", field="stream")
    return first
