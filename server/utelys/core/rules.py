"""How something repeats: RFC 5545 rules (sections 3.3.10 and 3.8.5.3), read strictly.

Read are rules by which something happens at most once a day. Refused, each with one plain sentence
and the field `rule`:

- what is not a rule, has a part twice, a value out of range, or a part that the RFC forbids beside
  that frequency; what is over 500 characters long;
- FREQ of HOURLY, MINUTELY or SECONDLY, and BYHOUR, BYMINUTE or BYSECOND that name more than one
  time of day. One that names just the start's own is accepted and left out, since it says nothing
  new; another one is refused, because the start says when;
- COUNT together with UNTIL;
- an INTERVAL of over ten years.

UNTIL is understood in all three forms: in UTC, as the RFC asks beside a zone; as a wall time in
the start's zone; and as a date, with that whole day. It is kept as the last day, so that the last
time is not lost when the hour changes.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from utelys.core.errors import Invalid
from utelys.core.walltime import FIRST_YEAR, Wall

MAX_TEXT = 500
"""Characters in a rule."""

MAX_GAP_YEARS = 10
"""The longest that INTERVAL may reach, and how soon a series must happen for the first time."""

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FOREVER = 3000  # an UNTIL in this year or later is a way to say that there is no end


class Freq(StrEnum):
    """How often, at the most."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


_LONGEST = {
    Freq.DAILY: MAX_GAP_YEARS * 366,
    Freq.WEEKLY: MAX_GAP_YEARS * 53,
    Freq.MONTHLY: MAX_GAP_YEARS * 12,
    Freq.YEARLY: MAX_GAP_YEARS,
}


@dataclass(frozen=True, slots=True)
class Numbers:
    """A part that is a list of numbers: the highest, may it count from the end, and beside what."""

    highest: int
    signed: bool
    beside: frozenset[Freq]


NUMBERS = {
    "BYMONTH": Numbers(12, False, frozenset(Freq)),
    "BYMONTHDAY": Numbers(31, True, frozenset(Freq) - {Freq.WEEKLY}),
    "BYYEARDAY": Numbers(366, True, frozenset({Freq.YEARLY})),
    "BYWEEKNO": Numbers(53, True, frozenset({Freq.YEARLY})),
    "BYSETPOS": Numbers(366, True, frozenset(Freq)),
}
"""RFC 5545, section 3.3.10: the ranges, and the table of what may stand beside which FREQ."""

# What BYSETPOS can choose among, where there is at most one time a day.
_MOST_DAYS = {Freq.DAILY: 1, Freq.WEEKLY: 7, Freq.MONTHLY: 31, Freq.YEARLY: 366}

_TIME_OF_DAY = ("BYHOUR", "BYMINUTE", "BYSECOND")
_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", *NUMBERS, *_TIME_OF_DAY}

_NUMBER = re.compile(r"[+-]?[0-9]{1,9}")
_DAY = re.compile(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = re.compile(r"([0-9]{8})(?:T([0-9]{6})(Z?))?")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that has been read. Weekdays count from Monday, 0."""

    freq: Freq
    interval: int = 1
    count: int | None = None
    until: date | None = None
    """The last day, by the calendar on the wall."""
    week_start: int = 0
    days: tuple[tuple[int, int], ...] = ()
    """BYDAY: (weekday, which one of the month or year; 0 for every one)."""
    by: tuple[tuple[str, tuple[int, ...]], ...] = ()
    """The other BY parts, by their RFC names, in the order of `NUMBERS`."""

    @property
    def text(self) -> str:
        """The rule as `read_rule` reads it, always in the same order, UNTIL as a date."""
        return self._text(f"{self.until:%Y%m%d}" if self.until else "")

    def text_beside(self, start: Wall) -> str:
        """The rule as RFC 5545 wants it beside a DTSTART with a zone: UNTIL in UTC."""
        if self.until is None:
            return self.text
        last = Wall(datetime.combine(self.until, start.at.time()), start.zone)
        return self._text(f"{last.moment():%Y%m%dT%H%M%SZ}")

    def _text(self, until: str) -> str:
        parts = [f"FREQ={self.freq}"]
        if self.interval != 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        if until:
            parts.append(f"UNTIL={until}")
        if self.week_start:
            parts.append(f"WKST={_WEEKDAYS[self.week_start]}")
        if self.days:
            days = (f"{nth or ''}{_WEEKDAYS[weekday]}" for weekday, nth in self.days)
            parts.append(f"BYDAY={','.join(days)}")
        parts += [f"{name}={','.join(map(str, values))}" for name, values in self.by]
        return ";".join(parts)

    def numbers(self, name: str) -> tuple[int, ...]:
        """The values of one of the `NUMBERS` parts, none where it is not there."""
        return next((values for part, values in self.by if part == name), ())

    def later_by(self, days: int) -> "Rule":
        """Move the rule by whole days, as when all Tuesdays become Wednesdays.

        The weekdays of a weekly or daily rule go along. Days that are named in another way, such
        as the first Tuesday of a month, cannot, and are left as they are.
        """
        until = self.until and self.until + timedelta(days=days)
        if self.freq not in (Freq.WEEKLY, Freq.DAILY):
            return replace(self, until=until)
        moved = tuple(sorted(((weekday + days) % 7, nth) for weekday, nth in self.days))
        return replace(self, until=until, days=moved, week_start=(self.week_start + days) % 7)


def read_rule(text: str, start: Wall) -> Rule:
    """Read a rule for something that starts at `start`, with or without `RRULE:` before it.

    Whether it ever happens is not asked here; `recurrence.first_time` tells.

    Raises:
        Invalid: with the field `rule`, for all that the head of this module names.
    """
    if len(text) > MAX_TEXT:
        raise _refusal(f"The rule is over {MAX_TEXT} characters long; make it simpler.")
    parts = _split(text)
    freq = _read_freq(parts)
    _check_time_of_day(parts, start)
    if "COUNT" in parts and "UNTIL" in parts:
        raise _refusal("The rule says both how many times and until when; leave one of them out.")
    rule = Rule(
        freq=freq,
        interval=_positive(parts, "INTERVAL") or 1,
        count=_positive(parts, "COUNT"),
        until=_read_until(parts["UNTIL"], start) if "UNTIL" in parts else None,
        week_start=_read_week_start(parts),
        days=_read_days(parts, freq),
        by=tuple((name, _read_numbers(parts, name, freq)) for name in NUMBERS if name in parts),
    )
    if rule.interval > _LONGEST[freq]:
        title = f"The rule leaves over {MAX_GAP_YEARS} years between; choose a shorter interval."
        raise _refusal(title)
    if rule.numbers("BYSETPOS") and not rule.days and len(rule.by) == 1:
        raise _unreadable("BYSETPOS")
    return rule


def _refusal(title: str) -> Invalid:
    return Invalid(title, field="rule")


def _unreadable(part: str) -> Invalid:
    title = f"The rule cannot be read at {part}; write it like FREQ=WEEKLY;BYDAY=TU,TH."
    return _refusal(title)


def _split(text: str) -> dict[str, str]:
    """Take a rule apart into the names of its parts and their values, both in capitals."""
    text = text.strip()
    if not text.isascii():
        raise _unreadable("a character that is not plain")
    found: dict[str, str] = {}
    for part in text.upper().removeprefix("RRULE:").split(";"):
        name, equals, value = part.partition("=")
        if name not in _PARTS:
            raise _unreadable("a part that is unknown")
        if not equals or not value or name in found:
            raise _unreadable(name)
        found[name] = value
    return found


def _read_freq(parts: dict[str, str]) -> Freq:
    value = parts.get("FREQ", "")
    if value in ("HOURLY", "MINUTELY", "SECONDLY"):
        raise _refusal("An activity may repeat daily, weekly, monthly or yearly.")
    try:
        return Freq(value)
    except ValueError:
        raise _unreadable("FREQ") from None


def _check_time_of_day(parts: dict[str, str], start: Wall) -> None:
    """Let the start alone say what time of day it is."""
    starts = {"BYHOUR": start.at.hour, "BYMINUTE": start.at.minute, "BYSECOND": start.at.second}
    for name in _TIME_OF_DAY:
        values = _integers(parts[name], name) if name in parts else []
        if len(set(values)) > 1:
            raise _refusal("An activity may happen once a day; plan another for the other time.")
        if values and values[0] != starts[name]:
            raise _refusal("The rule names another time of day than the start; leave it out.")


def _positive(parts: dict[str, str], name: str) -> int | None:
    if name not in parts:
        return None
    values = _integers(parts[name], name)
    if len(values) != 1 or values[0] < 1:
        raise _unreadable(name)
    return values[0]


def _integers(value: str, name: str) -> list[int]:
    numbers = value.split(",")
    if not all(_NUMBER.fullmatch(number) for number in numbers):
        raise _unreadable(name)
    return [int(number) for number in numbers]


def _read_numbers(parts: dict[str, str], name: str, freq: Freq) -> tuple[int, ...]:
    allowed = NUMBERS[name]
    highest = _MOST_DAYS[freq] if name == "BYSETPOS" else allowed.highest
    values = _integers(parts[name], name)
    for value in values:
        if not 1 <= abs(value) <= highest or (value < 0 and not allowed.signed):
            raise _unreadable(name)
    if freq not in allowed.beside:
        raise _unreadable(name)
    return tuple(sorted(set(values)))


def _read_days(parts: dict[str, str], freq: Freq) -> tuple[tuple[int, int], ...]:
    """Read BYDAY. Only a month or a year has a second Tuesday, and weeks by number have not."""
    if "BYDAY" not in parts:
        return ()
    of_month = freq is Freq.MONTHLY or "BYMONTH" in parts
    highest = 5 if of_month else 53
    countable = freq in (Freq.MONTHLY, Freq.YEARLY) and "BYWEEKNO" not in parts
    days = set()
    for value in parts["BYDAY"].split(","):
        match = _DAY.fullmatch(value)
        nth = int(match[1] or 0) if match else 0
        if not match or (match[1] and not (countable and 1 <= abs(nth) <= highest)):
            raise _unreadable("BYDAY")
        days.add((_WEEKDAYS.index(match[2]), nth))
    return tuple(sorted(days))


def _read_week_start(parts: dict[str, str]) -> int:
    value = parts.get("WKST", "MO")
    if value not in _WEEKDAYS:
        raise _unreadable("WKST")
    return _WEEKDAYS.index(value)


def _read_until(value: str, start: Wall) -> date | None:
    """Read UNTIL as the last day that it allows; None when it lies beyond all planning."""
    match = _UNTIL.fullmatch(value)
    try:
        if not match:
            raise ValueError
        at = datetime.strptime(match[1] + (match[2] or "235959"), "%Y%m%d%H%M%S")  # noqa: DTZ007
    except ValueError:
        raise _unreadable("UNTIL") from None
    if at.year >= _FOREVER:
        return None
    if at.year < FIRST_YEAR:
        return date(FIRST_YEAR - 1, 1, 1)
    end = at.replace(tzinfo=UTC) if match[3] else Wall(at, start.zone).moment()
    day = end.astimezone(ZoneInfo(start.zone)).date()
    starts = Wall(datetime.combine(day, start.at.time()), start.zone).moment()
    return day if starts <= end else day - timedelta(days=1)
