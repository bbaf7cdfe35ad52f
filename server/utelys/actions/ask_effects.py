"""Carrying out what `core.asks` decides, in the transaction in which it is decided."""

from collections.abc import Sequence
from datetime import datetime

from utelys.actions import entering, lighting
from utelys.core import ask_events as events
from utelys.core.ask_events import AskEvent, AskKind, Effect
from utelys.core.asks import step
from utelys.core.caller import CLOCK
from utelys.core.ids import member_stream, room_stream
from utelys.core.quiet import is_quiet, may_be_woken
from utelys.core.waves import Candidate, rests
from utelys.store.base import Tx
from utelys.store.queries import asks, log, people, quiet, rooms
from utelys.store.queries import light as leases
from utelys.store.queries.asks import Call
from utelys_protocol import asks as told
from utelys_protocol.base import Told
from utelys_protocol.entries import BODIES, RoomLeft

TIMER = "ask.due"


async def act(tx: Tx, call: Call, event: AskEvent) -> Call:
    """Let something happen to an ask, and do what follows.

    Raises:
        Refusal: by the table of `core.asks`.
    """
    there = await candidates(tx, call.ask.house) if isinstance(event, events.NEEDS_PEOPLE) else None
    ask, effects = step(call.ask, event, tx.now, there)
    if ask == call.ask and not effects:
        return call
    after = Call(ask, call.room)
    await carry_out(tx, after, effects, had=call.ask.taker)
    return after


async def somebody_came(tx: Tx) -> None:
    """Somebody may have become available: whatever still rings, rings them too."""
    for call in await asks.ringing(tx):
        await act(tx, call, events.Came())


async def wrote(tx: Tx, room: str, member: str) -> None:
    """A member wrote in the room of an ask."""
    call = await asks.of_room(tx, room)
    if call is not None:
        await act(tx, call, events.Wrote(member))


async def candidates(tx: Tx, house: str) -> list[Candidate]:
    """Everyone whom an ask of this house might ring, as things stand now."""
    there = {one.member: one for one in await leases.leases_in(tx, house) if one.valid(tx.now)}
    claimed = await leases.claimed_in(tx, house)
    mentors = set(await asks.mentors(tx))
    wakeable = set(await quiet.wakeable(tx))
    last, busy = await asks.last_taken(tx, house), await asks.busy(tx)
    found = []
    for member in sorted(there.keys() | mentors | wakeable):
        said, limit = await quiet.of(tx, member)
        woken = await quiet.woken(tx, member, tx.now) if limit else []
        found.append(
            Candidate(
                member=member,
                lease=there[member].id if member in there else None,
                claimed_at=claimed.get(member) if member in there else None,
                mentor=member in mentors,
                quiet=is_quiet(said, tx.now),
                wakes=may_be_woken(limit, woken, tx.now),
                resting=rests(member, tx.now, last, busy),
            )
        )
    return found


async def last_word(tx: Tx, call: Call) -> datetime | None:
    """When anybody last wrote in the room of an ask."""
    return await log.last_of_kind(tx, room_stream(call.room), "message.sent")


async def carry_out(tx: Tx, call: Call, effects: Sequence[Effect], had: str | None = None) -> None:
    """Write the ask and do its effects, in order. `had` is who had it before."""
    asks.put(tx, call)
    for effect in effects:
        await _do(tx, call, effect, had)


async def _do(tx: Tx, call: Call, effect: Effect, had: str | None) -> None:
    match effect:
        case events.Ring(members=members, woken=woken):
            await _ring(tx, call, members, woken)
        case events.StopRinging(members=members):
            for member in members:
                await _tell(tx, member, "ask.stopped", told.AskStopped(ask=call.ask.id))
        case events.Nudge(member=member):
            await _tell(tx, member, "ask.nudged", told.AskNudged(ask=asks.card(call)))
        case events.LetIn(member=member):
            if member not in await rooms.members_in(tx, call.room):
                await entering.enter_room(tx, await people.card(tx, member), call.room, member)
        case events.EndLease(member=member, lease=lease):
            await _end_lease(tx, call, member, lease)
        case events.SetTimer(at=at):
            tx.set_timer(TIMER, call.ask.id, at)
        case events.ClearTimer():
            tx.cancel_timer(TIMER, call.ask.id)
        case events.Append():
            await _append(tx, call, effect, had)


async def _ring(tx: Tx, call: Call, members: Sequence[str], woken: frozenset[str]) -> None:
    rung = told.AskRung(ask=asks.ring_card(call), wave=call.ask.wave, round=call.ask.round)
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
        rooms.drop_member(tx, call.room, had or "")
        await tx.append(stream, "room.left", RoomLeft(member=had or ""), had or "")
        tx.expel(stream, had or "")


async def _end_lease(tx: Tx, call: Call, member: str, lease: str) -> None:
    found = await leases.lease(tx, lease)
    if found is not None and found.member == member:
        leases.drop(tx, lease)
        house = call.ask.house
        ended = told.LeaseEnded(lease=lease, house=house, why="unanswered")
        await _tell(tx, member, "lease.ended", ended)
        await lighting.tell(tx, house, CLOCK)


async def _tell(tx: Tx, member: str, kind: str, body: Told) -> None:
    await tx.append(member_stream(member), kind, body, CLOCK)
