"""Rules worked out a second time, by walking through the days with RFC 5545 in hand.

The judge knows no library: it asks of every day whether it fits (section 3.3.10), period by period,
and takes from the start what the rule does not say. What it is judged by are calendars on the wall.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tests.kit.planning import OSLO, days
from utelys.core.errors import Invalid
from utelys.core.recurrence import first_time, times
from utelys.core.rules import read_rule
from utelys.core.walltime import Wall

DAY = timedelta(days=1)
NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SPAN = timedelta(days=900)


@dataclass(frozen=True)
class Said:
    """A rule as a person might say it, part by part."""

    freq: str
    interval: int = 1
    wkst: int = 0
    days: tuple[tuple[int, int], ...] = ()
    month: tuple[int, ...] = ()
    monthday: tuple[int, ...] = ()
    yearday: tuple[int, ...] = ()
    weekno: tuple[int, ...] = ()
    setpos: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """As RFC 5545 writes it."""
        parts = [f"FREQ={self.freq}", f"INTERVAL={self.interval}", f"WKST={NAMES[self.wkst]}"]
        if self.days:
            parts.append("BYDAY=" + ",".join(f"{nth or ''}{NAMES[one]}" for one, nth in self.days))
        for name, values in (
            ("BYMONTH", self.month),
            ("BYMONTHDAY", self.monthday),
            ("BYYEARDAY", self.yearday),
            ("BYWEEKNO", self.weekno),
            ("BYSETPOS", self.setpos),
        ):
            if values:
                parts.append(f"{name}={','.join(map(str, values))}")
        return ";".join(parts)


# --- the judge -----------------------------------------------------------------------------------


def days_in(first: date, last: date) -> list[date]:
    return [first + number * DAY for number in range((last - first).days + 1)]


def month_of(day: date) -> list[date]:
    first = day.replace(day=1)
    following = (first + 31 * DAY).replace(day=1)
    return days_in(first, following - DAY)


def year_of(day: date) -> list[date]:
    return days_in(day.replace(month=1, day=1), day.replace(month=12, day=31))


def place_in(day: date, some: list[date]) -> tuple[int, int]:
    """Which one of some days it is, from the front and from the back."""
    return some.index(day) + 1, some.index(day) - len(some)


@cache
def week_numbers(day: date, wkst: int) -> tuple[int, int]:
    """The week is numbered in the year in which it has four days or more, from both ends."""
    first = day - (day.weekday() - wkst) % 7 * DAY
    middle = first + 3 * DAY
    weeks = [one for one in year_of(middle) if one.weekday() == middle.weekday()]
    return place_in(middle, weeks)


def fits(day: date, said: Said, start: date) -> bool:
    """Whether a day is one that the rule names."""
    if said.month and day.month not in said.month:
        return False
    if said.monthday and not {*said.monthday} & {*place_in(day, month_of(day))}:
        return False
    if said.yearday and not {*said.yearday} & {*place_in(day, year_of(day))}:
        return False
    if said.weekno and not {*said.weekno} & {*week_numbers(day, said.wkst)}:
        return False
    if said.days:
        of_month = said.freq == "MONTHLY" or bool(said.month)
        same = [
            one
            for one in (month_of(day) if of_month else year_of(day))
            if one.weekday() == day.weekday()
        ]
        return any(
            day.weekday() == one and (nth == 0 or nth in place_in(day, same))
            for one, nth in said.days
        )
    return _by_the_start(day, said, start)


def _by_the_start(day: date, said: Said, start: date) -> bool:
    """What no part says is taken from the start."""
    if said.monthday or said.yearday or said.freq == "DAILY":
        return True
    if said.freq == "WEEKLY" or said.weekno:
        return day.weekday() == start.weekday()
    if said.freq == "YEARLY" and not said.month and day.month != start.month:
        return False
    return day.day == start.day


def periods(said: Said, start: date) -> Iterator[list[date]]:
    """The days, weeks, months or years from that of the start on, in step with the interval."""
    day, number = start, 0
    while True:
        if said.freq == "DAILY":
            some = [day]
        elif said.freq == "WEEKLY":
            first = day - (day.weekday() - said.wkst) % 7 * DAY
            some = days_in(first, first + 6 * DAY)
        else:
            some = month_of(day) if said.freq == "MONTHLY" else year_of(day)
        if number % said.interval == 0:
            yield some
        day, number = some[-1] + DAY, number + 1


def by_hand(said: Said, start: date, end: date) -> Iterator[date]:
    """The days that the rule gives from a start on."""
    for some in periods(said, start):
        if some[0] > end:
            return
        named = [day for day in some if fits(day, said, start)]
        if said.setpos:
            named = [day for day in named if {*said.setpos} & {*place_in(day, named)}]
        yield from (day for day in named if start <= day <= end)


# --- rules ---------------------------------------------------------------------------------------

weekday = st.integers(0, 6)
numbers = st.lists(st.sampled_from([1, 2, 3, -1]), max_size=2, unique=True).map(tuple)


def some(values: st.SearchStrategy[int], most: int = 3) -> st.SearchStrategy[tuple[int, ...]]:
    return st.lists(values, max_size=most, unique=True).map(lambda found: tuple(sorted(found)))


def named(nth: st.SearchStrategy[int]) -> st.SearchStrategy[tuple[tuple[int, int], ...]]:
    return st.lists(st.tuples(weekday, nth), max_size=4, unique=True).map(
        lambda found: tuple(sorted(found))
    )


plain = st.just(0)
monthday = st.sampled_from([*range(1, 32), -1, -2, -31])
rules = st.one_of(
    st.builds(
        Said,
        st.just("DAILY"),
        st.integers(1, 9),
        days=named(plain),
        month=some(st.integers(1, 12), 6),
        monthday=some(monthday, 9),
    ),
    st.builds(
        Said,
        st.just("WEEKLY"),
        st.integers(1, 5),
        weekday,
        days=named(plain),
        month=some(st.integers(1, 12), 6),
        setpos=numbers,
    ),
    st.builds(
        Said,
        st.just("MONTHLY"),
        st.integers(1, 5),
        weekday,
        days=named(st.sampled_from([0, 0, 1, 2, 4, 5, -1, -2])),
        month=some(st.integers(1, 12), 6),
        monthday=some(monthday, 9),
        setpos=numbers,
    ),
    st.builds(
        Said,
        st.just("YEARLY"),
        st.integers(1, 2),
        weekday,
        days=named(st.sampled_from([0, 0, 1, 3, -1])),
        month=some(st.integers(1, 12), 6),
        monthday=some(monthday, 9),
        setpos=numbers,
    ),
    st.builds(
        Said,
        st.just("YEARLY"),
        st.integers(1, 2),
        weekday,
        days=named(plain),
        weekno=some(st.sampled_from([*range(1, 54), -1, -2, -52, -53]), 6),
        setpos=numbers,
    ),
    st.builds(
        Said,
        st.just("YEARLY"),
        days=named(plain),
        yearday=some(st.sampled_from([1, 31, 59, 60, 200, 365, 366, -1, -366]), 6),
    ),
)


@settings(max_examples=150, deadline=None)
@given(rules, st.dates(date(2026, 1, 1), date(2029, 12, 31)))
@example(Said("YEARLY", 1, 3, days=((1, 0),), weekno=(1, 2, 52)), date(2029, 4, 3))
def test_rules_give_the_days_that_one_counts_by_hand(said: Said, day: date) -> None:
    start = Wall(datetime.combine(day, time(18)), OSLO)
    try:
        rule = read_rule(said.text, start)
    except Invalid:
        assume(False)
    first = first_time(rule, start)
    once = Said(**{**said.__dict__, "interval": 1})
    assert (first and first.date()) == next(by_hand(once, day, day + 10 * 366 * DAY), None)
    assume(first is not None)
    assert first is not None
    begun = Wall(first, OSLO)
    end = first + SPAN
    found = [one.date() for one in times(rule, begun, before=end)]
    assert found == list(by_hand(said, first.date(), (end - DAY).date())), said.text


@pytest.mark.parametrize(
    ("said", "start", "expected"),
    [
        # The judge is judged by what hangs on the wall.
        (Said("MONTHLY", days=((4, 0),), monthday=(13,)), "2026-11-01", "2026-11:13 2027-08:13"),
        (Said("YEARLY", month=(11,), days=((1, 0),), monthday=tuple(range(2, 9))), "2026-01-01",
         "2026-11:3 2027-11:2 2028-11:7"),
        (Said("MONTHLY", days=tuple((one, 0) for one in range(5)), setpos=(-2,)), "2026-11-01",
         "2026-11:27 2026-12:30 2027-01:28"),
        (Said("YEARLY", weekno=(53,), days=((0, 0),)), "2026-01-01", "2026-12:28 2032-12:27"),
        (Said("YEARLY", weekno=(-1,), days=((6, 0),)), "2026-01-01", "2027-01:3 2028-01:2"),
        (Said("MONTHLY", monthday=(-1,)), "2028-01-15", "2028-01:31 2028-02:29 2028-03:31"),
        (Said("WEEKLY", 2, 6, days=((1, 0), (6, 0))), "1997-08-05", "1997-08:5,17,19,31"),
    ],
)  # fmt: skip
def test_the_judge_reads_the_calendar_on_the_wall(said: Said, start: str, expected: str) -> None:
    listed = days(expected)
    found = by_hand(said, date.fromisoformat(start), date(2040, 1, 1))
    assert [f"{day:%Y-%m-%d}" for _, day in zip(listed, found, strict=False)] == listed
