"""Every question of "may this member …". Asking is the only way to obtain a thing.

What one may not know of and what is not there give the same refusal, in the same words.
"""

from collections.abc import Collection

from utelys.core import blocks
from utelys.core.activity import Activity, Audience, leads
from utelys.core.caller import Caller
from utelys.core.entries import KeptEntry
from utelys.core.errors import Conflict, Forbidden, Gone, NotFound, Unauthenticated
from utelys.core.ids import house_stream, member_stream, parse_stream, room_stream
from utelys.core.leases import Held
from utelys.core.occurrences import Occurrence, find
from utelys.core.shifts import Plan, Swap
from utelys.store.base import Source
from utelys.store.queries import activities, asks, files, light, messages, people, rooms, shifts
from utelys.store.queries import blocks as kept_blocks
from utelys.store.queries.asks import Call
from utelys.store.queries.files import File
from utelys.store.queries.people import House, Member
from utelys.store.queries.rooms import Room
from utelys_protocol.blocks import folded
from utelys_protocol.frames import StreamHead
from utelys_protocol.words import HELPERS, Duty, RoomKind


async def signed_in(source: Source, caller: Caller) -> None:
    """Let only those pass whose device has not ended, in this very commit or before.

    A socket is closed after the commit that ends its device; what was sent right behind it waits
    for the writer by then.

    Raises:
        Unauthenticated: the device has ended.
    """
    if not await people.device_is_open(source, caller.device):
        raise Unauthenticated("This device is not signed in. Open an invitation to come in.")


async def require(source: Source, caller: Caller, duty: Duty) -> None:
    """Let only those pass who have a duty.

    Raises:
        Forbidden: the caller does not have it.
    """
    me = await people.member(source, caller.member)
    if me is None or duty not in me.card.duties:
        words = duty.value.replace("_", " ")
        raise Forbidden(f"This takes the duty of {words}. Ask a {words} of your house.")


async def require_any(source: Source, caller: Caller, duties: Collection[Duty]) -> None:
    """Let only those pass who have one of these duties.

    Raises:
        Forbidden: the caller has none of them.
    """
    me = await people.member(source, caller.member)
    if me is None or not set(duties) & set(me.card.duties):
        words = " or ".join(one.value.replace("_", " ") for one in Duty if one in duties)
        raise Forbidden(f"This takes the duty of {words}. Ask a keeper of your house.")


async def shift(source: Source, caller: Caller, id_: str) -> Plan:
    """Obtain a shift: one's own, or as a helper one of the house.

    Raises:
        NotFound: there is no such shift, or the caller may not know of it.
    """
    found = await shifts.find(source, id_)
    if found is not None and found.house in await people.houses_of(source, caller.member):
        duties = (await people.card(source, caller.member)).duties
        if caller.member in found.people or HELPERS & set(duties):
            return found
    raise NotFound("There is no such shift.", field="shift")


async def swap(source: Source, caller: Caller, id_: str) -> Swap:
    """Obtain a swap that the caller has asked for, or is asked for.

    Raises:
        NotFound: there is no such swap, it has been answered, or it is other people's.
    """
    found = await shifts.find_swap(source, id_)
    if found is None or caller.member not in (found.by, found.to):
        raise NotFound("There is no such swap; it may have been answered.", field="swap")
    return found


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


async def file(source: Source, caller: Caller, id_: str) -> File:
    """Obtain a file of a message that the caller may read, or one's own that is not sent yet.

    The picture of an activity is for those whom that concerns.

    Raises:
        NotFound: there is no such file, or the caller may not read its message.
    """
    found = await files.find(source, id_)
    if found is not None and found.activity is not None:
        shown = await activities.activity(source, found.activity)
        if shown is not None and await _concerns(source, shown.audience, caller.member):
            return found
    elif found is not None:
        first = (await rooms.members_in(source, found.room)).get(caller.member)
        own = found.message is None and found.by == caller.member
        if first is not None and (own or (found.message or 0) >= first):
            return found
    raise NotFound("There is no such file.", field="file")


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


async def house(source: Source, caller: Caller, id_: str, field: str = "house") -> House:
    """Obtain a house that the caller belongs to.

    Raises:
        NotFound: there is no such house, or the caller does not belong to it.
    """
    if id_ in await people.houses_of(source, caller.member):
        found = await people.house(source, id_)
        if found is not None:
            return found
    raise NotFound("There is no such house.", field=field)


async def member(source: Source, caller: Caller, id_: str, field: str = "member") -> Member:
    """Obtain a member whom the caller knows: one who shares a house or a room with them.

    Raises:
        NotFound: there is no such member, or the caller does not know them.
    """
    found = await people.member(source, id_)
    if found is not None and await _know_each_other(source, caller.member, id_):
        return found
    raise NotFound("There is no such member.", field=field)


async def housemate(source: Source, caller: Caller, id_: str) -> Member:
    """Obtain a member of a house that the caller belongs to, oneself included.

    Raises:
        NotFound: there is no such member.
    """
    found = await people.member(source, id_)
    mine = await people.houses_of(source, caller.member)
    if found is not None and set(mine) & set(await people.houses_of(source, id_)):
        return found
    raise NotFound("There is no such member in your house.", field="member")


async def _know_each_other(source: Source, one: str, other: str) -> bool:
    if one == other:
        return True
    if set(await people.houses_of(source, one)) & set(await people.houses_of(source, other)):
        return True
    return bool((await rooms.rooms_of(source, one)).keys() & await rooms.rooms_of(source, other))


async def apart(source: Source, one: str, other: str) -> bool:
    """Whether either of two members has blocked the other."""
    return blocks.apart(one, other, await kept_blocks.around(source, one))


async def may_turn_to(source: Source, caller: Caller, other: str, field: str) -> None:
    """Let only those pass who have not blocked the one whom they turn to.

    Raises:
        Conflict: the caller has. Who is blocked passes: they are not to learn of it.
    """
    if other in await kept_blocks.blocked(source, caller.member):
        raise Conflict("You have blocked this member. Take the block away first.", field=field)


async def is_folded(source: Source, member_id: str, room_id: str) -> bool:
    """Whether a room is folded away for a member: they have blocked all others who are in it."""
    hidden = await kept_blocks.blocked(source, member_id)
    found = await rooms.room(source, room_id) if hidden else None
    if found is None:
        return False
    return folded(found.kind, member_id, await rooms.members_in(source, room_id), hidden)


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


async def thread(source: Source, room_: Room, occurrence: str) -> None:
    """Let only a time pass of an activity that the room is for.

    Raises:
        NotFound: it is no such time.
    """
    found = await activities.activity(source, occurrence.rpartition(".")[0])
    if found is None or room_.id not in (found.room, found.audience.group):
        raise NotFound("There is no such time of this activity.", field="occurrence")
    find(found.series, occurrence)


async def lease(source: Source, caller: Caller, id_: str) -> Held:
    """Obtain a lease of the caller's own.

    Raises:
        NotFound: there is no such lease, it has ended, or it is somebody else's.
    """
    found = await light.held(source, id_)
    if found is None or found.lease.member != caller.member:
        raise NotFound("There is no such claim to be home; it may have ended.", field="lease")
    return found


async def offered_lease(source: Source, caller: Caller, id_: str) -> Held:
    """Obtain a lease that is offered to the caller, or one of their own.

    Raises:
        NotFound: there is no such lease, it has ended, or it is not theirs to answer.
    """
    found = await light.held(source, id_)
    if found is None or caller.member not in (found.lease.member, found.offered_to):
        raise NotFound("Nobody offers you this claim; it may have ended.", field="lease")
    return found


async def ask(source: Source, caller: Caller, id_: str) -> Call:
    """Obtain an ask that is the caller's own, or that has rung for them.

    Raises:
        NotFound: there is no such ask, or it has nothing to do with the caller.
    """
    found = await asks.find(source, id_)
    if found is not None:
        concerned = {found.ask.asker, *(one.member for one in found.ask.rung)}
        if caller.member in concerned:
            return found
    raise NotFound("There is no such call.", field="ask")


async def open_ask(source: Source, caller: Caller, id_: str) -> Call:
    """Obtain an ask to do something about it.

    Raises:
        NotFound: as for `ask`.
        Conflict: the caller has blocked the one who asked.
        Gone: the one who asked has blocked the caller, from where it looks as if it were withdrawn.
    """
    found = await ask(source, caller, id_)
    await may_turn_to(source, caller, found.ask.asker, "ask")
    if await apart(source, caller.member, found.ask.asker):
        raise Gone("This call has ended.")
    return found


async def activity(source: Source, caller: Caller, id_: str) -> Activity:
    """Obtain an activity that the caller is invited to: one of their house's or their group's.

    Raises:
        NotFound: there is no such activity, or it does not concern the caller.
    """
    found = await activities.activity(source, id_)
    if found is not None and await _concerns(source, found.audience, caller.member):
        return found
    raise NotFound("There is no such activity.", field="activity")


def led(caller: Caller, activity_: Activity, occurrence: str) -> Occurrence:
    """Obtain a time of an activity that the caller leads or led.

    Raises:
        NotFound: there is no such time.
        Forbidden: somebody else leads it.
    """
    one = find(activity_.series, occurrence)
    if not leads(one.details, caller.member):
        raise Forbidden("Who came is for the leader alone.")
    return one


async def invited(source: Source, activity_: Activity) -> list[str]:
    """The members whom an activity concerns, by id."""
    return await reached(source, activity_.audience)


async def reached(source: Source, audience: Audience) -> list[str]:
    """The members whom something for this audience concerns, by id."""
    found = {one for one in audience.members if not await _has_left(source, one)}
    if audience.group is not None:
        found |= set(await rooms.members_in(source, audience.group))
    elif audience.house is not None:
        inside = await people.members_of(source, audience.house)
        found |= {one for one in inside if await _of_stage(source, audience, one)}
    return sorted(found)


async def _has_left(source: Source, member_id: str) -> bool:
    found = await people.member(source, member_id)
    return found is None or found.left


async def activities_of(source: Source, member_id: str) -> list[Activity]:
    """The activities that concern a member, by id."""
    found = {one.id: one for one in await activities.naming(source, member_id)}
    for room_id in await rooms.rooms_of(source, member_id):
        found |= {one.id: one for one in await activities.of_group(source, room_id)}
    for house_id in await people.houses_of(source, member_id):
        for one in await activities.of_house(source, house_id):
            if await _of_stage(source, one.audience, member_id):
                found[one.id] = one
    return [found[id_] for id_ in sorted(found)]


async def _concerns(source: Source, audience: Audience, member_id: str) -> bool:
    if member_id in audience.members:
        return True
    if audience.group is not None:
        return member_id in await rooms.members_in(source, audience.group)
    belongs = audience.house in await people.houses_of(source, member_id)
    return belongs and await _of_stage(source, audience, member_id)


async def _of_stage(source: Source, audience: Audience, member_id: str) -> bool:
    if not audience.stages:
        return True
    return (await people.card(source, member_id)).stage in audience.stages


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
            {"id": name, "kind": name.partition(":")[0], "head": await source.head(name)}
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
