"""What single times say for themselves, when others around them are changed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from utelys.core.change import Change
from utelys.core.occurrences import Occurrence, Override, Segment, Series, order, time_at
from utelys.core.spans import Span
from utelys.core.walltime import Wall


def overrides(
    series: Series, after: Series, one: Occurrence, where: Span, change: Change
) -> Mapping[datetime, Override]:
    """What single times say for themselves after a change of those from a bound on."""
    found: dict[datetime, Override] = {}
    for slot, own in series.overrides.items():
        place, segment = series.at_slot(slot)
        cut, chosen = where.cuts[place], slot == one.slot
        if slot in where.kept:
            found[slot] = _as_it_was(series, after, slot)
        elif slot in where.alone:
            found[slot] = _alone(own, segment, change, chosen=chosen)
        elif cut is not None and slot >= cut:
            found[slot] = _without(own, change) if chosen else _outlasting(own, change)
        else:
            found[slot] = own
    if one.slot in found and change.start:
        found[one.slot] = replace(found[one.slot], start=_own_start(after, one, where, change))
    return {slot: own for slot, own in found.items() if own != Override()}


def _own_start(after: Series, one: Occurrence, where: Span, change: Change) -> Wall | None:
    """Where the first time of those that are changed now is, if not where it is planned."""
    start = change.start
    if start is None or one.start == one.planned or change.rule is not None:
        return None
    if where.bound != order(one):
        # Of all, nobody chose this one: it goes along with the others.
        day = one.start.at + timedelta(days=change.days or 0)
        start = Wall(datetime.combine(day, start.at.time()), start.zone)
    now = time_at(replace(after, overrides={}), one.slot)
    return None if now is None or now.planned == start else start


def _as_it_was(series: Series, after: Series, slot: datetime) -> Override:
    """All of a time that is not meant, beside the segment that now speaks for its slot."""
    one, segment = time_at(series, slot), after.at_slot(slot)[1]
    if one is None:
        return series.overrides[slot]
    names = {**segment.details, **one.details}
    lasts = one.ends - one.starts
    return Override(
        start=one.start,
        lasts=None if lasts == segment.lasts else lasts,
        details={
            k: one.details.get(k) for k in names if one.details.get(k) != segment.details.get(k)
        },
        cancelled=None if one.cancelled == segment.cancelled else one.cancelled,
    )


def _alone(own: Override, segment: Segment, change: Change, *, chosen: bool) -> Override:
    """Change a time that is meant because of where it was moved, before the cut of its segment."""
    effective = {**segment.details, **own.details}
    new = {
        key: what
        for key, what in change.details.items()
        if (chosen or key not in own.details) and change.concerns(key, effective)
    }
    lasts = own.lasts
    if change.lasts and (chosen or lasts is None):
        lasts = change.lasts
    details = {**own.details, **new}
    return Override(
        start=own.start,
        lasts=None if lasts == segment.lasts else lasts,
        details={k: what for k, what in details.items() if what != segment.details.get(k)},
        cancelled=own.cancelled if change.cancelled is None else change.cancelled,
    )


def _outlasting(own: Override, change: Change) -> Override:
    """What a time says for itself outlasts a change of all, but not that all are cancelled."""
    taken_up = change.cancelled is True and own.cancelled is False
    return replace(own, cancelled=None) if taken_up else own


def _without(was: Override, change: Change) -> Override:
    """Take from one time's own changes what is now said of all from it on.

    What is only said of some of them is said of this one in its own right.
    """
    details = {
        key: change.details[key] if change.concerns(key, was.details) else value
        for key, value in was.details.items()
        if key not in change.details or key in change.was
    }
    return Override(
        start=was.start,
        lasts=None if change.lasts else was.lasts,
        details=details,
        cancelled=was.cancelled if change.cancelled is None else None,
    )
