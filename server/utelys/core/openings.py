"""When a crisis number is answered, and when it is to be checked.

- `always` is open, whatever the hours say.
- Hours are wall time in the number's zone. A public holiday in Norway is the day `holiday` and not
  its weekday: a line for weekdays is shut on Ascension Day, which is a Thursday. A Sunday is only a
  holiday where it is one of the named ones.
- Hours belong to the day on which they open, also when they close after midnight.
- Open is from `opens` up to, and not at, `closes`. Times that meet or overlap are one.

Public holidays come from the `holidays` library, which works out Easter, and what hangs on it, for
each year.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from utelys.core.walltime import Wall
from utelys_protocol.crisis import Day, OpenHours, Openings

CHECK_EVERY = timedelta(days=90)
"""How often a number is to be checked."""

_TEN = time(10)

LOOK_AHEAD = 31
"""Days in which the next opening is looked for."""

_WEEKDAYS = (
    Day.MONDAY, Day.TUESDAY, Day.WEDNESDAY, Day.THURSDAY, Day.FRIDAY, Day.SATURDAY, Day.SUNDAY,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether a number is answered now, and when that changes: it closes, or opens next.

    `changes_at` is in UTC; None when it never closes, or does not open within 31 days.
    """

    open: bool
    changes_at: datetime | None


def opening_at(openings: Openings, now: datetime) -> Opening:
    """Tell whether it is open at this moment, and until or from when."""
    if openings.always:
        return Opening(open=True, changes_at=None)
    for opens, closes in open_spans(openings, now, LOOK_AHEAD):
        if opens <= now:
            lasting = closes - now > timedelta(days=LOOK_AHEAD - 1)
            return Opening(open=True, changes_at=None if lasting else closes)
        return Opening(open=False, changes_at=opens)
    return Opening(open=False, changes_at=None)


def open_spans(
    openings: Openings, now: datetime, days: int = 14
) -> list[tuple[datetime, datetime]]:
    """Tell the times of being open from this moment on, so many days ahead: moments in UTC, merged.

    The first may have begun already. Of one that is always open there are none to tell.
    """
    merged: list[tuple[datetime, datetime]] = []
    for opens, closes in sorted(_spans(openings, now, days)):
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], closes))
        else:
            merged.append((opens, closes))
    return [(opens, closes) for opens, closes in merged if closes > now]


def _spans(openings: Openings, now: datetime, days: int) -> Iterator[tuple[datetime, datetime]]:
    """Every time of being open, from the day before this moment, as the hours say it."""
    if openings.always:
        return
    first = now.astimezone(ZoneInfo(openings.zone)).date() - timedelta(days=1)
    for number in range(days + 2):
        day = first + timedelta(days=number)
        for hours in openings.hours:
            if day_of(day) in hours.days:
                opens, closes = _moments(hours, day, openings.zone)
                # A time that summer time skips altogether is no time of being open.
                if opens < closes:
                    yield opens, closes


def _moments(hours: OpenHours, day: date, zone: str) -> tuple[datetime, datetime]:
    """Read the hours that open on this day as moments in UTC."""
    midnight = datetime.combine(day, datetime.min.time())
    opens, closes = (
        midnight + timedelta(hours=int(text[:2]), minutes=int(text[3:]))
        for text in (hours.opens, hours.closes)
    )
    if closes <= opens:
        closes += timedelta(days=1)
    return Wall(opens, zone).moment(), Wall(closes, zone).moment()


def day_of(day: date) -> Day:
    """Tell which day of the opening hours a date is."""
    return Day.HOLIDAY if day in public_holidays(day.year) else _WEEKDAYS[day.weekday()]


@lru_cache(maxsize=8)
def public_holidays(year: int) -> frozenset[date]:
    """Tell the public holidays of Norway in one year."""
    # Loading the library takes a fifth of a second, which no start of the server should wait for.
    from holidays import country_holidays

    return frozenset(country_holidays("NO", years=year))


def next_check(checked_on: date | None, today: date) -> date:
    """Tell the day on which a number is to be checked: today if nobody ever has."""
    return today if checked_on is None else checked_on + CHECK_EVERY


def is_due(checked_on: date | None, today: date) -> bool:
    """Tell whether a number is to be checked now; `today` is by the wall of the house."""
    return next_check(checked_on, today) <= today


def remind_at(
    checked: Iterable[date | None], now: datetime, zone: str, *, reminded: bool = False
) -> datetime | None:
    """Tell when the keepers are next to be reminded: at ten in the morning, by the wall.

    What is due already is for tomorrow, so that a house that opens, or a number that has just been
    changed, is not nagged about at once; once they have been reminded of it, in 90 days again.

    Returns:
        A moment in UTC, None for a card without numbers.
    """
    today = now.astimezone(ZoneInfo(zone)).date()
    again = today + (CHECK_EVERY if reminded else timedelta(days=1))
    days = [max(next_check(day, today), again if is_due(day, today) else today) for day in checked]
    ten = min((datetime.combine(day, _TEN) for day in days), default=None)
    return None if ten is None else Wall(ten, zone).moment()
