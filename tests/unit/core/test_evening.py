"""Any evening: whatever people do and whenever the clock or the server comes back, it holds.

Random claims, keeps, ends, hand-overs, shifts, quiet, asks, rings, takes, passes, silence, restarts
and clock steps, and after each of them: the light is home in no state without a valid lease, an ask
is in one state with one timer and one round, nobody has it but one, nobody's claim ends by a ring
that the clock jumped over, and what has ended stays silent.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.kit.evening import MEMBERS, Evening
from utelys.core.ask_events import (
    AskAgain,
    AskEvent,
    AskKind,
    Came,
    End,
    Pass,
    Seen,
    Take,
    Withdraw,
    Wrote,
)
from utelys.core.ask_state import ENDS
from utelys.core.ask_view import view_for_asker
from utelys.core.errors import Conflict, Gone, Refusal
from utelys.core.leases import Held, LeaseEvent, handed_over, step_lease
from utelys.core.light import Shift, check_claim
from utelys_protocol.words import AskState, ClaimAs, LightState, Show

MINUTE = timedelta(minutes=1)
members = st.sampled_from(MEMBERS)
picks = st.integers(0, 50)


class AnyEvening(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.evening = Evening()

    def _ask(self, pick: int) -> str:
        """Any ask, an ended one too."""
        ids = sorted(self.evening.asks)
        return ids[pick % len(ids)]

    def _lease(self, pick: int) -> Held:
        ids = sorted(self.evening.held)
        return self.evening.held[ids[pick % len(ids)]]

    def _try(self, id: str, event: AskEvent) -> Refusal | None:
        """Do it; a refusal leaves the ask as it was, and says `gone` when it has ended."""
        before = self.evening.asks[id]
        refused: Refusal | None = None
        try:
            self.evening.do(id, event)
        except Refusal as refusal:
            refused = refusal
        assert refused is None or self.evening.asks[id] == before
        assert refused is None or isinstance(refused, Gone) == before.ended
        return refused

    def _came(self) -> None:
        for id in self.evening.open_asks():
            self.evening.do(id, Came())

    @rule(member=members, as_=st.sampled_from(ClaimAs), minutes=st.integers(1, 300))
    def claim(self, member: str, as_: ClaimAs, minutes: int) -> None:
        until = check_claim(self.evening.now, for_=minutes * MINUTE)
        self.evening.claim(member, as_, until)
        self._came()

    @precondition(lambda self: self.evening.held)
    @rule(pick=picks, event=st.sampled_from(LeaseEvent), to=members)
    def something_happens_to_a_lease(self, pick: int, event: LeaseEvent, to: str) -> None:
        evening, held = self.evening, self._lease(pick)
        lease, now = held.lease, evening.now
        until = check_claim(now, keeps=lease.until)
        try:
            after = step_lease(held, event, now, until=until, to=to)
        except (Gone, Conflict):
            return
        assert lease.valid(now) or after.ended_by is not None, "it came back from its end"
        evening.held[lease.id] = after
        if after.ended_by is not None and held.ended_by is None:
            evening.claimed.pop(lease.member, None)
        elif event is LeaseEvent.KEEP:
            quiet = lease.member in evening.quiet
            evening.held[lease.id] = replace(after, lease=replace(after.lease, through_quiet=quiet))
            (evening.through_quiet.add if quiet else evening.through_quiet.discard)(lease.member)
            evening.kept_at[lease.member] = now
            evening.claimed[lease.member] = (lease.as_, until)
        if event is LeaseEvent.ACCEPT and held.offered_to:
            theirs = handed_over(lease, "", held.offered_to, held.offered_to.title(), Show.DUTY)
            evening.claim(theirs.member, theirs.as_, theirs.until)
        self._came()

    @rule(member=members, begins=st.integers(-600, 3000), lasts=st.integers(1, 600))
    def plan(self, member: str, begins: int, lasts: int) -> None:
        starts = self.evening.now + begins * MINUTE
        id = self.evening.name("s")
        self.evening.shifts.append(
            Shift(id, member, starts, starts + lasts * MINUTE, Show.NOBODY, member.title())
        )

    @rule(member=members, quiet=st.booleans(), wakes=st.booleans())
    def say_what_may_disturb(self, member: str, quiet: bool, wakes: bool) -> None:
        for said, those in ((quiet, self.evening.quiet), (wakes, self.evening.wakes)):
            (those.add if said else those.discard)(member)
        self._came()

    @rule(asker=members)
    def raise_an_ask(self, asker: str) -> None:
        standing = self.evening.raise_or_join(asker)
        if standing is not None:
            self.evening.do(standing, AskAgain(asker))

    @precondition(lambda self: self.evening.asks)
    @rule(
        pick=picks,
        act=st.sampled_from([Take, Pass, Seen, Wrote, Withdraw, End, AskAgain]),
        by=members,
    )
    def somebody_does_something(self, pick: int, act: Callable[[str], AskEvent], by: str) -> None:
        if act is Wrote:
            self.evening.last_word = self.evening.now
        self._try(self._ask(pick), act(by))

    @precondition(lambda self: self.evening.open_asks())
    @rule(pick=picks, act=st.sampled_from([Take, Pass, Pass, Seen]))
    def somebody_who_is_rung_does_something(
        self, pick: int, act: Callable[[str], AskEvent]
    ) -> None:
        ids = self.evening.open_asks()
        ask = self.evening.asks[ids[pick % len(ids)]]
        if ask.ringing:
            assert self._try(ask.id, act(ask.ringing[pick % len(ask.ringing)])) is None

    @precondition(lambda self: self.evening.open_asks())
    @rule(pick=picks, act=st.sampled_from([Pass, Wrote, End]))
    def the_one_who_has_it_does_something(self, pick: int, act: Callable[[str], AskEvent]) -> None:
        ids = self.evening.open_asks()
        id = ids[pick % len(ids)]
        if (taker := self.evening.asks[id].taker) is not None:
            assert self._try(id, act(taker)) is None

    @precondition(lambda self: self.evening.open_asks())
    @rule(pick=picks, one=members, other=members)
    def two_take_at_the_same_instant(self, pick: int, one: str, other: str) -> None:
        ids = self.evening.open_asks()
        ask = self.evening.asks[ids[pick % len(ids)]]
        if one == other or ask.state is not AskState.RINGING or ask.asker in (one, other):
            return
        assert self._try(ask.id, Take(one)) is None
        refused = self._try(ask.id, Take(other))
        assert isinstance(refused, Conflict)
        assert refused.detail == one

    @rule(minutes=st.integers(0, 400), away=st.booleans())
    def time_passes(self, minutes: int, away: bool) -> None:
        self.evening.wait(minutes * MINUTE, away=away)

    @rule(seconds=st.integers(1, 240))
    def a_little_time_passes(self, seconds: int) -> None:
        self.evening.wait(timedelta(seconds=seconds))

    @rule(seconds=st.one_of(st.integers(3, 900), st.integers(3, 100_000)))
    def the_clock_is_set_forward(self, seconds: int) -> None:
        self.evening.set_forward(timedelta(seconds=seconds))

    @precondition(lambda self: self.evening.timer)
    @rule(seconds=st.integers(0, 29))
    def the_clock_is_set_just_past_the_next_timer(self, seconds: int) -> None:
        past = min(self.evening.timer.values()) + timedelta(seconds=seconds)
        self.evening.set_forward(max(past - self.evening.now, timedelta(0)))

    @rule(minutes=st.integers(1, 300))
    def the_clock_is_set_back(self, minutes: int) -> None:
        self.evening.set_back(minutes * MINUTE)

    @rule()
    def the_server_is_started_again(self) -> None:
        self.evening.restart()

    @precondition(lambda self: self.evening.shifts)
    @rule(pick=picks)
    def cancel_a_shift(self, pick: int) -> None:
        del self.evening.shifts[pick % len(self.evening.shifts)]

    @precondition(lambda self: self.evening.claimed)
    @rule(pick=picks)
    def time_passes_to_the_very_end_of_a_lease(self, pick: int) -> None:
        ends = sorted(until for _, until in self.evening.claimed.values())
        self.evening.wait(max(ends[pick % len(ends)] - self.evening.now, timedelta(0)))

    @precondition(lambda self: self.evening.timer)
    @rule()
    def time_passes_to_the_next_timer(self) -> None:
        self.evening.wait(min(self.evening.timer.values()) - self.evening.now)

    @invariant()
    def the_light_is_never_lit_without_a_claim(self) -> None:
        evening = self.evening
        claims = [
            as_
            for member, (as_, until) in evening.claimed.items()
            if evening.now < until and (as_ is ClaimAs.HOME or not evening.asleep(member))
        ]
        state = evening.light().state
        assert (state is LightState.HOME) == (ClaimAs.HOME in claims)
        assert (state is LightState.REACHABLE) == (bool(claims) and ClaimAs.HOME not in claims)
        assert len(evening.light().who) == len(claims)

    @invariant()
    def every_ask_is_in_one_state_with_one_timer(self) -> None:
        for id, ask in self.evening.asks.items():
            how = self.evening.ended(id)
            if ask.ended:
                assert how == [ask.state.value]
                assert ask.state in ENDS
                assert not self.evening.ringing[id]
                assert id not in self.evening.timer
                continue
            assert how == []
            assert self.evening.timer[id] == ask.due
            assert ask.due is not None
            assert ask.due >= self.evening.now

    @invariant()
    def a_standing_ask_rings_somebody_or_somebody_has_it(self) -> None:
        for id, ask in self.evening.asks.items():
            assert self.evening.ringing[id] == set(ask.ringing)
            if not ask.ended:
                assert bool(ask.ringing) == (ask.taker is None) == (ask.state is AskState.RINGING)
            if ask.taker is not None:
                assert ask.taker in self.evening.let_in[id]

    @invariant()
    def rounds_open_one_after_the_other(self) -> None:
        for id, ask in self.evening.asks.items():
            kinds = [one.kind for one in self.evening.told[id]]
            taken = kinds.count(AskKind.TAKEN)
            returned = kinds.count(AskKind.RETURNED)
            assert kinds[0] is AskKind.RAISED
            assert ask.round == returned + 1
            assert returned <= taken <= returned + 1
            if not ask.ended:
                assert (taken == returned) == (ask.state is AskState.RINGING)

    @invariant()
    def the_one_who_asked_is_told_when_time_will_act(self) -> None:
        for ask in self.evening.asks.values():
            view = view_for_asker(ask)
            moves = ask.state in (AskState.RINGING, AskState.TAKEN)
            assert view.next_at == (ask.due if moves else None)
            assert view.seen <= view.rung

    def teardown(self) -> None:
        """Left alone, every ask comes to an end by itself."""
        for _ in range(20):
            self.evening.wait(timedelta(hours=3))
        assert not self.evening.open_asks()
        self.every_ask_is_in_one_state_with_one_timer()


AnyEvening.TestCase.settings = settings(max_examples=200, stateful_step_count=40, deadline=None)
TestAnyEvening = AnyEvening.TestCase
