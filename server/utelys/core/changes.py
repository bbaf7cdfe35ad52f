"""Planning an activity, and changing one time, this and later ones, or all.

What each does to the identity of times is written in `occurrences`, which times "all" and "later"
are in `spans`. All are pure: they take a series and give the changed one. What has been stays as it
was.

| changed for this and later | the times that were planned from there on    | later segments     |
| -------------------------- | -------------------------------------------- | ------------------ |
| details, length, cancelled | the same                                     | changed likewise   |
| hour                       | the same, at the new hour                    | changed likewise   |
| start on another day       | the same, all moved by as many days          | changed likewise   |
| rule                       | same days are the same times, others are new | replaced by this   |

A start on another day together with a rule: the first one is moved to the start, and the days of
the new rule are as many days after their slots as it is. A weekly rule follows the start to another
day by itself, as do the weekdays of a daily one; a rule that names days otherwise ("the first
Tuesday") must be given anew.

**By how many days.** A start that is said of the chosen time tells it by itself. Where that one was
moved out of its order, and for all, nobody chose the time that the start is said of: it is the one
that now stands on that day, which is then no move at all, or else the one that was planned nearest
to it. So "all at 19:00", said on the screen of any time, moves none to another day.

What was changed for one time alone outlasts a change of all, unless it is the one from which on all
are changed: what is said of all of them holds for that one too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from utelys.core.change import Change
from utelys.core.errors import Invalid
from utelys.core.ids import slot_name
from utelys.core.occurrences import (
    Base,
    Details,
    Occurrence,
    Override,
    Segment,
    Series,
    find,
    occurrences,
    order,
    regular,
    time_at,
    walls,
)
from utelys.core.own_changes import overrides
from utelys.core.recurrence import first_time, times
from utelys.core.rules import Rule, read_rule
from utelys.core.spans import Bound, Span, all_from, span
from utelys.core.walltime import Wall, check_plannable

_BEFORE = "before-"

_FAR = timedelta(days=400)
"""How far around a start the times are looked for that it may be said of."""


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
    base = was.base_in(segment)
    start, lasts = change.start or was.start, change.lasts or was.lasts
    details = {**was.details, **change.details}
    override = Override(
        start=None if start == one.planned else start,
        lasts=None if lasts == base.lasts else lasts,
        details={k: what for k, what in details.items() if what != base.details.get(k)},
        cancelled=was.cancelled if change.cancelled is None else change.cancelled,
        base=was.base,
    )
    return replace(series, overrides=_with(series.overrides, one.slot, override))


def change_later(
    series: Series, occurrence_id: str, change: Change, now: datetime | None = None
) -> Series:
    """Change this time and all later ones, as the table above says.

    `now` decides what calendars call them, and nothing else.

    Raises:
        NotFound: no such time.
        Invalid: a start that summer time skips or doubles, a rule that cannot be read or by which
            it never happens, or a start that is not among the times of the rule.
    """
    one = find(series, occurrence_id)
    if change.start and change.days is None and one.start.at.date() == one.planned.at.date():
        days = (change.start.at.date() - one.planned.at.date()).days
        change = replace(change, days=days)
    return _change(series, one, order(one), change, now or one.starts)


def change(series: Series, which: str, occurrence_id: str, wanted: Change, now: datetime) -> Series:
    """Change `one` time, this and `later` ones, or `all` from the next on, which is then named.

    Raises:
        Refusal: as each of them.
    """
    if which == "one":
        return change_one(series, occurrence_id, wanted)
    if which == "later":
        return change_later(series, occurrence_id, wanted, now)
    return change_all(series, occurrence_id, wanted, now)


def change_all(series: Series, occurrence_id: str, change: Change, now: datetime) -> Series:
    """Change all times that have not begun by `now`; the one that is named is the next of them.

    Raises:
        Refusal: as `change_later`.
    """
    return _change(series, find(series, occurrence_id), all_from(now), change, now)


def looks_alike(before: Series, after: Series, now: datetime) -> bool:
    """Whether two series that differ in no rule are alike for all who look at what is to come.

    Of the times of a segment only those with something of their own differ from the others, so that
    of one more than those one at least shows how all the others are.
    """
    slots = {*before.overrides, *after.overrides}
    most = len(slots) + 1
    for series in (before, after):
        for place in range(len(series.segments)):
            slots |= {one.slot for one in islice(regular(series, place, now), most)}
    return all(
        _seen(time_at(before, slot)) == _seen(time_at(after, slot))
        for slot in slots
        if max(before.over_at(slot), after.over_at(slot)) > now
    )


def _seen(one: Occurrence | None) -> tuple[object, ...] | None:
    if one is None:
        return None
    if one.cancelled:
        # Who would lead it, or where, is nothing to anybody.
        return (one.cancelled,)
    said = {key: what for key, what in one.details.items() if what is not None}
    return one.starts, one.ends, said, one.cancelled


def _change(series: Series, one: Occurrence, bound: Bound, change: Change, now: datetime) -> Series:
    """Change what comes at or after a bound; `one` is the first of it."""
    if change.start:
        check_plannable(change.start)
    where = span(series, bound)
    split = _split(series, where, now)
    if change.start and change.days is None:
        change = replace(change, days=_days(series, one, bound, change.start))
    if change.rule is not None:
        later = _replanned(split, change)
    else:
        later = [
            _moved(split, place, change) if split.meant[place] else segment
            for place, segment in enumerate(split.series.segments)
        ]
    segments = _joined(tuple(later))
    after = replace(series, segments=segments)
    if change.rule is not None:
        after = _keeping(series, after, where.kept)
    return replace(after, overrides=overrides(series, after, one, where, change))


@dataclass(frozen=True, slots=True)
class _Split:
    """A series cut where a span begins, and which of its segments are meant."""

    series: Series
    meant: tuple[bool, ...]


def _split(series: Series, where: Span, now: datetime) -> _Split:
    segments: list[tuple[Segment, bool]] = []
    for place, cut in enumerate(where.cuts):
        segment = replace(series.segments[place], uid=series.uid_of(place))
        if cut is None:
            segments.append((segment, False))
        elif segment.since >= cut:
            segments.append((replace(segment, since=cut), True))
        else:
            before, behind = _names(series, place, cut, now)
            segments.append((replace(segment, uid=before), False))
            segments.append((replace(segment, uid=behind, since=cut), True))
    cut_up = replace(series, segments=tuple(segment for segment, _ in segments))
    return _Split(cut_up, tuple(meant for _, meant in segments))


def _names(series: Series, place: int, cut: datetime, now: datetime) -> tuple[str, str]:
    """What the two parts of a segment are called in calendars.

    What goes on keeps its name where all before the cut has been, so that what people set beside it
    in their own calendar lasts. One UID has one rule (RFC 5545, section 3.6.1), so else it is two.
    """
    name = series.uid_of(place)
    ahead = next(regular(series, place, now), None)
    if ahead is not None and ahead.slot < cut:
        return name, slot_name(cut)
    return f"{_BEFORE}{slot_name(cut)}", name


def _days(series: Series, one: Occurrence, bound: Bound, start: Wall) -> int:
    """By how many days a start moves the times from a bound on, as the head of this module says."""
    day, about = start.at.date(), start.moment()
    near = occurrences(series, max(bound[0], about - _FAR), about + _FAR)
    meant = [each for each in near if order(each) >= bound and not each.cancelled]
    if any(each.start.at.date() == day for each in (*meant, one)):
        return 0
    planned = [each.planned.at.date() for each in (*meant, one)]
    return (day - min(planned, key=lambda other: abs(day - other))).days


def _joined(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """Leave out what says of its times what the segment before it says."""
    found: list[Segment] = []
    for segment in segments:
        if not found or replace(segment, since=found[-1].since) != found[-1]:
            found.append(segment)
        elif found[-1].uid == f"{_BEFORE}{slot_name(segment.since)}":
            found[-1] = replace(found[-1], uid=segment.uid)
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


def _moved(split: _Split, place: int, change: Change) -> Segment:
    """Change a segment that is meant as a whole: its days, its hour and what it says."""
    segment = split.series.segments[place]
    if change.start and change.days:
        at = next(walls(split.series, place), None)
        if at is not None:
            segment = _on_days(segment, at, change.days, change.start)
    elif change.start:
        segment = _at_hour(segment, change.start)
    return _detailed(segment, change)


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


def _replanned(split: _Split, change: Change) -> list[Segment]:
    """Give a series another rule, from the first segment on that is meant."""
    segments = split.series.segments
    if True not in split.meant:
        raise Invalid("One time has no rule; change this and later ones instead.", field="rule")
    place = split.meant.index(True)
    segment = segments[place]
    at = next(walls(split.series, place))
    start = change.start or Wall(at, segment.start.zone)
    rule = read_rule(change.rule or "", start)
    first = _first(rule, start)
    days = 0
    if change.start:
        _check_fits(rule, start)
        days = (start.at.date() - at.date()).days
    new = replace(segment, start=first, rule=rule, moved=segment.moved + days)
    new = _detailed(new, change)
    later = [new]
    for following in range(place + 1, len(segments)):
        later += _giving_way(split, following, new)
    return [*segments[:place], *later]


def _giving_way(split: _Split, place: int, new: Segment) -> list[Segment]:
    """What becomes of a later segment: the new one speaks, but for times that are not meant."""
    segment = split.series.segments[place]
    last = None if split.meant[place] else max(walls(split.series, place), default=None)
    if last is None:
        return [replace(new, since=segment.since, uid=segment.uid)]
    behind = split.series.slot_of(segment, last) + timedelta(days=1)
    return [segment, replace(new, since=behind, uid=slot_name(behind))]


def _keeping(series: Series, after: Series, kept: frozenset[datetime]) -> Series:
    """Let a new rule speak around slots whose times have been or are not meant."""
    for slot in sorted(kept):
        following_day = slot + timedelta(days=1)
        name = f"{_BEFORE}{slot_name(following_day)}"
        old = replace(series.at_slot(slot)[1], since=slot, uid=name)
        place, speaks = after.at_slot(slot)
        before = after.segments[: place + (speaks.since < slot)]
        behind = replace(speaks, since=following_day, uid=slot_name(following_day))
        following = after.segments[place + 1 :]
        after = replace(after, segments=(*before, old, behind, *following))
    return after


def _check_fits(rule: Rule | None, start: Wall) -> None:
    """Refuse a start that its rule does not give.

    Raises:
        Invalid: with the field `rule`.
    """
    if rule and first_time(rule, start) != start.at:
        title = "The new start is not one of the times of the rule; give a rule that it fits."
        raise Invalid(title, field="rule")


def _detailed(segment: Segment, change: Change) -> Segment:
    new = change.of(Base.of(segment))
    return replace(segment, lasts=new.lasts, details=new.details, cancelled=new.cancelled)


def _what_is_left(segment: Segment, at: datetime) -> Rule | None:
    """Tell a segment's rule from the time at `at` on: so many fewer, where they are counted."""
    if segment.rule is None or segment.rule.count is None:
        return segment.rule
    gone = sum(1 for _ in times(segment.rule, segment.start, before=at))
    return replace(segment.rule, count=segment.rule.count - gone)


def _with(
    overrides: Mapping[datetime, Override], slot: datetime, override: Override
) -> Mapping[datetime, Override]:
    """Put one time's own changes in place; none at all when it has none left."""
    others = {other: what for other, what in overrides.items() if other != slot}
    return others if override == Override() else {**others, slot: override}
