"""Rooms and who is in them."""

from dataclasses import dataclass

from sqlalchemy import bindparam, delete, insert, select, update

from utelys.core.clock import to_millis
from utelys.core.ids import room_stream
from utelys.store.base import Source, Tx
from utelys.store.queries import people, retention
from utelys.store.schema import departures, room_members, rooms
from utelys_protocol.cards import RoomCard, TopicCard
from utelys_protocol.words import RoomKind


@dataclass(frozen=True, slots=True)
class Room:
    """A room's row. `name` is None for a direct room, `house` for one that belongs to none.

    `history_from` is the number from which newcomers read, None for their own coming in.
    """

    id: str
    kind: RoomKind
    name: str | None
    house: str | None
    closed: bool = False
    history_from: int | None = None


_ROOM = select(rooms).where(rooms.c.id == bindparam("id"))
_PAIR = select(rooms.c.id).where(rooms.c.pair == bindparam("pair"))
_MEMBERS = select(room_members.c.member, room_members.c.from_seq).where(
    room_members.c.room == bindparam("room")
)
_ROOMS_OF = select(room_members.c.room, room_members.c.from_seq).where(
    room_members.c.member == bindparam("member")
)
_TOPICS = (
    select(rooms.c.id)
    .where(rooms.c.house == bindparam("house"), rooms.c.kind == RoomKind.TOPIC)
    .order_by(rooms.c.id)
)
_ADD_ROOM = insert(rooms)
_RENAME = (
    update(rooms).where(rooms.c.id == bindparam("b_id")).values(name_sealed=bindparam("b_name"))
)
_CLOSE = update(rooms).where(rooms.c.id == bindparam("b_id")).values(closed=True)
_SET_HISTORY = (
    update(rooms).where(rooms.c.id == bindparam("b_id")).values(history_from=bindparam("b_from"))
)
_ADD_MEMBER = insert(room_members)
_READ_FROM = (
    update(room_members)
    .where(
        room_members.c.room == bindparam("b_room"), room_members.c.member == bindparam("b_member")
    )
    .values(from_seq=bindparam("b_from"))
)
_DROP_MEMBER = delete(room_members).where(
    room_members.c.room == bindparam("b_room"), room_members.c.member == bindparam("b_member")
)
_DEPARTED = (
    select(departures.c.seq)
    .where(departures.c.room == bindparam("room"), departures.c.seq >= bindparam("first"))
    .order_by(departures.c.member)
)
_ADD_DEPARTURE = insert(departures)
_DROP_DEPARTURE = delete(departures).where(
    departures.c.room == bindparam("b_room"), departures.c.member == bindparam("b_member")
)


def pair_of(one: str, other: str) -> str:
    """Name the two members of a direct room, the same whoever opens it."""
    return " ".join(sorted((one, other)))


async def room(source: Source, id_: str) -> Room | None:
    """Find a room."""

    async def load() -> Room | None:
        found = await source.rows(_ROOM, {"id": id_})
        if not found:
            return None
        row = found[0]
        name = None
        if row.name_sealed is not None:
            name = (await source.open(room_stream(id_), row.name_sealed, b"name")).decode()
        closed = bool(row.closed)
        return Room(id_, RoomKind(row.kind), name, row.house, closed, row.history_from)

    return await source.recall(("room", id_), load)


async def direct_room(source: Source, one: str, other: str) -> str | None:
    """Find the direct room of two members."""
    found = await source.rows(_PAIR, {"pair": pair_of(one, other)})
    return found[0].id if found else None


async def members_in(source: Source, room_id: str) -> dict[str, int]:
    """Who is in a room, each with the first number that they may read."""

    async def load() -> dict[str, int]:
        found = await source.rows(_MEMBERS, {"room": room_id})
        return {row.member: row.from_seq for row in found}

    return await source.recall(("in room", room_id), load)


async def rooms_of(source: Source, member_id: str) -> dict[str, int]:
    """The rooms that a member is in, each with the first number that they may read."""

    async def load() -> dict[str, int]:
        found = await source.rows(_ROOMS_OF, {"member": member_id})
        return {row.room: row.from_seq for row in found}

    return await source.recall(("rooms of", member_id), load)


async def card(source: Source, room_: Room) -> RoomCard:
    """Return a room as its members see it."""
    inside = sorted(await members_in(source, room_.id))
    cards = [await people.card(source, id_) for id_ in inside]
    kept = await retention.of(source, room_.id)
    return RoomCard(
        id=room_.id,
        kind=room_.kind,
        name=room_.name,
        house=room_.house,
        retain_days=kept.days if kept else None,
        closed=room_.closed or None,
        history_from=room_.history_from,
        members=cards,
    )


async def topics_of(source: Source, house_id: str) -> list[TopicCard]:
    """The topic rooms that the members of a house may join."""
    found = [await room(source, row.id) for row in await source.rows(_TOPICS, {"house": house_id})]
    return [TopicCard(id=one.id, name=one.name or "") for one in found if one is not None]


async def add_room(tx: Tx, room_: Room, pair: str | None = None) -> None:
    """Write a new room."""
    name = None
    if room_.name is not None:
        name = await tx.seal(room_stream(room_.id), room_.name.encode(), b"name")
    tx.write(
        _ADD_ROOM,
        {
            "id": room_.id,
            "kind": room_.kind,
            "name_sealed": name,
            "house": room_.house,
            "pair": pair,
            "made_at": to_millis(tx.now),
        },
    )
    tx.forget(("room", room_.id))


async def rename(tx: Tx, room_id: str, name: str) -> None:
    """Write a room's name anew."""
    sealed = await tx.seal(room_stream(room_id), name.encode(), b"name")
    tx.write(_RENAME, {"b_id": room_id, "b_name": sealed})
    tx.forget(("room", room_id))


def set_history(tx: Tx, room_id: str, history_from: int | None) -> None:
    """Write from which number newcomers may read a room."""
    tx.write(_SET_HISTORY, {"b_id": room_id, "b_from": history_from})
    tx.forget(("room", room_id))


def close(tx: Tx, room_id: str) -> None:
    """Let a room be read only."""
    tx.write(_CLOSE, {"b_id": room_id})
    tx.forget(("room", room_id))


def add_member(
    tx: Tx, room_id: str, member_id: str, from_seq: int, joined_seq: int | None = None
) -> None:
    """Let a member be in a room, able to read from a number on, or from before their coming in."""
    row = {"room": room_id, "member": member_id, "from_seq": from_seq, "joined_seq": joined_seq}
    tx.write(_ADD_MEMBER, row | {"joined_at": to_millis(tx.now)})
    tx.write(_DROP_DEPARTURE, {"b_room": room_id, "b_member": member_id})
    tx.forget(("in room", room_id), ("rooms of", member_id))


def read_from(tx: Tx, room_id: str, member_id: str, from_seq: int) -> None:
    """Let a member who is in a room read it from another number on."""
    tx.write(_READ_FROM, {"b_room": room_id, "b_member": member_id, "b_from": from_seq})
    tx.forget(("in room", room_id), ("rooms of", member_id))


def drop_member(tx: Tx, room_id: str, member_id: str) -> None:
    """Let a member be in a room no more."""
    tx.write(_DROP_MEMBER, {"b_room": room_id, "b_member": member_id})
    tx.forget(("in room", room_id), ("rooms of", member_id))


def note_departure(tx: Tx, room_id: str, member_id: str, seq: int) -> None:
    """Note which entry tells that a member has left."""
    tx.write(_ADD_DEPARTURE, {"room": room_id, "member": member_id, "seq": seq})


async def departures_in(source: Source, room_id: str, first: int) -> list[int]:
    """The entries that tell who has left and is not back, from a number on, by member."""
    return [row.seq for row in await source.rows(_DEPARTED, {"room": room_id, "first": first})]
