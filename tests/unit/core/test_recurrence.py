"""When something that repeats happens: against other libraries, over summer time, and in bounds."""

from datetime import datetime, timedelta
from itertools import islice, pairwise
from time import process_time
from typing import Any

import pytest
from dateutil import rrule
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.kit.planning import OSLO, at, days, utc, wall
from utelys.core.recurrence import REACH_YEARS, first_time, happens_at, times
from utelys.core.rules import Rule, read_rule
from utelys.core.walltime import Wall

START = wall("2026-11-26T18:00")


def started(text: str, start: Wall = START) -> tuple[Rule, Wall]:
    """A rule and the first time that it gives."""
    rule = read_rule(text, start)
    first = first_time(rule, start)
    assert first is not None
    return rule, Wall(first, start.zone)


def some(text: str, most: int, start: Wall = START, since: datetime | None = None) -> list[str]:
    rule, first = started(text, start)
    return [f"{one:%Y-%m-%d}" for one in islice(times(rule, first, since=since), most)]


# --- where a series starts ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The start is a Thursday.
        ("FREQ=WEEKLY;BYDAY=TU,TH", "2026-11:26 2026-12:1,3"),
        ("FREQ=WEEKLY;BYDAY=MO,FR", "2026-11:27,30 2026-12:4"),
        # "Every other Tuesday" begins with the next one, and counts from it.
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2026-12:1,15,29"),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=1TU", "2026-12:1 2027-03:2 2027-06:1"),
        ("FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=17", "2027-05:17 2028-05:17 2029-05:17"),
        # What the rule does not say is taken from the start.
        ("FREQ=MONTHLY", "2026-11:26 2026-12:26 2027-01:26"),
        ("FREQ=MONTHLY;BYMONTH=1,2", "2027-01:26 2027-02:26 2028-01:26"),
        ("FREQ=YEARLY;BYWEEKNO=1", "2027-01:7 2028-01:6 2029-01:4"),
        # The second day of each week, of those that are named: counted in all of the first week.
        ("FREQ=WEEKLY;BYDAY=TU,TH,SA;BYSETPOS=2", "2026-11:26 2026-12:3,10"),
        # Every Monday and the last Friday.
        ("FREQ=MONTHLY;BYDAY=MO,-1FR", "2026-11:27,30 2026-12:7,14,21,25,28 2027-01:4"),
    ],
)
def test_a_series_starts_at_the_first_day_that_fits(text: str, expected: str) -> None:
    listed = days(expected)
    assert some(text, len(listed)) == listed


def test_count_begins_where_the_series_starts() -> None:
    assert some("FREQ=WEEKLY;BYDAY=TU;COUNT=3", 9) == days("2026-12:1,8,15")


# --- the calendar ------------------------------------------------------------------------------


def test_six_in_the_evening_stays_six_over_both_norwegian_changes() -> None:
    rule, first = started("FREQ=WEEKLY;BYDAY=TH", wall("2027-03-18T18:00"))
    moments = [Wall(one, OSLO).moment() for one in times(rule, first, before=at("2027-11-12"))]
    by_day = {f"{moment:%m-%d}": f"{moment:%H:%M}" for moment in moments}
    assert [by_day[day] for day in ("03-18", "03-25", "04-01")] == ["17:00", "17:00", "16:00"]
    assert [by_day[day] for day in ("10-21", "10-28", "11-04")] == ["16:00", "16:00", "17:00"]
    assert {one - before for before, one in pairwise(moments)} == {
        timedelta(days=7),
        timedelta(days=7, hours=-1),
        timedelta(days=7, hours=1),
    }


def test_a_night_that_summer_time_skips_or_doubles_is_still_one_of_the_times() -> None:
    rule, first = started("FREQ=WEEKLY;BYDAY=SU", wall("2027-03-21T02:30"))
    march = [Wall(one, OSLO).moment() for one in islice(times(rule, first), 3)]
    assert march == [utc("2027-03-21T01:30"), utc("2027-03-28T01:30"), utc("2027-04-04T00:30")]
    october = times(rule, first, since=at("2027-10-24T00:00"))
    assert [Wall(one, OSLO).moment() for one in islice(october, 3)] == [
        utc("2027-10-24T00:30"),
        utc("2027-10-31T00:30"),
        utc("2027-11-07T01:30"),
    ]


def test_the_29th_of_february_comes_in_leap_years_only() -> None:
    leap = wall("2028-02-29T12:00")
    assert some("FREQ=YEARLY", 3, leap) == ["2028-02-29", "2032-02-29", "2036-02-29"]
    # 2100 is none, and eight years are no reason to stop.
    late = wall("2096-02-29T12:00")
    assert some("FREQ=YEARLY", 2, late) == ["2096-02-29", "2104-02-29"]
    assert some("FREQ=MONTHLY;BYMONTHDAY=29;BYMONTH=2,3", 3) == [
        "2027-03-29",
        "2028-02-29",
        "2028-03-29",
    ]


def test_a_series_ends_where_it_says_and_else_after_fifty_years() -> None:
    assert some("FREQ=WEEKLY;UNTIL=20261210", 9) == days("2026-11:26 2026-12:3,10")
    last = some("FREQ=YEARLY", 1_000)[-1]
    assert last == f"{2026 + REACH_YEARS}-11-26"


# --- never -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;BYDAY=MO",
        "FREQ=WEEKLY;UNTIL=20261125",
        "FREQ=WEEKLY;BYDAY=MO;UNTIL=20261129",
        "FREQ=WEEKLY;BYDAY=TU,TH;BYSETPOS=3",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30,31",
        "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=8",
        "FREQ=YEARLY;BYYEARDAY=366;BYMONTH=6",
        "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=7",
        "FREQ=YEARLY;BYDAY=SU,MO,TU,WE,TH,FR,SA;BYMONTH=2;BYMONTHDAY=30;BYSETPOS="
        + ",".join(map(str, range(1, 100))),
        "FREQ=DAILY;UNTIL=00010101",
    ],
)
def test_a_rule_that_never_happens_is_found_out_soon(text: str) -> None:
    rule = read_rule(text, START)
    begun = process_time()
    assert first_time(rule, START) is None
    assert list(times(rule, START)) == []
    assert process_time() - begun < 1.0


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=TU",
        "FREQ=DAILY;INTERVAL=3660",
        "FREQ=YEARLY;BYDAY=SU,MO,TU,WE,TH,FR,SA;BYSETPOS=" + ",".join(map(str, range(-110, 0))),
        "FREQ=MONTHLY;BYDAY=SU,MO,TU,WE,TH,FR,SA;BYSETPOS=" + ",".join(map(str, range(-31, 0))),
        "FREQ=DAILY;COUNT=999999999",
    ],
)
def test_the_whole_of_any_rule_is_gone_through_in_bounded_time(text: str) -> None:
    rule, first = started(text, wall("2028-02-29T18:00"))
    begun = process_time()
    assert 1 <= len(list(times(rule, first))) <= REACH_YEARS * 366
    assert process_time() - begun < 1.0


@pytest.mark.parametrize("year", [1970, 2026, 2200])
def test_the_ends_of_the_calendar_are_never_reached(year: int) -> None:
    for freq in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        rule, first = started(f"FREQ={freq};INTERVAL=10", wall(f"{year}-12-31T23:59"))
        assert len(list(times(rule, first))) > 1


# --- what it costs -----------------------------------------------------------------------------


def steps(text: str, most: int, since: datetime | None = None) -> float:
    rule, first = started(text)
    begun = process_time()
    assert len(list(islice(times(rule, first, since=since), most))) == most
    return process_time() - begun


def test_a_million_times_cost_what_is_asked_of_them() -> None:
    million = "FREQ=DAILY;COUNT=1000000"
    assert min(steps(million, 20) for _ in range(3)) < 0.01
    # Without COUNT the fortieth year costs what the first one does.
    far = at("2066-01-01T00:00")
    assert min(steps("FREQ=DAILY", 20, far) for _ in range(3)) < 0.01


def test_ten_years_of_every_thursday_are_paged_through_in_no_time() -> None:
    assert min(steps("FREQ=WEEKLY;BYDAY=TH", 522) for _ in range(3)) < 0.05


# --- a second opinion --------------------------------------------------------------------------

WEEKDAYS = st.lists(st.sampled_from(rrule.weekdays), min_size=1, max_size=3, unique=True)
NTH = st.integers(-5, 5).filter(bool)
MONTHDAYS = st.lists(st.integers(-31, 31).filter(bool), min_size=1, max_size=3)
MONTHS = st.lists(st.integers(1, 12), min_size=1, max_size=4)


def joined(name: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[str]:
    return values.map(lambda some: f"{name}={','.join(map(str, some))}")


@st.composite
def rules(draw: st.DrawFn) -> str:
    """A rule that RFC 5545 and dateutil read alike."""
    freq = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={freq}", f"INTERVAL={draw(st.integers(1, 5))}"]
    parts.append(f"WKST={draw(st.sampled_from(['MO', 'SU']))}")
    plain = joined("BYDAY", WEEKDAYS.map(lambda some: [str(day) for day in some]))
    numbered = joined("BYDAY", st.lists(st.builds("{}{}".format, NTH, st.just("TH")), min_size=1))
    if draw(st.booleans()):
        parts.append(draw(plain if freq in ("DAILY", "WEEKLY") else st.one_of(plain, numbered)))
    if freq != "WEEKLY" and draw(st.booleans()):
        parts.append(draw(joined("BYMONTHDAY", MONTHDAYS)))
    if draw(st.booleans()):
        parts.append(draw(joined("BYMONTH", MONTHS)))
    ends = st.sampled_from(["", "COUNT=7", "UNTIL=20291231T235959"])
    return ";".join(part for part in [*parts, draw(ends)] if part)


STARTS = st.datetimes(at("2026-01-01"), at("2028-12-31")).map(
    lambda one: one.replace(second=0, microsecond=0)
)


@settings(max_examples=300, deadline=None)
@given(rules(), STARTS)
def test_any_rule_gives_the_times_that_dateutil_gives(text: str, start: datetime) -> None:
    rule = read_rule(text, Wall(start, OSLO))
    first = first_time(rule, Wall(start, OSLO))
    assume(first is not None)
    assert first is not None
    until = first + timedelta(days=2_000)
    mine = list(times(rule, Wall(first, OSLO), before=until))
    other = rrule.rrulestr(text, dtstart=first)
    assert mine == [one for one in other.between(first, until, inc=True) if one < until]


@settings(max_examples=200, deadline=None)
@given(rules(), STARTS, st.integers(0, 3_000), st.integers(1, 400))
def test_a_window_shows_what_the_whole_shows_there(
    text: str, start: datetime, skip: int, length: int
) -> None:
    rule = read_rule(text, Wall(start, OSLO))
    first = first_time(rule, Wall(start, OSLO))
    assume(first is not None)
    assert first is not None
    begin = Wall(first, OSLO)
    since = start + timedelta(days=skip)
    before = since + timedelta(days=length)
    whole = [one for one in times(rule, begin, before=before) if one >= since]
    assert list(times(rule, begin, since=since, before=before)) == whole
    assert all(happens_at(rule, begin, one) for one in whole)
    assert not any(happens_at(rule, begin, one + timedelta(minutes=1)) for one in whole)
