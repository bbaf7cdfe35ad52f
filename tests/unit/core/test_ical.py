"""The calendar that is written, read by another library; what lasts in it and what moves."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import icalendar
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kit.planning import utc, wall
from tests.kit.series import NOW, SERIES, next_times, planned
from utelys.core.activity import Activity, Audience
from utelys.core.answers import ALL, Book, Given, State
from utelys.core.change import Change
from utelys.core.changes import change, change_all, change_one
from utelys.core.errors import Invalid
from utelys.core.ical import Listed, Manner, calendar
from utelys.core.occurrences import Series, standing
from utelys.feeds import listed_for
from utelys_protocol.words import Answer, Language

MANNER = Manner(Language.BOKMAAL, alarm=timedelta(hours=1))
MADE = utc("2026-11-01T12:00")
DAY = timedelta(days=1)


def activity(series: Series, **more: Any) -> Activity:
    return Activity(series, "m", Audience(house="h"), NOW, **more)


def events(series: Series, now: datetime = NOW) -> list[Any]:
    listed = Listed(activity(series), changed=series.revised)
    return read(calendar([listed], MANNER, now, MADE))


def read(body: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(body).walk("VEVENT"))


def uids(series: Series) -> list[str]:
    return [str(event["UID"]).removesuffix("@utelys") for event in events(series)]


def shown(
    body: bytes, since: datetime, before: datetime
) -> list[tuple[datetime, datetime, object]]:
    found: list[Any] = recurring_ical_events.of(icalendar.Calendar.from_ical(body)).between(
        since, before
    )
    return sorted(
        (one["DTSTART"].dt, one["DTEND"].dt, str(one["LOCATION"]))
        for one in found
        if one["STATUS"] != "CANCELLED" and one["DTSTART"].dt >= since
    )


@settings(max_examples=150, deadline=None)
@given(SERIES, st.integers(0, 90))
def test_another_library_reads_the_times_that_stand(series: Series, days: int) -> None:
    now = NOW + days * DAY
    before = now + 100 * DAY
    body = calendar([Listed(activity(series))], MANNER, now, MADE)
    assert shown(body, now, before) == sorted(
        (one.starts, one.ends, one.details["place"]) for one in standing(series, now, before)
    )


@settings(max_examples=150, deadline=None)
@given(SERIES, st.integers(0, 90), st.sampled_from(["all", "later"]), st.integers(8, 21))
def test_every_event_has_a_name_of_its_own(
    series: Series, days: int, which: str, hour: int
) -> None:
    now = NOW + days * DAY
    for rule in (None, "FREQ=WEEKLY;BYDAY=MO,TH"):
        near = [one for one in next_times(series, 60) if one.starts >= now]
        if not near:
            return
        start = wall(f"{near[0].start.at:%Y-%m-%d}T{hour:02}:00") if rule is None else None
        try:
            wanted = Change(start=start, rule=rule, details={"place": f"{hour}"})
            series = change(series, which, near[0].id, wanted, now)
        except Invalid:
            continue
        names = [series.uid_of(place) for place in range(len(series.segments))]
        assert len(names) == len(set(names))


def test_what_goes_on_keeps_its_name_through_every_change_of_all() -> None:
    series, now = planned("FREQ=WEEKLY"), NOW
    assert uids(series) == ["a"]
    for week in range(1, 5):
        now = NOW + timedelta(days=7 * week)
        one = next(standing(series, now))
        series = change_all(series, one.id, Change(details={"place": f"Sted {week}"}), now)
        last = events(series, now)[-1]
        assert (str(last["UID"]), str(last["LOCATION"])) == ("a@utelys", f"Sted {week}")
    assert len(set(uids(series))) == 5
    # What begins to differ only later is another event; what goes on until then is the same.
    ahead = [one.id for one in standing(series, now, now + 40 * DAY)]
    series = change(series, "later", ahead[3], Change(details={"place": "Brua"}), now)
    assert uids(series)[-2:] == ["a", f"a-{ahead[3].removeprefix('a.')}"]


def test_what_is_different_moves_the_stamps() -> None:
    series = replace(planned("FREQ=WEEKLY"), revised=MADE - DAY)
    (event,) = events(series)
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == MADE
    revised = NOW + DAY
    series = replace(change_one(series, "a.20261203T1800", Change(cancelled=True)), revised=revised)
    assert {event["LAST-MODIFIED"].dt for event in events(series)} == {revised}
    # When it would have begun it is left out, which is different too.
    gone = utc("2026-12-03T17:00")
    (event,) = events(series, gone)
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == gone


def given_by(member: str, occurrence: str, answer: Answer, turn: int) -> Given:
    return Given(occurrence, member, answer, turn, NOW + turn * timedelta(hours=1))


def listed(series: Series, member: str, *said: Given) -> list[Any]:
    state = State(activity(series), Book.of(said))
    return read(calendar(listed_for(state, member), MANNER, NOW, MADE))


FIRST, SECOND = "a.20261126T1800", "a.20261203T1800"


def full(series: Series) -> Series:
    return change_all(series, FIRST, Change(details={"max": 1}), NOW)


def alarms(event: Any) -> int:
    return len(list(event.walk("VALARM")))


def test_who_waits_for_a_place_is_not_certain_and_is_not_woken() -> None:
    series = full(planned("FREQ=WEEKLY"))
    said = (
        given_by("ola", ALL, Answer.COMING, 1),
        given_by("eva", ALL, Answer.COMING, 2),
        given_by("ola", SECOND, Answer.NO, 3),
    )
    general, second = listed(series, "eva", *said)
    assert (str(general["STATUS"]), alarms(general)) == ("TENTATIVE", 0)
    assert (str(second["STATUS"]), alarms(second)) == ("CONFIRMED", 1)
    assert second["RECURRENCE-ID"].dt == utc("2026-12-03T17:00")
    # Others have moved it, so that it is not what it was.
    assert general["LAST-MODIFIED"].dt == NOW + timedelta(hours=3)


def test_maybe_to_one_of_all_is_maybe() -> None:
    said = (given_by("ola", ALL, Answer.COMING, 1), given_by("ola", SECOND, Answer.MAYBE, 2))
    general, second = listed(planned("FREQ=WEEKLY"), "ola", *said)
    assert (str(general["STATUS"]), str(second["STATUS"])) == ("CONFIRMED", "TENTATIVE")
    assert {event["LAST-MODIFIED"].dt for event in (general, second)} == {NOW + 2 * DAY / 24}


def test_what_one_leads_is_in_ones_calendar() -> None:
    series = change_all(planned("FREQ=WEEKLY"), FIRST, Change(details={"leader": "eva"}), NOW)
    series = change_one(series, SECOND, Change(details={"leader": "ola"}))
    (event,) = listed(series, "eva")
    assert (str(event["STATUS"]), event["EXDATE"].dts[0].dt) == (
        "CONFIRMED", utc("2026-12-03T17:00"),
    )  # fmt: skip
    (single,) = listed(series, "ola")
    assert (str(single["UID"]), single["DTSTART"].dt) == (
        f"{SECOND}@utelys", utc("2026-12-03T17:00"),
    )  # fmt: skip
    assert listed(series, "eva", given_by("eva", ALL, Answer.NO, 1)) == []
    assert listed(series, "per") == []
    (event,) = listed(series, "eva", given_by("eva", FIRST, Answer.NO, 1))
    assert [gone.dt for gone in event["EXDATE"].dts] == [
        utc("2026-11-26T17:00"), utc("2026-12-03T17:00"),
    ]  # fmt: skip
