"""A calendar that other programs read: activities as iCalendar (RFC 5545).

Each segment of a series is one repeating event. The first keeps the activity's own UID; what was
changed "from then on" is an event of its own, as calendar programs do it themselves, and the one
before ends by UNTIL. A time that differs is an event with RECURRENCE-ID, one that is cancelled has
STATUS:CANCELLED until it would have begun, and after that is only left out by EXDATE. Of a rest
that is cancelled, the first time stands for all.

The result depends on what is kept and on the day, and on nothing else, so that the same calendar is
the same bytes (ETag). Nothing in it names a person.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event
from icalendar.prop import vRecur

from utelys.core.activity import Activity, text
from utelys.core.errors import NotFound
from utelys.core.ical_zones import timezone
from utelys.core.occurrences import Occurrence, Segment, Series, find, walls
from utelys.core.walltime import Wall
from utelys_protocol.words import Language

_ENTRY = {Language.BOKMAAL: "Avtale", Language.NYNORSK: "Avtale", Language.ENGLISH: "Appointment"}
_GONE = {Language.BOKMAAL: "Avlyst", Language.NYNORSK: "Avlyst", Language.ENGLISH: "Cancelled"}
_MEET = {Language.BOKMAAL: "Oppmøte", Language.NYNORSK: "Oppmøte", Language.ENGLISH: "Meet at"}
_BRING = {Language.BOKMAAL: "Ta med", Language.NYNORSK: "Ta med", Language.ENGLISH: "Bring"}


@dataclass(frozen=True, slots=True)
class Manner:
    """How a calendar shows things: neutral shows neither title nor place; `alarm` is before."""

    language: Language
    neutral: bool = False
    alarm: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """An activity in a calendar: all of it but some times, or some times only (ids)."""

    activity: Activity
    only: Collection[str] | None = None
    without: Collection[str] = ()
    maybe: bool = False


def calendar(listed: list[Listed], manner: Manner, now: datetime, made: datetime) -> bytes:
    """Write a calendar; `made` is when it was made, the stamp of all that is in it."""
    cal = Calendar()
    cal.add("version", "2.0")
    cal.add("prodid", "-//Utelys//1//NO")
    cal.add("calscale", "GREGORIAN")
    cal.add("x-wr-calname", _ENTRY[manner.language])
    cal.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    events = [event for one in listed for event in _events(one, manner, now)]
    starts = [event.DTSTART for event in events]
    for zone in sorted({start.tzinfo.key for start in starts} - {"UTC"}):
        cal.add_component(timezone(zone, min(start.year for start in starts)))
    for event in events:
        event.add("dtstamp", made)
        cal.add_component(event)
    written: bytes = cal.to_ical(sorted=True)
    return written


def _events(listed: Listed, manner: Manner, now: datetime) -> Iterator[Event]:
    series = listed.activity.series
    if listed.only is not None:
        for id_ in sorted(listed.only):
            one = _find(series, id_)
            if one is not None and not (one.cancelled and one.starts <= now):
                yield _single(listed, one, manner, f"{one.id}@utelys")
        return
    for place, segment in enumerate(series.segments):
        yield from _segment(listed, place, segment, manner, now)


def _find(series: Series, id_: str) -> Occurrence | None:
    try:
        return find(series, id_)
    except NotFound:
        return None


def _segment(
    listed: Listed, place: int, segment: Segment, manner: Manner, now: datetime
) -> Iterator[Event]:
    series = listed.activity.series
    first = next(walls(series, place), None)
    if first is None:
        return
    uid = f"{series.activity}@utelys"
    if place:
        uid = f"{series.activity}-{segment.since:%Y%m%dT%H%M}@utelys"
    if segment.cancelled:
        one = find(series, f"{series.activity}.{series.slot_of(segment, first):%Y%m%dT%H%M}")
        goes_on = place > 0 and series.segments[place - 1].cancelled
        if one.starts > now and one.cancelled and not goes_on:
            yield _single(listed, one, manner, uid)
        return
    start = Wall(first, segment.start.zone)
    event = _single(listed, _planned(series, segment, first), manner, uid)
    rule = _rule(series, place, segment, first)
    if rule is not None:
        event.add("rrule", vRecur.from_ical(rule))
    singles, left_out = _differing(listed, place, now)
    if left_out:
        event.add("exdate", [_aware(one.planned) for one in left_out])
    if rule is None and any(one.planned == start for one in left_out):
        return
    yield event
    for one in singles:
        single = _single(listed, one, manner, uid)
        single.add("recurrence-id", _aware(one.planned))
        yield single


def _planned(series: Series, segment: Segment, at: datetime) -> Occurrence:
    """A time as the segment plans it, whatever it does differently by itself."""
    plain = replace(series, overrides={})
    return find(plain, f"{series.activity}.{series.slot_of(segment, at):%Y%m%dT%H%M}")


def _rule(series: Series, place: int, segment: Segment, first: datetime) -> str | None:
    """The rule beside the first time. Where it is cut short, UNTIL says so instead of COUNT."""
    if segment.rule is None:
        return None
    cut = place + 1 < len(series.segments)
    if not cut and (segment.rule.count is None or first == segment.start.at):
        return segment.rule.text_beside(segment.start)
    last = max(walls(series, place))
    ended = replace(segment.rule, count=None, until=last.date())
    return ended.text_beside(Wall(first, segment.start.zone))


def _differing(
    listed: Listed, place: int, now: datetime
) -> tuple[list[Occurrence], list[Occurrence]]:
    """The times of a segment that are shown by themselves, and those that are left out."""
    series = listed.activity.series
    ids = {f"{series.activity}.{slot:%Y%m%dT%H%M}" for slot in series.overrides}
    shown, left_out = [], []
    for id_ in sorted(ids | set(listed.without)):
        one = _find(series, id_)
        if one is None or series.at_slot(one.slot)[0] != place:
            continue
        if id_ in listed.without or (one.cancelled and one.starts <= now):
            left_out.append(one)
        else:
            shown.append(one)
    return shown, left_out


def _aware(wall: Wall) -> datetime:
    return wall.at.replace(tzinfo=ZoneInfo(wall.zone))


def _single(listed: Listed, one: Occurrence, manner: Manner, uid: str) -> Event:
    """One event, without a rule."""
    event = Event()
    event.add("uid", uid)
    event.add("sequence", listed.activity.sequence)
    event.add("dtstart", _aware(one.start))
    event.add("duration", one.ends - one.starts)
    event.add("class", "PRIVATE")
    event.add("summary", _summary(one, manner))
    if one.cancelled:
        event.add("status", "CANCELLED")
        event.add("transp", "TRANSPARENT")
        return event
    event.add("status", "TENTATIVE" if listed.maybe else "CONFIRMED")
    if not manner.neutral:
        _describe(event, one, manner.language)
    if manner.alarm is not None:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _summary(one, manner))
        alarm.add("trigger", -manner.alarm)
        event.add_component(alarm)
    return event


def _summary(one: Occurrence, manner: Manner) -> str:
    title = _ENTRY[manner.language]
    if not manner.neutral:
        title = text(one.details, "title") or title
    return f"{_GONE[manner.language]}: {title}" if one.cancelled else title


def _describe(event: Event, one: Occurrence, language: Language) -> None:
    event.add("location", text(one.details, "place") or "")
    said = [(_MEET, text(one.details, "meet_at")), (_BRING, text(one.details, "bring"))]
    lines = [f"{words[language]}: {value}" for words, value in said if value]
    if lines:
        event.add("description", "\n".join(lines))
