"""The rounds of an ask: whom to ring now, what to wait for, and whose lease has ended by it.

The rules are in the tables of `asks` and `waves`; this is how they are carried out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from utelys.core.ask_events import (
    Append,
    AskKind,
    ClearTimer,
    CloseTalk,
    Effect,
    EndLease,
    Ring,
    SetTimer,
    StopRinging,
)
from utelys.core.ask_state import Ask, Move, Rung, moved
from utelys.core.caller import CLOCK
from utelys.core.waves import LAST_WAVE, Candidate, Schedule, pick
from utelys_protocol.words import RingEnd

SILENCE = timedelta(minutes=3)
"""How long one who took an ask has for a first word."""

LATE = timedelta(seconds=30)
"""A timer that comes later than this came from a server that was away."""

_RING_ENDS = {Move.WITHDRAW: RingEnd.WITHDRAWN, Move.HAND_OVER: RingEnd.HANDED_OVER}

Step = tuple[Ask, tuple[Effect, ...]]
"""The ask as it now is, and what is to be done about it, in order."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What a step may know beside the ask."""

    now: datetime
    candidates: Sequence[Candidate] | None
    schedule: Schedule

    def people(self, ask: Ask) -> list[Candidate]:
        """Those there are to ring; whoever fell silent on this ask rests, whom it woke is up."""
        if self.candidates is None:
            raise ValueError("this step may ring somebody and must be told whom there is")
        up = {one.member for one in ask.rung if one.woken}
        return [
            replace(
                one,
                resting=one.resting or one.member in ask.silent,
                wakes=one.wakes or (one.agrees and one.member in up),
            )
            for one in self.candidates
        ]


def give_back(ask: Ask, why: str, ctx: Situation, *, judged: bool) -> Step:
    """Open the next round: ring at once everyone up to the wave that is reached by now.

    `why` is `silence` or `passed`; `judged` is whether the taker's lease is to end by it.
    """
    taker = ask.taker or ""
    effects: list[Effect] = [
        Append(AskKind.RETURNED, CLOCK if why == "silence" else taker, {"why": why})
    ]
    if ask.spoken:
        effects.append(CloseTalk())
    if judged:
        effects += _silent(ask, taker, ctx)
    over = ask.wave_until is not None and ask.wave_until <= ctx.now
    ask = replace(
        ask,
        state=moved(ask, Move.RETURN),
        round=ask.round + 1,
        taker=None,
        taken_at=None,
        spoken=False,
        silent=ask.silent | {taker} if why == "silence" else ask.silent,
    )
    ask, rung = ring_from(ask, ask.wave + over, ctx)
    return ask, (*effects, *rung)


def _silent(ask: Ask, taker: str, ctx: Situation) -> list[Effect]:
    """End the lease of one who took the ask and wrote nothing, unless kept since."""
    since = (ask.due or ctx.now) - SILENCE
    if not ask.is_fair(since):
        return []
    for one in ctx.people(ask):
        kept = one.claimed_at is not None and one.claimed_at > since
        if one.member == taker and one.lease is not None and not kept:
            return [EndLease(taker, one.lease)]
    return []


def left_out(ask: Ask) -> set[str]:
    """Those whom this round does not ring (again)."""
    rung = {one.member for one in ask.rung if one.round == ask.round}
    return {ask.asker} | ask.passed | rung


def ring_from(ask: Ask, wave: int, ctx: Situation) -> Step:
    """Ring the first wave from this one on (the last one at most) that has somebody new in it.

    With nobody new left, those who ring already are given the time of a last wave, once; with
    nobody at all, or that time over, the ask is handed over.
    """
    people = ctx.people(ask)
    for number in range(min(wave, LAST_WAVE), LAST_WAVE + 1):
        if picked := pick(people, number, left_out(ask)):
            until = ctx.now + ctx.schedule.time_of(number)
            return ring(ask, picked, number, until, ctx.now)
    if ask.ringing and ask.wave < LAST_WAVE:
        until = ctx.now + ctx.schedule.time_of(LAST_WAVE)
        state = moved(ask, Move.RING)
        ask = replace(ask, state=state, wave=LAST_WAVE, due=until, wave_until=until)
        # Nobody new, but what comes next and when has changed: whoever asked is told.
        told = Append(AskKind.RUNG, CLOCK, {"wave": LAST_WAVE, "round": ask.round, "rung": 0})
        return ask, (told, SetTimer(until))
    return end(ask, Move.HAND_OVER, CLOCK, ctx.now)


def ring(ask: Ask, picked: Iterable[Candidate], wave: int, until: datetime, now: datetime) -> Step:
    """Ring these members, and wait until then."""
    before = {one.member for one in ask.rung if one.woken}
    rung = [Rung(one.member, ask.round, wave, now, one.lease, woken=one.quiet) for one in picked]
    woken = frozenset(one.member for one in rung if one.woken) - before
    ask = replace(
        ask,
        state=moved(ask, Move.RING),
        wave=wave,
        due=until,
        wave_until=until,
        rung=(*ask.rung, *rung),
    )
    told = Append(AskKind.RUNG, CLOCK, {"wave": wave, "round": ask.round, "rung": len(rung)})
    return ask, (Ring(tuple(one.member for one in rung), woken), told, SetTimer(until))


def unanswered(ask: Ask, handed_over: bool, ctx: Situation) -> list[Effect]:
    """End the leases of those who did not answer, by the table at the top."""
    people = {one.member: one for one in ctx.people(ask)}
    effects: list[Effect] = []
    for one in ask.open_rings:
        held = people.get(one.member)
        if one.lease is None or held is None or held.lease != one.lease or one.woken:
            continue
        answered = one.seen and not handed_over
        kept = held.claimed_at is not None and held.claimed_at > one.at
        early = ctx.now - one.at < ctx.schedule.time_of(one.wave)
        if answered or kept or early or not ask.is_fair(one.at):
            continue
        effects.append(EndLease(one.member, one.lease))
    return effects


def end(ask: Ask, move: Move, by: str, now: datetime) -> Step:
    """Bring the ask to one of its three ends."""
    stop = (StopRinging(ask.ringing, _RING_ENDS[move]),) if ask.ringing else ()
    ask = replace(ask, state=moved(ask, move), due=None, wave_until=None, ended_at=now)
    ended = Append(AskKind.ENDED, by, {"how": ask.state.value})
    return ask, (*stop, ended, ClearTimer())
