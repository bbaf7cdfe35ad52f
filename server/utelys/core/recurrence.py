"""When something that repeats happens: the wall times that a rule gives, one after the other.

The rule is spread out in wall time, so that 18:00 stays 18:00 over both changes of summer time
(`walltime` tells the moments). `dateutil` knows the calendar; what is here makes it safe and cheap
for rules that members send:

- **The start and the rule agree.** RFC 5545 (3.8.5.3) leaves undefined what a DTSTART means that
  its own rule does not give. Whoever says "Tuesdays and Thursdays" and starts on a Monday means
  the Tuesday, so `first_time` is the first day at or after the start that fits, and there the
  series starts: COUNT and INTERVAL count from it. Every calendar program reads that in one way.
- **A page costs what it shows.** Without COUNT, spreading out begins at the period that is asked
  for, in step with INTERVAL, however long the series has gone on. With COUNT the times must be
  counted from the start.
- **A search ends.** A rule may match never (30 February), or never again. No search goes further
  than `REACH_YEARS` past the start, and there the series itself ends: whoever is there then plans
  it anew. The first time must come within `MAX_GAP_YEARS`.
"""

from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Literal

from dateutil import rrule

from utelys.core.rules import MAX_GAP_YEARS, Freq, Rule
from utelys.core.walltime import Wall

REACH_YEARS = 50
"""How long after its start a series ends at the latest."""

_YEAR = timedelta(days=366)
_DAY = timedelta(days=1)

# What dateutil calls the frequency, and the fewest days that lie between two periods.
_FREQ: dict[Freq, tuple[Literal[0, 1, 2, 3], int]] = {
    Freq.DAILY: (rrule.DAILY, 1),
    Freq.WEEKLY: (rrule.WEEKLY, 7),
    Freq.MONTHLY: (rrule.MONTHLY, 28),
    Freq.YEARLY: (rrule.YEARLY, 365),
}


def first_time(rule: Rule, start: Wall) -> datetime | None:
    """Find the first day at or after `start` that fits, or None when there is none in ten years.

    INTERVAL is not counted here: "every other Tuesday" begins with the next Tuesday.
    """
    near = start.at + MAX_GAP_YEARS * _YEAR
    return next(times(replace(rule, interval=1), start, before=near), None)


def happens_at(rule: Rule, start: Wall, at: datetime) -> bool:
    """Tell whether the rule gives exactly this wall time."""
    return next(times(rule, start, since=at, before=at + _DAY), None) == at


def times(
    rule: Rule, start: Wall, *, since: datetime | None = None, before: datetime | None = None
) -> Iterator[datetime]:
    """Spread out a rule in wall time, in the zone of `start`, from `start` on.

    Args:
        rule: what `read_rule` read.
        start: a time that the rule gives (see `first_time`); what the rule does not say, such as
            the day of the month, is taken from it.
        since: a naive wall time; earlier ones are passed over.
        before: a naive wall time; this one and later ones are not looked for.
    """
    since = max(since or start.at, start.at)
    end = start.at + REACH_YEARS * _YEAR
    end = min(before, end) if before else end
    left = rule.count
    for at in _candidates(rule, start.at, start.at if left is not None else since, end):
        if rule.until is not None and at.date() > rule.until:
            return
        if at >= since:
            yield at
        if left is not None:
            left -= 1
            if left == 0:
                return


def _candidates(rule: Rule, start: datetime, since: datetime, end: datetime) -> Iterator[datetime]:
    """Let dateutil spread out the rule from the period that `since` is in, up to `end`.

    COUNT and UNTIL are left to the caller. A period is begun at its first day, because BYSETPOS
    counts in all of it, also where the series starts in its middle.
    """
    anchor = _anchor(rule, start, since)
    if end <= start or anchor >= end:
        return
    freq, days = _FREQ[rule.freq]
    periods = (end - anchor).days // (days * rule.interval) + 1
    full = _filled(rule, start)
    weeks = full.numbers("BYWEEKNO")
    spread: Iterable[datetime] = rrule.rrule(
        freq,
        dtstart=anchor,
        interval=_Steps(rule.interval, periods),
        wkst=rule.week_start,
        byweekday=[rrule.weekday(weekday, nth or None) for weekday, nth in full.days] or None,
        bymonth=full.numbers("BYMONTH") or None,
        bymonthday=full.numbers("BYMONTHDAY") or None,
        byyearday=full.numbers("BYYEARDAY") or None,
        bysetpos=(not weeks and full.numbers("BYSETPOS")) or None,
    )
    if weeks:
        spread = _in_weeks(spread, full, weeks)
    try:
        for at in spread:
            if at >= end:
                return
            if at >= start:
                yield at
    except _OutOfSteps:
        return


def _in_weeks(spread: Iterable[datetime], rule: Rule, weeks: Container[int]) -> Iterator[datetime]:
    """Leave of each year the days in these weeks, then of those what BYSETPOS chooses.

    dateutil gives some years a week too many (2021 a 53rd), and so loses the first days of January
    that are in the last week of the year before.
    """
    places = rule.numbers("BYSETPOS")
    for _, of_year in groupby(spread, lambda at: at.year):
        days = [at for at in of_year if any(one in weeks for one in _week(at, rule.week_start))]
        chosen = {place - 1 if place > 0 else len(days) + place for place in places}
        yield from (at for number, at in enumerate(days) if not places or number in chosen)


def _week(at: datetime, week_start: int) -> tuple[int, int]:
    """Number a day's week from the front and from the back of the year that has most of it."""
    middle = at - (at.weekday() - week_start) % 7 * _DAY + 3 * _DAY
    ahead = (at.replace(year=middle.year, month=12, day=31) - middle).days // 7
    return (middle.timetuple().tm_yday - 1) // 7 + 1, -1 - ahead


def _anchor(rule: Rule, start: datetime, since: datetime) -> datetime:
    """Find the first day of the last period at or before `since` that is in step with the start."""
    ahead = max(since, start)
    step = rule.interval
    if rule.freq is Freq.DAILY:
        return start + (ahead - start).days // step * step * _DAY
    if rule.freq is Freq.WEEKLY:
        week = start - (start.weekday() - rule.week_start) % 7 * _DAY
        return week + (ahead - week).days // (7 * step) * 7 * step * _DAY
    if rule.freq is Freq.MONTHLY:
        months = (ahead.year - start.year) * 12 + ahead.month - start.month
        year, month = divmod(start.year * 12 + start.month - 1 + months // step * step, 12)
        return start.replace(year=year, month=month + 1, day=1)
    years = (ahead.year - start.year) // step * step
    return start.replace(year=start.year + years, month=1, day=1)


def _filled(rule: Rule, start: datetime) -> Rule:
    """Fill in what RFC 5545 takes from the start, which is not where spreading out begins."""
    days, numbers = rule.days, dict(rule.by)
    if not days and not {"BYMONTHDAY", "BYYEARDAY"} & numbers.keys():
        if rule.freq is Freq.WEEKLY or "BYWEEKNO" in numbers:
            days = ((start.weekday(), 0),)
        elif rule.freq is not Freq.DAILY:
            numbers["BYMONTHDAY"] = (start.day,)
            if rule.freq is Freq.YEARLY:
                numbers.setdefault("BYMONTH", (start.month,))
    if any(nth for _, nth in days):
        of_month = rule.freq is Freq.MONTHLY or "BYMONTH" in numbers
        days = tuple(one for day in days for one in _numbered(*day, 5 if of_month else 53))
    return replace(rule, days=days, by=tuple(numbers.items()))


def _numbered(weekday: int, nth: int, most: int) -> list[tuple[int, int]]:
    """Write "every Monday" as all Mondays by number; beside numbered days dateutil wants that."""
    return [(weekday, nth)] if nth else [(weekday, number) for number in range(1, most + 1)]


class _OutOfSteps(Exception):
    """A search has gone through all periods that it was given."""


class _Steps(int):
    """An INTERVAL that can be added only so many times.

    dateutil goes on to the year 9999 when nothing matches, without giving back control. It adds the
    interval once for each period, so here is where it can be stopped.
    """

    left: int

    def __new__(cls, interval: int, steps: int) -> "_Steps":
        """Make it count down from `steps`."""
        self = super().__new__(cls, interval)
        self.left = steps
        return self

    def _step(self) -> int:
        self.left -= 1
        if self.left < 0:
            raise _OutOfSteps
        return int(self)

    def __radd__(self, other: int) -> int:
        return other + self._step()

    def __mul__(self, other: int) -> int:
        return self._step() * other
