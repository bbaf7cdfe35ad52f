"""Opening a room: the rows, the first entry, and the ears of those who are in it."""

from utelys.core.ids import house_stream, room_stream
from utelys.store.base import Tx
from utelys.store.queries import people, rooms
from utelys.store.queries.people import Member
from utelys.store.queries.rooms import Room
from utelys_protocol import entries
from utelys_protocol.cards import TopicCard
from utelys_protocol.words import RoomKind


async def make_room(
    tx: Tx, room: Room, by: str, others: list[Member], pair: str | None = None
) -> None:
    """Write a new room with those who are in it from its first entry on."""
    await rooms.add_room(tx, room, pair)
    inside = {by, *(other.card.id for other in others)}
    for id_ in sorted(inside):
        rooms.add_member(tx, room.id, id_, 1)
    opened = entries.RoomOpened(room=await rooms.card(tx, room))
    await tx.append(room_stream(room.id), "room.opened", opened, by)
    for id_ in sorted(inside):
        tx.admit(room_stream(room.id), id_)
    if room.kind is RoomKind.TOPIC and room.house is not None:
        topic = entries.TopicOpened(topic=TopicCard(id=room.id, name=room.name or ""))
        await tx.append(house_stream(room.house), "topic.opened", topic, by)


async def direct_room_of(tx: Tx, one: str, other: str) -> str:
    """The room of two members, opened if there is none yet; two who are known to exist."""
    found = await rooms.direct_room(tx, one, other)
    if found is not None:
        return found
    second = await people.member(tx, other)
    if second is None:
        raise LookupError(other)
    room = Room(tx.new_id(), RoomKind.DIRECT, None, None)
    await make_room(tx, room, one, [second], rooms.pair_of(one, other))
    return room.id
