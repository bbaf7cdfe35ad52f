"""Rooms and what is written in them."""

from utelys.access.duties import require
from utelys.core.caller import Caller
from utelys.core.entries import KeptEntry
from utelys.core.errors import Conflict, Forbidden, Gone, NotFound
from utelys.core.ids import activity_of
from utelys.core.occurrences import find
from utelys.store.base import Source
from utelys.store.queries import activities, blocks, messages, people, rooms
from utelys.store.queries.rooms import Room
from utelys_protocol.blocks import folded
from utelys_protocol.words import Duty, RoomKind


async def room(source: Source, caller: Caller, id_: str, field: str = "room") -> Room:
    """Obtain a room that the caller is in.

    Raises:
        NotFound: there is no such room, or the caller is not in it.
    """
    if caller.member in await rooms.members_in(source, id_):
        found = await rooms.room(source, id_)
        if found is not None:
            return found
    raise NotFound("There is no such room.", field=field)


async def open_room(source: Source, caller: Caller, id_: str) -> Room:
    """Obtain a room that the caller is in, and in which something can still happen.

    Raises:
        NotFound: as for `room`.
        Gone: it is closed.
    """
    found = await room(source, caller, id_)
    if found.closed:
        raise Gone("This room is closed. It can still be read.", field="room")
    return found


async def writable(source: Source, caller: Caller, id_: str) -> Room:
    """Obtain a room that the caller is in, to write there.

    Raises:
        NotFound: as for `room`.
        Gone: it is closed.
        Conflict: the caller has blocked all others who are in it.
    """
    found = await open_room(source, caller, id_)
    if await is_folded(source, caller.member, id_):
        raise Conflict("You have blocked who reads this. Take the block away first.", field="room")
    return found


async def topic(source: Source, caller: Caller, id_: str) -> Room:
    """Obtain a topic room of a house that the caller belongs to, joined or not.

    Raises:
        NotFound: there is no such room, or it is not the caller's to join.
    """
    found = await rooms.room(source, id_)
    if found is not None and caller.member in await rooms.members_in(source, id_):
        return found
    is_topic = found is not None and found.kind is RoomKind.TOPIC
    if (
        found is not None
        and is_topic
        and found.house in await people.houses_of(source, caller.member)
    ):
        return found
    raise NotFound("There is no such room.", field="room")


async def message(source: Source, caller: Caller, room_: Room, seq: int) -> KeptEntry:
    """Obtain a message of a room that the caller is in, as it is now.

    Raises:
        NotFound: there is no such message, or it is from before the caller could read.
        Gone: it has been erased.
    """
    first = (await rooms.members_in(source, room_.id))[caller.member]
    found = await messages.entry(source, room_.id, seq) if seq >= first else None
    if found is not None and found.kind == "erased":
        raise Gone("This message has been erased.", field="seq")
    if found is None or found.kind != "message.sent":
        raise NotFound("There is no such message.", field="seq")
    return found


async def own_message(source: Source, caller: Caller, room_: Room, seq: int) -> KeptEntry:
    """Obtain a message that the caller wrote.

    Raises:
        NotFound, Gone: as for `message`.
        Forbidden: somebody else wrote it.
    """
    found = await message(source, caller, room_, seq)
    if found.by != caller.member:
        raise Forbidden("Only who wrote a message may change or erase it.", field="seq")
    return found


async def thread(source: Source, room_: Room, occurrence: str) -> None:
    """Let only a time pass of an activity that the room is for.

    Raises:
        NotFound: it is no such time.
    """
    found = await activities.activity(source, activity_of(occurrence))
    if found is None or room_.id not in (found.room, found.audience.group):
        raise NotFound("There is no such time of this activity.", field="occurrence")
    find(found.series, occurrence)


async def is_folded(source: Source, member_id: str, room_id: str) -> bool:
    """Whether a room is folded away for a member: they have blocked all others who are in it."""
    hidden = await blocks.blocked(source, member_id)
    found = await rooms.room(source, room_id) if hidden else None
    if found is None:
        return False
    return folded(found.kind, member_id, await rooms.members_in(source, room_id), hidden)


async def require_retaining(source: Source, caller: Caller, room_: Room) -> None:
    """Let only those decide how long a room keeps what is written who may.

    It is the one who opened the room. Once they have left it, it is a keeper of its house, or where
    it belongs to none, whoever is in it: else nobody could change it any more.

    Raises:
        Forbidden: the caller may not, or nobody may in this kind of room.
    """
    if room_.kind is RoomKind.HOUSE:
        await require(source, caller, Duty.KEEPER)
        return
    if room_.kind not in (RoomKind.GROUP, RoomKind.TOPIC):
        raise Forbidden("What is written here stays until who wrote it erases it.", field="room")
    opened = await messages.entry(source, room_.id, 1)
    if opened is not None and opened.by in await rooms.members_in(source, room_.id):
        if opened.by != caller.member:
            raise Forbidden("Only the one who opened this room may decide that.", field="room")
    elif room_.house is not None:
        await require(source, caller, Duty.KEEPER)
