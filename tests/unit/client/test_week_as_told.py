"""A phone without a network works out the same times, with the same ids, as the server tells."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kit.planning import utc, wall
from tests.kit.series import NOW, SERIES, planned
from tests.kit.series_vectors import PATH, vectors
from utelys.core.activity import Activity, Audience
from utelys.core.change import Change
from utelys.core.changes import change_later
from utelys.core.occurrences import LONGEST, Series, listed
from utelys_client.week import MOST, occurrences
from utelys_protocol.activities import ActivityCard
from utelys_protocol.base import dump

DAY = timedelta(days=1)


def card_of(series: Series, revised: datetime) -> ActivityCard:
    """The card of a series that was last changed at a moment, as it comes over the wire."""
    series = replace(series, revised=revised)
    card = Activity(series, "m-eva", Audience(house="h"), revised).card
    return ActivityCard.model_validate(dump(card))


def told(series: Series, now: datetime, before: datetime) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = [
        (one.id, one.starts, one.ends, one.cancelled, *map(one.details.get, ("place", "bring")))
        for one in listed(series, now - LONGEST, now, before)
        if one.ends > now and not (one.cancelled and one.starts <= now)
    ]
    return found[: MOST // 2]


def worked_out(card: ActivityCard, now: datetime, before: datetime) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = [
        (one.id, one.starts_at, one.ends_at, one.cancelled, one.place, one.bring)
        for one in occurrences(card, now, before)
        if not (one.cancelled and one.starts_at <= now)
    ]
    return found[: MOST // 2]


@settings(max_examples=300, deadline=None)
@given(SERIES, st.integers(0, 200), st.integers(0, 60))
def test_a_phone_works_out_what_the_server_tells(series: Series, days: int, later: int) -> None:
    revised = NOW + days * DAY
    now = revised + later * DAY
    card = card_of(series, revised)
    assert worked_out(card, now, now + 120 * DAY) == told(series, now, now + 120 * DAY)


def test_after_another_hour_the_ids_are_still_those_of_the_first() -> None:
    series = change_later(
        planned("FREQ=WEEKLY"), "a.20261203T1800", Change(start=wall("2026-12-03T20:30"))
    )
    card = card_of(series, NOW)
    found = occurrences(card, NOW, utc("2026-12-11T00:00"))
    assert [(one.id, f"{one.starts_at:%d %H:%M}") for one in found] == [
        ("a.20261126T1800", "26 17:00"),
        ("a.20261203T1800", "03 19:30"),
        ("a.20261210T1800", "10 19:30"),
    ]


def test_a_card_of_many_years_holds_only_what_is_ahead() -> None:
    series = planned("FREQ=WEEKLY")
    for week in range(1, 100):
        day = wall("2026-11-26T18:00").at + 7 * week * DAY
        one = f"a.{day:%Y%m%dT%H%M}"
        series = change_later(series, one, Change(details={"place": f"Sted {week}"}))
    card = card_of(series, utc("2028-10-15T12:00"))
    assert card.segments is not None
    assert len(card.segments) <= 3
    assert card.place == "Sted 99"


def test_what_the_web_client_is_held_against_is_what_the_server_tells() -> None:
    assert PATH.read_text(encoding="utf-8") == vectors(), "python -m tests.kit.series_vectors"
