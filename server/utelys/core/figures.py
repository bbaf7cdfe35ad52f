"""The house's own figures: how its calls were answered, by week, and never by whom.

- Counted are calls that have ended, in the week in which they were raised, by the house's wall.
- A call that was withdrawn within a minute, before anybody had answered it, is not counted at all:
  it was a slip, or over before anybody could have come. Help lines leave short abandoned calls out
  in the same way. One that was withdrawn later without an answer counts as not answered: whoever
  gave up waiting is what the figure is there to show.
- Answered is a call that was ended as answered, or withdrawn after somebody had answered it.
- The first answer is the first word of whoever took the call; where the two met or phoned and wrote
  nothing before it was ended as answered, it is the moment of taking.
- Nothing is told of under five calls, nor of the times of under five answers: fewer could be traced
  to people.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from math import ceil
from statistics import median
from zoneinfo import ZoneInfo

from utelys.core.ask_state import Ask
from utelys_protocol.figures import AskFigures, HouseFigures, WeekFigures
from utelys_protocol.words import AskState

FEWEST = 5
SLIP = timedelta(minutes=1)
"""Who withdraws within this has asked nobody anything."""

WEEKS = 12


def since(now: datetime, zone: str) -> datetime:
    """The beginning of the twelve weeks of which this one is the last, in the house's zone."""
    local = now.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    return local - timedelta(days=local.weekday() + 7 * (WEEKS - 1))


def figures_of(house: str, zone: str, asks: Iterable[Ask]) -> HouseFigures:
    """Tell how these calls went; those that have not ended, and slips, are passed over."""
    ended = [ask for ask in asks if ask.ended and not _is_slip(ask)]
    by_week: defaultdict[str, list[Ask]] = defaultdict(list)
    for ask in ended:
        by_week[_week(ask.raised_at, zone)].append(ask)
    weeks = [
        WeekFigures(week=week, **figures.model_dump())
        for week, found in sorted(by_week.items())
        if (figures := _figures(found)) is not None
    ]
    return HouseFigures(house=house, weeks=weeks, whole=_figures(ended))


def _is_slip(ask: Ask) -> bool:
    if ask.state is not AskState.WITHDRAWN or ask.first_word_at is not None:
        return False
    return ask.ended_at is not None and ask.ended_at - ask.raised_at <= SLIP


def _is_answered(ask: Ask) -> bool:
    withdrawn = ask.state is AskState.WITHDRAWN
    return ask.state is AskState.ANSWERED or (withdrawn and ask.first_word_at is not None)


def _week(at: datetime, zone: str) -> str:
    year, week, _ = at.astimezone(ZoneInfo(zone)).isocalendar()
    return f"{year}-W{week:02}"


def _figures(asks: Sequence[Ask]) -> AskFigures | None:
    if len(asks) < FEWEST:
        return None
    times = sorted(time for ask in asks if (time := _first_answer(ask)) is not None)
    told = len(times) >= FEWEST
    return AskFigures(
        asks=len(asks),
        median=round(median(times)) if told else None,
        ninety=round(times[ceil(0.9 * len(times)) - 1]) if told else None,
        answered=_share(map(_is_answered, asks)),
        handed_over=_share(ask.state is AskState.HANDED_OVER for ask in asks),
    )


def _first_answer(ask: Ask) -> float | None:
    """Seconds from the call to the first word, or to the taking where it was answered without."""
    at = ask.first_word_at or (ask.taken_at if ask.state is AskState.ANSWERED else None)
    # A clock that was set back in between made it no sooner than at once.
    return None if at is None else max(0.0, (at - ask.raised_at).total_seconds())


def _share(those: Iterable[bool]) -> float:
    all_ = list(those)
    return round(sum(all_) / len(all_), 3)
