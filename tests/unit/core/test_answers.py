"""Who is told of a place that they got or lost: all of it, nothing twice, nothing that is not so.

Any answers, to one time and to all, and any changes of the maximum, of one time, of later ones and
of all. What is told is held against the places at each time, looked at one by one.
"""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kit.planning import utc, wall
from utelys.core import changes
from utelys.core.activity import Activity, Audience
from utelys.core.answers import ALL, Book, Moved, State, moved
from utelys.core.change import Change
from utelys.core.occurrences import Occurrence, page
from utelys_protocol.words import Answer

NOW = utc("2026-11-01T12:00")
START = wall("2026-11-03T18:00")
MEMBERS = ("anja", "eva", "ola", "per")
LOOKED_AT = 6
NAMED = 4
"""Times that are answered and changed; those behind them stand for all that follow."""

steps = st.one_of(
    st.tuples(
        st.just("answer"),
        st.sampled_from(MEMBERS),
        st.sampled_from([None, *range(NAMED)]),
        st.sampled_from([Answer.COMING, Answer.COMING, Answer.MAYBE, Answer.NO]),
    ),
    st.tuples(
        st.just("most"),
        st.sampled_from(["one", "later"]),
        st.integers(0, NAMED - 1),
        st.integers(1, 3),
    ),
    st.tuples(st.just("cancel"), st.sampled_from(["one", "later"]), st.integers(0, NAMED - 1)),
    st.tuples(st.just("leave"), st.sampled_from(MEMBERS)),
)


def begun(most: int) -> State:
    series = changes.plan("a", START, timedelta(hours=2), {"max": most}, "FREQ=DAILY")
    return State(Activity(series, "eva", Audience(group="g"), NOW), Book.of([]))


def times(state: State) -> list[Occurrence]:
    return page(state.activity.series, NOW, LOOKED_AT)


def after(state: State, step: tuple[object, ...]) -> tuple[State, list[Moved]]:
    """Do one step, and return what is told of it."""
    match step:
        case ("answer", str(member), time, Answer() as said):
            one = times(state)[time] if isinstance(time, int) else None
            book, _, _ = state.book.take(one, member, said, NOW)
            changed = State(state.activity, book)
            return changed, moved(state, changed, NOW, one.id if one else None)
        case ("leave", str(member)):
            changed = State(state.activity, state.book.without(member)[0])
            return changed, moved(state, changed, NOW)
        case (_, str(which), int(time), *most):
            one = times(state)[time]
            alter = changes.change_one if which == "one" else changes.change_later
            wanted = Change(details={"max": most[0]}) if most else Change(cancelled=True)
            series = alter(state.activity.series, one.id, wanted)
            changed = State(replace(state.activity, series=series), state.book)
            if not most:
                return changed, []
            return changed, moved(state, changed, NOW, one.id if which == "one" else None)
    raise AssertionError(step)


def covers(told: Moved, time: str) -> bool:
    return told.occurrence == time or (told.occurrence == ALL and time not in told.but)


def check(before: State, now: State, told: list[Moved]) -> None:
    assert len({(one.member, one.promoted, one.occurrence) for one in told}) == len(told)
    for was, one in zip(times(before), times(now), strict=True):
        if one.cancelled:
            continue
        had, has = before.places(was), now.places(one)
        for member in MEMBERS:
            promoted = member in had.waiting and member in has.coming
            put_back = member in had.coming and member in has.waiting
            heard = [each for each in told if each.member == member and covers(each, one.id)]
            assert len(heard) <= 1, (member, one.id, heard)
            assert not promoted or (heard and heard[0].promoted), (member, one.id, "up", told)
            assert not put_back or (heard and not heard[0].promoted), (member, one.id, "back", told)
            for each in heard:
                assert member not in (has.waiting if each.promoted else has.coming), (each, one.id)


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 3), st.lists(steps, min_size=2, max_size=12))
def test_whoever_moves_is_told_once_and_truly(
    most: int, given_steps: list[tuple[object, ...]]
) -> None:
    state = begun(most)
    for step in given_steps:
        before = state
        state, told = after(before, step)
        check(before, state, told)
