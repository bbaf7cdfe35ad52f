"""The life of a lease: its table, and that nothing brings back what has ended."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utelys.core.errors import Conflict, Gone
from utelys.core.leases import (
    LEASE_MOVES,
    STILL_HOME,
    Held,
    LeaseEnd,
    LeaseEvent,
    LeaseState,
    handed_over,
    step_lease,
    still_home_at,
)
from utelys.core.light import Lease, light_of
from utelys_protocol.words import ClaimAs, LightState, Show

NOW = datetime(2026, 11, 26, 17, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
OLA = Held(Lease("l1", "ola", "h1", ClaimAs.HOME, NOW + HOUR, Show.NAME, "Ola"))


@pytest.mark.parametrize(
    ("event", "ended_by"),
    [
        (LeaseEvent.END, LeaseEnd.HAND),
        (LeaseEvent.REPLACE, LeaseEnd.REPLACED),
        (LeaseEvent.UNANSWERED, LeaseEnd.UNANSWERED),
    ],
)
def test_it_ends_in_the_way_that_ended_it(event: LeaseEvent, ended_by: LeaseEnd) -> None:
    for held in (OLA, step_lease(OLA, LeaseEvent.OFFER, NOW, to="eva")):
        ended = step_lease(held, event, NOW)
        assert ended == Held(OLA.lease, LeaseState.ENDED, None, ended_by)


def test_it_runs_out_at_its_end_and_not_before() -> None:
    assert step_lease(OLA, LeaseEvent.RUN_OUT, NOW) == OLA
    ended = step_lease(OLA, LeaseEvent.RUN_OUT, OLA.lease.until)
    assert (ended.state, ended.ended_by) == (LeaseState.ENDED, LeaseEnd.CLOCK)


def test_keeping_moves_the_end_and_makes_the_old_timer_mean_nothing() -> None:
    kept = step_lease(OLA, LeaseEvent.KEEP, NOW, until=NOW + 3 * HOUR)
    assert kept.lease.until == NOW + 3 * HOUR
    assert step_lease(kept, LeaseEvent.RUN_OUT, OLA.lease.until) == kept


def test_what_has_run_out_cannot_be_kept_though_no_timer_has_come() -> None:
    with pytest.raises(Gone):
        step_lease(OLA, LeaseEvent.KEEP, OLA.lease.until, until=NOW + 3 * HOUR)


def test_an_offer_lights_the_house_by_the_one_who_is_there_until_the_other_says_yes() -> None:
    offered = step_lease(OLA, LeaseEvent.OFFER, NOW, to="eva", until=NOW + 9 * HOUR)
    assert offered.lease == OLA.lease
    assert (offered.state, offered.offered_to) == (LeaseState.OFFERED, "eva")
    assert step_lease(offered, LeaseEvent.KEEP, NOW, until=NOW + 2 * HOUR).offered_to == "eva"
    assert step_lease(offered, LeaseEvent.TAKE_BACK, NOW) == OLA
    accepted = step_lease(offered, LeaseEvent.ACCEPT, NOW)
    assert accepted.ended_by is LeaseEnd.HANDED_OVER
    hers = handed_over(offered.lease, "l2", "eva", "Eva", Show.NOBODY)
    assert light_of("h1", NOW, [hers]).state is LightState.HOME
    assert hers.until == OLA.lease.until
    assert "Ola" not in repr(hers)


@pytest.mark.parametrize("event", [LeaseEvent.ACCEPT, LeaseEvent.TAKE_BACK])
def test_what_is_not_offered_cannot_be_taken_over(event: LeaseEvent) -> None:
    with pytest.raises(Conflict):
        step_lease(OLA, event, NOW)


@given(st.lists(st.tuples(st.sampled_from(LeaseEvent), st.integers(0, 90)), max_size=12))
def test_whatever_happens_it_never_stands_beyond_its_end_nor_again(
    happenings: list[tuple[LeaseEvent, int]],
) -> None:
    held, now, dead = OLA, NOW, False
    for event, minutes in happenings:
        now += minutes * MINUTE
        before = held
        try:
            held = step_lease(held, event, now, until=now + HOUR, to="eva")
        except (Gone, Conflict):
            assert held == before
            continue
        dead = dead or held.state is LeaseState.ENDED
        assert (held.state is LeaseState.ENDED) == dead == (held.ended_by is not None)
        assert dead or held.lease.valid(now)
        assert (held.offered_to is not None) == (held.state is LeaseState.OFFERED)


def test_nothing_leads_out_of_the_end() -> None:
    assert not [key for key in LEASE_MOVES if key[0] is LeaseState.ENDED]
    ended = replace(OLA, state=LeaseState.ENDED, ended_by=LeaseEnd.HAND)
    assert step_lease(ended, LeaseEvent.UNANSWERED, NOW) == ended


@pytest.mark.parametrize(
    ("lasts", "before"),
    [(2 * HOUR, STILL_HOME), (12 * HOUR, STILL_HOME), (20 * MINUTE, 5 * MINUTE)],
)
def test_still_home_is_asked_before_the_end(lasts: timedelta, before: timedelta) -> None:
    assert still_home_at(NOW, NOW + lasts) == NOW + lasts - before
