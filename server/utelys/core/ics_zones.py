"""Which time zone a calendar means: names of the IANA, of Windows, or only described.

Programs write `Europe/Oslo`, `W. Europe Standard Time`, `/citadel.org/20210210_1/Europe/Oslo`, or a
name of their own beside a VTIMEZONE. What is only described is compared with zones that are known:
its offsets and the months in which they hold. The rules in a VTIMEZONE are not carried out.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from utelys.core.errors import Invalid
from utelys.core.ics_lines import Component
from utelys.core.walltime import check_zone

_INSIDE = re.compile(r"(?:^|/)([A-Z][A-Za-z]+/[A-Za-z0-9_+\-/]+)$")
_OFFSET = re.compile(r"([+-])(\d\d)(\d\d)(?:\d\d)?")
_MONTH = re.compile(r"BYMONTH=(\d{1,2})")


def zone_of(name: str, described: Mapping[str, Component], home: str) -> str | None:
    """Find the IANA name of a zone that a calendar names; None where it cannot be known.

    Args:
        name: the TZID.
        described: the VTIMEZONE components of the file, by their TZID.
        home: the zone of the house, which is thought of first where several would do.
    """
    plain = name.strip().strip('"')
    component = described.get(name)
    location = component.one("X-LIC-LOCATION") if component else None
    inside = _INSIDE.search(plain)
    for guess in (
        plain,
        WINDOWS_TO_OLSON.get(plain),
        inside and inside[1],
        location and location.value,
    ):
        if guess and _is_known(guess):
            return guess
    return _alike(component, home) if component else None


def _is_known(name: str) -> bool:
    try:
        check_zone(name)
    except Invalid:
        return False
    return True


def _alike(described: Component, home: str) -> str | None:
    """Find a known zone that is like one that is described, the house's own first."""
    months = _months(described)
    if not months:
        return None
    known = [home, *sorted(set(WINDOWS_TO_OLSON.values()))]
    return next((name for name in known if _is_known(name) and _fits(name, months)), None)


def _months(described: Component) -> dict[int, timedelta]:
    """The offset in each month of the year in which it does not change."""
    standard, summer = (_newest(described, kind) for kind in ("STANDARD", "DAYLIGHT"))
    if standard is None or summer is None:
        only = standard or summer
        return dict.fromkeys(range(1, 13), only[1]) if only else {}
    begin, end = summer[0], standard[0]
    found = {}
    for month in set(range(1, 13)) - {begin, end}:
        in_summer = begin < month < end if begin < end else not end < month < begin
        found[month] = summer[1] if in_summer else standard[1]
    return found


def _newest(described: Component, kind: str) -> tuple[int, timedelta] | None:
    """The month in which the newest part of a kind begins, and its offset."""
    parts = []
    for part in described.inside:
        start, offset, rule = (part.one(name) for name in ("DTSTART", "TZOFFSETTO", "RRULE"))
        digits = _OFFSET.fullmatch(offset.value.strip()) if offset else None
        if part.kind != kind or start is None or digits is None:
            continue
        named = _MONTH.search(rule.value) if rule else None
        month = int(named[1]) if named else int(start.value[4:6] or 0) if _dated(start.value) else 0
        ahead = timedelta(hours=int(digits[2]), minutes=int(digits[3]))
        if 1 <= month <= 12:
            parts.append((start.value, month, -ahead if digits[1] == "-" else ahead))
    return max(parts)[1:] if parts else None


def _dated(value: str) -> bool:
    return re.match(r"\d{6}", value) is not None


def _fits(name: str, months: Mapping[int, timedelta]) -> bool:
    zone = ZoneInfo(name)
    return all(
        datetime(2026, month, 15, 12, tzinfo=UTC).astimezone(zone).utcoffset() == offset
        for month, offset in months.items()
    )
