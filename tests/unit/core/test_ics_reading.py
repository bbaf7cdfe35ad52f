"""Calendars read as activities: times, lengths, zones and lines that are not as they should be."""

from datetime import datetime, timedelta

import pytest

from tests.kit.planning import OSLO, utc
from utelys.core.errors import Invalid
from utelys.core.ics_reading import CalendarFile, read_calendar
from utelys.core.ics_words import Why
from utelys.core.occurrences import occurrences

NOW = utc("2026-11-23T12:00")


def read(*lines: str, encoding: str = "utf-8") -> CalendarFile:
    """Read a calendar with one event, of which these are the lines besides its UID."""
    event = ["BEGIN:VEVENT", "UID:one", *lines, "END:VEVENT"]
    text = "\r\n".join(["BEGIN:VCALENDAR", *event, "END:VCALENDAR", ""])
    return read_calendar(text.encode(encoding), OSLO, "Huset", NOW)


def whys(file: CalendarFile) -> list[tuple[int, str, Why]]:
    return [(one.line, one.property, one.why) for one in file.unread]


@pytest.mark.parametrize(
    ("start", "wall"),
    [
        ("DTSTART:20261201T180000", "2026-12-01T18:00 Europe/Oslo"),
        ("DTSTART:20261201T170000Z", "2026-12-01T18:00 Europe/Oslo"),
        ("DTSTART;VALUE=DATE:20261201", "2026-12-01T00:00 Europe/Oslo"),
        ("DTSTART;TZID=W. Europe Standard Time:20261201T180000", "2026-12-01T18:00 Europe/Berlin"),
        ("DTSTART;TZID=/a.org/2021/Asia/Tokyo:20261201T180000", "2026-12-01T18:00 Asia/Tokyo"),
        ('DTSTART;TZID="America/New_York":20261201T180059', "2026-12-01T18:00 America/New_York"),
    ],
)
def test_when_it_begins(start: str, wall: str) -> None:
    (one,) = read(start, "SUMMARY:Turen").activities
    first = one.series.segments[0].start
    assert f"{first.at.isoformat(timespec='minutes')} {first.zone}" == wall


def test_what_repeats_in_utc_stays_there() -> None:
    (one,) = read("DTSTART:20261201T170000Z", "SUMMARY:Turen", "RRULE:FREQ=WEEKLY").activities
    assert one.series.segments[0].start.zone == "UTC"


@pytest.mark.parametrize(
    ("end", "hours", "why"),
    [
        ("DTEND:20261201T193000", 1.5, None),
        ("DTEND:20261201T183000Z", 1.5, None),
        ("DURATION:PT45M", 0.75, None),
        ("DTEND:20261201T180000", 2, None),
        ("SEQUENCE:1", 2, None),
        ("DTEND:20261201T170000", 2, Why.NO_END_TIME),
        ("DTEND:tomorrow", 2, Why.NO_END_TIME),
        ("DURATION:long", 2, Why.NO_END_TIME),
        ("DTEND:20270101T180000", None, Why.TOO_LASTING),
    ],
)
def test_how_long_it_lasts(end: str, hours: float | None, why: Why | None) -> None:
    file = read("DTSTART:20261201T180000", "SUMMARY:Turen", end)
    lasts = [one.series.segments[0].lasts for one in file.activities]
    assert lasts == ([] if hours is None else [timedelta(hours=hours)])
    assert [one.why for one in file.unread] == ([] if why is None else [why])


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("SUMMARY:x",), (2, "DTSTART", Why.NO_START)),
        (("DTSTART:20261201T180000",), (2, "SUMMARY", Why.NO_TITLE)),
        (("DTSTART:20261301T180000", "SUMMARY:x"), (4, "DTSTART", Why.NO_TIME)),
        (("DTSTART:20270328T023000", "SUMMARY:x"), (2, "DTSTART", Why.NOT_ONCE)),
        (("DTSTART;TZID=Mars:20261201T180000", "SUMMARY:x"), (4, "DTSTART", Why.NO_ZONE)),
        (
            ("DTSTART:20261201T180000", "SUMMARY:x", "RRULE:FREQ=HOURLY"),
            (6, "RRULE", Why.NO_RULE),
        ),
        (
            ("DTSTART:20261201T180000", "SUMMARY:x", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"),
            (2, "RRULE", Why.NO_RULE),
        ),
    ],
)
def test_what_leaves_an_event_out(lines: tuple[str, ...], expected: tuple[int, str, Why]) -> None:
    file = read(*lines)
    assert file.activities == ()
    assert whys(file) == [expected]


def test_a_count_becomes_the_last_day_and_exceptions_are_cancelled() -> None:
    (one,) = read(
        "DTSTART:20261124T180000",
        "SUMMARY:Turen",
        "RRULE:FREQ=WEEKLY;COUNT=4",
        "EXDATE:20261201T180000,20261208T170000Z",
    ).activities
    rule = one.series.segments[0].rule
    assert rule is not None
    assert rule.text == "FREQ=WEEKLY;UNTIL=20261215"
    assert [each.cancelled for each in occurrences(one.series, NOW)] == [False, True, True, False]
    assert one.differing == 2


def test_what_has_been_is_counted_and_not_explained() -> None:
    file = read("DTSTART:20251201T180000", "SUMMARY:x", "DESCRIPTION:y")
    assert (file.activities, file.over, file.unread) == ((), 1, ())


def test_old_letters_and_folded_lines_are_read_and_long_titles_cut() -> None:
    file = read("DTSTART:20261201T180000", "SUMMARY:Bl\u00e5b\u00e6r", encoding="cp1252")
    assert file.activities[0].series.segments[0].details["title"] == "Blåbær"
    file = read("DTSTART:20261201T180000", "SUMMARY:Kvelds\r\n tur\\, og\r\n\t suppe", "X:y")
    assert file.activities[0].series.segments[0].details["title"] == "Kveldstur, og suppe"
    file = read("DTSTART:20261201T180000", "SUMMARY:" + "x" * 300)
    assert whys(file) == [(5, "SUMMARY", Why.CUT)]


@pytest.mark.parametrize("data", [b"", b"hei", b"BEGIN:VEVENT\nEND:VEVENT", b"\xff\xfe\x00"])
def test_what_is_no_calendar_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid):
        read_calendar(data, OSLO, "Huset", datetime.now(NOW.tzinfo))
