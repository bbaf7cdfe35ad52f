"""Importing an event again: what has to be changed in the activity that it once became.

Only what has not been is changed, in at most one change of all to come and one for each time that
differs. What was changed here since, and of which the file says nothing new, stays: the caller asks
only when the event says something else than it said the last time.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from utelys.core.change import Change
from utelys.core.changes import change_all, change_one
from utelys.core.errors import NotFound
from utelys.core.ics_reading import InFile
from utelys.core.ids import occurrence_id
from utelys.core.occurrences import Occurrence, Series, find, standing

_ONCE = "FREQ=DAILY;COUNT=1"


@dataclass(frozen=True, slots=True)
class Step:
    """One change: of all to come from a time on, or of that time alone."""

    which: Literal["all", "one"]
    one: Occurrence
    change: Change


def merge(series: Series, said: InFile, now: datetime) -> list[Step] | None:
    """Tell what to change so that an activity is as the file has it; None if nothing can be.

    Nothing can be where no time of either is left to come.

    Raises:
        Invalid: as `changes` says.
    """
    one = next(standing(series, now), None)
    if one is None:
        return None
    if said.cancelled:
        return [Step("all", one, Change(cancelled=True))]
    plain = replace(said.series, overrides={})
    following = _matching(plain, one, now)
    if following is None:
        return None
    change = _of_all(series, one, following, said.series)
    steps = [] if change == Change() else [Step("all", one, change)]
    after = change_all(series, one.id, change, now) if steps else series
    for single in _singles(after, said.series, now):
        after = change_one(after, single.one.id, single.change)
        steps.append(single)
    return steps


def _matching(plain: Series, one: Occurrence, now: datetime) -> Occurrence | None:
    """The time in the file that is the next one here: the same by the wall, or else its next."""
    same = next(standing(plain, one.planned.moment()), None)
    if same is not None and same.planned == one.planned:
        return same
    return next(standing(plain, now), None)


def _of_all(series: Series, one: Occurrence, following: Occurrence, said: Series) -> Change:
    _, mine = series.at_slot(one.slot)
    _, theirs = said.at_slot(following.slot)
    rule = None
    if (mine.rule and mine.rule.text) != (theirs.rule and theirs.rule.text):
        rule = theirs.rule.text if theirs.rule else _ONCE
    moved = following.planned != one.planned
    return Change(
        start=following.planned if moved else None,
        days=(following.planned.at.date() - one.planned.at.date()).days if moved else None,
        lasts=theirs.lasts if theirs.lasts != mine.lasts else None,
        rule=rule,
        details={k: v for k, v in theirs.details.items() if mine.details.get(k) != v},
    )


def _singles(after: Series, said: Series, now: datetime) -> Iterator[Step]:
    """The times that differ in the file, and do not yet differ like that here."""
    for slot in sorted(said.overrides):
        try:
            theirs = find(said, occurrence_id(said.activity, slot))
            _, segment = after.at_slot(theirs.planned.at)
            mine = find(
                after, occurrence_id(after.activity, after.slot_of(segment, theirs.planned.at))
            )
        except NotFound:
            continue
        if mine.cancelled or mine.starts <= now:
            continue
        change = Change(cancelled=True) if theirs.cancelled else _of_one(mine, theirs)
        if change != Change():
            yield Step("one", mine, change)


def _of_one(mine: Occurrence, theirs: Occurrence) -> Change:
    lasts = theirs.ends - theirs.starts
    return Change(
        start=theirs.start if theirs.start != mine.start else None,
        lasts=lasts if lasts != mine.ends - mine.starts else None,
        details={k: v for k, v in theirs.details.items() if mine.details.get(k) != v},
    )
