"""Which times "all" and "this and later" mean, where single ones were moved out of their order.

**Later is what starts later.** Everybody who reads a week reads it by when things start; that a
time has its slot before or after another's is known to nobody. So

- *all* is every time that has not begun, whatever its slot: also one that was put off from an
  earlier slot, and the times between, when a far one was pulled forward and is the next;
- *this and later* is this time and every one that starts after it. Whoever cancels "from the walk
  of the tenth on" has not cancelled the walk of the third, even if the one of the tenth is
  the walk of an earlier week that was put off.

Of two that start at the same moment the slots decide, as everywhere. What has begun is never
changed, whatever its slot.

Segments are cut by slot. So each segment has a cut of its own, from which on its times are meant;
those that are meant although their slot is before it are changed alone, and those that are not
meant although their slot is after it are kept as they are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from utelys.core.occurrences import Occurrence, Segment, Series, order, regular, time_at

Bound = tuple[datetime, datetime]
"""A start and a slot: meant is what comes at or after it, by both in this order."""


@dataclass(frozen=True, slots=True)
class Span:
    """The times from a bound on, as a series must be cut to change them."""

    bound: Bound
    cuts: tuple[datetime | None, ...]
    """For each segment, the slot from which on its times are meant; None where there is none."""
    alone: frozenset[datetime]
    """Slots before the cut of their segment that are meant all the same."""
    kept: frozenset[datetime]
    """Slots after the cut of their segment that are not meant."""

    def means(self, place: int, slot: datetime) -> bool:
        """Whether the time of a slot, for which the segment at a place speaks, is meant."""
        cut = self.cuts[place]
        after = cut is not None and slot >= cut
        return slot in self.alone or (after and slot not in self.kept)


def all_from(now: datetime) -> Bound:
    """The bound of all times that have not begun."""
    return now, datetime.min  # noqa: DTZ901 - slots are wall times


def span(series: Series, bound: Bound) -> Span:
    """Find the times at or after a bound."""
    moved = [
        one
        for slot, override in sorted(series.overrides.items())
        if override.start is not None and (one := time_at(series, slot)) is not None
    ]
    cuts: list[datetime | None] = []
    alone, kept = set(), set()
    for place in range(len(series.segments)):
        mine = [one for one in moved if series.at_slot(one.slot)[0] == place]
        cut = _cut(series, place, bound, mine)
        cuts.append(cut)
        for one in mine:
            meant, after = order(one) >= bound, cut is not None and one.slot >= cut
            if meant and not after:
                alone.add(one.slot)
            elif after and not meant:
                kept.add(one.slot)
    return Span(bound, tuple(cuts), frozenset(alone), frozenset(kept))


def _cut(series: Series, place: int, bound: Bound, moved: list[Occurrence]) -> datetime | None:
    """The first slot of a segment with none behind it that is not meant, but moved ones."""
    since = bound[0]
    cut = next((one.slot for one in regular(series, place, since) if order(one) >= bound), None)
    for one in reversed(moved):
        if order(one) < bound or (cut is not None and one.slot > cut):
            continue
        behind = _regular_after(series, place, one.slot)
        if behind is not None and (cut is None or behind < cut):
            break
        cut = one.slot
    return cut


def _regular_after(series: Series, place: int, slot: datetime) -> datetime | None:
    """The slot after another that its segment gives and that was not moved by itself."""
    after = time_at(series, slot)
    if after is None:
        return None
    planned = regular(series, place, after.planned.moment())
    return next((one.slot for one in planned if one.slot > slot), None)


def first_of(series: Series, now: datetime, wanted: Callable[[Segment], bool]) -> Occurrence | None:
    """The first time to come that stands and is one of those of some segments."""
    firsts = [
        next((one for one in regular(series, place, now) if not one.cancelled), None)
        for place, segment in enumerate(series.segments)
        if wanted(segment) and not segment.cancelled
    ]
    moved = [
        one
        for slot, override in series.overrides.items()
        if override.start is not None and (one := time_at(series, slot)) is not None
        if one.starts >= now and not one.cancelled and wanted(series.at_slot(slot)[1])
    ]
    return min((one for one in (*firsts, *moved) if one is not None), key=order, default=None)
