"""Rooms: opening them, coming in, letting others in, leaving. Whoever comes in is seen by all."""

from dataclasses import replace

from utelys import access
from utelys.actions import entering
from utelys.actions.leaving import leave_room
from utelys.actions.opening import make_room
from utelys.actions.row import Rate, Row
from utelys.core.caller import Caller
from utelys.core.errors import Conflict, Forbidden, Invalid, NotFound
from utelys.core.ids import house_stream, room_stream
from utelys.store.base import Tx
from utelys.store.queries import pauses, people, rooms
from utelys.store.queries.people import Member
from utelys.store.queries.rooms import Room
from utelys_protocol import entries
from utelys_protocol.cards import TopicCard
from utelys_protocol.commands.rooms import (
    RoomAdmit,
    RoomJoin,
    RoomLeave,
    RoomLeft,
    RoomOpen,
    RoomResult,
    RoomUpdate,
)
from utelys_protocol.words import RoomKind


async def open_room(tx: Tx, caller: Caller, args: RoomOpen) -> RoomResult:
    """Open a room; a direct room of the same two, or a house's room, is the one there is."""
    if args.kind is RoomKind.HOUSE:
        house = await access.house(tx, caller, args.house or await _own_house(tx, caller))
        return await _result(tx, await access.room(tx, caller, house.room))
    if args.kind is RoomKind.DIRECT:
        return await _open_direct(tx, caller, args)
    if args.name is None:
        raise Invalid("Give the room a name.", field="name")
    house_id = None
    if args.house is not None or args.kind is RoomKind.TOPIC:
        own = args.house or await _own_house(tx, caller)
        house_id = (await access.house(tx, caller, own)).card.id
    others = [await access.member(tx, caller, id_, "members") for id_ in set(args.members)]
    for other in others:
        await _not_paused(tx, house_id, other, "members")
    room = Room(tx.new_id(), args.kind, args.name, house_id)
    await make_room(tx, room, caller.member, others)
    return await _result(tx, room)


async def _open_direct(tx: Tx, caller: Caller, args: RoomOpen) -> RoomResult:
    if len(args.members) != 1 or args.members[0] == caller.member:
        raise Invalid("A direct room is for you and one other; name that one.", field="members")
    if args.name is not None:
        raise Invalid("A direct room has no name of its own.", field="name")
    other = await access.member(tx, caller, args.members[0], "members")
    found = await rooms.direct_room(tx, caller.member, other.card.id)
    if found is not None:
        return await _result(tx, await access.room(tx, caller, found))
    await access.may_turn_to(tx, caller, other.card.id, "members")
    room = Room(tx.new_id(), RoomKind.DIRECT, None, None)
    pair = rooms.pair_of(caller.member, other.card.id)
    await make_room(tx, room, caller.member, [other], pair)
    return await _result(tx, room)


async def join(tx: Tx, caller: Caller, args: RoomJoin) -> RoomResult:
    """Come into a topic room of one's own house; to be in it already is no error."""
    room = await access.topic(tx, caller, args.room)
    if caller.member not in await rooms.members_in(tx, room.id):
        await entering.enter_room(tx, await people.card(tx, caller.member), room.id, caller.member)
    return await _result(tx, room)


async def admit(tx: Tx, caller: Caller, args: RoomAdmit) -> RoomResult:
    """Let a member whom one knows into a room that one is in."""
    room = await access.open_room(tx, caller, args.room)
    if room.kind not in (RoomKind.GROUP, RoomKind.TOPIC):
        raise Forbidden("Nobody can be let into this room; open a group room instead.")
    other = await access.member(tx, caller, args.member)
    await _not_paused(tx, room.house, other, "member")
    if other.card.id not in await rooms.members_in(tx, room.id):
        await entering.enter_room(tx, other.card, room.id, caller.member)
    return await _result(tx, room)


async def leave(tx: Tx, caller: Caller, args: RoomLeave) -> RoomLeft:
    """Leave a group or topic room."""
    room = await access.room(tx, caller, args.room)
    if room.kind not in (RoomKind.GROUP, RoomKind.TOPIC):
        raise Conflict(
            "This room is left by leaving the house or blocking the other, not by itself."
        )
    await leave_room(tx, room.id, caller.member, caller.member)
    return RoomLeft(room=room.id)


async def update(tx: Tx, caller: Caller, args: RoomUpdate) -> RoomResult:
    """Give a group or topic room another name, or say from where newcomers read it."""
    room = await access.open_room(tx, caller, args.room)
    if room.kind not in (RoomKind.GROUP, RoomKind.TOPIC):
        raise Forbidden("This room has neither a name nor a history that can be changed.")
    if args.name is not None and args.name != room.name:
        room = replace(room, name=args.name)
        await _rename(tx, room, args.name, caller.member)
    if args.history is not None and args.history is (room.history_from is None):
        # What was written before this entry was written under another promise.
        begin = await tx.head(room_stream(room.id)) + 1 if args.history else None
        room = replace(room, history_from=begin)
        rooms.set_history(tx, room.id, begin)
        changed = entries.RoomHistoryChanged(history_from=begin)
        await tx.append(room_stream(room.id), "room.history_changed", changed, caller.member)
    return await _result(tx, room)


async def _rename(tx: Tx, room: Room, name: str, by: str) -> None:
    await rooms.rename(tx, room.id, name)
    await tx.append(room_stream(room.id), "room.changed", entries.RoomChanged(name=name), by)
    if room.kind is RoomKind.TOPIC and room.house is not None:
        topic = entries.TopicOpened(topic=TopicCard(id=room.id, name=name))
        await tx.append(house_stream(room.house), "topic.changed", topic, by)


async def _not_paused(tx: Tx, house: str | None, other: Member, field: str) -> None:
    """Let nobody into a house's room who is out of the house for a while.

    Raises:
        Conflict: they are.
    """
    if house is not None and await pauses.find(tx, house, other.card.id) is not None:
        raise Conflict(f"{other.card.name} comes in again when their pause ends.", field=field)


async def _result(tx: Tx, room: Room) -> RoomResult:
    return RoomResult(room=await rooms.card(tx, room))


async def _own_house(tx: Tx, caller: Caller) -> str:
    houses = await people.houses_of(tx, caller.member)
    if len(houses) != 1:
        raise NotFound("Say which house it is for.", field="house")
    return houses[0]


ROWS = (
    Row("room.open", open_room, Rate.COSTLY),
    Row("room.join", join),
    Row("room.leave", leave),
    Row("room.admit", admit),
    Row("room.update", update),
)
