"""Planning and changing: which times stay the same, and who they were."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kit.planning import at, utc, wall
from utelys.core.change import Change
from utelys.core.changes import change_all, change_later, change_one, looks_alike, plan
from utelys.core.errors import Invalid, NotFound
from utelys.core.occurrences import Series, find, occurrences, order, page

TWO_HOURS = timedelta(hours=2)
NOW = utc("2026-11-23T12:00")
END = utc("2027-12-01T00:00")


def planned(rule: str | None, start: str = "2026-11-26T18:00") -> Series:
    return plan("a", wall(start), TWO_HOURS, {"place": "the gate"}, rule)


WALK = planned("FREQ=WEEKLY;BYDAY=TH")
TUESDAYS_AND_THURSDAYS = planned("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=6")


def ids(series: Series) -> list[str]:
    """The slots of all times in the next year, without the activity's id."""
    return [one.id.removeprefix("a.") for one in occurrences(series, NOW, END)]


def walls(series: Series, most: int = 1_000) -> list[str]:
    """When they are, by the wall."""
    found = list(occurrences(series, NOW, END))[:most]
    return [f"{one.start.at:%Y-%m-%dT%H:%M}" for one in found]


# --- planning ----------------------------------------------------------------------------------


def test_a_series_is_planned_from_the_first_day_that_fits() -> None:
    series = planned("RRULE:freq=weekly;byday=MO")
    segment = series.segments[0]
    assert (segment.since, segment.start) == (at("2026-11-30T18:00"), wall("2026-11-30T18:00"))
    assert page(series, NOW, 1)[0].id == "a.20261130T1800"


@pytest.mark.parametrize(
    ("start", "rule", "field"),
    [
        ("2027-03-28T02:30", None, "starts.wall"),
        ("2027-10-31T02:30", "FREQ=WEEKLY", "starts.wall"),
        # Not the start itself, but the first day that fits.
        ("2027-03-26T02:30", "FREQ=WEEKLY;BYDAY=SU", "starts.wall"),
        ("2026-11-26T18:00", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "rule"),
        ("2026-11-26T18:00", "FREQ=WEEKLY;UNTIL=20261101", "rule"),
        ("2026-11-26T18:00", "FREQ=SECONDLY", "rule"),
        ("2026-11-26T18:00", "", "rule"),
    ],
)
def test_what_cannot_be_planned_is_refused(start: str, rule: str | None, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        planned(rule, start)
    assert refused.value.field == field


# --- one ---------------------------------------------------------------------------------------


def test_one_time_is_moved_cancelled_and_taken_up_again() -> None:
    one = "a.20261203T1800"
    moved = change_one(WALK, one, Change(start=wall("2026-12-04T19:00")))
    assert walls(moved, 3) == ["2026-11-26T18:00", "2026-12-04T19:00", "2026-12-10T18:00"]
    cancelled = change_one(moved, one, Change(cancelled=True))
    assert (find(cancelled, one).cancelled, find(cancelled, one).start) == (
        True,
        wall("2026-12-04T19:00"),
    )
    again = change_one(cancelled, one, Change(cancelled=False, start=wall("2026-12-03T18:00")))
    assert list(occurrences(again, NOW, END)) == list(occurrences(WALK, NOW, END))


def test_changes_of_one_time_add_up() -> None:
    one = "a.20261203T1800"
    series = change_one(WALK, one, Change(details={"place": "the station"}))
    series = change_one(series, one, Change(details={"bring": "a torch"}, lasts=TWO_HOURS / 2))
    changed = find(series, one)
    assert changed.details == {"place": "the station", "bring": "a torch"}
    assert changed.ends - changed.starts == timedelta(hours=1)
    assert change_one(series, one, Change()) == series


def test_what_happens_once_is_moved_as_a_whole_and_keeps_its_id() -> None:
    once = planned(None)
    moved = change_one(once, "a.20261126T1800", Change(start=wall("2026-11-28T11:00")))
    assert moved.segments[0].start == wall("2026-11-28T11:00")
    assert (ids(moved), walls(moved)) == (["20261126T1800"], ["2026-11-28T11:00"])
    again = change_one(moved, "a.20261126T1800", Change(start=wall("2026-11-25T17:00")))
    assert (ids(again), walls(again)) == (["20261126T1800"], ["2026-11-25T17:00"])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (Change(rule="FREQ=DAILY"), "rule"),
        (Change(start=wall("2027-03-28T02:30")), "starts.wall"),
        (Change(start=wall("2027-10-31T02:30")), "starts.wall"),
    ],
)
def test_what_one_time_cannot_be_changed_to_is_refused(change: Change, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        change_one(WALK, "a.20261203T1800", change)
    assert refused.value.field == field


# --- this and later ----------------------------------------------------------------------------


def test_another_hour_for_this_and_later_leaves_every_time_who_it_was() -> None:
    change = Change(start=wall("2026-12-03T19:30"))
    later = change_later(TUESDAYS_AND_THURSDAYS, "a.20261203T1800", change)
    assert ids(later) == ids(TUESDAYS_AND_THURSDAYS)
    assert walls(later) == [
        "2026-11-26T18:00",
        "2026-12-01T18:00",
        "2026-12-03T19:30",
        "2026-12-08T19:30",
        "2026-12-10T19:30",
        "2026-12-15T19:30",
    ]


@pytest.mark.parametrize("until", ["20261210", "20261210T180000", "20261210T170000Z"])
def test_a_later_hour_does_not_cost_the_last_time(until: str) -> None:
    series = planned(f"FREQ=WEEKLY;UNTIL={until}")
    later = change_later(series, "a.20261126T1800", Change(start=wall("2026-11-26T21:00")))
    assert walls(later) == ["2026-11-26T21:00", "2026-12-03T21:00", "2026-12-10T21:00"]


def test_another_day_moves_this_and_later_and_they_stay_who_they_were() -> None:
    change = Change(start=wall("2026-12-04T19:00"))
    later = change_later(TUESDAYS_AND_THURSDAYS, "a.20261203T1800", change)
    assert ids(later) == ids(TUESDAYS_AND_THURSDAYS)
    assert walls(later)[1:] == [
        "2026-12-01T18:00",
        "2026-12-04T19:00",
        "2026-12-09T19:00",
        "2026-12-11T19:00",
        "2026-12-16T19:00",
    ]
    again = change_later(later, "a.20261208T1800", Change(start=wall("2026-12-08T20:00")))
    assert ids(again) == ids(later)
    assert walls(again)[3:] == ["2026-12-08T20:00", "2026-12-10T20:00", "2026-12-15T20:00"]


def test_every_other_week_stays_every_other_week_on_another_day() -> None:
    series = planned("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;UNTIL=20261229", "2026-12-01T18:00")
    assert walls(series) == [f"2026-12-{day}T18:00" for day in ("01", "06", "15", "20", "29")]
    later = change_later(series, "a.20261201T1800", Change(start=wall("2026-12-02T18:00")))
    assert ids(later) == ids(series)
    assert walls(later) == [f"2026-12-{day}T18:00" for day in ("02", "07", "16", "21", "30")]


def test_another_rule_keeps_the_days_that_stay_and_makes_the_others_new() -> None:
    change = Change(rule="FREQ=WEEKLY;BYDAY=TH,SA;COUNT=4")
    later = change_later(TUESDAYS_AND_THURSDAYS, "a.20261203T1800", change)
    assert ids(later) == [
        "20261126T1800",
        "20261201T1800",
        "20261203T1800",
        "20261205T1800",
        "20261210T1800",
        "20261212T1800",
    ]


def test_another_rule_begins_at_the_first_day_from_this_one_that_fits() -> None:
    later = change_later(WALK, "a.20261203T1800", Change(rule="FREQ=MONTHLY;BYDAY=2TH;COUNT=2"))
    assert ids(later) == ["20261126T1800", "20261210T1800", "20270114T1800"]


def test_a_start_and_a_rule_together_move_this_one_there() -> None:
    change = Change(start=wall("2026-12-04T17:00"), rule="FREQ=WEEKLY;INTERVAL=2;COUNT=3")
    later = change_later(WALK, "a.20261203T1800", change)
    assert ids(later) == ["20261126T1800", "20261203T1800", "20261217T1800", "20261231T1800"]
    assert walls(later)[1:] == ["2026-12-04T17:00", "2026-12-18T17:00", "2027-01-01T17:00"]


def test_what_happens_once_can_begin_to_repeat() -> None:
    series = change_later(planned(None), "a.20261126T1800", Change(rule="FREQ=WEEKLY;COUNT=2"))
    assert ids(series) == ["20261126T1800", "20261203T1800"]


@pytest.mark.parametrize(
    ("rule", "change", "field"),
    [
        # "The first Thursday" does not follow to a Friday by itself.
        ("FREQ=MONTHLY;BYDAY=4TH", Change(start=wall("2026-11-27T18:00")), "rule"),
        (
            "FREQ=WEEKLY",
            Change(start=wall("2026-11-27T18:00"), rule="FREQ=WEEKLY;BYDAY=MO"),
            "rule",
        ),
        ("FREQ=WEEKLY", Change(rule="FREQ=WEEKLY;UNTIL=20261125"), "rule"),
        ("FREQ=WEEKLY", Change(rule="FREQ=HOURLY"), "rule"),
        ("FREQ=WEEKLY", Change(start=wall("2027-03-28T02:30")), "starts.wall"),
    ],
)
def test_what_this_and_later_cannot_be_changed_to_is_refused(
    rule: str, change: Change, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        change_later(planned(rule), "a.20261126T1800", change)
    assert refused.value.field == field


def test_the_rest_is_cancelled_and_taken_up_again() -> None:
    one = "a.20261203T1800"
    cancelled = change_later(WALK, one, Change(cancelled=True))
    assert [each.cancelled for each in page(cancelled, NOW, 4)] == [False, True, True, True]
    assert ids(cancelled) == ids(WALK)
    # One of them happens all the same.
    kept = change_one(cancelled, "a.20261210T1800", Change(cancelled=False))
    assert [each.cancelled for each in page(kept, NOW, 4)] == [False, True, False, True]
    again = change_later(kept, one, Change(cancelled=False))
    assert list(occurrences(again, NOW, END)) == list(occurrences(WALK, NOW, END))


def test_a_change_of_details_reaches_segments_that_begin_later() -> None:
    winter = change_later(WALK, "a.20270107T1800", Change(start=wall("2027-01-07T17:00")))
    series = change_later(winter, "a.20261203T1800", Change(details={"leader": "m-eva"}))
    found = {one.id: one for one in occurrences(series, NOW, END)}
    assert "leader" not in found["a.20261126T1800"].details
    assert found["a.20261203T1800"].details["leader"] == "m-eva"
    assert found["a.20270107T1800"].details["leader"] == "m-eva"
    assert found["a.20270107T1800"].start == wall("2027-01-07T17:00")


def test_what_one_time_said_for_itself_outlasts_a_change_of_all() -> None:
    own = Change(start=wall("2026-12-11T12:00"), details={"place": "the station"})
    series = change_one(WALK, "a.20261210T1800", own)
    all_later = Change(start=wall("2026-11-26T19:00"), details={"place": "the kitchen"})
    series = change_later(series, "a.20261126T1800", all_later)
    found = {one.id: one for one in occurrences(series, NOW, END)}
    assert found["a.20261203T1800"].start == wall("2026-12-03T19:00")
    assert found["a.20261210T1800"].start == wall("2026-12-11T12:00")
    assert found["a.20261210T1800"].details["place"] == "the station"


def test_what_is_said_of_all_from_this_one_on_holds_for_this_one() -> None:
    own = Change(start=wall("2026-12-04T12:00"), details={"place": "the station", "bring": "tea"})
    series = change_one(WALK, "a.20261203T1800", own)
    later = Change(start=wall("2026-12-03T19:00"), details={"place": "the kitchen"})
    series = change_later(series, "a.20261203T1800", later)
    one = find(series, "a.20261203T1800")
    assert one.start == wall("2026-12-03T19:00")
    assert one.details == {"place": "the kitchen", "bring": "tea"}


def test_what_is_so_already_changes_nothing() -> None:
    series = planned("FREQ=WEEKLY;COUNT=5")
    third = page(series, utc("2026-11-01T00:00"), 3)[2].id
    again = Change(details=dict(series.segments[0].details), lasts=series.segments[0].lasts)
    assert change_one(series, third, again) == series
    assert change_later(series, third, again) == series
    other = change_one(series, third, Change(details={"place": "Brua"}))
    assert change_one(other, third, again) == series


def test_what_is_said_of_some_leaves_the_others() -> None:
    """Who leads no more is left out where it was they, and nowhere else."""
    series = planned("FREQ=DAILY;COUNT=8")
    times = [one.id for one in page(series, utc("2026-11-01T00:00"), 8)]
    for change, time in ((change_later, 0), (change_later, 4), (change_one, 2), (change_one, 5)):
        who = "eva" if time in (4, 2) else "ola"
        series = change(series, times[time], Change(details={"leader": who}))
    gone = Change(details={"leader": None}, was={"leader": "ola"})
    left = change_later(series, times[0], gone)
    leaders = [one.details.get("leader") for one in page(left, utc("2026-11-01T00:00"), 8)]
    assert leaders == [None, None, "eva", None, "eva", "ola", "eva", "eva"]
    at_five = change_later(left, times[5], gone)
    assert find(at_five, times[5]).details.get("leader") is None


def test_another_leader_of_what_is_called_off_is_no_difference() -> None:
    ola, now = {"leader": "ola"}, utc("2026-11-23T12:00")
    series = planned("FREQ=WEEKLY")
    first, second, *_ = ids(series)
    after = change_later(series, f"a.{second}", Change(details=ola), now)
    off = change_one(after, f"a.{first}", Change(cancelled=True))
    again = change_all(off, f"a.{second}", Change(details=ola), now)
    assert looks_alike(off, again, now)
    assert not looks_alike(after, off, now)
    assert not looks_alike(series, after, now)


def test_what_is_no_time_of_the_activity_cannot_be_changed() -> None:
    for change in (change_one, change_later):
        with pytest.raises(NotFound):
            change(WALK, "a.20261204T1800", Change(cancelled=True))


# --- properties --------------------------------------------------------------------------------

RULES = st.sampled_from(
    [
        "FREQ=DAILY;COUNT=40",
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;BYDAY=TU,TH,SU;COUNT=30",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;UNTIL=20270601",
        "FREQ=MONTHLY;BYDAY=1TH,-1SU",
    ]
)
# Which time is changed, by how many days and to which hour.
STEPS = st.lists(
    st.tuples(st.integers(0, 11), st.integers(-3, 3), st.integers(8, 21)), min_size=1, max_size=5
)


@settings(deadline=None)
@given(RULES, STEPS, st.booleans())
def test_no_hour_detail_or_cancelling_ever_makes_a_time_another(
    rule: str, steps: list[tuple[int, int, int]], cancelled: bool
) -> None:
    series = planned(rule)
    before = ids(series)
    for place, _, hour in steps:
        one = page(series, NOW, place + 1)[-1]
        start = wall(f"{one.planned.at:%Y-%m-%d}T{hour:02}:00")
        change = Change(start=start, details={"hour": hour}, cancelled=cancelled)
        series = change_later(series, one.id, change)
        changed = find(series, one.id)
        assert (changed.start, changed.details["hour"]) == (start, hour)
    assert ids(series) == before


@settings(deadline=None)
@given(RULES, STEPS)
def test_moving_one_time_moves_no_other(rule: str, steps: list[tuple[int, int, int]]) -> None:
    series = planned(rule)
    for place, days, hour in steps:
        before = {one.id: one for one in occurrences(series, NOW, END)}
        moved = page(series, NOW, place + 1)[-1]
        to = wall(f"{moved.start.at + timedelta(days=days):%Y-%m-%d}T{hour:02}:00")
        series = change_one(series, moved.id, Change(start=to))
        assert find(series, moved.id).start == to
        for one in before.values():
            if one.id != moved.id:
                assert find(series, one.id) == one


@settings(deadline=None)
@given(
    st.sampled_from(["FREQ=WEEKLY;BYDAY=TU,TH;COUNT=30", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR,SU"]),
    STEPS,
)
def test_another_day_for_a_weekly_series_moves_what_comes_and_not_what_was(
    rule: str, steps: list[tuple[int, int, int]]
) -> None:
    series = planned(rule)
    slots = ids(series)[:20]
    for place, days, hour in steps:
        one = find(series, f"a.{slots[place]}")
        was = {slot: find(series, f"a.{slot}") for slot in slots}
        to = wall(f"{one.start.at + timedelta(days=days):%Y-%m-%d}T{hour:02}:00")
        series = change_later(series, one.id, Change(start=to))
        for slot, then in was.items():
            before, now = then.start.at, find(series, f"a.{slot}").start.at
            later = order(then) >= order(one)
            assert now.date() - before.date() == timedelta(days=days if later else 0)
            assert now.hour == (hour if later else before.hour)
