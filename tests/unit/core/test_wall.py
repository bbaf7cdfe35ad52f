"""The page on the kitchen wall: what stands on which day."""

from datetime import date, timedelta

import pytest

from tests.kit.planning import utc, wall
from utelys.core.changes import plan
from utelys.core.occurrences import Occurrence, page
from utelys.core.wall import week_page


def one(start: str, hours: int) -> Occurrence:
    details = {"title": "Hyttetur", "place": "Setra"}
    series = plan("a", wall(start), timedelta(hours=hours), details)
    return page(series, utc("2026-01-01T00:00"), 1)[0]


@pytest.mark.parametrize(
    ("start", "hours", "day", "says"),
    [
        ("2026-11-26T18:00", 2, "Torsdag", "18:00–20:00 Hyttetur"),
        ("2026-11-27T17:00", 48, "Fredag", "17:00–… Hyttetur"),
        # It began last week.
        ("2026-11-20T17:00", 70, "Mandag", "Til 15:00 Hyttetur"),
        ("2026-11-20T17:00", 120, "Mandag", "Til 25. november Hyttetur"),
        ("2026-11-22T23:00", 2, "Mandag", "Til 01:00 Hyttetur"),
    ],
)
def test_what_goes_on_stands_on_its_first_day_of_the_week(
    start: str, hours: int, day: str, says: str
) -> None:
    page_ = week_page("Huset", "Europe/Oslo", date(2026, 11, 23), [(one(start, hours), None)])
    (section,) = [part for part in page_.split("<section>") if "Hyttetur" in part]
    assert day in section
    assert says in section
