"""Wall times: what people mean by the clock on the wall, and which moment that is.

A wall time is a date and a time without an offset, and the zone that the wall stands in. It is what
people plan by: a walk at 18:00 stays at 18:00 when summer time begins. A moment is a point in UTC.

Twice a year a wall time does not name exactly one moment. When clocks go forward some times are
skipped (in Norway 02:00–03:00 on the last Sunday in March), when they go back some come twice
(02:00–03:00 on the last Sunday in October). The rule:

- A time that a member names, for something that happens once, for the first time of a series or
  for one time that is moved, is refused when it is skipped or comes twice: nobody can know what is
  meant, and now is when they can be asked (`check_plannable`).
- A later time of a series was named by nobody. For it RFC 5545, section 3.3.5, holds: a skipped
  time is read with the offset from before the gap (02:30 becomes 03:30 summer time), and of two
  equal times the first is meant (`Wall.moment`).
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from zoneinfo import ZoneInfo

from utelys.core.errors import Invalid
from utelys_protocol.base import WallTime

FIRST_YEAR, LAST_YEAR = 1970, 2200
"""The years that something may be planned in. Far from the ends of what a datetime can show."""

_WALL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:00)?")

# The names that mean the same on every machine. What else lies among a system's zone files, such as
# `localtime`, `posixrules` and `right/…`, does not.
_ZONE = re.compile(
    r"UTC|(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc)"
    r"/[A-Za-z0-9_+\-/]{1,40}"
)


class Standing(Enum):
    """How often a wall time comes."""

    ONCE = "once"
    SKIPPED = "skipped"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Wall:
    """A wall time in a known zone: `at` is naive, in whole minutes; `zone` is an IANA name."""

    at: datetime
    zone: str

    def moment(self) -> datetime:
        """Tell the moment, in UTC, by RFC 5545 section 3.3.5 where there is not exactly one."""
        return self._first().astimezone(UTC)

    def standing(self) -> Standing:
        """Tell whether summer time skips or doubles this time."""
        first = self._first()
        before, after = first.utcoffset(), first.replace(fold=1).utcoffset()
        if before is None or after is None or before == after:
            return Standing.ONCE
        return Standing.SKIPPED if before < after else Standing.TWICE

    def told(self) -> WallTime:
        """Tell it as the wire does."""
        return WallTime(wall=self.at.isoformat(timespec="minutes"), zone=self.zone)

    def _first(self) -> datetime:
        """The first of two, or with the offset before a gap (PEP 495), whatever it came from."""
        return self.at.replace(tzinfo=ZoneInfo(self.zone), fold=0)


def read_wall(said: WallTime, field: str = "starts") -> Wall:
    """Read what the wire said; `field` is the argument that it came in.

    Raises:
        Invalid: no such date or time, seconds, a year outside 1970–2200, or an unknown zone.
    """
    check_zone(said.zone, f"{field}.zone")
    try:
        if not _WALL.fullmatch(said.wall):
            raise ValueError
        at = datetime.fromisoformat(said.wall)
    except ValueError:
        title = "There is no such date and time; write it like 2027-10-07T18:00."
        raise Invalid(title, field=f"{field}.wall") from None
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        title = f"The year must be from {FIRST_YEAR} to {LAST_YEAR}."
        raise Invalid(title, field=f"{field}.wall")
    return Wall(at, said.zone)


def check_plannable(wall: Wall, field: str = "starts") -> None:
    """Refuse a time that a member names and that does not come exactly once.

    Raises:
        Invalid: summer time skips it, or it comes twice.
    """
    standing = wall.standing()
    if standing is Standing.ONCE:
        return
    what = {
        Standing.SKIPPED: "does not exist, because the clock goes forward then",
        Standing.TWICE: "comes twice, because the clock goes back then",
    }[standing]
    title = f"The time {wall.at:%H:%M} on {wall.at:%Y-%m-%d} {what}; choose another time."
    raise Invalid(title, field=f"{field}.wall")


def check_zone(name: str, field: str = "zone") -> None:
    """Refuse the name of a zone that is not known everywhere.

    Raises:
        Invalid: with the field given.
    """
    try:
        if not _ZONE.fullmatch(name):
            raise ValueError
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        title = "There is no such time zone; write it like Europe/Oslo."
        raise Invalid(title, field=field) from None
