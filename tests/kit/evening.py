"""A house on the pure core: effects are carried out as a server would, and checked as they come."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pydantic import TypeAdapter

from utelys.core.ask_events import (
    NEEDS_PEOPLE,
    Append,
    AskEvent,
    AskKind,
    ClearTimer,
    Due,
    Effect,
    EndLease,
    LetIn,
    Nudge,
    Ring,
    SetTimer,
    StopRinging,
)
from utelys.core.ask_state import Ask
from utelys.core.asks import raise_ask, step
from utelys.core.jumps import earlier, unfair
from utelys.core.leases import Held, LeaseEvent, LeaseState, step_lease
from utelys.core.light import Lease, Shift, light_of
from utelys.core.waves import Candidate, rests
from utelys_protocol.light import Light
from utelys_protocol.words import AskState, ClaimAs, Show

_ASK: TypeAdapter[Ask] = TypeAdapter(Ask)
_HELD: TypeAdapter[Held] = TypeAdapter(Held)

START = datetime(2026, 11, 26, 17, tzinfo=UTC)
MENTORS = ("eva", "ola")
MEMBERS = ("anja", "eva", "margrethe", "ola", "per")


class Evening:
    """One house, five members, and everything that has come of what they did.

    `claimed` is the second opinion on leases: who last said that they are there, how, until when,
    kept without the core.
    """

    def __init__(self) -> None:
        self.now = START
        self.held: dict[str, Held] = {}
        self.kept_at: dict[str, datetime] = {}
        self.claimed: dict[str, tuple[ClaimAs, datetime]] = {}
        self.shifts: list[Shift] = []
        self.asks: dict[str, Ask] = {}
        self.quiet: set[str] = set()
        self.through_quiet: set[str] = set()
        """Who last claimed or kept what they have while they were quiet: a second opinion."""
        self.wakes: set[str] = set()
        self.ringing: defaultdict[str, set[str]] = defaultdict(set)
        self.timer: dict[str, datetime] = {}
        self.old_timers: list[tuple[datetime, str]] = []
        self.told: defaultdict[str, list[Append]] = defaultdict(list)
        self.let_in: defaultdict[str, set[str]] = defaultdict(set)
        self.rounds: defaultdict[str, set[tuple[int, str]]] = defaultdict(set)
        self.last_taken: tuple[str, datetime] | None = None
        self.last_word: datetime | None = None
        self.made = 0
        self.asked_at: dict[tuple[str, str], datetime] = {}
        """When each was last rung for an ask, took it, or was nudged."""
        self.jumped_at: dict[str, datetime] = {}
        """When the clock last jumped while an ask stood, or the server was started again."""

    def name(self, kind: str) -> str:
        """Make an id that sorts by time of making."""
        self.made += 1
        return f"{kind}{self.made:04}"

    def light(self) -> Light:
        """The light as the core tells it."""
        some = [self._as_known(one.lease) for one in self.standing()]
        return light_of("h1", self.now, some, self.shifts)

    def _as_known(self, lease: Lease) -> Lease:
        always = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
        return replace(lease, quiet=always if lease.member in self.quiet else None)

    def asleep(self, member: str) -> bool:
        """Whether a member is quiet, and has not claimed since to be there."""
        return member in self.quiet and member not in self.through_quiet

    def standing(self) -> list[Held]:
        """The leases that have not ended, as a store would have them."""
        return [one for one in self.held.values() if one.state is not LeaseState.ENDED]

    def open_asks(self) -> list[str]:
        """The asks that have not ended."""
        return [id for id, ask in self.asks.items() if not ask.ended]

    def people(self) -> list[Candidate]:
        """Everyone whom an ask might ring."""
        leases = {one.lease.member: one.lease for one in self.standing()}
        busy = {ask.taker for ask in self.asks.values() if ask.taker and not ask.ended}
        found = []
        for member in MEMBERS:
            lease = leases.get(member)
            valid = lease is not None and lease.valid(self.now)
            found.append(
                Candidate(
                    member,
                    lease=lease.id if lease is not None and valid else None,
                    claimed_at=self.kept_at.get(member),
                    mentor=member in MENTORS,
                    quiet=member in self.quiet
                    and not (lease is not None and valid and lease.through_quiet),
                    agrees=member in self.wakes,
                    wakes=member in self.wakes,
                    resting=rests(member, self.now, self.last_taken, {one for one in busy if one}),
                )
            )
        return found

    def claim(self, member: str, as_: ClaimAs, until: datetime) -> None:
        """Claim in place of whatever this member claimed before."""
        for id, one in self.held.items():
            if one.lease.member == member:
                self.held[id] = step_lease(one, LeaseEvent.REPLACE, self.now)
        id = self.name("l")
        quiet = member in self.quiet
        lease = Lease(id, member, "h1", as_, until, Show.NAME, member.title(), through_quiet=quiet)
        self.held[id] = Held(lease)
        (self.through_quiet.add if quiet else self.through_quiet.discard)(member)
        self.kept_at[member] = self.now
        self.claimed[member] = (as_, until)

    def raise_or_join(self, asker: str) -> str | None:
        """Raise an ask unless this member has one; tell the id of one that stands already."""
        for id, ask in self.asks.items():
            if ask.asker == asker and not ask.ended:
                return id
        id = self.name("a")
        ask, effects = raise_ask(id, "h1", asker, self.now, self.people())
        self.asks[id] = ask
        self._carry_out(id, effects)
        return None

    def do(self, id: str, event: AskEvent) -> None:
        """Let this happen to an ask; refusals go through."""
        people = self.people() if isinstance(event, NEEDS_PEOPLE) else None
        before = self.asks[id]
        ask, effects = step(before, event, self.now, people)
        self.asks[id] = ask
        if ask.state is AskState.TAKEN and ask.taker and before.taker != ask.taker:
            self.last_taken = (ask.taker, self.now)
        assert not (before.ended and effects), "something came of an ask that has ended"
        early = isinstance(event, Due) and before.due is not None and self.now < before.due
        assert not (early and effects), "a timer of old did something"
        self._carry_out(id, effects)

    def wait(self, time: timedelta, *, away: bool = False) -> None:
        """Let time pass; timers come at their moment, or all late if the server was away."""
        target = self.now + time
        while not away and (due := min(self.timer.values(), default=target)) < target:
            assert due >= self.now, "a timer came and nothing moved"
            self.now = due
            self._fire()
            assert due not in self.timer.values(), "a timer came and nothing moved"
        self.now = target
        self._fire()

    def set_forward(self, time: timedelta) -> None:
        """The clock is set forward, or the machine slept: what is due by that comes at once."""
        self.now += time
        self._nobody_is_judged()
        self._fire()

    def set_back(self, by: timedelta) -> None:
        """The clock is set back while the server runs: what was promised lasts as long."""
        self.now -= by
        self.held = {
            id: replace(one, lease=replace(one.lease, until=one.lease.until - by))
            for id, one in self.held.items()
        }
        self.claimed = {who: (as_, until - by) for who, (as_, until) in self.claimed.items()}
        self.kept_at = {who: at - by for who, at in self.kept_at.items()}
        self.asked_at = {key: at - by for key, at in self.asked_at.items()}
        self.jumped_at = {id: at - by for id, at in self.jumped_at.items()}
        for id in self.open_asks():
            ask = self.asks[id] = earlier(self.asks[id], by)
            assert ask.due is not None
            self.timer[id] = ask.due

    def restart(self) -> None:
        """What was written is read again; nothing else is left."""
        self.asks = {id: _ASK.validate_json(_ASK.dump_json(ask)) for id, ask in self.asks.items()}
        self.held = {id: _HELD.validate_json(_HELD.dump_json(one)) for id, one in self.held.items()}
        self.old_timers.clear()
        self._nobody_is_judged()
        self._fire()

    def _nobody_is_judged(self) -> None:
        for id in self.open_asks():
            self.jumped_at[id] = self.now
            self.asks[id] = unfair(self.asks[id], self.now)

    def _fire(self) -> None:
        """Fire every timer that has come, those of old too: a queue may well hold them still."""
        for moment, id in [*self.old_timers, *((at, id) for id, at in self.timer.items())]:
            if moment <= self.now:
                self.do(id, Due(last_word=self.last_word))

    def _carry_out(self, id: str, effects: tuple[Effect, ...]) -> None:
        for effect in effects:
            match effect:
                case Ring(members=members, woken=woken):
                    self._ring(id, members, woken)
                case StopRinging(members=members):
                    self.ringing[id] -= set(members)
                case SetTimer(at=at):
                    self.old_timers.append((at, id))
                    self.timer[id] = at
                case ClearTimer():
                    self.timer.pop(id, None)
                case LetIn(member=member):
                    self.let_in[id].add(member)
                    self.asked_at[id, member] = self.now
                case Nudge(member=member):
                    self.asked_at[id, member] = self.now
                case EndLease(member=member, lease=lease):
                    assert self.held[lease].lease.member == member
                    jumped = self.jumped_at.get(id)
                    assert jumped is None or self.asked_at[id, member] > jumped, "judged by a jump"
                    self.held[lease] = step_lease(self.held[lease], LeaseEvent.UNANSWERED, self.now)
                    self.claimed.pop(member, None)
                case Append():
                    self.told[id].append(effect)

    def _ring(self, id: str, members: tuple[str, ...], woken: frozenset[str]) -> None:
        ask = self.asks[id]
        assert members, "an empty wave rang"
        assert not self.ended(id), "an ended ask rang"
        for member in members:
            assert member != ask.asker
            assert member not in ask.passed
            claimed = member in self.claimed and self.now < self.claimed[member][1]
            sleeps = self.asleep(member) or (member in self.quiet and not claimed)
            assert not sleeps or member in self.wakes
            assert (ask.round, member) not in self.rounds[id], "rung twice in a round"
            self.rounds[id].add((ask.round, member))
            self.asked_at[id, member] = self.now
        assert woken <= self.quiet
        self.ringing[id] |= set(members)

    def ended(self, id: str) -> list[str]:
        """In what ways the ask has been told to have ended."""
        return [str(one.body["how"]) for one in self.told[id] if one.kind is AskKind.ENDED]
