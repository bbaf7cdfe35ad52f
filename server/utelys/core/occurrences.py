"""The times of an activity, each with an identity that lasts.

**Identity.** A time is known by its *slot*: the day that the rule gave it, at the hour for which
the activity was first planned. Its id is `<activity>.<slot>`, such as `01J….20261126T1800`, as
RFC 5545 knows one by its RECURRENCE-ID. Moving a time, cancelling it or changing anything about it
leaves the slot alone, and what hangs on the id (answers, a thread, who came) follows.

**Segments.** "This and later" makes a new segment, which speaks for all slots from `since` on,
until the next segment. Each has its own rule and first wall time. From a day to its slot it is
always `moved` days back, at the first hour. A rule gives a day at most one time, so slots are
unique. Hence:

- another hour, place or length for this and later: the slots, and so the ids, are the same;
- this and later moved from Tuesday to Wednesday (`moved` 1): the same, a Wednesday is the Tuesday
  that was moved, and whoever was coming then is coming now;
- another rule: a day that was there before is the same time as before; a day that is new is a new
  time, to which nobody has answered.

**Overrides.** What one time does differently stands beside the segments, by slot, and says only
what differs. It stays when the others change. One whose slot a new rule no longer gives says
nothing.

Times come in the order in which they start; the slot decides between two at the same moment.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import merge
from itertools import islice
from zoneinfo import ZoneInfo

from utelys.core.errors import NotFound
from utelys.core.ids import occurrence_id, read_slot, slot_name
from utelys.core.recurrence import REACH_YEARS, happens_at, times
from utelys.core.rules import Rule
from utelys.core.walltime import FIRST_YEAR, LAST_YEAR, Wall

Details = Mapping[str, object]
"""What an activity says of itself: title, place, leader and so on. Merged here, never read."""

LONGEST = timedelta(days=14)
"""No time lasts longer."""

_DAY = timedelta(days=1)
_MOMENT = timedelta(milliseconds=1)
_EARLIEST = datetime(FIRST_YEAR - 1, 1, 1, tzinfo=UTC)
_LATEST = datetime(LAST_YEAR + REACH_YEARS + 2, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Segment:
    """What holds for an activity from one slot on."""

    since: datetime
    """The first slot that it speaks for; naive, like all slots."""
    start: Wall
    """The first time that it gives; by its zone and time of day all others happen."""
    lasts: timedelta
    details: Details
    rule: Rule | None = None
    """None for something that happens once."""
    moved: int = 0
    """How many days its times lie after their slots."""
    cancelled: bool = False
    uid: str | None = field(default=None, compare=False)
    """What its event is called in calendars behind the activity's id; nothing for the lasting one.

    None where that was not kept: then the first segment has the lasting one.
    """


@dataclass(frozen=True, slots=True)
class Base:
    """What is said of a time in common with others: by its segment, unless it was moved."""

    lasts: timedelta
    details: Details
    cancelled: bool

    @classmethod
    def of(cls, segment: Segment) -> "Base":
        """What a segment says of its times."""
        return cls(segment.lasts, segment.details, segment.cancelled)


@dataclass(frozen=True, slots=True)
class Override:
    """What one time does differently; what is None or not named is as in its base.

    Its base is its segment. One that was moved out of its order has a base of its own where all
    from a time on were changed and its segment does not say of it what is now said of them.
    """

    start: Wall | None = None
    lasts: timedelta | None = None
    details: Details = field(default_factory=dict)
    cancelled: bool | None = None
    base: Base | None = None

    def base_in(self, segment: Segment) -> Base:
        """What it has in common with others, when this segment speaks for its slot."""
        return self.base or Base.of(segment)

    def is_off(self, segment: Segment) -> bool:
        """Whether it is cancelled, when this segment speaks for its slot."""
        off = self.base_in(segment).cancelled
        return off if self.cancelled is None else self.cancelled


@dataclass(frozen=True, slots=True)
class Series:
    """An activity as it is planned: at least one segment, in the order of `since`."""

    activity: str
    segments: tuple[Segment, ...]
    overrides: Mapping[datetime, Override] = field(default_factory=dict)
    revised: datetime | None = field(default=None, compare=False)
    """When it was last changed, or planned; None where that was not kept."""

    def slot_of(self, segment: Segment, at: datetime) -> datetime:
        """The slot of a wall time that the segment gives."""
        return datetime.combine(at.date() - segment.moved * _DAY, self.segments[0].since.time())

    def uid_of(self, place: int) -> str:
        """What the event of a segment is called in calendars behind the activity's id."""
        segment = self.segments[place]
        if segment.uid is not None:
            return segment.uid
        return slot_name(segment.since) if place else ""

    def over_at(self, slot: datetime) -> datetime:
        """When the time of a slot is over, without asking whether its rule still gives one.

        Asking costs a search; what has long been over needs none.
        """
        segment = self.at_slot(max(slot, self.segments[0].since))[1]
        own = self.overrides.get(slot, Override())
        at = datetime.combine(slot.date() + segment.moved * _DAY, segment.start.at.time())
        start = own.start or Wall(at, segment.start.zone)
        return start.moment() + (own.lasts or own.base_in(segment).lasts)

    def at_slot(self, slot: datetime) -> tuple[int, Segment]:
        """The segment that speaks for a slot, with its place among the segments.

        Raises:
            NotFound: the slot is before all of them.
        """
        for place in reversed(range(len(self.segments))):
            if self.segments[place].since <= slot:
                return place, self.segments[place]
        raise _no_such_time()


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time of an activity, as it now stands. Moments are in UTC."""

    id: str
    slot: datetime
    planned: Wall
    """Where the rule puts it, whatever has been changed for this one."""
    start: Wall
    starts: datetime
    ends: datetime
    details: Details
    cancelled: bool


def occurrences(
    series: Series, since: datetime, before: datetime | None = None
) -> Iterator[Occurrence]:
    """Tell the times that start at or after `since` and before `before`, cancelled ones too.

    Nothing is worked out that is not taken. One that has begun before `since` and still goes on is
    not among them.

    Args:
        series: the activity.
        since: an aware moment.
        before: an aware moment, or None for as long as the activity goes on.
    """
    streams = [regular(series, place, since, before) for place in range(len(series.segments))]
    moved = sorted(_alone(series, since, before, _is_moved), key=order)
    return merge(*streams, moved, key=order)


def page(
    series: Series, since: datetime, limit: int, past: datetime | None = None
) -> list[Occurrence]:
    """Tell the next times, at most `limit`.

    Args:
        series: the activity.
        since: an aware moment; to go on, where the last one seen starts.
        limit: how many.
        past: the slot of the last one seen: none up to it that starts at `since` comes again.
    """
    following = occurrences(series, since)
    if past is not None:
        following = (one for one in following if order(one) > (since, past))
    return list(islice(following, limit))


def find(series: Series, id_: str) -> Occurrence:
    """Find one time by its id.

    Raises:
        NotFound: the id is no slot of this activity as it is planned now.
    """
    try:
        slot = read_slot(id_.rpartition(".")[2])
    except ValueError:
        raise _no_such_time() from None
    # The form is compared, so that one time has one id only.
    found = time_at(series, slot) if id_ == occurrence_id(series.activity, slot) else None
    if found is None:
        raise _no_such_time()
    return found


def standing(
    series: Series, since: datetime, before: datetime | None = None
) -> Iterator[Occurrence]:
    """Tell the times that start at or after `since` and before `before` and are not cancelled.

    A rest that is cancelled is not gone through: a series that was called off years ago costs
    nothing.
    """
    return (one for one in _outside_rests(series, since, before) if not one.cancelled)


def listed(
    series: Series, since: datetime, now: datetime, before: datetime | None = None
) -> Iterator[Occurrence]:
    """Tell the times as they are shown, from `since` to `before`, cancelled ones too.

    Of a rest that is cancelled only the first time is shown, and that only until it would have
    begun: whoever looks must learn that it is off, and need not read it each week for ever.
    """
    since_now = max(since, now + _MOMENT)
    firsts = [
        one
        for one in _first_of_rests(series)
        if one.starts >= since_now and not (before and one.starts >= before)
    ]
    return merge(_outside_rests(series, since, before), sorted(firsts, key=order), key=order)


def _outside_rests(
    series: Series, since: datetime, before: datetime | None
) -> Iterator[Occurrence]:
    """Tell all times but those of cancelled segments; of them only what happens all the same."""
    places = [place for place, one in enumerate(series.segments) if not one.cancelled]
    streams = [regular(series, place, since, before) for place in places]
    alone = _alone(series, since, before, _stands_apart)
    return merge(*streams, sorted(alone, key=order), key=order)


def _stands_apart(segment: Segment, override: Override) -> bool:
    return not override.is_off(segment) if segment.cancelled else override.start is not None


def _is_moved(_segment: Segment, override: Override) -> bool:
    return override.start is not None


def _first_of_rests(series: Series) -> Iterator[Occurrence]:
    """The first time of each run of cancelled segments."""
    for place, segment in enumerate(series.segments):
        if segment.cancelled and not (place and series.segments[place - 1].cancelled):
            at = next(walls(series, place), None)
            one = time_at(series, series.slot_of(segment, at)) if at else None
            if one is not None and one.cancelled:
                yield one


def _no_such_time() -> NotFound:
    return NotFound("There is no such time of this activity.", field="occurrence")


def order(one: Occurrence) -> tuple[datetime, datetime]:
    """Where a time stands among the others: by its start, then by its slot."""
    return one.starts, one.slot


def regular(
    series: Series, place: int, since: datetime, before: datetime | None = None
) -> Iterator[Occurrence]:
    """Tell the times of one segment that were not moved by themselves, in order."""
    segment = series.segments[place]
    # A day to each side, since the hour that summer time moves is no matter of the wall.
    first = _on_the_wall(since, segment) - _DAY
    last = _on_the_wall(before, segment) + _DAY if before else None
    for at in walls(series, place, first, last):
        slot = series.slot_of(segment, at)
        override = series.overrides.get(slot)
        if override and override.start:
            continue
        one = _occurrence(series, segment, slot, Wall(at, segment.start.zone), override)
        if before and one.starts >= before:
            return
        if one.starts >= since:
            yield one


def _on_the_wall(moment: datetime, segment: Segment) -> datetime:
    """Tell a moment as naive wall time; one beyond all planning as the nearest that is not."""
    moment = min(max(moment, _EARLIEST), _LATEST)
    return moment.astimezone(ZoneInfo(segment.start.zone)).replace(tzinfo=None)


def walls(
    series: Series, place: int, first: datetime | None = None, last: datetime | None = None
) -> Iterator[datetime]:
    """Tell where the rule of one segment puts the times that it speaks for.

    Args:
        series: the activity.
        place: which of its segments.
        first: a naive wall time; earlier ones are passed over.
        last: a naive wall time; later ones are not looked for.
    """
    segment = series.segments[place]
    shift = segment.moved * _DAY
    begin = segment.since - _DAY + shift
    first = max(first, begin) if first else begin
    following = series.segments[place + 1 : place + 2]
    if following:
        end = following[0].since + _DAY + shift
        last = min(last, end) if last else end
    for at in _times(segment, first, last):
        slot = series.slot_of(segment, at)
        if following and slot >= following[0].since:
            return
        if slot >= segment.since:
            yield at


def _times(segment: Segment, first: datetime, last: datetime | None) -> Iterator[datetime]:
    if segment.rule:
        return times(segment.rule, segment.start, since=first, before=last)
    at = segment.start.at
    return iter([at] if at >= first and (last is None or at < last) else [])


def _alone(
    series: Series,
    since: datetime,
    before: datetime | None,
    which: Callable[[Segment, Override], bool],
) -> Iterator[Occurrence]:
    """Tell those of the times with something of their own that start within the two moments."""
    for slot, override in series.overrides.items():
        if slot < series.segments[0].since or not which(series.at_slot(slot)[1], override):
            continue
        one = time_at(series, slot)
        if one and one.starts >= since and (before is None or one.starts < before):
            yield one


def time_at(series: Series, slot: datetime) -> Occurrence | None:
    """Find the time of a slot, if the rule still gives one."""
    first = series.segments[0].since
    if not first <= slot < _LATEST.replace(tzinfo=None) or slot.time() != first.time():
        return None
    _, segment = series.at_slot(slot)
    at = datetime.combine(slot.date() + segment.moved * _DAY, segment.start.at.time())
    if segment.rule is None:
        if at != segment.start.at:
            return None
    elif not happens_at(segment.rule, segment.start, at):
        return None
    planned = Wall(at, segment.start.zone)
    return _occurrence(series, segment, slot, planned, series.overrides.get(slot))


def _occurrence(
    series: Series, segment: Segment, slot: datetime, planned: Wall, override: Override | None
) -> Occurrence:
    start, lasts, details, cancelled = planned, segment.lasts, segment.details, segment.cancelled
    if override:
        base = override.base_in(segment)
        start = override.start or start
        lasts = override.lasts or base.lasts
        details = {**base.details, **override.details}
        cancelled = override.is_off(segment)
    starts = start.moment()
    return Occurrence(
        id=occurrence_id(series.activity, slot),
        slot=slot,
        planned=planned,
        start=start,
        starts=starts,
        ends=starts + lasts,
        details=details,
        cancelled=cancelled,
    )
