"""When an activity happens, worked out from its rule where the server cannot be asked.

What a single time does differently (another hour, another place) only the server tells, by
`Client.occurrences`; offline, its rule is the best that there is.

An occurrence's id is `<activity>.<slot>`, the slot being its wall time as `20261126T1800`.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from utelys_client import views
from utelys_protocol.activities import ActivityCard, OccurrenceCard
from utelys_protocol.words import Answer

MOST = 400
"""Times of one activity that are worked out at once."""

_UNTIL = re.compile(r"UNTIL=(\d{8})(?:T(\d{6})(Z?))?", re.IGNORECASE)


def occurrences(card: ActivityCard, since: datetime, before: datetime) -> list[OccurrenceCard]:
    """The times that end after `since` and start before `before`, cancelled ones too.

    A rule that this version cannot read gives none.
    """
    zone = ZoneInfo(card.starts.zone)
    lasts = timedelta(seconds=card.lasts)
    first = datetime.fromisoformat(card.starts.wall)
    # A day more on either side: what counts is the moment, which is only known with the zone.
    edge = timedelta(days=1)
    earliest = since.astimezone(zone).replace(tzinfo=None) - lasts - edge
    latest = before.astimezone(zone).replace(tzinfo=None) + edge
    found = []
    for wall in islice(_walls(card, first, earliest, latest), MOST):
        starts = wall.replace(tzinfo=zone).astimezone(UTC)
        if starts + lasts > since and starts < before:
            found.append(_occurrence(card, wall, starts, lasts))
    return found


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


def _walls(
    card: ActivityCard, first: datetime, earliest: datetime, latest: datetime
) -> Iterator[datetime]:
    if card.rule is None:
        return iter([first] if earliest <= first <= latest else [])
    try:
        rule = rrulestr(_last_day(card.rule, card.starts.zone), dtstart=first)
        return _until(rule.xafter(earliest, inc=True), latest)
    except (ValueError, KeyError):
        return iter([])


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
    card: ActivityCard, wall: datetime, starts: datetime, lasts: timedelta
) -> OccurrenceCard:
    id_ = f"{card.id}.{wall:%Y%m%dT%H%M}"
    return OccurrenceCard(
        id=id_,
        activity=card.id,
        starts_at=starts,
        ends_at=starts + lasts,
        title=card.title,
        place=card.place,
        meet_at=card.meet_at,
        picture=card.picture,
        repeats=card.rule is not None,
        cancelled=_is_cancelled(card, id_),
    )


def _is_cancelled(card: ActivityCard, id_: str) -> bool:
    """Ids of one activity sort by their slots, so "from this one on" is a comparison."""
    gone = card.cancelled_from is not None and id_ >= card.cancelled_from
    return card.cancelled or gone or id_ in card.cancelled_occurrences
