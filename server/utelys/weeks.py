"""What is done together in a span of time, as it concerns one member: time by time."""

from collections.abc import Iterable
from datetime import datetime
from heapq import merge
from itertools import islice

from utelys import access
from utelys.core.activity import maximum, text
from utelys.core.answers import State
from utelys.core.ids import activity_of
from utelys.core.occurrences import LONGEST, Occurrence, listed
from utelys.store.base import Source
from utelys.store.queries import activities, answers, people
from utelys_protocol.activities import OccurrenceCard
from utelys_protocol.cards import MemberCard
from utelys_protocol.http import NextPage, OccurrencePage, OccurrenceQuery

SHOWN = 50
"""Names that one time carries of those who are coming."""


async def page(
    source: Source, member: str, query: OccurrenceQuery, now: datetime
) -> OccurrencePage:
    """A page of the times that concern a member, in the order in which they start."""
    since = query.since or now
    states = [
        State(one, await answers.book(source, one.id))
        for one in await access.activities_of(source, member)
    ]
    by_id = {state.activity.id: state for state in states}
    found = list(islice(_following(states, since, query, now), query.limit + 1))
    shown = found[: query.limit]
    cards = [await card(source, by_id[activity_of(one.id)], one, member) for one in shown]
    following = None
    if len(found) > len(shown):
        following = NextPage(since=shown[-1].starts, past=shown[-1].id)
    return OccurrencePage(occurrences=cards, next=following)


def _following(
    states: Iterable[State], since: datetime, query: OccurrenceQuery, now: datetime
) -> Iterable[Occurrence]:
    """The times of all activities, in order, from where the page begins."""
    streams = [listed(one.activity.series, since, now, query.before) for one in states]
    together = merge(*streams, key=lambda one: (one.starts, one.id))
    if query.past is None:
        return together
    last = (since, query.past)
    return (one for one in together if (one.starts, one.id) > last)


async def of_house(
    source: Source, house: str, since: datetime, before: datetime, now: datetime
) -> list[tuple[Occurrence, str | None]]:
    """What is on for all of a house, in order, each with the name of who leads it.

    What began before `since` and still goes on then is among it.
    """
    planned = [one for one in await activities.of_house(source, house) if not one.audience.stages]
    found = merge(
        *(listed(one.series, since - LONGEST, now, before) for one in planned),
        key=lambda one: (one.starts, one.id),
    )
    named = []
    for one in found:
        if one.ends <= since:
            continue
        leader = await _someone(source, text(one.details, "leader"))
        named.append((one, leader.name if leader else None))
    return named


async def card(source: Source, state: State, one: Occurrence, member: str) -> OccurrenceCard:
    """One time as it concerns a member."""
    activity, places = state.activity, state.places(one)
    said = state.book.counting(one).get(member)
    return OccurrenceCard(
        id=one.id,
        activity=activity.id,
        house=activity.audience.house,
        group=activity.audience.group,
        room=activity.room,
        starts_at=one.starts,
        ends_at=one.ends,
        title=text(one.details, "title") or "",
        place=text(one.details, "place") or "",
        meet_at=text(one.details, "meet_at"),
        bring=text(one.details, "bring"),
        leader=await _someone(source, text(one.details, "leader")),
        co_leader=await _someone(source, text(one.details, "co_leader")),
        max=maximum(one.details),
        repeats=activity.repeats,
        cancelled=one.cancelled,
        answer=said.answer if said else None,
        waiting=member in places.waiting,
        coming=[await people.card(source, id_) for id_ in places.coming[:SHOWN]],
        coming_count=len(places.coming),
        waiting_count=len(places.waiting),
        maybe_count=len(places.maybe),
        picture=activity.picture,
    )


async def _someone(source: Source, id_: str | None) -> MemberCard | None:
    return await people.card(source, id_) if id_ else None
