"""When an activity happens, worked out from its card where the server cannot be asked.

A card says how it is planned, segment by segment, and which single times are otherwise; from that
follow the times and their ids as the server tells them by `Client.occurrences`. A card from a
server that does not say so has one segment, its own rule: then only the server knows the rest.

An occurrence's id is `<activity>.<slot>`, the slot being the day and the hour at which it was first
planned, as `20261126T1800`.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from utelys_client import views
from utelys_protocol.activities import (
    ActivityCard,
    DetailsCard,
    OccurrenceCard,
    SegmentCard,
    SingleCard,
)
from utelys_protocol.words import Answer

MOST = 400
"""Times of one activity that are worked out at once."""

_REACH = timedelta(days=60 * 366)
"""No series goes on for longer."""

_SLOT = "%Y%m%dT%H%M"
_DAY = timedelta(days=1)
_UNTIL = re.compile(r"UNTIL=(\d{8})(?:T(\d{6})(Z?))?", re.IGNORECASE)


def occurrences(card: ActivityCard, since: datetime, before: datetime) -> list[OccurrenceCard]:
    """The times that end after `since` and start before `before`, cancelled ones too.

    Of a rest that is cancelled there is the first time alone. A rule that this version cannot read
    gives none.
    """
    segments = card.segments if card.segments else [_only(card)]
    found = {}
    for place, segment in enumerate(segments):
        gone_on = segment.cancelled and place > 0 and segments[place - 1].cancelled
        if not gone_on:
            for one in _of_segment(card, segments, place, since, before):
                found[one.id] = one
    for single in card.singles or ():
        found.pop(single.id, None)
        segment = _speaks_for(segments, single.id.rpartition(".")[2])
        if not single.cancelled or not segment.cancelled or _is_first(segments, segment, single):
            found[single.id] = _single(card, segment, single)
    near = [one for one in found.values() if one.ends_at > since and one.starts_at < before]
    return sorted(near, key=lambda one: (one.starts_at, one.id))[:MOST]


def _only(card: ActivityCard) -> SegmentCard:
    """All of an activity as one segment."""
    since = f"{datetime.fromisoformat(card.starts.wall):{_SLOT}}"
    return SegmentCard(since=since, starts=card.starts, lasts=card.lasts, rule=card.rule)


def _of_segment(
    card: ActivityCard, segments: list[SegmentCard], place: int, since: datetime, before: datetime
) -> Iterator[OccurrenceCard]:
    """The times of a segment as it plans them; of one that is cancelled the first alone."""
    segment = segments[place]
    zone = ZoneInfo(segment.starts.zone)
    # A day more on either side: what counts is the moment, which is only known with the zone.
    lasts = timedelta(seconds=segment.lasts)
    earliest = since.astimezone(zone).replace(tzinfo=None) - lasts - _DAY
    latest = before.astimezone(zone).replace(tzinfo=None) + _DAY
    if segment.cancelled:
        earliest = _begin(segment)
    slots = _slots(segments, place, max(earliest, _begin(segment)), latest)
    for slot, wall in islice(slots, 1 if segment.cancelled else MOST):
        yield _occurrence(card, f"{card.id}.{slot}", segment, segment.details, wall)


def _begin(segment: SegmentCard) -> datetime:
    """Where its times begin, or earlier by less than a day."""
    since = datetime.strptime(segment.since, _SLOT)  # noqa: DTZ007 - slots are wall times
    return since + (segment.moved - 1) * _DAY


def _slots(
    segments: list[SegmentCard], place: int, earliest: datetime, latest: datetime
) -> Iterator[tuple[str, datetime]]:
    """The slots that a segment speaks for, each with where its rule puts it on the wall."""
    segment = segments[place]
    following = segments[place + 1].since if place + 1 < len(segments) else None
    for wall in _walls(segment, earliest, latest):
        slot = f"{wall - segment.moved * _DAY:%Y%m%dT}{segment.since[-4:]}"
        if following is not None and slot >= following:
            return
        if slot >= segment.since:
            yield slot, wall


def _walls(segment: SegmentCard, earliest: datetime, latest: datetime) -> Iterator[datetime]:
    first = datetime.fromisoformat(segment.starts.wall)
    if segment.rule is None:
        return iter([first] if earliest <= first <= latest else [])
    try:
        rule = rrulestr(_last_day(segment.rule, segment.starts.zone), dtstart=first)
        return _until(rule.xafter(earliest, inc=True), latest)
    except (ValueError, KeyError):
        return iter([])


def _speaks_for(segments: list[SegmentCard], slot: str) -> SegmentCard:
    """Slots sort as they come, so what speaks for one is found by comparing."""
    return next((one for one in reversed(segments) if one.since <= slot), segments[0])


def _is_first(segments: list[SegmentCard], segment: SegmentCard, single: SingleCard) -> bool:
    """Whether a single time is the first of a rest that is cancelled."""
    place = segments.index(segment)
    if place > 0 and segments[place - 1].cancelled:
        return False
    far = _begin(segment) + _REACH
    first = next(_slots(segments, place, _begin(segment), far), None)
    return first is not None and single.id.endswith(f".{first[0]}")


def _single(card: ActivityCard, segment: SegmentCard, single: SingleCard) -> OccurrenceCard:
    own = SegmentCard(
        since=segment.since,
        starts=single.starts,
        lasts=single.lasts,
        cancelled=single.cancelled,
    )
    wall = datetime.fromisoformat(single.starts.wall)
    details = single.details or segment.details
    return _occurrence(card, single.id, own, details, wall)


def coming_up(
    streams: views.Streams, me: str | None, since: datetime, before: datetime
) -> list[OccurrenceCard]:
    """What is planned in one's houses and groups, soonest first, with the answers given to it."""
    members = views.members(streams)
    found = []
    for card in views.activities(streams):
        for one in occurrences(card, since, before):
            given = views.answers(streams, card, one.id)
            yes = [id_ for id_, said in given.items() if said.answer is Answer.COMING]
            known = [members[id_] for id_ in yes if id_ in members]
            mine = given[me].answer if me in given else None
            found.append(one.model_copy(update={"answer": mine, "coming": known}))
    return sorted(found, key=lambda one: one.starts_at)


def _until(walls: Iterator[datetime], latest: datetime) -> Iterator[datetime]:
    for wall in walls:
        if wall > latest:
            return
        yield wall


def _last_day(rule: str, zone: str) -> str:
    """Write UNTIL as the end of a day in the zone: it may be a date, a wall time, or in UTC."""

    def last(match: re.Match[str]) -> str:
        day, time, utc = match.groups()
        if utc:
            moment = datetime.strptime(f"{day}{time}", "%Y%m%d%H%M%S").replace(tzinfo=UTC)
            day = moment.astimezone(ZoneInfo(zone)).strftime("%Y%m%d")
        return f"UNTIL={day}T235959"

    return _UNTIL.sub(last, rule.removeprefix("RRULE:"))


def _occurrence(
    card: ActivityCard,
    id_: str,
    segment: SegmentCard,
    details: DetailsCard | None,
    wall: datetime,
) -> OccurrenceCard:
    starts = wall.replace(tzinfo=ZoneInfo(segment.starts.zone)).astimezone(UTC)
    said = details or card
    return OccurrenceCard(
        id=id_,
        activity=card.id,
        house=card.house,
        group=card.group,
        room=card.room,
        starts_at=starts,
        ends_at=starts + timedelta(seconds=segment.lasts),
        title=said.title,
        place=said.place,
        meet_at=said.meet_at,
        bring=said.bring,
        max=said.max,
        picture=card.picture,
        repeats=any(one.rule is not None for one in card.segments or [_only(card)]),
        cancelled=segment.cancelled or _is_cancelled(card, id_),
    )


def _is_cancelled(card: ActivityCard, id_: str) -> bool:
    """Ids of one activity sort by their slots, so "from this one on" is a comparison."""
    if card.segments:
        return False
    gone = card.cancelled_from is not None and id_ >= card.cancelled_from
    return card.cancelled or gone or id_ in card.cancelled_occurrences
