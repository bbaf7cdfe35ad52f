"""A time zone as calendar programs want it described: VTIMEZONE (RFC 5545, section 3.6.5).

Zones change by a rule that one can write down, such as the last Sunday in March, for decades on
end. So they are described by rules, which hold beyond any year and which every program reads; a
list of dates ends, and some programs pass over it. Where the years since the first event follow no
one rule, the library lists them.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard
from icalendar.prop import vRecur

_YEARS = 12
"""Years in which the rule must hold to be thought of as one."""

_DAY = timedelta(days=1)
_NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class _Turn:
    """The clock is put forward or back: when by the wall before it, and from and to what offset."""

    at: datetime
    before: timedelta
    after: timedelta


@lru_cache(maxsize=64)
def timezone(name: str, first: int) -> Timezone:
    """Describe a zone for events from the year `first` on."""
    zone = ZoneInfo(name)
    years = [_turns(zone, year) for year in range(first - 1, first + _YEARS)]
    rules = [_rule(same) for same in zip(*years, strict=False)]
    if len({len(turns) for turns in years}) != 1 or None in rules:
        found: Timezone = Timezone.from_tzid(name, first_date=date(first - 1, 1, 1))
        return found
    described = Timezone()
    described.add("tzid", name)
    if not rules:
        described.add_component(_fixed(zone, first))
    for turn, rule in zip(years[0], rules, strict=True):
        described.add_component(_part(zone, turn, rule or ""))
    return described


def _turns(zone: ZoneInfo, year: int) -> list[_Turn]:
    """What a year holds, found day by day and then by the minute."""
    found, day = [], datetime(year, 1, 1, 12)  # noqa: DTZ001 - by the wall
    after = _offset(zone, day)
    while day.year == year:
        before, after = after, _offset(zone, day + _DAY)
        if before != after:
            at = next(
                minute
                for minute in (day + timedelta(minutes=15 * count) for count in range(97))
                if _offset(zone, minute, fold=1) != before
            )
            # The wall skips an hour, or shows one twice: by the old wall it turns at its end.
            found.append(_Turn(max(at, at + (before - after)), before, after))
        day += _DAY
    return found


def _offset(zone: ZoneInfo, at: datetime, fold: int = 0) -> timedelta:
    return at.replace(tzinfo=zone, fold=fold).utcoffset() or timedelta()


def _rule(same: tuple[_Turn, ...]) -> str | None:
    """The rule by which a turn comes every year; None if there is none."""
    first = same[0]
    kinds = {(one.at.time(), one.at.month, one.at.weekday(), one.before, one.after) for one in same}
    if len(kinds) != 1:
        return None
    if all((one.at + 7 * _DAY).month != one.at.month for one in same):
        nth = -1
    else:
        counted = {(one.at.day - 1) // 7 + 1 for one in same}
        if len(counted) != 1:
            return None
        nth = counted.pop()
    return f"FREQ=YEARLY;BYMONTH={first.at.month};BYDAY={nth}{_NAMES[first.at.weekday()]}"


def _part(zone: ZoneInfo, turn: _Turn, rule: str) -> TimezoneStandard | TimezoneDaylight:
    part = TimezoneDaylight() if turn.after > turn.before else TimezoneStandard()
    part.add("dtstart", turn.at)
    part.add("rrule", vRecur.from_ical(rule))
    part.add("tzoffsetfrom", turn.before)
    part.add("tzoffsetto", turn.after)
    part.add("tzname", (turn.at + _DAY).replace(tzinfo=zone).tzname())
    return part


def _fixed(zone: ZoneInfo, first: int) -> TimezoneStandard:
    begin = datetime(first - 1, 1, 1)  # noqa: DTZ001 - by the wall
    part = TimezoneStandard()
    part.add("dtstart", begin)
    part.add("tzoffsetfrom", _offset(zone, begin))
    part.add("tzoffsetto", _offset(zone, begin))
    part.add("tzname", begin.replace(tzinfo=zone).tzname())
    return part
