"""What is open now is right on weekdays, holidays and the nights when the clock changes."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utelys.core.openings import (
    CHECK_EVERY,
    Opening,
    day_of,
    is_due,
    next_check,
    open_spans,
    opening_at,
    public_holidays,
)
from utelys_protocol.crisis import Day, OpenHours, Openings

OSLO = ZoneInfo("Europe/Oslo")
WEEKDAYS = (Day.MONDAY, Day.TUESDAY, Day.WEDNESDAY, Day.THURSDAY, Day.FRIDAY)
LINE = Openings(hours=(OpenHours(days=WEEKDAYS, opens="11:00", closes="18:00"),))
NIGHTS = Openings(hours=(OpenHours(days=tuple(Day), opens="18:00", closes="02:00"),))


def _oslo(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=OSLO).astimezone(UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        (_oslo(2026, 11, 26, 10, 59), Opening(False, _oslo(2026, 11, 26, 11))),
        (_oslo(2026, 11, 26, 11), Opening(True, _oslo(2026, 11, 26, 18))),
        (_oslo(2026, 11, 26, 18), Opening(False, _oslo(2026, 11, 27, 11))),
        (_oslo(2026, 11, 27, 19), Opening(False, _oslo(2026, 11, 30, 11))),
        # Ascension Day is a Thursday, 17 May 2027 a Monday after a Sunday and Whit Monday.
        (_oslo(2026, 5, 14, 12), Opening(False, _oslo(2026, 5, 15, 11))),
        (_oslo(2027, 5, 14, 19), Opening(False, _oslo(2027, 5, 18, 11))),
        (_oslo(2026, 12, 24, 19), Opening(False, _oslo(2026, 12, 28, 11))),
    ],
)
def test_a_line_for_weekdays(now: datetime, opening: Opening) -> None:
    assert opening_at(LINE, now) == opening


def test_a_line_that_is_open_into_the_night() -> None:
    assert opening_at(NIGHTS, _oslo(2026, 11, 27, 1)) == Opening(True, _oslo(2026, 11, 27, 2))
    assert opening_at(NIGHTS, _oslo(2026, 11, 27, 2)) == Opening(False, _oslo(2026, 11, 27, 18))
    summer = opening_at(NIGHTS, _oslo(2026, 3, 29, 1))
    assert summer == Opening(True, _oslo(2026, 3, 29, 3))


def test_what_is_always_open_and_what_never_is() -> None:
    assert opening_at(Openings(always=True), _oslo(2026, 12, 25, 3)) == Opening(True, None)
    assert opening_at(Openings(), _oslo(2026, 12, 25, 3)) == Opening(False, None)
    round_the_clock = OpenHours(days=tuple(Day), opens="00:00", closes="24:00")
    assert opening_at(Openings(hours=(round_the_clock,)), _oslo(2026, 12, 25, 3)) == Opening(
        True, None
    )


def test_hours_for_holidays_hold_on_them_alone() -> None:
    holiday = OpenHours(days=(Day.HOLIDAY,), opens="12:00", closes="15:00")
    both = Openings(hours=(*LINE.hours, holiday))
    assert opening_at(both, _oslo(2026, 5, 14, 11, 30)).changes_at == _oslo(2026, 5, 14, 12)
    assert opening_at(both, _oslo(2026, 5, 14, 16)).changes_at == _oslo(2026, 5, 15, 11)
    assert opening_at(both, _oslo(2026, 5, 15, 11, 30)).changes_at == _oslo(2026, 5, 15, 18)


@pytest.mark.parametrize(
    ("year", "easter"),
    [(2026, date(2026, 4, 5)), (2027, date(2027, 3, 28)), (2030, date(2030, 4, 21))],
)
def test_the_public_holidays_of_norway(year: int, easter: date) -> None:
    fixed = [date(year, month, day) for month, day in ((1, 1), (5, 1), (5, 17), (12, 25), (12, 26))]
    moving = [easter + timedelta(days=days) for days in (-3, -2, 0, 1, 39, 49, 50)]
    assert public_holidays(year) == {*fixed, *moving}
    assert day_of(date(year, 12, 24)) is not Day.HOLIDAY


hours = st.builds(
    lambda days, opens, closes: OpenHours(
        days=tuple(days), opens=f"{opens // 60:02}:{opens % 60:02}", closes=f"{closes:02}:00"
    ),
    days=st.sets(st.sampled_from(Day), min_size=1),
    opens=st.integers(0, 24 * 60 - 1),
    closes=st.integers(0, 24),
)
openings = st.builds(lambda some: Openings(hours=tuple(some)), st.lists(hours, max_size=4))
moments = st.integers(0, 3 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(openings, moments)
def test_what_is_told_of_a_line_holds_until_it_changes(line: Openings, now: datetime) -> None:
    told = opening_at(line, now)
    if told.changes_at is None:
        return
    assert told.changes_at > now
    before = opening_at(line, told.changes_at - timedelta(seconds=1))
    assert before == told
    assert opening_at(line, told.changes_at).open is not told.open


@given(openings, moments)
def test_spans_are_in_order_and_apart(line: Openings, now: datetime) -> None:
    spans = open_spans(line, now)
    assert all(opens < closes for opens, closes in spans)
    assert all(one[1] < two[0] for one, two in pairwise(spans))
    assert opening_at(line, now).open == any(opens <= now < closes for opens, closes in spans)


def test_a_number_is_to_be_checked_every_90_days() -> None:
    today = date(2026, 11, 26)
    assert is_due(None, today)
    assert is_due(today - CHECK_EVERY, today)
    assert not is_due(today - CHECK_EVERY + timedelta(days=1), today)
    assert next_check(today, today) == date(2027, 2, 24)
