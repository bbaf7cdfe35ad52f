import itertools

import pytest

from utelys.core.session import STEPS, Event, OutOfTurn, State, step


@pytest.mark.parametrize(("state", "event"), list(itertools.product(State, Event)))
def test_what_is_not_in_the_table_names_state_or_event(state: State, event: Event) -> None:
    if (state, event) in STEPS:
        assert step(state, event) is STEPS[state, event]
    else:
        with pytest.raises(OutOfTurn, match=event.value):
            step(state, event)


def test_every_state_can_end_and_nothing_leads_out_of_the_end() -> None:
    for state in State:
        assert step(state, Event.ENDED) is State.CLOSED
    assert {event for state, event in STEPS if state is State.CLOSED} == {Event.ENDED}


def test_nothing_is_taken_before_hello() -> None:
    assert {event for state, event in STEPS if state is State.FRESH} == {Event.HELLO, Event.ENDED}
