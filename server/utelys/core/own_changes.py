"""What single times say for themselves, when others around them are changed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from utelys.core.change import Change
from utelys.core.occurrences import Base, Occurrence, Override, Series, order, time_at
from utelys.core.spans import Span
from utelys.core.walltime import Wall


def overrides(
    series: Series, after: Series, one: Occurrence, where: Span, change: Change
) -> Mapping[datetime, Override]:
    """What single times say for themselves after a change of those from a bound on."""
    found: dict[datetime, Override] = {}
    for slot, was in series.overrides.items():
        place, segment = series.at_slot(slot)
        own, base = was, was.base_in(segment)
        if where.means(place, slot):
            base = change.of(base)
            own = _without(was, change) if slot == one.slot else _outlasting(was, change)
        same = base == Base.of(after.at_slot(slot)[1])
        found[slot] = replace(own, base=None if same else base)
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
        base=was.base,
    )
