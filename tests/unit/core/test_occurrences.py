"""The times of an activity: their identity, their order, and pages of them."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kit.planning import NEW_YORK, at, utc, wall
from utelys.core.change import Change
from utelys.core.changes import change_later, change_one, plan
from utelys.core.errors import NotFound
from utelys.core.occurrences import (
    Occurrence,
    Override,
    Segment,
    Series,
    find,
    listed,
    occurrences,
    page,
    standing,
)
from utelys.core.rules import read_rule

TWO_HOURS = timedelta(hours=2)
WALK = plan(
    "a1",
    wall("2026-11-26T18:00"),
    TWO_HOURS,
    {"place": "the gate", "leader": "m-per"},
    "FREQ=WEEKLY;BYDAY=TH",
)
NOW = utc("2026-11-23T12:00")


def shown(found: list[Occurrence]) -> list[tuple[str, str]]:
    return [(one.id, f"{one.starts:%m-%dT%H:%M}") for one in found]


def test_each_time_has_an_id_from_where_the_rule_first_put_it() -> None:
    first, second = page(WALK, NOW, 2)
    assert first == Occurrence(
        id="a1.20261126T1800",
        slot=at("2026-11-26T18:00"),
        planned=wall("2026-11-26T18:00"),
        start=wall("2026-11-26T18:00"),
        starts=utc("2026-11-26T17:00"),
        ends=utc("2026-11-26T19:00"),
        details={"place": "the gate", "leader": "m-per"},
        cancelled=False,
    )
    assert second.id == "a1.20261203T1800"


def test_what_happens_once_is_a_series_of_one() -> None:
    once = plan("a2", wall("2026-11-28T10:00"), TWO_HOURS, {})
    assert shown(list(occurrences(once, NOW))) == [("a2.20261128T1000", "11-28T09:00")]
    assert list(occurrences(once, utc("2026-11-28T09:01"))) == []
    assert list(occurrences(once, NOW, utc("2026-11-28T09:00"))) == []


def test_one_that_is_moved_keeps_its_id_and_goes_where_it_now_belongs() -> None:
    moved = replace(
        WALK, overrides={at("2026-11-26T18:00"): Override(start=wall("2026-12-04T19:30"))}
    )
    assert shown(page(moved, NOW, 3)) == [
        ("a1.20261203T1800", "12-03T17:00"),
        ("a1.20261126T1800", "12-04T18:30"),
        ("a1.20261210T1800", "12-10T17:00"),
    ]
    one = find(moved, "a1.20261126T1800")
    assert (one.planned, one.start) == (wall("2026-11-26T18:00"), wall("2026-12-04T19:30"))
    # Where it was there is nothing, where it went it is found in any window.
    assert list(occurrences(moved, NOW, utc("2026-12-01T00:00"))) == []
    window = list(occurrences(moved, utc("2026-12-04T00:00"), utc("2026-12-05T00:00")))
    assert shown(window) == [("a1.20261126T1800", "12-04T18:30")]


def test_one_that_is_cancelled_stays_in_its_place_as_cancelled() -> None:
    cancelled = replace(WALK, overrides={at("2026-12-03T18:00"): Override(cancelled=True)})
    assert [one.cancelled for one in page(cancelled, NOW, 3)] == [False, True, False]


def test_what_one_time_does_differently_leaves_the_rest_of_it_alone() -> None:
    elsewhere = Override(details={"place": "the station"}, lasts=timedelta(hours=3))
    changed = replace(WALK, overrides={at("2026-12-03T18:00"): elsewhere})
    one = find(changed, "a1.20261203T1800")
    assert one.details == {"place": "the station", "leader": "m-per"}
    assert one.ends - one.starts == timedelta(hours=3)
    assert find(changed, "a1.20261210T1800").details["place"] == "the gate"


def test_two_at_the_same_moment_come_in_the_order_of_their_slots() -> None:
    both = replace(
        WALK, overrides={at("2026-11-26T18:00"): Override(start=wall("2026-12-03T18:00"))}
    )
    first = page(both, NOW, 1)
    assert shown(first) == [("a1.20261126T1800", "12-03T17:00")]
    rest = page(both, first[0].starts, 1, past=first[0].slot)
    assert shown(rest) == [("a1.20261203T1800", "12-03T17:00")]


@pytest.mark.parametrize(
    "occurrence",
    [
        "",
        "a1",
        "a1.",
        "a1.20261126",
        "a1.20261127T1800",
        "a1.20261126T1900",
        "a1.20261126T1800 ",
        "a1.20261126T18",
        "a1.20261119T1800",
        "a1.99991231T1800",
        "a1.00010101T1800",
        "a1.²0261126T1800",
        "a2.20261126T1800",
        ".20261126T1800",
        "20261126T1800",
        "all",
    ],
)
def test_what_is_no_time_of_the_activity_is_not_found(occurrence: str) -> None:
    with pytest.raises(NotFound) as refused:
        find(WALK, occurrence)
    assert refused.value.field == "occurrence"


@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_any_moment_may_be_asked_about(moment: str) -> None:
    assert len(page(WALK, utc(moment), 3)) == (3 if moment < "1" else 0)
    assert list(occurrences(WALK, utc(moment), utc("0001-01-02T00:00"))) == []
    assert list(occurrences(WALK, utc("9999-12-31T00:00"), utc(moment))) == []


def test_an_override_of_a_time_that_is_no_longer_planned_says_nothing() -> None:
    left = Override(start=wall("2026-12-05T12:00"))
    series = replace(WALK, overrides={at("2026-12-04T18:00"): left})
    assert [one.id for one in page(series, NOW, 2)] == ["a1.20261126T1800", "a1.20261203T1800"]
    with pytest.raises(NotFound):
        find(series, "a1.20261204T1800")


def test_segments_in_two_zones_are_shown_in_the_order_of_their_moments() -> None:
    first = WALK.segments[0]
    later = replace(first, since=at("2026-12-10T18:00"), start=wall("2026-12-10T18:00", NEW_YORK))
    travelling = replace(WALK, segments=(first, later))
    assert shown(page(travelling, NOW, 4)) == [
        ("a1.20261126T1800", "11-26T17:00"),
        ("a1.20261203T1800", "12-03T17:00"),
        ("a1.20261210T1800", "12-10T23:00"),
        ("a1.20261217T1800", "12-17T23:00"),
    ]


def test_ten_years_of_a_weekly_series_are_paged_through_in_50_ms() -> None:
    overrides = {
        at("2026-12-03T18:00") + number * timedelta(days=70): Override(cancelled=True)
        for number in range(40)
    }
    series = replace(WALK, overrides=overrides)

    def whole() -> int:
        seen, since, past = 0, NOW, None
        while since < NOW + timedelta(days=3_653):
            found = page(series, since, 50, past)
            seen += len(found)
            since, past = found[-1].starts, found[-1].slot
        return seen

    def cost() -> float:
        begun = process_time()
        assert whole() >= 522
        return process_time() - begun

    assert min(cost() for _ in range(5)) < 0.05


def test_a_page_of_a_million_costs_what_it_shows() -> None:
    million = plan("a3", wall("2026-11-26T18:00"), TWO_HOURS, {}, "FREQ=DAILY;COUNT=1000000")

    def cost() -> float:
        begun = process_time()
        assert len(page(million, NOW, 20)) == 20
        return process_time() - begun

    assert min(cost() for _ in range(5)) < 0.01


# --- properties --------------------------------------------------------------------------------

RULES = st.sampled_from(
    [
        "FREQ=DAILY;COUNT=40",
        "FREQ=DAILY;INTERVAL=3",
        "FREQ=WEEKLY;BYDAY=TU,TH",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR,SU",
        "FREQ=MONTHLY;BYDAY=1TH,-1SU",
        "FREQ=WEEKLY;UNTIL=20270601",
    ]
)
# Many of them are no slot of the series: those must say nothing.
SLOTS = st.integers(0, 200).map(lambda days: at("2026-11-26T18:00") + timedelta(days=days))
WALLS = st.datetimes(at("2026-11-01"), at("2027-07-01")).map(
    lambda one: wall(one.isoformat(timespec="minutes"))
)
OVERRIDES = st.dictionaries(
    SLOTS,
    st.builds(Override, start=st.none() | WALLS, cancelled=st.none() | st.booleans()),
    max_size=20,
)
MOMENTS = st.integers(0, 300).map(lambda days: utc("2026-11-01") + timedelta(days=days))


@st.composite
def series(draw: st.DrawFn) -> Series:
    planned = plan("a1", wall("2026-11-26T18:00"), TWO_HOURS, {}, draw(RULES))
    segments = list(planned.segments)
    for _ in range(draw(st.integers(0, 2))):
        since = segments[-1].since + timedelta(days=draw(st.integers(1, 60)))
        start = wall(since.replace(hour=draw(st.integers(8, 21))).isoformat(timespec="minutes"))
        rule = read_rule("FREQ=DAILY;INTERVAL=2", start)
        segments.append(
            Segment(since, start, TWO_HOURS, {}, rule, moved=0, cancelled=draw(st.booleans()))
        )
    return Series("a1", tuple(segments), draw(OVERRIDES))


@settings(deadline=None)
@given(series(), MOMENTS, MOMENTS)
def test_a_window_is_the_part_of_the_whole_that_starts_in_it(
    planned: Series, since: datetime, before: datetime
) -> None:
    end = utc("2027-12-01")
    whole = list(occurrences(planned, utc("2020-01-01"), end))
    inside = [one for one in whole if since <= one.starts < before]
    assert list(occurrences(planned, since, before)) == inside


@settings(deadline=None)
@given(series(), st.integers(1, 7))
def test_pages_one_after_the_other_are_the_whole_in_order(planned: Series, limit: int) -> None:
    end = utc("2027-12-01")
    whole = list(occurrences(planned, utc("2020-01-01"), end))
    assert all((a.starts, a.slot) < (b.starts, b.slot) for a, b in pairwise(whole))
    assert len({one.id for one in whole}) == len(whole)
    paged: list[Occurrence] = []
    since, past = utc("2020-01-01"), None
    while found := [one for one in page(planned, since, limit, past) if one.starts < end]:
        paged += found
        since, past = found[-1].starts, found[-1].slot
    assert paged == whole


@settings(deadline=None)
@given(series())
def test_each_time_is_found_by_its_id(planned: Series) -> None:
    for one in occurrences(planned, utc("2020-01-01"), utc("2027-12-01")):
        assert find(planned, one.id) == one


# --- what is shown and what stands ---------------------------------------------------------------


def called_off(series: Series, first: str) -> Series:
    return change_later(series, f"a1.{first}", Change(cancelled=True))


def test_of_a_rest_that_is_cancelled_the_first_is_shown_until_it_would_have_begun() -> None:
    gone = called_off(WALK, "20261210T1800")
    shown_now = list(listed(gone, NOW, NOW, utc("2028-01-01T00:00")))
    assert [(one.id[3:11], one.cancelled) for one in shown_now] == [
        ("20261126", False),
        ("20261203", False),
        ("20261210", True),
    ]
    begun = find(gone, "a1.20261210T1800").starts
    assert [one.id for one in listed(gone, begun, begun, utc("2028-01-01T00:00"))] == []


def test_a_single_cancelled_time_is_shown_and_one_that_happens_all_the_same_is_too() -> None:
    gone = called_off(WALK, "20261210T1800")
    gone = change_one(gone, "a1.20261203T1800", Change(cancelled=True))
    kept = change_one(gone, "a1.20270107T1800", Change(cancelled=False))
    found = list(listed(kept, NOW, NOW))
    assert [(one.id[3:11], one.cancelled) for one in found] == [
        ("20261126", False),
        ("20261203", True),
        ("20261210", True),
        ("20270107", False),
    ]
    assert [one.id[3:11] for one in standing(kept, NOW)] == ["20261126", "20270107"]


def test_what_was_called_off_long_ago_costs_nothing() -> None:
    daily = plan("a1", wall("2026-11-26T18:00"), TWO_HOURS, {}, "FREQ=DAILY")
    gone = change_later(daily, "a1.20261127T1800", Change(cancelled=True))
    before = process_time()
    for _ in range(100):
        assert next(standing(gone, utc("2030-01-01T00:00")), None) is None
    assert process_time() - before < 0.1
