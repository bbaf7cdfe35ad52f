"""What "all" and "this and later" reach when single times were moved out of their order."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kit.planning import utc, wall
from tests.kit.series import NOW, RULES, SERIES, next_times, planned
from utelys.core.change import Change
from utelys.core.changes import change_all, change_later, change_one
from utelys.core.errors import Invalid
from utelys.core.occurrences import Occurrence, Series, find, occurrences, order
from utelys.core.spans import first_of

FRIDAY = utc("2026-11-27T12:00")
END = utc("2027-12-31T00:00")
WALK = planned("FREQ=WEEKLY")
"""Thursdays at 18:00, from 26 November on."""


def moved(slot: str, to: str, series: Series = WALK) -> Series:
    return change_one(series, f"a.{slot}T1800", Change(start=wall(to)))


PULLED = moved("20261224", "2026-12-01T18:00")
PUT_OFF = moved("20261126", "2026-12-10T20:00")


def following(series: Series, now: datetime, most: int = 6) -> list[str]:
    found = [one for one in occurrences(series, now, END) if not one.cancelled]
    return [f"{one.start.at:%m-%d %H}" for one in found[:most]]


def as_it_is(one: Occurrence) -> tuple[object, ...]:
    """A time as members see it: not where its rule would have put it."""
    said = {key: what for key, what in one.details.items() if what is not None}
    return one.id, one.starts, one.ends, said, one.cancelled


def test_all_reaches_the_times_before_one_that_was_pulled_forward() -> None:
    one = next_times(PULLED, 2)[1]
    assert one.id == "a.20261224T1800"
    gone = change_all(PULLED, one.id, Change(cancelled=True), FRIDAY)
    assert following(gone, FRIDAY) == []
    elsewhere = change_all(PULLED, one.id, Change(details={"place": "Brua"}), FRIDAY)
    ahead = occurrences(elsewhere, FRIDAY, END)
    assert {each.details["place"] for each in ahead} == {"Brua"}
    assert find(elsewhere, "a.20261126T1800").details["place"] == "Porten"


def test_all_reaches_one_that_was_put_off() -> None:
    next_one = "a.20261203T1800"
    gone = change_all(PUT_OFF, next_one, Change(cancelled=True), FRIDAY)
    assert following(gone, FRIDAY) == []
    longer = change_all(PUT_OFF, next_one, Change(lasts=timedelta(hours=3)), FRIDAY)
    lengths = {one.ends - one.starts for one in occurrences(longer, FRIDAY, END)}
    assert lengths == {timedelta(hours=3)}


def test_what_was_said_of_all_is_not_said_of_one_that_was_moved() -> None:
    """It goes along with the next change of all as with the first."""
    series, now = PUT_OFF, utc("2026-12-04T12:00")
    for place in ("Brua", "Stasjonen", "Kirka"):
        said = Change(details={"place": place}, lasts=timedelta(minutes=len(place)))
        series = change_all(series, "a.20261210T1800", said, now)
        ahead = list(occurrences(series, now, END))
        assert ahead[1].id == "a.20261126T1800"
        found = {(one.details["place"], one.ends - one.starts) for one in ahead}
        assert found == {(place, timedelta(minutes=len(place)))}
    # Of one that was pulled forward, later ones were spoken of and then all.
    series = change_later(PULLED, "a.20261203T1800", Change(details={"place": "Brua"}))
    assert find(series, "a.20261224T1800").details["place"] == "Porten"
    series = change_all(series, "a.20261224T1800", Change(details={"place": "Kirka"}), FRIDAY)
    assert {one.details["place"] for one in occurrences(series, FRIDAY, END)} == {"Kirka"}


def test_what_has_been_is_not_changed_though_its_slot_is_ahead() -> None:
    """The walk of Christmas Eve was held on the first; its place and rule are what they were."""
    now = utc("2026-12-05T12:00")
    was = find(PULLED, "a.20261224T1800")
    for change in (
        Change(details={"place": "Brua"}, lasts=timedelta(hours=1)),
        Change(cancelled=True),
        Change(start=wall("2026-12-10T20:00")),
        Change(start=wall("2026-12-12T20:00")),
        Change(rule="FREQ=WEEKLY;BYDAY=SA"),
    ):
        after = change_all(PULLED, "a.20261210T1800", change, now)
        assert as_it_is(find(after, was.id)) == as_it_is(was)
    saturdays = change_all(PULLED, "a.20261210T1800", Change(rule="FREQ=WEEKLY;BYDAY=SA"), now)
    assert following(saturdays, now, 4) == ["12-12 18", "12-19 18", "12-26 18", "01-02 18"]


def test_later_is_what_starts_later() -> None:
    """The walk of the tenth is the one of the 26th, put off: that of the third goes on."""
    gone = change_later(PUT_OFF, "a.20261126T1800", Change(cancelled=True))
    assert following(gone, NOW) == ["12-03 18", "12-10 18"]
    later = change_later(PULLED, "a.20261224T1800", Change(details={"place": "Brua"}))
    places = [one.details["place"] for one in occurrences(later, NOW, END)]
    assert places[0] == "Porten"
    assert set(places[1:]) == {"Brua"}


@pytest.mark.parametrize("day", ["2026-12-01", "2026-12-03", "2026-12-10", "2027-03-11"])
def test_another_hour_of_all_moves_none_to_another_day(day: str) -> None:
    """Said on the screen of any time, and the next one goes along where it now is."""
    change = Change(start=wall(f"{day}T19:00"))
    after = change_all(PULLED, "a.20261224T1800", change, FRIDAY)
    assert following(after, FRIDAY) == [
        "12-01 19", "12-03 19", "12-10 19", "12-17 19", "12-31 19", "01-07 19",
    ]  # fmt: skip


def test_another_day_of_all_is_counted_from_the_nearest() -> None:
    after = change_all(WALK, "a.20261203T1800", Change(start=wall("2026-12-11T17:00")), FRIDAY)
    assert following(after, FRIDAY, 3) == ["12-04 17", "12-11 17", "12-18 17"]
    assert find(after, "a.20261210T1800").start == wall("2026-12-11T17:00")
    pulled = change_later(PULLED, "a.20261224T1800", Change(start=wall("2026-12-02T17:00")))
    assert following(pulled, FRIDAY, 3) == ["12-02 17", "12-02 17", "12-09 17"]


def test_weekdays_by_a_daily_rule_follow_to_another_day() -> None:
    series = planned("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR")
    days = [one.id for one in occurrences(series, NOW, END)]
    after = change_later(series, days[0], Change(start=wall("2026-11-27T18:00")))
    assert [one.id for one in occurrences(after, NOW, END)][:200] == days[:200]
    weekdays = {one.start.at.weekday() for one in occurrences(after, NOW, END)}
    assert weekdays == {1, 2, 3, 4, 5}


def test_the_first_time_that_somebody_leads_is_the_one_that_starts_first() -> None:
    """Also where a segment of theirs comes to stand before another's."""
    series = change_later(WALK, "a.20261210T1800", Change(details={"leader": "m-per"}))
    series = moved("20270107", "2026-12-02T18:00", series)
    first = first_of(series, FRIDAY, lambda segment: segment.details.get("leader") == "m-per")
    assert first is not None
    assert first.id == "a.20270107T1800"
    gone = Change(details={"leader": None}, was={"leader": "m-per"})
    after = change_later(series, first.id, gone)
    assert {one.details.get("leader") for one in occurrences(after, FRIDAY, END)} == {None}


# --- properties ----------------------------------------------------------------------------------


def known(series: Series) -> dict[str, Occurrence]:
    return {one.id: one for one in occurrences(series, NOW - timedelta(days=30), END)}


@settings(max_examples=200, deadline=None)
@given(SERIES, st.integers(0, 90), st.sampled_from(["all", "later"]), st.integers(0, 5))
def test_what_is_meant_is_changed_and_nothing_else(
    series: Series, days: int, which: str, place: int
) -> None:
    now = NOW + timedelta(days=days)
    near = [one for one in next_times(series, 60) if one.starts >= now]
    if not near:
        return
    one = near[0] if which == "all" else near[place % len(near)]
    before = known(series)
    meant = {
        each.id
        for each in before.values()
        if (each.starts >= now if which == "all" else order(each) >= order(one))
    }
    said = Change(details={"leader": "m-eva"}, lasts=timedelta(minutes=7))
    gone = Change(cancelled=True)
    for change in (said, gone):
        if which == "all":
            after = known(change_all(series, one.id, change, now))
        else:
            after = known(change_later(series, one.id, change))
        assert after.keys() == before.keys()
        for each in after.values():
            if each.id not in meant:
                assert as_it_is(each) == as_it_is(before[each.id])
            elif change is gone:
                assert each.cancelled
            else:
                assert each.details["leader"] == "m-eva"
                assert (each.start, each.cancelled) == (
                    before[each.id].start, before[each.id].cancelled,
                )  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(SERIES, st.integers(0, 90), st.sampled_from(RULES), st.integers(-3, 3), st.integers(8, 21))
def test_another_rule_or_start_leaves_what_has_begun_as_it_was(
    series: Series, days: int, rule: str, by: int, hour: int
) -> None:
    now = NOW + timedelta(days=days)
    near = [one for one in next_times(series, 60) if one.starts >= now]
    if not near:
        return
    start = wall(f"{near[0].start.at + timedelta(days=by):%Y-%m-%d}T{hour:02}:00")
    begun = [each for each in known(series).values() if each.starts < now]
    for change in (Change(rule=rule), Change(start=start)):
        try:
            after = change_all(series, near[0].id, change, now)
        except Invalid:
            continue
        for each in begun:
            assert as_it_is(find(after, each.id)) == as_it_is(each)
        slots = [one.id for one in occurrences(after, NOW - timedelta(days=30), END)]
        assert len(slots) == len(set(slots))
