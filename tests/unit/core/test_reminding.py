"""A reminder comes at once, or after the quiet, unless it would be of no use then."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.planning import OSLO, wall
from utelys.core.quiet import Quiet, QuietHours, quiet_ends
from utelys.core.reminding import NEAR, NIGHT, remind_at

NOBODY_SAID = Quiet()
EVENING = Quiet(QuietHours(time(20), time(22), OSLO))


def moment(text: str) -> datetime:
    return wall(text).moment()


@pytest.mark.parametrize(
    ("now", "starts", "said", "told"),
    [
        # By day at once; what is due at night, which is quiet for who says nothing, in the morning.
        ("2026-11-26T18:00", "2026-11-27T18:00", NOBODY_SAID, "2026-11-26T18:00"),
        ("2026-11-26T21:59", "2026-11-27T21:59", NOBODY_SAID, "2026-11-26T21:59"),
        ("2026-11-26T22:00", "2026-11-27T22:00", NOBODY_SAID, "2026-11-27T07:00"),
        ("2026-11-26T23:30", "2026-11-27T23:30", NOBODY_SAID, "2026-11-27T07:00"),
        ("2026-11-27T00:30", "2026-11-28T00:30", NOBODY_SAID, "2026-11-27T07:00"),
        ("2026-11-27T06:59", "2026-11-28T06:59", NOBODY_SAID, "2026-11-27T07:00"),
        ("2026-11-27T07:00", "2026-11-28T07:00", NOBODY_SAID, "2026-11-27T07:00"),
        # Near the start it is of no use any more in the morning.
        ("2026-11-26T23:30", "2026-11-27T08:59", NOBODY_SAID, "2026-11-26T23:30"),
        ("2026-11-26T23:30", "2026-11-27T09:00", NOBODY_SAID, "2026-11-27T07:00"),
        # Who has chosen hours has those and not the night.
        ("2026-11-26T23:30", "2026-11-27T23:30", EVENING, "2026-11-26T23:30"),
        ("2026-11-26T20:00", "2026-11-27T20:00", EVENING, "2026-11-26T22:00"),
        # Both nights on which the clock is changed.
        ("2027-03-28T01:30", "2027-03-29T01:30", NOBODY_SAID, "2027-03-28T07:00"),
        ("2026-10-25T01:30", "2026-10-26T01:30", NOBODY_SAID, "2026-10-25T07:00"),
    ],
)
def test_when_a_reminder_is_told(now: str, starts: str, said: Quiet, told: str) -> None:
    assert remind_at(moment(now), moment(starts), OSLO, said) == moment(told)


@pytest.mark.parametrize(
    ("day", "hours"), [("2027-03-28", 8), ("2026-10-25", 10), ("2026-11-26", 9)]
)
def test_a_night_is_as_long_as_it_is(day: str, hours: int) -> None:
    """From 22 to 7 there are eight hours when summer time begins and ten when it ends."""
    ends = moment(f"{day}T07:00")
    begins = ends - timedelta(hours=hours)
    far = ends + timedelta(days=1)
    assert remind_at(begins, far, OSLO, NOBODY_SAID) == ends
    before = begins - timedelta(minutes=1)
    assert remind_at(before, far, OSLO, NOBODY_SAID) == before


def test_quiet_until_a_moment_goes_on_into_the_night() -> None:
    until = Quiet(None, moment("2026-11-26T22:30"))
    now = moment("2026-11-26T20:00")
    assert remind_at(now, now + timedelta(days=1), OSLO, until) == moment("2026-11-27T07:00")


HOURS = st.tuples(st.integers(0, 23), st.integers(0, 23)).filter(lambda two: two[0] != two[1])


@given(
    st.datetimes(wall("2026-01-01T00:00").at, wall("2027-12-31T00:00").at),
    st.timedeltas(timedelta(minutes=1), timedelta(days=2)),
    st.one_of(st.none(), HOURS),
)
def test_never_in_the_quiet_unless_the_start_is_near(
    at: datetime, ahead: timedelta, said: tuple[int, int] | None
) -> None:
    now = at.replace(tzinfo=ZoneInfo(OSLO)).astimezone(ZoneInfo("UTC"))
    hours = QuietHours(time(said[0]), time(said[1]), OSLO) if said else QuietHours(*NIGHT, OSLO)
    told = remind_at(now, now + ahead, OSLO, Quiet(hours if said else None))
    assert now <= told < max(now + ahead, now + timedelta(seconds=1))
    if quiet_ends(Quiet(hours), told) is not None:
        ends = quiet_ends(Quiet(hours), now)
        assert told == now
        assert ends is not None
        assert now + ahead - ends < NEAR
