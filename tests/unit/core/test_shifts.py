"""Shifts: their times by the wall, what one time does differently, and when nobody holds any."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utelys.core.errors import Conflict, Gone, Invalid, NotFound
from utelys.core.shifts import (
    Plan,
    Swap,
    Time,
    begin,
    change_one,
    check_swap,
    gaps,
    over_at,
    swapped,
    time_at,
    times_of,
)
from utelys.core.walltime import Wall
from utelys_protocol.words import Show

HOUR = timedelta(hours=1)
NOW = datetime(2027, 3, 20, 8, tzinfo=UTC)
START = Wall(datetime.fromisoformat("2027-03-21T17:00"), "Europe/Oslo")
PLAN = begin(Plan("s1", "h1", "eva", START, 3 * HOUR, Show.NAME, "FREQ=WEEKLY"))


def test_a_weekly_shift_keeps_its_hour_when_summer_time_begins() -> None:
    found = times_of(PLAN, NOW, NOW + timedelta(days=14))
    assert [one.starts.hour for one in found] == [16, 15]
    assert [one.slot for one in found] == ["20270321T1700", "20270328T1700"]


def test_one_time_is_moved_given_away_or_cancelled_and_keeps_its_slot() -> None:
    later = Wall(datetime.fromisoformat("2027-03-22T18:00"), "Europe/Oslo")
    plan = change_one(PLAN, "20270321T1700", member="ola", start=later)
    plan = change_one(plan, "20270328T1700", cancelled=True)
    first, second = times_of(plan, NOW, NOW + timedelta(days=20))
    assert (first.slot, first.member, first.starts.hour) == ("20270321T1700", "ola", 17)
    assert first.show is Show.DUTY, "who was given a time has not said that their name be shown"
    assert second.slot == "20270404T1700"
    with pytest.raises(NotFound):
        time_at(plan, "20270328T1700", NOW)
    with pytest.raises(NotFound):
        time_at(plan, "20270329T1700", NOW)
    with pytest.raises(Gone):
        time_at(PLAN, "20270321T1700", NOW + timedelta(days=2))
    with pytest.raises(Invalid):
        change_one(
            PLAN,
            "20270321T1700",
            start=Wall(datetime.fromisoformat("2027-04-01T18:00"), "Europe/Oslo"),
        )


def test_a_shift_is_over_after_its_last_time() -> None:
    once = replace(PLAN, rule=None)
    assert over_at(once, NOW) == START.moment() + 3 * HOUR
    assert over_at(PLAN, NOW) is None
    assert over_at(replace(PLAN, until="20270328T1700"), NOW) == START.moment() + 3 * HOUR
    assert over_at(change_one(once, "20270321T1700", cancelled=True), NOW) == NOW


def test_a_swap_is_looked_at_again_when_the_other_says_yes() -> None:
    theirs = replace(PLAN, id="s2", member="ola")
    plans = {"s1": PLAN, "s2": theirs}
    swap = Swap(
        "w1",
        "h1",
        "eva",
        "ola",
        "s1",
        "20270321T1700",
        START.moment(),
        back_plan="s2",
        back_slot="20270328T1700",
    )
    check_swap(swap, plans, NOW)
    after = swapped(swap, plans)
    assert time_at(after["s1"], "20270321T1700", NOW).member == "ola"
    assert time_at(after["s2"], "20270328T1700", NOW).member == "eva"
    with pytest.raises(Conflict):
        check_swap(swap, after, NOW)


def test_who_swaps_is_shown_as_they_chose_and_not_as_the_other_did() -> None:
    theirs = replace(PLAN, id="s2", member="ola", show=Show.NOBODY)
    plans = {"s1": PLAN, "s2": theirs}
    swap = Swap("w1", "h1", "eva", "ola", "s1", "20270321T1700", START.moment())
    back = replace(swap, back_plan="s2", back_slot="20270328T1700")

    def shown(after: dict[str, Plan], plan: str, slot: str) -> Show:
        return time_at(after[plan], slot, NOW).show

    after = swapped(back, plans)
    assert shown(after, "s1", "20270321T1700") is Show.NOBODY, "as on Ola's own shift"
    assert shown(after, "s2", "20270328T1700") is Show.NAME, "as on Eva's own shift"
    after = swapped(replace(back, show=Show.DUTY), plans, Show.NAME)
    assert shown(after, "s1", "20270321T1700") is Show.NAME, "as Ola said with the yes"
    assert shown(after, "s2", "20270328T1700") is Show.DUTY, "as Eva said with the question"
    after = swapped(swap, {"s1": PLAN})
    assert shown(after, "s1", "20270321T1700") is Show.DUTY, "who has not said is not named"
    given = change_one(after["s1"], "20270321T1700", show=Show.NOBODY)
    assert shown({"s1": given}, "s1", "20270321T1700") is Show.NOBODY
    returned = change_one(given, "20270321T1700", member="eva")
    assert shown({"s1": returned}, "s1", "20270321T1700") is Show.NAME


@given(st.lists(st.tuples(st.integers(-5, 60), st.integers(1, 30)), max_size=8))
def test_every_hour_is_either_held_or_in_a_gap(held: list[tuple[int, int]]) -> None:
    times = [
        Time("s", str(n), "eva", NOW + start * HOUR, NOW + (start + lasts) * HOUR, Show.NAME)
        for n, (start, lasts) in enumerate(held)
    ]
    found = gaps(times, NOW, NOW + 48 * HOUR)
    for hour in range(48):
        at = NOW + hour * HOUR
        in_gap = any(start <= at < end for start, end in found)
        assert in_gap != any(one.starts <= at < one.ends for one in times)
    assert all(NOW <= start < end <= NOW + 48 * HOUR for start, end in found)
