"""What the clock has to do around the times of an activity, and when."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.kit.planning import at, utc, wall
from tests.kit.series import planned
from utelys.core.activity import Activity, Audience
from utelys.core.agenda import Step, due, is_invited, next_due, still_invited, to_invite
from utelys.core.change import Change
from utelys.core.changes import change_all, change_later, change_one
from utelys.core.occurrences import Series, find, occurrences

NOW = utc("2026-11-20T12:00")
FIRST, SECOND, FOURTH = "a.20261126T1800", "a.20261203T1800", "a.20261217T1800"


def activity(series: Series, days: int | None = 7, now: datetime = NOW) -> Activity:
    return Activity(series, "m", Audience(house="h", days=days), now)


def walked(one: Activity, until: datetime) -> list[tuple[Step, str, datetime]]:
    """All that the clock does until a moment, as it goes from one thing to the next."""
    done = []
    while (moment := next_due(one, one.turned_at)) is not None and moment <= until:
        found = due(one, moment)
        done += [(each.step, each.one.id, moment) for each in found]
        slots = {each.one.slot for each in found if each.step is Step.INVITE}
        one = replace(one, turned_at=moment, invited=one.invited | slots)
    return done


def invitations(done: list[tuple[Step, str, datetime]]) -> list[str]:
    return [id_ for step, id_, _ in done if step is Step.INVITE]


def test_each_step_is_done_once_for_each_time() -> None:
    done = walked(activity(planned("FREQ=WEEKLY")), utc("2026-12-04T00:00"))
    of_second = [(step, at) for step, id_, at in done if id_ == SECOND]
    starts = utc("2026-12-03T17:00")
    assert of_second == [
        (Step.INVITE, starts - timedelta(days=7)),
        (Step.COMPANY, starts - timedelta(days=7)),
        (Step.ASK_AGAIN, starts - timedelta(hours=48)),
        (Step.LEADERLESS, starts - timedelta(hours=24)),
        (Step.REMIND, starts - timedelta(hours=24)),
        (Step.ALONE, starts - timedelta(hours=2)),
    ]


def test_one_that_was_pulled_forward_takes_no_invitation_from_those_between() -> None:
    series = change_one(planned("FREQ=WEEKLY"), FOURTH, Change(start=wall("2026-11-25T18:00")))
    one = activity(series)
    assert [each.id for each in to_invite(one, NOW)] == [FOURTH, FIRST]
    one = replace(one, invited=frozenset({at("2026-12-17T18:00"), at("2026-11-26T18:00")}))
    assert invitations(walked(one, utc("2026-12-30T00:00")))[:3] == [
        SECOND,
        "a.20261210T1800",
        "a.20261224T1800",
    ]


def test_one_that_was_moved_to_this_week_is_invited_to_at_once() -> None:
    one = replace(activity(planned("FREQ=WEEKLY")), invited=frozenset({at("2026-11-26T18:00")}))
    assert to_invite(one, NOW) == []
    moved = change_one(one.series, FOURTH, Change(start=wall("2026-11-22T18:00")))
    assert [each.id for each in to_invite(replace(one, series=moved), NOW)] == [FOURTH]
    rule = change_all(one.series, FIRST, Change(rule="FREQ=WEEKLY;BYDAY=TU,TH"), NOW)
    # The Tuesday before the first Thursday is behind the first time; the next is too far.
    assert to_invite(replace(one, series=rule), NOW) == []
    daily = change_later(one.series, FIRST, Change(rule="FREQ=DAILY"))
    evening = NOW + timedelta(hours=6)
    near = to_invite(replace(one, series=daily), evening)
    assert [each.id for each in near] == ["a.20261127T1800"]


@pytest.mark.parametrize(("days", "asked"), [(1, False), (2, False), (3, True), (None, True)])
def test_nobody_is_asked_again_before_they_were_invited(days: int | None, asked: bool) -> None:
    done = walked(activity(planned(None), days), utc("2026-11-27T00:00"))
    assert (Step.ASK_AGAIN in [step for step, _, _ in done]) is asked
    if days is not None:
        assert done[[step for step, _, _ in done].index(Step.INVITE)][2] == utc(
            "2026-11-26T17:00"
        ) - timedelta(days=days)


def test_who_is_asked_to_lead_has_been_invited_before() -> None:
    done = walked(activity(planned(None), 1), utc("2026-11-27T00:00"))
    steps = [step for step, _, _ in done]
    assert steps.index(Step.INVITE) < steps.index(Step.LEADERLESS)


@pytest.mark.parametrize(
    ("start", "days", "goes_out"),
    [
        # Days by the wall, over both changes of the clock.
        ("2027-03-29T18:00", 2, "2027-03-27T18:00"),
        ("2026-10-26T18:00", 2, "2026-10-24T18:00"),
        # Not at night.
        ("2026-11-26T06:30", 2, "2026-11-24T07:00"),
        ("2026-11-26T22:30", 2, "2026-11-25T07:00"),
        ("2026-11-26T22:30", 1, "2026-11-26T07:00"),
        ("2026-11-26T02:00", 1, "2026-11-25T07:00"),
    ],
)
def test_when_an_invitation_goes_out(start: str, days: int, goes_out: str) -> None:
    now = utc("2026-10-01T12:00")
    one = activity(planned(None, start), days, now)
    (moment,) = [at for step, _, at in walked(one, utc("2028-01-01T00:00")) if step is Step.INVITE]
    assert moment == wall(goes_out).moment()


def test_what_is_over_or_gone_is_remembered_no_more() -> None:
    one = activity(planned("FREQ=WEEKLY"))
    slots = {each.slot for each in occurrences(one.series, NOW, utc("2026-12-20T00:00"))}
    one = replace(one, invited=frozenset(slots))
    left = still_invited(one, utc("2026-12-04T12:00"))
    assert sorted(left) == [at("2026-12-10T18:00"), at("2026-12-17T18:00")]
    assert is_invited(one, find(one.series, SECOND))
    # Another rule leaves one out, and a third brings it back: it is the same as before.
    rare = change_all(one.series, FIRST, Change(rule="FREQ=MONTHLY;BYDAY=1TH"), NOW)
    gone = at("2026-12-10T18:00")
    assert gone in still_invited(replace(one, series=rare), utc("2026-12-04T12:00"))


def test_a_series_that_was_called_off_has_nothing_to_do() -> None:
    series = planned("FREQ=DAILY")
    gone = change_later(series, FIRST, Change(cancelled=True))
    assert next_due(activity(gone), NOW) is None
    assert due(activity(gone), NOW + timedelta(days=5)) == []
