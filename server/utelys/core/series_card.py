"""The times of an activity as its card shows them, so that a phone needs not ask for each.

What was over when the series was last changed is left out, and nothing else depends on a moment:
time changes no card.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from utelys.core.ids import occurrence_id, slot_name
from utelys.core.occurrences import Details, Occurrence, Segment, Series, time_at

_DAY = timedelta(days=1)


def series_card(series: Series, shown: Segment) -> dict[str, Any]:
    """Tell what a card says of its times; `shown` is the segment that the card itself is of."""
    ahead = [one for slot in sorted(series.overrides) if (one := _ahead(series, slot)) is not None]
    return {
        "cancelled_from": _cancelled_from(series),
        "cancelled_occurrences": [one.id for one in ahead if one.cancelled],
        "segments": [_segment(one, shown) for one in _not_over(series)],
        "singles": [_single(one, series.at_slot(one.slot)[1]) for one in ahead],
    }


def _cancelled_from(series: Series) -> str | None:
    """The first of the cancelled times with nothing but cancelled ones behind it."""
    found = None
    for segment in reversed(series.segments):
        if not segment.cancelled:
            return found
        found = occurrence_id(series.activity, segment.since)
    return None


def _not_over(series: Series) -> list[Segment]:
    """The segments but those of which all times were over when the series was last changed."""
    found = [
        one
        for one, following in pairwise(series.segments)
        if not _is_over(series, one, following.since + one.moved * _DAY, one.lasts)
    ]
    return [*found, series.segments[-1]]


def _ahead(series: Series, slot: datetime) -> Occurrence | None:
    """A single time that is otherwise, unless it was over when the series was last changed.

    One that was pulled forward is kept until its rule would have put it behind too: else it would
    be thought to be there.
    """
    if slot < series.segments[0].since:
        return None
    segment, override = series.at_slot(slot)[1], series.overrides[slot]
    planned = datetime.combine(slot + segment.moved * _DAY, segment.start.at.time())
    at = max(planned, override.start.at) if override.start else planned
    if _is_over(series, segment, at, override.lasts or override.base_in(segment).lasts):
        return None
    return time_at(series, slot)


def _is_over(series: Series, segment: Segment, at: datetime, lasts: timedelta) -> bool:
    """Whether what began by this wall time was over by far; a day more, for it may say the hour."""
    if series.revised is None:
        return False
    revised = series.revised.astimezone(ZoneInfo(segment.start.zone)).replace(tzinfo=None)
    return at + lasts + 2 * _DAY < revised


def _segment(one: Segment, shown: Segment) -> dict[str, Any]:
    return {
        "since": slot_name(one.since),
        "starts": one.start.told(),
        "lasts": int(one.lasts.total_seconds()),
        "rule": one.rule.text if one.rule else None,
        "moved": one.moved,
        "cancelled": one.cancelled,
        "details": _details(one.details, shown.details),
    }


def _single(one: Occurrence, segment: Segment) -> dict[str, Any]:
    return {
        "id": one.id,
        "starts": one.start.told(),
        "lasts": int((one.ends - one.starts).total_seconds()),
        "cancelled": one.cancelled,
        "details": _details(one.details, segment.details),
    }


def _details(details: Details, others: Details) -> Mapping[str, object] | None:
    """What is said of some times; None where the same is said of the others."""
    mine, theirs = ({k: v for k, v in some.items() if v is not None} for some in (details, others))
    return None if mine == theirs else {"title": "", "place": "", **mine}
