"""A calendar that other programs read: activities as iCalendar (RFC 5545).

Each segment of a series is one repeating event: one UID has one rule (RFC 5545, section 3.6.1), and
RANGE=THISANDFUTURE beside a RECURRENCE-ID is read by hardly any program. The activity's own UID
stays with what goes on; after a change of all to come, what has been gets another. What is changed
only from some later time on is an event of its own, as calendar programs do it themselves, and the
one before ends by UNTIL. A time that differs is an event with RECURRENCE-ID, one that is cancelled
has STATUS:CANCELLED until it would have begun, and after that is only left out by EXDATE. Of a rest
that is cancelled, the first time stands for all.

DTSTAMP and LAST-MODIFIED say when what an event tells was last different (section 3.8.7), also by
what the reader answered, which raises no SEQUENCE: that counts what the leader changed.

The result depends on what is kept and on the day, and on nothing else, so that the same calendar is
the same bytes (ETag). Nothing in it names a person.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event
from icalendar.prop import vRecur

from utelys.core.activity import Activity, text
from utelys.core.errors import NotFound
from utelys.core.ical_zones import timezone
from utelys.core.occurrences import Occurrence, Segment, Series, find, time_at, walls
from utelys.core.walltime import Wall
from utelys_protocol.words import Language

_ENTRY = {Language.BOKMAAL: "Avtale", Language.NYNORSK: "Avtale", Language.ENGLISH: "Appointment"}
_GONE = {Language.BOKMAAL: "Avlyst", Language.NYNORSK: "Avlyst", Language.ENGLISH: "Cancelled"}
_NEAR = timedelta(days=800)
"""Before its end a rule without COUNT has a last time within this, or is looked at whole."""

_MEET = {Language.BOKMAAL: "Oppmøte", Language.NYNORSK: "Oppmøte", Language.ENGLISH: "Meet at"}
_BRING = {Language.BOKMAAL: "Ta med", Language.NYNORSK: "Ta med", Language.ENGLISH: "Bring"}


@dataclass(frozen=True, slots=True)
class Manner:
    """How a calendar shows things: neutral shows neither title nor place; `alarm` is before."""

    language: Language
    neutral: bool = False
    alarm: timedelta | None = None


class Stands(Enum):
    """How it stands with the reader at some times."""

    COMING = "coming"
    MAYBE = "maybe"
    WAITING = "waiting"
    """Said to come, and waits for a place: not certain, and nothing to be woken for."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An activity in a calendar: all of it but some times, or some times only (ids).

    `places` are the segments that are shown, None for all.
    """

    activity: Activity
    only: Collection[str] | None = None
    without: Collection[str] = ()
    stands: Stands = Stands.COMING
    otherwise: Mapping[str, Stands] = field(default_factory=dict)
    """The times (ids) at which it stands otherwise with the reader."""
    places: Collection[int] | None = None
    changed: datetime | None = None
    """When something about it was last different, if that is later than the calendar was made."""


def calendar(listed: list[Listed], manner: Manner, now: datetime, made: datetime) -> bytes:
    """Write a calendar; `made` is when it was made, the stamp of what has not changed since."""
    cal = Calendar()
    cal.add("version", "2.0")
    cal.add("prodid", "-//Utelys//1//NO")
    cal.add("calscale", "GREGORIAN")
    cal.add("x-wr-calname", _ENTRY[manner.language])
    cal.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    events = [event for one in listed for event in _events(_stamped(one, made), manner, now)]
    starts = [event.DTSTART for event in events]
    for zone in sorted({start.tzinfo.key for start in starts} - {"UTC"}):
        cal.add_component(timezone(zone, min(start.year for start in starts)))
    for event in events:
        cal.add_component(event)
    written: bytes = cal.to_ical(sorted=True)
    return written


def _stamped(listed: Listed, made: datetime) -> Listed:
    return replace(listed, changed=max(made, listed.changed or made))


def _events(listed: Listed, manner: Manner, now: datetime) -> Iterator[Event]:
    series = listed.activity.series
    if listed.only is not None:
        for id_ in sorted(listed.only):
            one = _find(series, id_)
            if one is not None and not (one.cancelled and one.starts <= now):
                yield _single(listed, one, manner, f"{one.id}@utelys")
        return
    for place, segment in enumerate(series.segments):
        if listed.places is None or place in listed.places:
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
    name = series.uid_of(place)
    uid = f"{series.activity}-{name}@utelys" if name else f"{series.activity}@utelys"
    if segment.cancelled:
        yield from _called_off(listed, place, first, (uid, manner, now))
        return
    start = Wall(first, segment.start.zone)
    event = _single(listed, _planned(series, segment, first), manner, uid)
    rule = _rule(series, place, segment, first)
    if rule is not None:
        event.add("rrule", vRecur.from_ical(rule))
    singles, left_out = _differing(listed, place, now)
    if left_out:
        event.add("exdate", [_aware(one.planned) for one in left_out])
        _stamp(event, _revised(listed, [one.starts for one in left_out if one.cancelled]))
    if rule is None and any(one.planned == start for one in left_out):
        return
    yield event
    for one in singles:
        single = _single(listed, one, manner, uid)
        single.add("recurrence-id", _aware(one.planned))
        yield single


def _called_off(
    listed: Listed, place: int, first: datetime, how: tuple[str, Manner, datetime]
) -> Iterator[Event]:
    """Of a rest that is cancelled the first time, and what happens all the same."""
    series, (uid, manner, now) = listed.activity.series, how
    segment = series.segments[place]
    one = time_at(series, series.slot_of(segment, first))
    goes_on = place > 0 and series.segments[place - 1].cancelled
    if one is not None and one.starts > now and one.cancelled and not goes_on:
        yield _single(listed, one, manner, uid)
    for slot in sorted(series.overrides):
        one = time_at(series, slot) if series.at_slot(slot)[0] == place else None
        if one is not None and not one.cancelled and one.id not in listed.without:
            yield _single(listed, one, manner, f"{one.id}@utelys")


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
    last = _last(series, place)
    ended = replace(segment.rule, count=None, until=last.date())
    return ended.text_beside(Wall(first, segment.start.zone))


def _last(series: Series, place: int) -> datetime:
    """The last wall time of a segment that ends. Without COUNT only its end is looked at."""
    segment, following = series.segments[place], series.segments[place + 1 : place + 2]
    if following and segment.rule is not None and segment.rule.count is None:
        near = following[0].since + timedelta(days=segment.moved) - _NEAR
        last = max(walls(series, place, near), default=None)
        if last is not None:
            return last
    return max(walls(series, place))


def _differing(
    listed: Listed, place: int, now: datetime
) -> tuple[list[Occurrence], list[Occurrence]]:
    """The times of a segment that are shown by themselves, and those that are left out."""
    series = listed.activity.series
    ids = {f"{series.activity}.{slot:%Y%m%dT%H%M}" for slot in series.overrides}
    shown, left_out = [], []
    for id_ in sorted(ids | set(listed.without) | set(listed.otherwise)):
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
    _stamp(event, listed.changed)
    event.add("dtstart", _aware(one.start))
    event.add("duration", one.ends - one.starts)
    event.add("class", "PRIVATE")
    event.add("summary", _summary(one, manner))
    if one.cancelled:
        event.add("status", "CANCELLED")
        event.add("transp", "TRANSPARENT")
        return event
    stands = listed.otherwise.get(one.id, listed.stands)
    event.add("status", "CONFIRMED" if stands is Stands.COMING else "TENTATIVE")
    if not manner.neutral:
        _describe(event, one, manner.language)
    if manner.alarm is not None and stands is not Stands.WAITING:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _summary(one, manner))
        alarm.add("trigger", -manner.alarm)
        event.add_component(alarm)
    return event


def _revised(listed: Listed, since: list[datetime]) -> datetime | None:
    return max((moment for moment in (listed.changed, *since) if moment is not None), default=None)


def _stamp(event: Event, revised: datetime | None) -> None:
    """Say when what an event tells was last different."""
    if revised is not None:
        for name in ("dtstamp", "last-modified"):
            event.pop(name, None)
            event.add(name, revised)


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
