from datetime import UTC, datetime, timedelta

import pytest

from utelys_client.week import MOST, occurrences
from utelys_protocol.activities import ActivityCard
from utelys_protocol.base import WallTime

MONDAY = datetime(2026, 10, 19, tzinfo=UTC)


def walk(rule: str | None = "FREQ=WEEKLY;BYDAY=TH", wall: str = "2026-10-22T18:00") -> ActivityCard:
    starts = WallTime(wall=wall, zone="Europe/Oslo")
    return ActivityCard(id="a1", title="Walk", starts=starts, lasts=5400, rule=rule, place="gate")


def starts(card: ActivityCard, days: int) -> list[str]:
    found = occurrences(card, MONDAY, MONDAY + timedelta(days=days))
    return [f"{one.starts_at:%m-%dT%H:%M}" for one in found]


def test_something_that_happens_once() -> None:
    assert starts(walk(None), 7) == ["10-22T16:00"]
    assert starts(walk(None, "2026-10-29T18:00"), 7) == []
    assert starts(walk(None, "2026-10-18T18:00"), 7) == []


def test_the_wall_stays_when_summer_time_ends() -> None:
    assert starts(walk(), 14) == ["10-22T16:00", "10-29T17:00"]


def test_identities_are_the_slots() -> None:
    found = occurrences(walk(), MONDAY, MONDAY + timedelta(days=14))
    assert [one.id for one in found] == ["a1.20261022T1800", "a1.20261029T1800"]
    assert found[0].ends_at - found[0].starts_at == timedelta(minutes=90)


def test_what_goes_on_now_is_still_there() -> None:
    halfway = datetime(2026, 10, 22, 17, tzinfo=UTC)
    assert len(occurrences(walk(None), halfway, halfway + timedelta(days=1))) == 1
    over = datetime(2026, 10, 22, 17, 30, tzinfo=UTC)
    assert occurrences(walk(None), over, over + timedelta(days=1)) == []


@pytest.mark.parametrize(
    "until", ["20261029", "20261029T180000", "20261029T170000Z", "20261028T230000Z"]
)
def test_the_last_day_is_the_whole_day(until: str) -> None:
    assert len(starts(walk(f"FREQ=WEEKLY;UNTIL={until}"), 30)) == 2


def test_one_cancelled_time_the_later_ones_and_all_of_them() -> None:
    one = walk().model_copy(update={"cancelled_occurrences": ["a1.20261022T1800"]})
    found = occurrences(one, MONDAY, MONDAY + timedelta(days=14))
    assert [time.cancelled for time in found] == [True, False]
    later = walk().model_copy(update={"cancelled_from": "a1.20261029T1800"})
    found = occurrences(later, MONDAY, MONDAY + timedelta(days=21))
    assert [time.cancelled for time in found] == [False, True, True]
    gone = walk().model_copy(update={"cancelled": True})
    assert all(time.cancelled for time in occurrences(gone, MONDAY, MONDAY + timedelta(days=14)))


def test_a_rule_that_cannot_be_read_gives_none() -> None:
    assert starts(walk("FREQ=SOMETIMES"), 7) == []
    assert starts(walk("nonsense"), 7) == []


def test_however_often_it_happens_no_more_is_worked_out_than_a_screen_can_show() -> None:
    assert len(starts(walk("FREQ=DAILY"), 10_000)) == MOST
