"""The table of a delivery, and what the answers of push services mean."""

from datetime import UTC, datetime, timedelta

import pytest

from utelys.core.deliveries import (
    ENDS,
    LONGEST_ASKED,
    LONGEST_WAIT,
    STEPS,
    Answer,
    Event,
    OutOfTurn,
    State,
    judge,
    step,
    wait,
)

NOW = datetime(2026, 11, 26, 17, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


def test_what_is_not_in_the_table_is_an_error_that_names_both() -> None:
    with pytest.raises(OutOfTurn, match=r"accepted .* waiting"):
        step(State.WAITING, Event.ACCEPTED)


@pytest.mark.parametrize("end", sorted(ENDS))
@pytest.mark.parametrize("event", Event)
def test_an_end_is_an_end(end: State, event: Event) -> None:
    assert step(end, event) is end


def test_every_state_is_reached_and_every_state_can_be_left_but_the_ends() -> None:
    assert {after for before, after in ((key[0], to) for key, to in STEPS.items())} == set(State)
    for state in set(State) - ENDS - {State.SENT}:
        assert any(before is state and to is not state for (before, _), to in STEPS.items())


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_taken(status: int) -> None:
    assert judge(Answer(status), 1, False, NOW, LATER).event is Event.ACCEPTED


@pytest.mark.parametrize("status", [404, 410])
def test_gone(status: int) -> None:
    assert judge(Answer(status), 1, False, NOW, LATER).event is Event.VANISHED


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 401, 403])
def test_refused(status: int) -> None:
    assert judge(Answer(status), 1, False, NOW, LATER).event is Event.REFUSED


def test_too_large_is_made_small_once() -> None:
    first = judge(Answer(413), 1, False, NOW, LATER)
    assert (first.event, first.shrink, first.again) == (Event.PUT_OFF, True, NOW)
    assert judge(Answer(413), 2, True, NOW, LATER).event is Event.REFUSED


@pytest.mark.parametrize("status", [None, 408, 429, 500, 502, 503, 504])
def test_put_off(status: int | None) -> None:
    verdict = judge(Answer(status), 1, False, NOW, LATER)
    assert (verdict.event, verdict.again) == (Event.PUT_OFF, NOW + timedelta(seconds=5))


def test_after_the_last_moment_it_is_not_tried_again() -> None:
    soon = NOW + timedelta(seconds=5)
    assert judge(Answer(500), 1, False, NOW, soon).event is Event.REFUSED


def test_waits_double_up_to_the_longest() -> None:
    waits = [wait(tries, None).total_seconds() for tries in range(1, 5)]
    assert waits == [5, 10, 20, 40]
    assert wait(1000, None) == LONGEST_WAIT


def test_a_service_that_asks_for_more_gets_it_within_reason() -> None:
    assert wait(1, 120) == timedelta(seconds=120)
    assert wait(1, 1) == timedelta(seconds=5)
    assert wait(1, -5) == timedelta(seconds=5)
    assert wait(1, 10**9) == LONGEST_ASKED
