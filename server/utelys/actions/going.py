"""A member leaves the network: from this commit on there is nothing of theirs that acts or hears.

Their name stays with what they wrote, because it was said to others; they may have it erased.
"""

from collections import defaultdict

from utelys import access
from utelys.actions import ask_effects, erasing, parting
from utelys.actions.devices import end_device
from utelys.actions.leaving import leave_activities, leave_room, unname
from utelys.actions.quiet import ENDS as QUIET_ENDS
from utelys.core.ask_events import Pass, Withdraw
from utelys.core.caller import CLOCK, Caller
from utelys.core.ids import kind_of, parse_stream
from utelys.store.base import Tx
from utelys.store.queries import (
    activities,
    answers,
    asks,
    calendars,
    company,
    faces,
    links,
    messages,
    pauses,
    people,
    quiet,
    rooms,
)
from utelys_protocol.commands.members import MemberGone, MemberLeave
from utelys_protocol.entries import MemberLeft, RoomLeft

ERASES = "member.erases"
"""The timer of one who wants what they wrote erased: for a member, and how far it has come."""

_AT_ONCE = 16
"""Messages that are erased in one commit: some two milliseconds, for which those who write wait."""


async def leave(tx: Tx, caller: Caller, args: MemberLeave) -> MemberGone:
    """Leave every house, room and call, sign out everywhere, and let nothing be left waiting."""
    me = caller.member
    await _leave_calls(tx, me)
    inside = await access.readable(tx, me)
    named = await activities.naming(tx, me)
    await unname(tx, named, me, me)
    houses = [*await people.houses_of(tx, me), *(p.house for p in await pauses.of_member(tx, me))]
    for house in houses:
        await parting.part(tx, house, me, me)
    for room in sorted(await rooms.rooms_of(tx, me)):
        await leave_room(tx, room, me, me)
    people.leave(tx, me)
    await _leave_guests(tx, [one.id for one in named if one.stream not in inside], me)
    company.forget(tx, me)
    answers.miss_nowhere(tx, me)
    for feed in await calendars.of_member(tx, me):
        calendars.drop(tx, feed.id)
    people.set_duties(tx, me, ())
    quiet.drop(tx, me)
    tx.cancel_timer(QUIET_ENDS, me)
    faces.drop(tx, me)
    await erasing.leave_files_soon(tx)
    links.drop_unused(tx, me)
    for device in await people.devices_of(tx, me):
        await end_device(tx, me, device.id)
    if args.erase:
        tx.set_timer(ERASES, me, tx.now)
    return MemberGone(member=me)


async def _leave_guests(tx: Tx, ids: list[str], member: str) -> None:
    """Leave what one was a guest of, in a house or group that one was not in otherwise."""
    found = [await activities.activity(tx, id_) for id_ in ids]
    planned = [one for one in found if one is not None]
    for stream in sorted({one.stream for one in planned}):
        if kind_of(stream) == "house":
            await tx.append(stream, "member.left", MemberLeft(member=member), member)
        else:
            await tx.append(stream, "room.left", RoomLeft(member=member), member)
    await leave_activities(tx, planned, member, member)


async def _leave_calls(tx: Tx, member: str) -> None:
    """Withdraw one's own calls: nobody would hear the answer. Those of others go on without one."""
    for call in await asks.standing(tx):
        if call.ask.asker == member:
            await ask_effects.act(tx, call, Withdraw(member))
        elif member in (*call.ask.ringing, call.ask.taker):
            await ask_effects.act(tx, call, Pass(member))


async def erase(tx: Tx, ref: str) -> None:
    """Erase some of what one who has left wrote, and come back for the next."""
    member, _, after = ref.partition(" ")
    stream, _, seq = after.partition(" ")
    found, reached = await messages.written_by(tx, member, stream, int(seq or 0), _AT_ONCE)
    in_rooms: dict[str, list[int]] = defaultdict(list)
    for name, number in found:
        in_rooms[name].append(number)
    for name, numbers in in_rooms.items():
        room = parse_stream(name)
        if room is not None:
            await erasing.erase(tx, room.id, await messages.some(tx, room.id, numbers), CLOCK)
    if reached is not None:
        tx.set_timer(ERASES, f"{member} {reached[0]} {reached[1]}", tx.now)


TIMERS = {ERASES: erase}
