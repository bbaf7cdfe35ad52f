"""Quiet hours, and how often somebody may be woken.

Quiet hours are wall time in the member's zone, so that a night stays a night when summer time
begins. A night of quiet goes from one moment to another, each read by `walltime.Wall`: on the night
when 02:30 comes twice it begins or ends at the first, once, and on the one when 02:30 is skipped at
03:30. At its end it is over, by itself: quiet is worked out, never switched off.

Beside them a member may be quiet until a moment, once. Both are the member's, not a device's.

Nobody is rung in quiet hours unless they agreed to be woken, and then no more than so many times in
any seven days. Being woken counts when it rings, whether they take the call or not: it is sleep
that is counted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from utelys.core.errors import Invalid
from utelys.core.walltime import Wall, check_zone

MAX_QUIET = timedelta(days=14)
"""How far ahead "quiet until" may reach. Who wants more pauses."""

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `starts` to `ends` each day, over midnight where `ends` is the earlier of the two.

    Wall times in whole minutes; `zone` is an IANA name.
    """

    starts: time
    ends: time
    zone: str


@dataclass(frozen=True, slots=True)
class Quiet:
    """All that a member has said of being quiet: each day, and once until a moment (UTC)."""

    hours: QuietHours | None = None
    until: datetime | None = None


def check_quiet(quiet: Quiet, now: datetime) -> None:
    """Refuse quiet hours that say nothing, and a quiet that has no near end.

    Raises:
        Invalid: with the field `ends`, `zone` or `until`.
    """
    if quiet.hours is not None:
        check_zone(quiet.hours.zone)
        if quiet.hours.starts == quiet.hours.ends:
            raise Invalid("Quiet hours need a start and an end that differ.", field="ends")
    if quiet.until is not None:
        if quiet.until <= now:
            raise Invalid("The end has already been; choose a later one.", field="until")
        if quiet.until - now > MAX_QUIET:
            raise Invalid("Being quiet ends within 14 days; choose an earlier end.", field="until")


def is_quiet(quiet: Quiet, now: datetime) -> bool:
    """Tell whether the member is quiet now."""
    return quiet_ends(quiet, now) is not None


def quiet_ends(quiet: Quiet, now: datetime) -> datetime | None:
    """Tell when the quiet that holds now is over, in UTC; None when the member is not quiet.

    A quiet that runs into the next is one quiet.
    """
    end: datetime | None = None
    while (further := _holds_until(quiet, end or now)) is not None:
        end = further
    return end


def next_end(quiet: Quiet, now: datetime) -> datetime | None:
    """Tell when the member is next quiet no more: the end of this quiet, or of the next night."""
    found = next_quiet(quiet, now)
    return found and found[1]


def next_quiet(quiet: Quiet, now: datetime) -> tuple[datetime, datetime] | None:
    """Tell from when to when the member is quiet next; what holds already begins now. In UTC."""
    if (end := quiet_ends(quiet, now)) is not None:
        return now, end
    if quiet.hours is None:
        return None
    today = now.astimezone(ZoneInfo(quiet.hours.zone)).date()
    starts = (
        Wall(datetime.combine(today + timedelta(days=days), quiet.hours.starts), quiet.hours.zone)
        for days in range(3)
    )
    ahead = (start for wall in starts if (start := wall.moment()) > now)
    return next(((start, end) for start in ahead if (end := quiet_ends(quiet, start))), None)


def quiets_between(
    quiet: Quiet, since: datetime, before: datetime
) -> list[tuple[datetime, datetime]]:
    """The parts of a time in which the member is quiet, in order."""
    found = []
    while since < before and (one := next_quiet(quiet, since)) and one[0] < before:
        found.append((one[0], min(one[1], before)))
        since = one[1]
    return found


def _holds_until(quiet: Quiet, now: datetime) -> datetime | None:
    """Find the latest end of whatever holds at this moment, by itself."""
    ends = [quiet.until] if quiet.until is not None and now < quiet.until else []
    if quiet.hours is not None:
        ends += [end for start, end in _nights(quiet.hours, now) if start <= now < end]
    return max(ends, default=None)


def _nights(hours: QuietHours, now: datetime) -> Iterable[tuple[datetime, datetime]]:
    """The quiets that begin on the day before and on the day of this moment."""
    today = now.astimezone(ZoneInfo(hours.zone)).date()
    for day in (today - timedelta(days=1), today):
        last = day + timedelta(days=1) if hours.ends < hours.starts else day
        start = Wall(datetime.combine(day, hours.starts), hours.zone).moment()
        yield start, Wall(datetime.combine(last, hours.ends), hours.zone).moment()


def may_be_woken(limit: int, woken: Iterable[datetime], now: datetime) -> bool:
    """Tell whether a member who agreed to so many wakings a week may be woken once more now.

    Args:
        limit: wakings in any seven days; 0 has not agreed.
        woken: when they were woken, the last seven days at least.
        now: an aware moment.
    """
    recent = sum(1 for moment in woken if now - WEEK < moment.astimezone(UTC))
    return recent < limit
