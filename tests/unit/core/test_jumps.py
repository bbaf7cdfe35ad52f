"""A clock that jumps: noticed by a second clock, whatever the time between two looks."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.kit.ask_scene import EVA, OLA, Scene
from utelys.core.ask_events import Take
from utelys.core.jumps import TOLERANCE, Look, earlier, jumped

NOW = datetime(2026, 11, 26, 22, tzinfo=UTC)
HOUR = timedelta(hours=1)


@given(st.floats(0, 1e6), st.floats(-1e6, 1e6))
def test_time_that_passes_is_no_jump_and_a_jump_is_told_by_its_size(
    passed: float, set_by: float
) -> None:
    last = Look(NOW, 5.0)
    clock = NOW + timedelta(seconds=passed) + timedelta(seconds=set_by)
    by = jumped(last, Look(clock, 5.0 + passed))
    if abs(set_by) < TOLERANCE.total_seconds() - 0.01:
        assert by == timedelta(0)
    elif abs(set_by) > TOLERANCE.total_seconds() + 0.01:
        assert abs(by.total_seconds() - set_by) < 0.01


def test_a_call_goes_on_after_as_much_time_as_before_the_clock_went_back() -> None:
    scene = Scene(EVA, OLA)
    back = earlier(scene.ask, HOUR)
    assert scene.ask.due is not None
    assert back.due == scene.ask.due - HOUR
    assert [one.at for one in back.rung] == [one.at - HOUR for one in scene.ask.rung]
    taken = earlier(scene.do(Take("eva")).ask, HOUR)
    assert (taken.taken_at, taken.raised_at) == (scene.now - HOUR, scene.ask.raised_at)
    assert earlier(earlier(scene.ask, HOUR), -HOUR) == scene.ask
