"""A member belongs to a house no more, for a while or for good.

What they held there goes on without them in the same commit: the light, the calls that rang them,
their shifts, what was done together. What they wrote stays; direct rooms and groups of their own
stay theirs.
"""

from utelys.actions import ask_effects, entering, leasing, reach, resuming, shift_effects
from utelys.actions.leaving import leave_activities, leave_room, unname
from utelys.actions.telling import tell
from utelys.core.ask_events import Pass
from utelys.core.caller import CLOCK
from utelys.core.ids import house_stream
from utelys.store.base import Tx
from utelys.store.queries import activities, asks, invitations, people, rooms
from utelys.store.queries import pauses as kept
from utelys.store.queries.pauses import Pause
from utelys_protocol.base import Told
from utelys_protocol.cards import PauseCard
from utelys_protocol.entries import (
    HouseLeft,
    HousePaused,
    HouseResumed,
    MemberLeft,
    MemberPaused,
)
from utelys_protocol.words import RoomKind

PAUSE_ENDS = "pause.ends"
"""The timer of a pause: set for its end."""


async def part(tx: Tx, house: str, member: str, by: str) -> None:
    """Let a member belong to a house no more."""
    pause = await kept.find(tx, house, member)
    left = MemberLeft(member=member)
    if pause is not None:
        _end(tx, pause)
        await tx.append(house_stream(house), "member.left", left, by)
    else:
        await _go(tx, house, member, by, "member.left", left)
    invitations.withdraw(tx, house, member)
    await tell(tx, member, "house.left", HouseLeft(house=house), by)


async def pause(tx: Tx, paused: Pause, by: str) -> None:
    """Let a member be out of a house until a moment."""
    card = await people.card(tx, paused.member)
    seen = PauseCard(id=card.id, name=card.name, until=paused.until)
    kept.add(tx, paused)
    tx.set_timer(PAUSE_ENDS, f"{paused.house} {paused.member}", paused.until)
    told = HousePaused(pause=await kept.own_card(tx, paused))
    await tell(tx, card.id, "house.paused", told, by)
    await _go(tx, paused.house, card.id, by, "member.paused", MemberPaused(pause=seen))


async def _go(tx: Tx, house: str, member: str, by: str, kind: str, told: Told) -> None:
    await leasing.give_up(tx, house, member, by)
    await shift_effects.give_up(tx, house, member, by)
    await reach.left(tx, member, house)
    await _leave_calls(tx, house, member)
    planned = await activities.of_house(tx, house)
    theirs = [one for one in planned if one.names(member) and not one.is_guest(member)]
    await unname(tx, theirs, member, by)
    for room in await rooms_in(tx, house, member):
        await leave_room(tx, room, member, by)
    stream = house_stream(house)
    people.drop_from_house(tx, house, member)
    await tx.append(stream, kind, told, by)
    # What their going makes of what the others do is for the others to hear.
    tx.expel(stream, member)
    await leave_activities(tx, await activities.of_house(tx, house), member, by)


async def rooms_in(tx: Tx, house: str, member: str) -> dict[str, int]:
    """The rooms of a house that a member is in, each with the first number that they may read.

    Those of its series are among them, unless the member is invited by name. Those of calls are
    not: they are two people's.
    """
    found = {}
    planned = await activities.of_house(tx, house)
    of_series = {one.room for one in planned if not one.is_guest(member)}
    for id_, first in sorted((await rooms.rooms_of(tx, member)).items()):
        room = await rooms.room(tx, id_)
        if room is None or room.kind is RoomKind.ASK:
            continue
        if room.house == house or id_ in of_series:
            found[id_] = first
    return found


async def _leave_calls(tx: Tx, house: str, member: str) -> None:
    """Let the house's calls that a member was rung for, or took, go on to others."""
    for call in await asks.standing(tx):
        if call.ask.house == house and member in (*call.ask.ringing, call.ask.taker):
            await ask_effects.act(tx, call, Pass(member))


async def come_back(tx: Tx, paused: Pause, by: str) -> None:
    """Let a pause be over: the member has what they had, and reads what they could read."""
    _end(tx, paused)
    card = await people.card(tx, paused.member)
    resumed = HouseResumed(house=paused.house)
    await tell(tx, card.id, "house.resumed", resumed, by)
    await resuming.name_again(tx, paused, by)
    known = {id_ for id_, _, _ in paused.held.answers}
    await entering.enter_house(tx, card, paused.house, by, paused.first, known)
    for room, first in sorted(paused.rooms.items()):
        since = (await rooms.members_in(tx, room)).get(card.id)
        if since is None:
            await entering.enter_room(tx, card, room, by, first, known)
        elif first < since:
            await entering.open_earlier(tx, card.id, room, first)
    await resuming.give_back(tx, paused, by)
    await ask_effects.came(tx, card.id)


def _end(tx: Tx, paused: Pause) -> None:
    kept.drop(tx, paused)
    tx.cancel_timer(PAUSE_ENDS, f"{paused.house} {paused.member}")


async def over(tx: Tx, ref: str) -> None:
    """The end of a pause has come."""
    found = await kept.find(tx, *ref.split(" "))
    if found is not None:
        await come_back(tx, found, CLOCK)


TIMERS = {PAUSE_ENDS: over}
