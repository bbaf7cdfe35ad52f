"""A calendar as activities: events that share a UID put together into a series each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from utelys.core.change import Change
from utelys.core.changes import change_later, change_one, plan
from utelys.core.errors import Invalid, NotFound, TooLarge
from utelys.core.ics_events import Event, Reader, Stamp
from utelys.core.ics_lines import Component, read_components
from utelys.core.ics_words import Unread, Why
from utelys.core.ids import occurrence_id
from utelys.core.occurrences import Occurrence, Series, find, standing
from utelys.core.recurrence import times
from utelys.core.walltime import Wall

Alter = Callable[[Series, str, Change], Series]

FILE = "file"
"""Stands for the activity in a series that is only in the file."""

MOST_DIFFERING = 200
"""Times of one series that may differ by themselves."""

_MOST_RULES = 500
_MOST_ALL_DIFFERING = 2_000


@dataclass(frozen=True, slots=True)
class InFile:
    """What a file says of one activity."""

    line: int
    uid: str
    series: Series
    cancelled: bool
    next: Occurrence | None
    differing: int
    says: str


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """A file that has been read; `over` counts events that have been."""

    activities: tuple[InFile, ...]
    unread: tuple[Unread, ...]
    over: int


def read_calendar(data: bytes, home: str, place: str, now: datetime) -> CalendarFile:
    """Read a file.

    Args:
        data: the file.
        home: the zone of the house, an IANA name.
        place: where something is that says no place itself.
        now: an aware moment: what has been is left out.

    Raises:
        Invalid: it is no calendar.
        TooLarge: there is more in it than is read at once.
    """
    calendars, unread = read_components(data)
    found: list[InFile] = []
    over = 0
    for calendar in calendars:
        one = _Calendar(calendar, home, place, now)
        found += one.activities()
        unread += one.unread
        over += one.over
    return CalendarFile(tuple(found), tuple(sorted(set(unread), key=_order)), over)


def _order(one: Unread) -> tuple[int, str]:
    return one.line, one.property


class _Calendar:
    """One VCALENDAR on its way to activities."""

    def __init__(self, calendar: Component, home: str, place: str, now: datetime) -> None:
        self._calendar = calendar
        self._place = place
        self._now = now
        self._left = _MOST_ALL_DIFFERING
        zones = {
            line.value: part
            for part in calendar.inside
            if part.kind == "VTIMEZONE"
            for line in part.all("TZID")
        }
        self._reader = Reader(home, zones)
        self.unread: list[Unread] = []
        self.over = 0

    def activities(self) -> Iterator[InFile]:
        method = self._calendar.one("METHOD")
        events: dict[str, list[tuple[Event, list[Unread]]]] = {}
        for part in self._calendar.inside:
            if part.kind == "VEVENT":
                self._reader.unread = []
                event = self._reader.read(part, method.value.upper() if method else "")
                if event is None:
                    self.unread += self._reader.unread
                else:
                    events.setdefault(event.uid, []).append((event, self._reader.unread))
                if self._reader.rules > _MOST_RULES:
                    raise TooLarge(
                        f"There is too much in this calendar; at most {_MOST_RULES} series go."
                    )
            elif part.kind in ("VTODO", "VJOURNAL"):
                self.unread.append(Unread(part.number, part.kind, Why.NO_EVENT))
        for same in events.values():
            yield from self._together(same)

    def _together(self, same: list[tuple[Event, list[Unread]]]) -> Iterator[InFile]:
        """The events of one UID: the series, and the times that speak for themselves."""
        whole = [(event, notes) for event, notes in same if event.of is None]
        single = [(event, notes) for event, notes in same if event.of is not None]
        for event, _ in whole[1:]:
            self.unread.append(Unread(event.line, "UID", Why.SAME_UID))
        if whole:
            event, notes = whole[0]
            notes = [*notes, *(note for _, more in single for note in more)]
            yield from self._kept(event, [one for one, _ in single], notes)
            return
        for event, notes in single:
            # A time whose series is not in the file is something by itself.
            alone = replace(event, uid=f"{event.uid} {event.of and event.of.line.value}", rule=None)
            yield from self._kept(alone, [], notes)

    def _kept(self, event: Event, single: list[Event], notes: list[Unread]) -> Iterator[InFile]:
        self._notes = notes
        try:
            series = self._series(event, single)
        except Invalid as error:
            why = Why.NO_RULE if error.field == "rule" else Why.NOT_ONCE
            name = "RRULE" if error.field == "rule" else "DTSTART"
            self.unread.append(Unread(event.line, name, why))
            return
        following = next(standing(series, self._now), None)
        if following is None:
            self.over += 1
            return
        self.unread += self._notes
        yield InFile(
            line=event.line,
            uid=event.uid,
            series=series,
            cancelled=event.cancelled,
            next=None if event.cancelled else following,
            differing=len(series.overrides),
            says="\n".join(sorted(one.says for one in (event, *single))),
        )

    def _series(self, event: Event, single: list[Event]) -> Series:
        details = {"title": event.title, "place": event.place or self._place}
        text = event.rule.text if event.rule else None
        series = _ended_by_date(plan(FILE, event.start, event.lasts, details, text))
        first = event.start
        gone = Change(cancelled=True)
        differing = [
            (stamp, gone, change_one)
            for stamp in event.without
            if self._is_ahead(stamp.by(first.zone, first.at), first.zone)
        ]
        for one in sorted(single, key=lambda one: one.line):
            of = one.of
            if of is not None and (
                one.and_later
                or self._is_ahead(of.by(first.zone, first.at), first.zone)
                or one.start.moment() > self._now
            ):
                alter = change_later if one.and_later else change_one
                differing.append((of, self._said_of(one, of, first), alter))
        for stamp, _, _ in differing[MOST_DIFFERING:][:1]:
            self._notes.append(Unread(stamp.line.number, stamp.line.name, Why.TOO_MANY_TIMES))
        for stamp, change, alter in differing[:MOST_DIFFERING]:
            series = self._differing(series, stamp, change, alter)
        return series

    def _is_ahead(self, at: datetime, zone: str) -> bool:
        return Wall(at, zone).moment() > self._now

    def _said_of(self, one: Event, of: Stamp, first: Wall) -> Change:
        if one.cancelled:
            return Change(cancelled=True)
        at = Stamp(of.line, one.start).by(first.zone, first.at)
        details = {"title": one.title, "place": one.place or self._place}
        return Change(start=Wall(at, first.zone), lasts=one.lasts, details=details)

    def _differing(self, series: Series, of: Stamp, change: Change, alter: Alter) -> Series:
        self._left -= 1
        if self._left < 0:
            raise TooLarge(
                f"There is too much in this calendar; {_MOST_ALL_DIFFERING} times may differ."
            )
        first = series.segments[0]
        slot = of.by(first.start.zone, first.start.at)
        try:
            one = find(series, occurrence_id(FILE, slot))
            return alter(series, one.id, _different(one, change))
        except NotFound:
            self._notes.append(Unread(of.line.number, of.line.name, Why.NO_SUCH_TIME))
        except Invalid:
            self._notes.append(Unread(of.line.number, of.line.name, Why.NOT_THIS_TIME))
        return series


def _different(one: Occurrence, change: Change) -> Change:
    """Only what is different, so that a change of all reaches the rest of it."""
    return Change(
        start=change.start if change.start != one.start else None,
        lasts=change.lasts if change.lasts != one.ends - one.starts else None,
        details={k: v for k, v in change.details.items() if one.details.get(k) != v},
        cancelled=change.cancelled,
    )


def _ended_by_date(series: Series) -> Series:
    """Write COUNT as the last day: so much is left of the rule wherever one stands in it."""
    first = series.segments[0]
    if first.rule is None or first.rule.count is None:
        return series
    last = max(times(first.rule, first.start))
    rule = replace(first.rule, count=None, until=last.date())
    return replace(series, segments=(replace(first, rule=rule),))
