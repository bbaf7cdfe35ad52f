"""Carrying out what `core.asks` decides, in the transaction in which it is decided."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from utelys import access
from utelys.actions import entering, leasing, leaving, lighting
from utelys.actions.telling import make_ready, tell
from utelys.core import ask_events as events
from utelys.core.ask_events import AskEvent, AskKind, Effect
from utelys.core.asks import step
from utelys.core.caller import CLOCK
from utelys.core.ids import room_stream
from utelys.core.leases import LeaseEvent
from utelys.core.quiet import is_quiet, may_be_woken
from utelys.core.waves import Candidate, rests
from utelys.store.base import Tx
from utelys.store.queries import asks, log, people, quiet, rooms
from utelys.store.queries import light as leases
from utelys.store.queries.asks import Call
from utelys_protocol import asks as told
from utelys_protocol.base import Told
from utelys_protocol.entries import BODIES

TIMER = "ask.due"


async def act(tx: Tx, call: Call, event: AskEvent) -> Call:
    """Let something happen to an ask, and do what follows.

    Raises:
        Refusal: by the table of `core.asks`.
    """
    there = None
    if isinstance(event, events.NEEDS_PEOPLE):
        there = await candidates(tx, call.ask.house, call.ask.asker)
    return await _act(tx, call, event, there)


async def _act(tx: Tx, call: Call, event: AskEvent, there: Sequence[Candidate] | None) -> Call:
    schedule = await people.schedule(tx, call.ask.house)
    ask, effects = step(call.ask, event, tx.now, there, schedule)
    if ask == call.ask and not effects:
        return call
    after = Call(ask, call.room)
    asks.put(tx, after)
    await carry_out(tx, after, effects, had=call.ask.taker)
    return after


async def came(tx: Tx, member: str) -> None:
    """A member may have become available: whatever still rings, rings them too.

    Nobody else is looked at: what makes somebody else available comes here for itself. So with 200
    calls standing this costs one look at each, and one ring for each that rings.
    """
    network = await _network(tx)
    houses: dict[str, list[Candidate]] = {}
    for call in await asks.ringing(tx):
        house = call.ask.house
        if house not in houses:
            houses[house] = await _in_house(tx, house, network, only=member)
        there = await _not_apart(tx, call.ask.asker, houses[house])
        await _act(tx, call, events.Came(), there)


async def wrote(tx: Tx, room: str, member: str) -> None:
    """A member wrote in the room of an ask."""
    call = await asks.of_room(tx, room)
    if call is not None:
        await act(tx, call, events.Wrote(member))


async def candidates(tx: Tx, house: str, asker: str) -> list[Candidate]:
    """Everyone whom an ask of this member in this house might ring, as things stand now.

    Whoever is signed in nowhere is left out, for there is nothing of theirs that could ring;
    whoever is of no house any more; and whom this house has paused.
    """
    return await _not_apart(tx, asker, await _in_house(tx, house, await _network(tx)))


async def _not_apart(tx: Tx, asker: str, there: list[Candidate]) -> list[Candidate]:
    """Leave out those who have blocked the one who asks, or whom that one has blocked."""
    return [one for one in there if not await access.apart(tx, asker, one.member)]


@dataclass(frozen=True, slots=True)
class _Network:
    """What is the same for every house: who may be rung, and who has an ask in hand."""

    mentors: frozenset[str]
    woken: dict[str, list[datetime]]
    """Those who agree to be woken, and when they were in the last seven days."""
    busy: frozenset[str]


async def _network(tx: Tx) -> _Network:
    woken = await quiet.woken(tx, tx.now)
    mentors = frozenset(await asks.mentors(tx))
    return _Network(mentors, woken, frozenset(await asks.busy(tx)))


async def _in_house(
    tx: Tx, house: str, network: _Network, only: str | None = None
) -> list[Candidate]:
    there = {one.member: one for one in await leases.leases_in(tx, house) if one.valid(tx.now)}
    claimed = await leases.claimed_in(tx, house) if there else {}
    awake = {one.member for one in there.values() if one.through_quiet}
    last = await asks.last_taken(tx, house)
    found = []
    reached = await access.callable_in(tx, house)
    if only is not None:
        reached &= {only}
    for member in sorted((there.keys() | network.mentors | network.woken.keys()) & reached):
        said, limit = await quiet.of(tx, member)
        found.append(
            Candidate(
                member=member,
                lease=there[member].id if member in there else None,
                claimed_at=claimed.get(member) if member in there else None,
                mentor=member in network.mentors,
                quiet=is_quiet(said, tx.now) and member not in awake,
                agrees=limit > 0,
                wakes=may_be_woken(limit, network.woken.get(member, ()), tx.now),
                resting=rests(member, tx.now, last, network.busy),
            )
        )
    return found


async def last_word(tx: Tx, call: Call) -> datetime | None:
    """When anybody last wrote in the room of an ask."""
    return await log.last_of_kind(tx, room_stream(call.room), "message.sent")


async def carry_out(tx: Tx, call: Call, effects: Sequence[Effect], had: str | None = None) -> None:
    """Do the effects of what happened to an ask, in order. `had` is who had it before."""
    for effect in effects:
        await _do(tx, call, effect, had)


async def _do(tx: Tx, call: Call, effect: Effect, had: str | None) -> None:
    match effect:
        case events.Ring(members=members, woken=woken):
            await _ring(tx, call, members, woken)
        case events.StopRinging(members=members, why=why):
            asks.stop(tx, call, members)
            stopped = told.AskStopped(ask=call.ask.id, why=why)
            for member in members:
                await _tell(tx, member, "ask.stopped", stopped)
        case events.Nudge(member=member):
            await _tell(tx, member, "ask.nudged", told.AskNudged(ask=asks.card(call)))
        case events.LetIn(member=member):
            if member not in await rooms.members_in(tx, call.room):
                card = await people.card(tx, member)
                await entering.enter_room(tx, card, call.room, member, call.ask.reads_from)
        case events.CloseTalk():
            closed = await tx.head(room_stream(call.room)) + 1
            asks.put(tx, Call(replace(call.ask, reads_from=closed), call.room))
        case events.EndLease(member=member, lease=lease):
            await _end_lease(tx, call, member, lease)
        case events.SetTimer(at=at):
            tx.set_timer(TIMER, call.ask.id, at)
        case events.ClearTimer():
            tx.cancel_timer(TIMER, call.ask.id)
        case events.Append():
            await _append(tx, call, effect, had)


async def _ring(tx: Tx, call: Call, members: Sequence[str], woken: frozenset[str]) -> None:
    asks.ring(tx, call, members)
    rung = told.AskRung(ask=asks.ring_card(call), wave=call.ask.wave, round=call.ask.round)
    await make_ready(tx, members)
    for member in members:
        if member in woken:
            quiet.wake(tx, member)
        await _tell(tx, member, "ask.rung", rung)


async def _append(tx: Tx, call: Call, entry: events.Append, had: str | None) -> None:
    stream = room_stream(call.room)
    body = {name: value for name, value in entry.body.items() if name != "house"}
    card = asks.card(call).model_dump(mode="json")
    filled = BODIES[entry.kind].model_validate({**body, "ask": card})
    await tx.append(stream, entry.kind, filled, entry.by)
    if entry.kind is AskKind.RETURNED and had in await rooms.members_in(tx, call.room):
        # Who gave it back, or fell silent, does not go on reading.
        await leaving.leave_room(tx, call.room, had or "", had or "")


async def _end_lease(tx: Tx, call: Call, member: str, lease: str) -> None:
    found = await leases.held(tx, lease)
    if found is not None and found.lease.member == member:
        await leasing.happen(tx, found, LeaseEvent.UNANSWERED, CLOCK)
        await lighting.tell(tx, call.ask.house, CLOCK)


async def _tell(tx: Tx, member: str, kind: str, body: Told) -> None:
    await tell(tx, member, kind, body, CLOCK)
