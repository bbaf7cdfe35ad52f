"""The events of a calendar: each VEVENT read line by line, in wall time.

- A moment in UTC of something that happens once is told by the house's wall, which is what a
  calendar program shows. What repeats in UTC stays in UTC, where its rule belongs.
- A time without a zone ("floating") and a whole day are by the house's wall.
- What says neither DTEND nor DURATION lasts a day if it is a day, else two hours.
- What carries meaning and is not kept is named (`_NAMED`); what programs write for themselves,
  such as CREATED or X-…, is passed over in silence.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar.prop import vDDDTypes, vDuration
from pydantic import TypeAdapter, ValidationError

from utelys.core.errors import Invalid
from utelys.core.ics_lines import Component, Line
from utelys.core.ics_words import Unread, Why
from utelys.core.ics_zones import zone_of
from utelys.core.rules import Rule, read_rule
from utelys.core.walltime import FIRST_YEAR, LAST_YEAR, Wall
from utelys_protocol import base

_TWO_HOURS = timedelta(hours=2)
_DAY = timedelta(days=1)
_LONGEST = timedelta(days=14)
_SHORTEST = timedelta(minutes=1)
_MOST_TEXT = 200
_TITLE: TypeAdapter[str] = TypeAdapter(base.Line)

_NAMED = {
    "ATTACH": Why.NOT_KEPT,
    "ATTENDEE": Why.GUESTS,
    "COMMENT": Why.NOT_KEPT,
    "CONTACT": Why.NOT_KEPT,
    "DESCRIPTION": Why.NOT_KEPT,
    "EXRULE": Why.NO_RULE,
    "RDATE": Why.EXTRA_TIMES,
    "URL": Why.NOT_KEPT,
}
_SAYS = ("DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RECURRENCE-ID", "SUMMARY", "LOCATION")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time that a line names: a wall time, or a moment in UTC, or a whole day."""

    line: Line
    wall: Wall
    in_utc: bool = False
    whole_day: bool = False

    def by(self, zone: str, hour: datetime) -> datetime:
        """The same by another wall; a day is meant at the hour at which the series happens."""
        if self.whole_day:
            return datetime.combine(self.wall.at.date(), hour.time())
        if self.wall.zone == zone:
            return self.wall.at
        return self.wall.moment().astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Event:
    """One VEVENT. `of` is the RECURRENCE-ID: which time of a series it speaks of."""

    line: int
    uid: str
    start: Wall
    lasts: timedelta
    title: str
    place: str | None
    rule: Rule | None
    cancelled: bool
    without: tuple[Stamp, ...]
    of: Stamp | None
    and_later: bool
    says: str
    """What it says of all that is read here, to be compared with what it said another time."""


@dataclass(slots=True)
class Reader:
    """Reads events; `unread` gathers the lines that were not read, `rules` counts the rules."""

    home: str
    zones: Mapping[str, Component]
    unread: list[Unread] = field(default_factory=list)
    rules: int = 0

    def read(self, component: Component, method: str) -> Event | None:
        """Read one VEVENT; None where it cannot be brought in, and `unread` says why."""
        start = self._start(component)
        if start is None:
            return None
        try:
            wall = _of_wall(start, component, self.home)
            lasts = self._lasts(component, start)
            title = self._text(component, "SUMMARY")
            rule = self._rule(component, wall)
            ranged = component.one("RECURRENCE-ID")
            of = self._stamp(ranged, ranged.value) if ranged else None
        except _Unreadable as error:
            self.unread.append(error.unread)
            return None
        status = component.one("STATUS")
        cancelled = method == "CANCEL" or bool(status and status.value.upper() == "CANCELLED")
        if title is None and not cancelled:
            self.unread.append(Unread(component.number, "SUMMARY", Why.NO_TITLE))
            return None
        self._name_the_rest(component)
        return Event(
            line=component.number,
            uid=_uid(component),
            start=wall,
            lasts=lasts,
            title=title or "",
            place=self._text(component, "LOCATION"),
            rule=rule,
            cancelled=cancelled,
            without=tuple(self._without(component)),
            of=of,
            and_later=bool(ranged and ranged.params.get("RANGE", "").upper() == "THISANDFUTURE"),
            says=_says(component, cancelled=cancelled),
        )

    def _start(self, component: Component) -> Stamp | None:
        line = component.one("DTSTART")
        if line is None:
            self.unread.append(Unread(component.number, "DTSTART", Why.NO_START))
            return None
        try:
            return self._stamp(line, line.value)
        except _Unreadable as error:
            self.unread.append(error.unread)
            return None

    def _without(self, component: Component) -> Iterator[Stamp]:
        for line in component.all("EXDATE"):
            try:
                yield from [self._stamp(line, text) for text in line.value.split(",")]
            except _Unreadable as error:
                self.unread.append(error.unread)

    def _stamp(self, line: Line, text: str) -> Stamp:
        try:
            read: object = vDDDTypes.from_ical(text.strip())  # type: ignore[no-untyped-call]
        except ValueError:
            raise _Unreadable(line, Why.NO_TIME) from None
        if not isinstance(read, date) or not FIRST_YEAR <= read.year <= LAST_YEAR:
            raise _Unreadable(line, Why.NO_TIME)
        if not isinstance(read, datetime):
            return Stamp(line, Wall(datetime.combine(read, time()), self.home), whole_day=True)
        minute = read.replace(second=0, microsecond=0)
        if minute.tzinfo is not None:
            return Stamp(
                line, Wall(minute.astimezone(UTC).replace(tzinfo=None), "UTC"), in_utc=True
            )
        named = line.params.get("TZID")
        zone = zone_of(named, self.zones, self.home) if named else self.home
        if zone is None:
            raise _Unreadable(line, Why.NO_ZONE)
        return Stamp(line, Wall(minute, zone))

    def _lasts(self, component: Component, start: Stamp) -> timedelta:
        line = component.one("DTEND") or component.one("DURATION")
        lasts = _DAY if start.whole_day else _TWO_HOURS
        if line is None:
            return lasts
        try:
            said = self._said(line, start)
        except (_Unreadable, ValueError, OverflowError):
            said = timedelta(-1)
        if said > _LONGEST:
            raise _Unreadable(line, Why.TOO_LASTING)
        if said < timedelta():
            self.unread.append(Unread(line.number, line.name, Why.NO_END_TIME))
            return lasts
        return said if said >= _SHORTEST else lasts

    def _said(self, line: Line, start: Stamp) -> timedelta:
        if line.name == "DURATION":
            lasts: timedelta = vDuration.from_ical(line.value)  # type: ignore[no-untyped-call]
            return lasts
        end = self._stamp(line, line.value)
        if end.whole_day and start.whole_day:
            # By days, so that it lasts as long in the week in which the hour changes.
            return end.wall.at - start.wall.at
        return end.wall.moment() - start.wall.moment()

    def _text(self, component: Component, name: str) -> str | None:
        line = component.one(name)
        if line is None:
            return None
        text = " ".join(line.value.split())
        if len(text) > _MOST_TEXT:
            self.unread.append(Unread(line.number, name, Why.CUT))
        try:
            return _TITLE.validate_python(text[:_MOST_TEXT])
        except ValidationError:
            return None

    def _rule(self, component: Component, start: Wall) -> Rule | None:
        lines = component.all("RRULE")
        if not lines:
            return None
        self.rules += 1
        try:
            if len(lines) > 1:
                raise Invalid("One rule.")
            return read_rule(lines[0].value, start)
        except Invalid:
            raise _Unreadable(lines[-1], Why.NO_RULE) from None

    def _name_the_rest(self, component: Component) -> None:
        for line in component.lines:
            if line.name in _NAMED and line.value.strip():
                self.unread.append(Unread(line.number, line.name, _NAMED[line.name]))


class _Unreadable(Exception):
    def __init__(self, line: Line, why: Why) -> None:
        super().__init__(why)
        self.unread = Unread(line.number, line.name, why)


def _of_wall(start: Stamp, component: Component, home: str) -> Wall:
    repeats = component.one("RRULE") is not None
    if not start.in_utc or repeats:
        return start.wall
    at = start.wall.moment().astimezone(ZoneInfo(home)).replace(tzinfo=None)
    return Wall(at, home)


def _uid(component: Component) -> str:
    """The UID, or where there is none what makes the event that which it is."""
    uid = component.one("UID")
    if uid and uid.value.strip():
        return uid.value.strip()
    return "none " + " ".join(
        line.value for name in ("DTSTART", "SUMMARY") for line in component.all(name)
    )


def _says(component: Component, *, cancelled: bool) -> str:
    said = [
        f"{line.name};{sorted(line.params.items())}:{line.value}"
        for line in component.lines
        if line.name in _SAYS
    ]
    return "\n".join([*sorted(said), str(cancelled)])
