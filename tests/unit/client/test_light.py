from datetime import timedelta

import pytest

from tests.kit.fake import NOON
from utelys_client.clock import MovableClock, ServerTime
from utelys_client.light import SILENCE, believed, doubtful_in
from utelys_protocol.light import Light
from utelys_protocol.words import LightState

LIGHT = Light(house="h1", state=LightState.HOME, who=[], valid_until=NOON + timedelta(hours=1))


@pytest.mark.parametrize(
    ("minutes", "silence", "state"),
    [
        (0, 0.0, LightState.HOME),
        (59.99, SILENCE - 0.1, LightState.HOME),
        (60, 0.0, LightState.UNKNOWN),
        (61, 0.0, LightState.UNKNOWN),
        (0, SILENCE, LightState.UNKNOWN),
        (0, None, LightState.UNKNOWN),
    ],
)
def test_a_light_is_believed_for_as_long_as_it_may_be(
    minutes: float, silence: float | None, state: LightState
) -> None:
    seen = believed(LIGHT, NOON + timedelta(minutes=minutes), silence)
    assert seen.state == state
    assert seen.who == []


def test_an_unknown_light_names_nobody_and_promises_nothing() -> None:
    seen = believed(LIGHT, NOON, None)
    assert (seen.who, seen.next, seen.house) == ([], None, "h1")


@pytest.mark.parametrize(
    ("minutes", "silence", "wait"),
    [
        (0, 0.0, 90.0),
        (59.5, 0.0, 30.0),
        (0, 80.0, 10.0),
        (60, 0.0, None),
        (0, 90.0, None),
        (0, None, None),
    ],
)
def test_doubt_comes_when_belief_ends(
    minutes: float, silence: float | None, wait: float | None
) -> None:
    assert doubtful_in(LIGHT, NOON + timedelta(minutes=minutes), silence) == wait


class TwoClocks(MovableClock):
    """A wall clock that somebody sets and a steady one that may stand still."""

    def __init__(self) -> None:
        super().__init__()
        self.walls, self.steadies = 1000.0, 0.0

    def wall(self) -> float:
        return self.walls

    def steady(self) -> float:
        return self.steadies


def test_the_servers_time_goes_on_from_what_it_said() -> None:
    clock = TwoClocks()
    time = ServerTime(clock)
    time.told(NOON, took=0.5)
    clock.walls += 10
    clock.steadies += 10
    assert time.now() == NOON + timedelta(seconds=10.5)


def test_a_sleeping_machine_counts_its_sleep() -> None:
    clock = TwoClocks()
    time = ServerTime(clock)
    time.told(NOON)
    time.heard()
    clock.walls += 3600
    assert time.now() == NOON + timedelta(hours=1)
    assert time.silence() == 3600


def test_setting_the_clock_back_keeps_no_light_lit() -> None:
    clock = TwoClocks()
    time = ServerTime(clock)
    time.told(NOON)
    time.heard()
    clock.walls -= 86_400
    clock.steadies += 100
    assert time.now() == NOON + timedelta(seconds=100)
    assert time.silence() == 100


def test_an_entry_shows_that_the_servers_time_is_later_and_never_earlier() -> None:
    time = ServerTime(TwoClocks())
    time.told(NOON)
    time.at_least(NOON - timedelta(hours=1))
    assert time.now() == NOON
    time.at_least(NOON + timedelta(hours=1))
    assert time.now() == NOON + timedelta(hours=1)


def test_who_never_heard_the_server_cannot_say_for_how_long() -> None:
    assert ServerTime(TwoClocks()).silence() is None
