"""Planning an activity, and changing one time, this and later ones, or all.

What each does to the identity of times is written in `occurrences`. All are pure: they take a
series and give the changed one. Changing "all" is changing this and later from the next time that
has not begun: what has been stays as it was.

| changed for this and later | the times that were planned from there on    | later segments     |
| -------------------------- | -------------------------------------------- | ------------------ |
| details, length, cancelled | the same                                     | changed likewise   |
| hour                       | the same, at the new hour                    | changed likewise   |
| start on another day       | the same, all moved by as many days          | changed likewise   |
| rule                       | same days are the same times, others are new | replaced by this   |

A start on another day together with a rule: this one is moved to the start, and the days of the new
rule are as many days after their slots as it is. A weekly rule follows the start to another day by
itself; a rule that names days otherwise ("the first Tuesday") must be given anew.

What was changed for one time alone outlasts a change of all, unless it is the one from which on all
are changed: what is said of all of them holds for that one too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from utelys.core.errors import Invalid
from utelys.core.occurrences import Details, Occurrence, Override, Segment, Series, find, walls
from utelys.core.recurrence import first_time, times
from utelys.core.rules import Rule, read_rule
from utelys.core.walltime import Wall, check_plannable


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be different; None, and a detail that is not named, stays as it is.

    A detail that is named in `was` too is only changed where it is that by now.
    """

    start: Wall | None = None
    lasts: timedelta | None = None
    rule: str | None = None
    details: Details = field(default_factory=dict)
    cancelled: bool | None = None
    was: Details = field(default_factory=dict)

    def concerns(self, key: str, details: Details) -> bool:
        """Whether a detail is changed where it is as in these."""
        return key in self.details and (key not in self.was or details.get(key) == self.was[key])


def plan(
    activity: str, start: Wall, lasts: timedelta, details: Details, rule: str | None = None
) -> Series:
    """Plan an activity. A series starts at the first day, from `start` on, that its rule gives.

    Raises:
        Invalid: a start that summer time skips or doubles (field `starts.wall`), or a rule that
            cannot be read or by which it never happens (field `rule`).
    """
    check_plannable(start)
    read = read_rule(rule, start) if rule is not None else None
    start = _first(read, start) if read else start
    return Series(activity, (Segment(start.at, start, lasts, dict(details), read),))


def change_one(series: Series, occurrence_id: str, change: Change) -> Series:
    """Change one time and no other. It keeps its id.

    Raises:
        NotFound: no such time.
        Invalid: the change names a rule, or a start that summer time skips or doubles.
    """
    one = find(series, occurrence_id)
    segment = series.at_slot(one.slot)[1]
    if change.rule is not None:
        raise Invalid("One time has no rule; change this and later ones instead.", field="rule")
    if change.start:
        check_plannable(change.start)
    if segment.rule is None:
        return change_later(series, occurrence_id, change)
    was = series.overrides.get(one.slot, Override())
    # What is as for all the others is not said of this one.
    start, lasts = change.start or was.start, change.lasts or was.lasts
    details = {**was.details, **change.details}
    override = Override(
        start=None if start == one.planned else start,
        lasts=None if lasts == segment.lasts else lasts,
        details={k: what for k, what in details.items() if what != segment.details.get(k)},
        cancelled=was.cancelled if change.cancelled is None else change.cancelled,
    )
    return replace(series, overrides=_with(series.overrides, one.slot, override))


def change_later(series: Series, occurrence_id: str, change: Change) -> Series:
    """Change this time and all later ones, as the table above says.

    Raises:
        NotFound: no such time.
        Invalid: a start that summer time skips or doubles, a rule that cannot be read or by which
            it never happens, or a start that is not among the times of the rule.
    """
    one = find(series, occurrence_id)
    if change.start:
        check_plannable(change.start)
    place, segment = series.at_slot(one.slot)
    before = series.segments[: place + 1 if segment.since < one.slot else place]
    first = replace(segment, since=one.slot)
    if change.rule is not None:
        later = [_replanned(first, one, change)]
    else:
        from_here = replace(series, segments=(first, *series.segments[place + 1 :]))
        later = _alike(from_here, one, change)
    segments = tuple(_detailed(each, change) for each in later)
    overrides = _without(series, one.slot, change)
    return replace(series, segments=_joined((*before, *segments)), overrides=overrides)


def _joined(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """Leave out what says of its times what the segment before it says."""
    found: list[Segment] = []
    for segment in segments:
        if not found or replace(segment, since=found[-1].since) != found[-1]:
            found.append(segment)
    return tuple(found)


def _first(rule: Rule, start: Wall) -> Wall:
    """Find where a series starts.

    Raises:
        Invalid: nowhere, or at a time that summer time skips or doubles.
    """
    at = first_time(rule, start)
    if at is None:
        raise Invalid("By this rule it never happens; choose another rule or start.", field="rule")
    first = Wall(at, start.zone)
    check_plannable(first)
    return first


def _days_moved(one: Occurrence, change: Change) -> int:
    return (change.start.at.date() - one.planned.at.date()).days if change.start else 0


def _alike(series: Series, one: Occurrence, change: Change) -> list[Segment]:
    """Move all segments as `one`, the first time of the first of them, is moved."""
    if change.start is None:
        return list(series.segments)
    days = _days_moved(one, change)
    if days == 0:
        return [_at_hour(segment, change.start) for segment in series.segments]
    firsts = [next(walls(series, place), None) for place in range(len(series.segments))]
    return [
        _on_days(segment, at, days, change.start)
        for segment, at in zip(series.segments, firsts, strict=True)
        if at is not None
    ]


def _at_hour(segment: Segment, like: Wall) -> Segment:
    """Change the hour of a segment, on the days that it has."""
    start = Wall(datetime.combine(segment.start.at, like.at.time()), like.zone)
    return replace(segment, start=start)


def _on_days(segment: Segment, at: datetime, days: int, like: Wall) -> Segment:
    """Move a segment, whose first time was at `at`, by whole days and to another hour.

    Raises:
        Invalid: its rule names days that do not follow.
    """
    start = Wall(datetime.combine(at + timedelta(days=days), like.at.time()), like.zone)
    rule = _what_is_left(segment, at)
    rule = rule and rule.later_by(days)
    _check_fits(rule, start)
    return replace(segment, start=start, rule=rule, moved=segment.moved + days)


def _replanned(segment: Segment, one: Occurrence, change: Change) -> Segment:
    """Give a segment another rule from `one`, its first time, on."""
    start = change.start or one.planned
    rule = read_rule(change.rule or "", start)
    first = _first(rule, start)
    if change.start:
        _check_fits(rule, start)
    moved = segment.moved + _days_moved(one, change)
    return replace(segment, start=first, rule=rule, moved=moved)


def _check_fits(rule: Rule | None, start: Wall) -> None:
    """Refuse a start that its rule does not give.

    Raises:
        Invalid: with the field `rule`.
    """
    if rule and first_time(rule, start) != start.at:
        title = "The new start is not one of the times of the rule; give a rule that it fits."
        raise Invalid(title, field="rule")


def _detailed(segment: Segment, change: Change) -> Segment:
    new = {
        key: what for key, what in change.details.items() if change.concerns(key, segment.details)
    }
    return replace(
        segment,
        lasts=change.lasts or segment.lasts,
        details={**segment.details, **new},
        cancelled=segment.cancelled if change.cancelled is None else change.cancelled,
    )


def _what_is_left(segment: Segment, at: datetime) -> Rule | None:
    """Tell a segment's rule from the time at `at` on: so many fewer, where they are counted."""
    if segment.rule is None or segment.rule.count is None:
        return segment.rule
    gone = sum(1 for _ in times(segment.rule, segment.start, before=at))
    return replace(segment.rule, count=segment.rule.count - gone)


def _without(series: Series, slot: datetime, change: Change) -> Mapping[datetime, Override]:
    """Take from one time's own changes what is now said of all from it on.

    What is only said of some of them is said of this one in its own right.
    """
    was = series.overrides.get(slot, Override())
    details = {
        key: change.details[key] if change.concerns(key, was.details) else value
        for key, value in was.details.items()
        if key not in change.details or key in change.was
    }
    left = Override(
        start=None if change.start else was.start,
        lasts=None if change.lasts else was.lasts,
        details=details,
        cancelled=was.cancelled if change.cancelled is None else None,
    )
    return _with(series.overrides, slot, left)


def _with(
    overrides: Mapping[datetime, Override], slot: datetime, override: Override
) -> Mapping[datetime, Override]:
    """Put one time's own changes in place; none at all when it has none left."""
    others = {other: what for other, what in overrides.items() if other != slot}
    return others if override == Override() else {**others, slot: override}
