"""Who would hear a call before their shift: by what devices confirmed and when, and no more."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utelys.core import reach
from utelys.core.reach import JUDGED_AHEAD, PATIENCE, RECENT, TEST_AHEAD, Check, Stand
from utelys.core.shifts import Plan, change_one
from utelys.core.walltime import Wall
from utelys_protocol.words import Show

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
STARTS = datetime(2026, 12, 3, 16, tzinfo=UTC)
PLANNED = Wall(datetime.fromisoformat("2026-12-03T17:00"), "Europe/Oslo")
WEEKLY = Plan("s1", "h1", "eva", PLANNED, 3 * HOUR, Show.NAME, "FREQ=WEEKLY")
ONCE = Plan("s2", "h1", "eva", PLANNED, 3 * HOUR, Show.NAME)


def opened(at: datetime) -> Check:
    return Check("s1.20261203T1700", "s1", "20261203T1700", "h1", "eva", STARTS, at)


IN_TIME = opened(STARTS - TEST_AHEAD)


@pytest.mark.parametrize(
    ("confirmed", "at", "stands"),
    [
        ([], STARTS - TEST_AHEAD, Stand.WAITING),
        ([], STARTS - JUDGED_AHEAD, Stand.UNREACHABLE),
        ([None], STARTS - JUDGED_AHEAD, Stand.UNREACHABLE),
        ([STARTS - timedelta(days=1)], STARTS - JUDGED_AHEAD, Stand.UNREACHABLE),
        ([None, STARTS - TEST_AHEAD], STARTS - JUDGED_AHEAD, Stand.REACHED),
        ([STARTS - TEST_AHEAD - RECENT], STARTS - JUDGED_AHEAD, Stand.REACHED),
        ([STARTS - MINUTE], STARTS - MINUTE, Stand.REACHED),
        ([STARTS - MINUTE], STARTS, Stand.BEGUN),
    ],
)
def test_the_table(confirmed: list[datetime | None], at: datetime, stands: Stand) -> None:
    assert reach.stand(IN_TIME, confirmed, at) is stands


def test_nobody_is_judged_by_a_test_that_had_no_time_to_arrive() -> None:
    late = opened(STARTS - HOUR)
    assert reach.stand(late, [None], STARTS - HOUR) is Stand.WAITING
    assert late.judged == STARTS - HOUR + PATIENCE
    very_late = opened(STARTS - MINUTE)
    assert reach.next_look(very_late, STARTS - MINUTE) == STARTS


@given(
    opened_before=st.integers(0, 200),
    confirmed=st.lists(st.none() | st.integers(-300, 10), max_size=3),
    look_before=st.integers(-10, 250),
)
def test_only_silence_makes_unreachable_and_only_the_clock_or_a_device_changes_it(
    opened_before: int, confirmed: list[int | None], look_before: int
) -> None:
    check = opened(STARTS - opened_before * MINUTE)
    said = [None if one is None else STARTS + one * MINUTE for one in confirmed]
    now = STARTS - look_before * MINUTE
    stands = reach.stand(check, said, now)
    enough = any(one is not None and one >= check.opened - RECENT for one in said)
    assert (stands is Stand.REACHED) == (enough and now < STARTS)
    assert stands is not Stand.UNREACHABLE or now >= check.judged
    if now < STARTS:
        later = reach.next_look(check, now)
        between = now + (later - now) / 2
        assert later > now
        assert reach.stand(check, said, between) is stands


def test_times_near_and_the_clock_comes_back_for_the_next() -> None:
    before = STARTS - TEST_AHEAD
    assert reach.nearing(WEEKLY, before - MINUTE) == []
    assert reach.next_nearing(WEEKLY, before - MINUTE) == before
    (near,) = reach.nearing(WEEKLY, before)
    assert reach.id_of(near) == "s1.20261203T1700"
    assert reach.next_nearing(WEEKLY, before) == before + timedelta(days=7)
    assert reach.nearing(WEEKLY, STARTS) == []
    assert reach.next_nearing(ONCE, STARTS) is None
    far = STARTS - timedelta(days=40)
    assert reach.next_nearing(ONCE, far) == far + timedelta(days=7)


def test_a_time_that_is_moved_given_or_cancelled_is_not_the_one_asked_about() -> None:
    now = STARTS - 2 * HOUR
    (asked,) = reach.nearing(WEEKLY, now)
    check = reach.open_check(WEEKLY, asked, now)
    assert check.is_of(asked)
    later = Wall(datetime.fromisoformat("2026-12-03T17:30"), "Europe/Oslo")
    for other in (
        change_one(WEEKLY, asked.slot, member="ola"),
        change_one(WEEKLY, asked.slot, start=later),
        change_one(WEEKLY, asked.slot, cancelled=True),
    ):
        near = {reach.id_of(one): one for one in reach.nearing(other, now)}
        assert not check.is_of(near.get(check.id))
