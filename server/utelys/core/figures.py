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
- Nor may the difference of two figures tell of so few. A week is told when it is over and none of
  its calls stands any more, so that whoever looks after each call sees nothing of that one. And the
  whole is told only if what is in it and in no week that is told is nothing, or five calls or more.
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
    """The beginning of the twelve weeks before this one, in the house's zone."""
    return _monday(now, zone) - timedelta(days=7 * WEEKS)


def _monday(now: datetime, zone: str) -> datetime:
    local = now.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    return local - timedelta(days=local.weekday())


def figures_of(house: str, zone: str, asks: Iterable[Ask], now: datetime) -> HouseFigures:
    """Tell how these calls went, by the weeks that are over; slips are passed over."""
    by_week: defaultdict[str, list[Ask]] = defaultdict(list)
    for ask in asks:
        if ask.raised_at < _monday(now, zone) and not _is_slip(ask):
            by_week[_week(ask.raised_at, zone)].append(ask)
    over = {week: found for week, found in by_week.items() if all(one.ended for one in found)}
    weeks = [
        WeekFigures(week=week, **figures.model_dump())
        for week, found in sorted(over.items())
        if (figures := _figures(found)) is not None
    ]
    whole = _figures([ask for found in over.values() for ask in found])
    apart = whole.asks - sum(week.asks for week in weeks) if whole else 0
    return HouseFigures(house=house, weeks=weeks, whole=None if 0 < apart < FEWEST else whole)


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
