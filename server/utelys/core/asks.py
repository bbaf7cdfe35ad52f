"""A call for someone: what may happen to it, and what that brings about.

Theory. An ask is one thing that is in exactly one state and has exactly one timer, and whoever
takes it is alone in having it. Time and people act on it through `step`, which is told the moment
and whom there is to ring, and answers with the ask as it then is and the effects. It rings in
rounds: the first opens when it is raised, taking closes the round, a return opens the next one.

| event         | ringing                    | taken                | talking            | ended   |
| ------------- | -------------------------- | -------------------- | ------------------ | ------- |
| Due           | next wave, or handed over  | silence: returned    | idle: answered     | nothing |
| Came          | rings whoever came rested  | nothing              | nothing            | nothing |
| Seen          | noted                      | noted                | noted              | nothing |
| Take          | taken                      | conflict             | conflict           | gone    |
| Pass          | noted; nobody left: as Due | noted; taker: return | the same           | gone    |
| Wrote         | nothing                    | taker: talking       | nothing            | nothing |
| AskAgain      | joins it                   | joins it             | taken, and a nudge | gone    |
| Withdraw      | withdrawn                  | withdrawn            | withdrawn          | gone    |
| End           | conflict                   | answered             | answered           | gone    |

- A timer that comes before `due` is one that was set for another moment: it does nothing. So a
  timer may be fired twice, late, or after a restart, and an ended ask never rings again.
- Silence: the taker has `SILENCE` to write a first word. Then the ask is returned, and rings again
  at once everyone up to the wave that it had reached (and the next, if that was due meanwhile),
  save those who passed; the one who fell silent stands at the back of the queue.
- Whoever takes it reads what was written while nobody had answered: from the beginning, or from
  where it was given back by one who had written. A talk with that one is theirs, and is not shown.
- Asking again while talking means that the talk has died: the taker is nudged and has `SILENCE`
  again. A talk in which nobody has written for `IDLE` has ended as answered, so that the next call
  of this person rings afresh.
- Handed over: when the last wave has had its time; when everyone who was rung has passed and
  nobody else is left; at once when there is nobody to ring at all. While somebody who was rung may
  still answer, the ask is given the time of a last wave, however many waves were empty.

A lease ends by not answering, by these rules and no others (only leases in the ask's own house):

| what its member did with the ring                         | the lease                       |
| --------------------------------------------------------- | ------------------------------- |
| took it and wrote within `SILENCE`                        | stands                          |
| took it and wrote nothing                                 | ends                            |
| passed, or gave it back                                   | stands: that is an answer       |
| was not rung: resting, quiet, or the ring stopped in time | stands: nothing was asked       |
| was woken from quiet hours                                | stands: sleep is no lie         |
| claimed or kept the lease since                           | stands: they said so themselves |
| saw it, and somebody took it                              | stands                          |
| saw it, and it was handed over with nobody                | ends at the handing over        |
| neither saw nor answered in the time of the wave          | ends with that time             |
| any of these, when the timer came more than `LATE` late   | stands: nobody could answer     |
| any of these, asked before the clock jumped forward, or   | stands: they may not have had   |
| before the server was started again (`fair_since`)        | the time that they were given   |
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from utelys.core.ask_events import (
    Append,
    AskAgain,
    AskEvent,
    AskKind,
    Came,
    Due,
    End,
    LetIn,
    Nudge,
    Pass,
    Seen,
    SetTimer,
    StopRinging,
    Take,
    Withdraw,
    Wrote,
)
from utelys.core.ask_rounds import (
    LATE,
    SILENCE,
    Situation,
    Step,
    end,
    give_back,
    left_out,
    ring,
    ring_from,
    unanswered,
)
from utelys.core.ask_state import Ask, Move, moved
from utelys.core.caller import CLOCK
from utelys.core.errors import Conflict, Forbidden, Gone
from utelys.core.waves import LAST_WAVE, Candidate, Schedule, pick
from utelys_protocol.words import AskState, RingEnd

IDLE = timedelta(hours=2)
"""How long nobody has written when a talk counts as ended."""


def raise_ask(
    id: str,
    house: str,
    asker: str,
    now: datetime,
    candidates: Sequence[Candidate],
    schedule: Schedule | None = None,
) -> Step:
    """Make an ask and ring its first wave that has somebody in it.

    With nobody to ring at all it is handed to the crisis numbers at once.
    """
    ask = Ask(id=id, house=house, asker=asker, raised_at=now, reads_from=1)
    raised = Append(AskKind.RAISED, asker, {"house": house})
    ask, effects = ring_from(ask, 1, Situation(now, candidates, schedule or Schedule()))
    return ask, (raised, *effects)


def step(
    ask: Ask,
    event: AskEvent,
    now: datetime,
    candidates: Sequence[Candidate] | None = None,
    schedule: Schedule | None = None,
) -> Step:
    """Carry out one event by the table above.

    Args:
        ask: as it stands.
        event: what happens.
        now: an aware moment.
        candidates: everyone whom an ask of this house might ring, as things stand now; needed for
            the events in `NEEDS_PEOPLE`.
        schedule: of the house; the usual one unless given.

    Raises:
        Gone: the ask has ended, and the event was somebody's act.
        Conflict: somebody else has it (`detail` is their id), or nobody has it yet.
        Forbidden: it is not for this member to do.
    """
    ctx = Situation(now, candidates, schedule or Schedule())
    if isinstance(event, Due | Came | Seen | Wrote):
        return _happen(ask, event, ctx)
    if ask.ended:
        raise Gone("This call has ended.")
    return _act(ask, event, ctx)


def _happen(ask: Ask, event: Due | Came | Seen | Wrote, ctx: Situation) -> Step:
    """Take in what nobody can be refused; out of its time it changes nothing."""
    match event:
        case Due(last_word=last_word):
            return _due(ask, last_word, ctx)
        case Came():
            return _came(ask, ctx)
        case Seen(by=by):
            return _seen(ask, by)
        case Wrote(by=by):
            return _wrote(ask, by, ctx.now)


def _act(ask: Ask, event: Take | Pass | AskAgain | Withdraw | End, ctx: Situation) -> Step:
    """Carry out what somebody wants done with a standing ask."""
    match event:
        case Take(by=by):
            return _take(ask, by, ctx.now)
        case Pass(by=by, unseen=unseen):
            return _pass(ask, by, ctx, unseen=unseen)
        case AskAgain(by=by):
            return _ask_again(ask, by, ctx.now)
        case Withdraw(by=by):
            return _withdraw(ask, by, ctx.now)
        case End(by=by):
            return _answer(ask, by, ctx.now)


def _due(ask: Ask, last_word: datetime | None, ctx: Situation) -> Step:
    """Let time act, if it is time."""
    if ask.due is None or ctx.now < ask.due:
        return ask, ()
    late = ctx.now - ask.due > LATE
    if ask.state is AskState.TALKING:
        if last_word is not None and last_word + IDLE > ctx.now:
            due = last_word + IDLE
            return replace(ask, due=due), (SetTimer(due),)
        return end(ask, Move.END, CLOCK, ctx.now)
    if ask.state is AskState.TAKEN:
        return give_back(ask, "silence", ctx, judged=not late)
    wave_over = ask
    ask, effects = ring_from(ask, ask.wave + 1, ctx)
    return ask, (*effects, *(() if late else unanswered(wave_over, ask.ended, ctx)))


def _came(ask: Ask, ctx: Situation) -> Step:
    """Ring those whose turn it has become since the wave rang."""
    if ask.state is not AskState.RINGING:
        return ask, ()
    picked = pick(ctx.people(ask), ask.wave, left_out(ask), others=bool(ask.ringing))
    if not picked:
        return ask, ()
    until = ask.due or ctx.now
    if ask.wave == LAST_WAVE:
        until = max(until, ctx.now + ctx.schedule.time_of(LAST_WAVE))
    return ring(ask, picked, ask.wave, until, ctx.now)


def _seen(ask: Ask, by: str) -> Step:
    """Note that a ring was seen, once for each time that it rang."""
    news = [one for one in ask.rung if one.member == by and not one.seen]
    if ask.ended or not news:
        return ask, ()
    was = ask.seen_by
    rung = tuple(replace(one, seen=True) if one.member == by else one for one in ask.rung)
    ask = replace(ask, rung=rung)
    if by in was:
        return ask, ()
    return ask, (Append(AskKind.SEEN, by, {"seen": len(was) + 1}),)


def _take(ask: Ask, by: str, now: datetime) -> Step:
    """Give the ask to this member alone."""
    if by == ask.asker:
        raise Forbidden("This call is your own; somebody else has to take it.")
    if ask.taker == by:
        return ask, ()
    if ask.taker is not None:
        raise Conflict("Somebody else has taken this call.", detail=ask.taker)
    due = now + SILENCE
    stop = (StopRinging(ask.ringing, RingEnd.TAKEN),) if ask.ringing else ()
    ask = replace(
        ask,
        state=moved(ask, Move.TAKE),
        taker=by,
        taken_at=now,
        due=due,
        passed=ask.passed - {by},
        spoken=False,
    )
    return ask, (
        *stop,
        LetIn(by),
        Append(AskKind.TAKEN, by, {"member": by}),
        SetTimer(due),
    )


def _pass(ask: Ask, by: str, ctx: Situation, *, unseen: bool) -> Step:
    """Ring this member no more; with nobody left ringing, go on at once."""
    if by == ask.asker:
        raise Forbidden("This call is your own; withdraw it if you no longer need it.")
    if by in ask.passed:
        return ask, ()
    rang = by in ask.ringing
    ask = replace(ask, passed=ask.passed | {by})
    if by == ask.taker:
        return give_back(ask, "passed", ctx, judged=False)
    if not rang:
        return ask, ()
    stop = StopRinging((by,), RingEnd.WITHDRAWN if unseen else RingEnd.PASSED)
    if ask.ringing:
        # How many it still rings for is told to whoever asked, and not who has passed.
        told = {"wave": ask.wave, "round": ask.round, "rung": 0}
        return ask, (stop, Append(AskKind.RUNG, CLOCK, told))
    ask, effects = ring_from(ask, ask.wave + 1, ctx)
    return ask, (stop, *effects)


def _wrote(ask: Ask, by: str, now: datetime) -> Step:
    """Note the first word of the one who took it."""
    if ask.state is not AskState.TAKEN or by != ask.taker:
        return ask, ()
    due = now + IDLE
    first = ask.first_word_at or now
    state = moved(ask, Move.SPEAK)
    ask = replace(ask, state=state, due=due, first_word_at=first, spoken=True)
    return ask, (Append(AskKind.CHANGED, by), SetTimer(due))


def _ask_again(ask: Ask, by: str, now: datetime) -> Step:
    """Join the ask that stands; wake it if the talk has died."""
    if by != ask.asker:
        raise Forbidden("This call is somebody else's.")
    if ask.state is not AskState.TALKING or ask.taker is None:
        return ask, ()
    due = now + SILENCE
    nudge = Nudge(ask.taker)
    ask = replace(ask, state=moved(ask, Move.ASK_AGAIN), due=due)
    return ask, (nudge, Append(AskKind.CHANGED, by), SetTimer(due))


def _withdraw(ask: Ask, by: str, now: datetime) -> Step:
    """Let the one who asked take it back, whoever has it."""
    if by != ask.asker:
        raise Forbidden("Only the one who asked can withdraw the call.")
    return end(ask, Move.WITHDRAW, by, now)


def _answer(ask: Ask, by: str, now: datetime) -> Step:
    """Let either of the two say that it has been answered."""
    if by not in (ask.asker, ask.taker):
        raise Forbidden("Only the one who asked and the one who took the call can end it.")
    if ask.taker is None:
        raise Conflict("Nobody has taken this call yet; withdraw it instead.")
    return end(ask, Move.END, by, now)
