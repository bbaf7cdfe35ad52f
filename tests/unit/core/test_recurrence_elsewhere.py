"""Times that nobody here wrote down: the test calendars of other libraries, with one as judge.

`icalendar` and `recurring-ical-events` bring the calendars that they are tested with. Every event
in them that repeats by one rule must happen when `recurring-ical-events` says that it does.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import icalendar
import pytest
import recurring_ical_events
from icalendar.prop import vBroken

from utelys.core.errors import Invalid
from utelys.core.recurrence import first_time, times
from utelys.core.rules import read_rule
from utelys.core.walltime import Wall

LENGTH = timedelta(days=1_500)


def calendars(folder: Traversable) -> Iterator[icalendar.Component]:
    """Every calendar in a folder and the folders in it that can be read at all."""
    for path in folder.iterdir():
        if path.is_dir():
            yield from calendars(path)
        elif path.name.endswith(".ics"):
            try:
                yield from icalendar.Calendar.from_ical(path.read_bytes(), multiple=True)
            except (ValueError, IndexError):
                continue


def repeating(calendar: icalendar.Component) -> Iterator[icalendar.Component]:
    """The events that repeat by one rule and in no other way."""
    for event in calendar.walk("VEVENT"):
        changed = {"EXDATE", "RDATE", "EXRULE", "RECURRENCE-ID"} & set(event)
        broken = any(isinstance(event.get(name), vBroken) for name in ("DTSTART", "RRULE"))
        if not changed and not broken and isinstance(event.get("RRULE"), icalendar.vRecur):
            yield event


def rule_of(event: icalendar.Component) -> str:
    recur: Any = event["RRULE"]
    return str(recur.to_ical(), "ascii")


def zone_of(moment: datetime) -> str:
    """The zone of a time in a calendar; one that floats, or has a zone of its own, is as in UTC."""
    return getattr(moment.tzinfo, "key", "UTC")


def moment_of(moment: datetime) -> datetime:
    known = hasattr(moment.tzinfo, "key")
    return moment.astimezone(UTC) if known else moment.replace(tzinfo=UTC)


def happens(event: icalendar.Component, until: datetime) -> list[datetime]:
    """Ask the other library."""
    calendar = icalendar.Calendar()
    calendar.add_component(event)
    found = recurring_ical_events.of(calendar).between(event.decoded("DTSTART"), until)
    return sorted(moment_of(one.decoded("DTSTART")) for one in found)


@pytest.mark.filterwarnings("ignore::icalendar.error.GloballyUniqueTZIDGuessed")
@pytest.mark.parametrize(("package", "at_least"), [("icalendar", 5), ("recurring_ical_events", 80)])
def test_their_calendars_are_read_as_they_read_them(package: str, at_least: int) -> None:
    compared = set()
    events = (event for calendar in calendars(files(package)) for event in repeating(calendar))
    for event in events:
        starts: date = event.decoded("DTSTART")
        if not isinstance(starts, datetime):
            continue
        start = Wall(starts.replace(tzinfo=None), zone_of(starts))
        text = rule_of(event)
        try:
            rule = read_rule(text, start)
        except Invalid:
            continue
        if first_time(rule, start) == start.at:
            walls = times(rule, start, before=start.at + LENGTH)
            mine = [Wall(one, start.zone).moment() for one in walls]
            assert mine == happens(event, starts + LENGTH), f"{start} {text}"
            compared.add((start, text))
    assert len(compared) >= at_least
