"""Quiet hours end by themselves, on every night of the year, and sleep is counted."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utelys.core.errors import Invalid
from utelys.core.quiet import (
    MAX_QUIET,
    Quiet,
    QuietHours,
    check_quiet,
    is_quiet,
    may_be_woken,
    quiet_ends,
    quiets_between,
)

OSLO = ZoneInfo("Europe/Oslo")
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
NIGHT = Quiet(QuietHours(time(23), time(7), "Europe/Oslo"))
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def _oslo(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=OSLO, fold=fold).astimezone(UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        (_oslo(2026, 11, 26, 22, 59), None),
        (_oslo(2026, 11, 26, 23), _oslo(2026, 11, 27, 7)),
        (_oslo(2026, 11, 27, 3), _oslo(2026, 11, 27, 7)),
        (_oslo(2026, 11, 27, 6, 59), _oslo(2026, 11, 27, 7)),
        (_oslo(2026, 11, 27, 7), None),
    ],
)
def test_a_night_goes_over_midnight(now: datetime, ends: datetime | None) -> None:
    assert quiet_ends(NIGHT, now) == ends
    assert is_quiet(NIGHT, now) == (ends is not None)


def test_a_nap_stays_within_the_day() -> None:
    nap = Quiet(QuietHours(time(13), time(15, 30), "Europe/Oslo"))
    assert quiet_ends(nap, _oslo(2026, 11, 26, 14)) == _oslo(2026, 11, 26, 15, 30)
    assert not is_quiet(nap, _oslo(2026, 11, 26, 3))


def test_it_ends_by_the_wall_on_both_sides_of_summer_time() -> None:
    for day, hours in ((29, 7), (30, 8)):
        start = _oslo(2026, 3, day - 1, 23)
        end = quiet_ends(NIGHT, start)
        assert end == _oslo(2026, 3, day, 7)
        assert end - start == timedelta(hours=hours)
    autumn = _oslo(2026, 10, 24, 23)
    assert quiet_ends(NIGHT, autumn) == autumn + timedelta(hours=9)


def test_an_end_that_comes_twice_ends_it_at_the_first() -> None:
    early = Quiet(QuietHours(time(22), time(2, 30), "Europe/Oslo"))
    assert is_quiet(early, _oslo(2026, 10, 25, 2, 29))
    assert not is_quiet(early, _oslo(2026, 10, 25, 2, 30))
    assert not is_quiet(early, _oslo(2026, 10, 25, 2, 10, fold=1))


def test_an_end_that_is_skipped_ends_it_an_hour_on() -> None:
    early = Quiet(QuietHours(time(22), time(2, 30), "Europe/Oslo"))
    assert quiet_ends(early, _oslo(2026, 3, 29, 1)) == _oslo(2026, 3, 29, 3, 30)


def test_quiet_until_a_moment_ends_at_it() -> None:
    once = Quiet(until=NOON)
    assert quiet_ends(once, NOON - MINUTE) == NOON
    assert not is_quiet(once, NOON)


def test_one_quiet_that_runs_into_another_is_one() -> None:
    both = Quiet(NIGHT.hours, until=_oslo(2026, 11, 27, 1))
    assert quiet_ends(both, _oslo(2026, 11, 26, 20)) == _oslo(2026, 11, 27, 7)
    late = Quiet(NIGHT.hours, until=_oslo(2026, 11, 27, 9))
    assert quiet_ends(late, _oslo(2026, 11, 27, 3)) == _oslo(2026, 11, 27, 9)


times = st.times().map(lambda wall: wall.replace(second=0, microsecond=0))
zones = st.sampled_from(["Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "UTC"])


@given(times, times, zones, st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)))  # noqa: DTZ001
def test_every_quiet_ends_and_is_over_at_its_end(
    starts: time, ends: time, zone: str, now: datetime
) -> None:
    if starts == ends:
        return
    quiet, now = Quiet(QuietHours(starts, ends, zone)), now.replace(tzinfo=UTC)
    end = quiet_ends(quiet, now)
    if end is None:
        return
    assert now < end <= now + 2 * DAY
    assert not is_quiet(quiet, end)
    assert is_quiet(quiet, end - timedelta(seconds=1))
    wall = end.astimezone(ZoneInfo(zone))
    assert wall.utcoffset() != (end - DAY).astimezone(ZoneInfo(zone)).utcoffset() or (
        wall.time().replace(second=0, microsecond=0) == ends
    )


@pytest.mark.parametrize(
    ("quiet", "field"),
    [
        (Quiet(QuietHours(time(7), time(7), "Europe/Oslo")), "ends"),
        (Quiet(QuietHours(time(23), time(7), "Europe/Asgard")), "zone"),
        (Quiet(until=NOON), "until"),
        (Quiet(until=NOON + MAX_QUIET + MINUTE), "until"),
    ],
)
def test_a_quiet_that_says_nothing_or_never_ends_is_refused(quiet: Quiet, field: str) -> None:
    check_quiet(Quiet(NIGHT.hours, NOON + MAX_QUIET), NOON)
    with pytest.raises(Invalid) as refused:
        check_quiet(quiet, NOON)
    assert refused.value.field == field


def test_wakings_are_counted_over_any_seven_days() -> None:
    woken = [NOON - 8 * DAY, NOON - 7 * DAY, NOON - 6 * DAY, NOON - DAY]
    assert may_be_woken(3, woken, NOON)
    assert not may_be_woken(2, woken, NOON)
    assert may_be_woken(2, woken, NOON + DAY)
    assert not may_be_woken(0, [], NOON)


def test_the_quiet_parts_of_a_time_are_told_in_order_and_not_beyond_it() -> None:
    begins, ends = _oslo(2026, 11, 26, 21), _oslo(2026, 11, 28, 2)
    assert quiets_between(NIGHT, begins, ends) == [
        (_oslo(2026, 11, 26, 23), _oslo(2026, 11, 27, 7)),
        (_oslo(2026, 11, 27, 23), ends),
    ]
    assert quiets_between(NIGHT, NOON, _oslo(2026, 11, 26, 23)) == []
    assert quiets_between(Quiet(until=ends), NOON, begins) == [(NOON, begins)]
