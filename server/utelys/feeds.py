"""What stands in a calendar that another program reads: a member's own, or a group's."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from utelys import access
from utelys.core.activity import leads
from utelys.core.answers import ALL, State
from utelys.core.ical import Listed, Manner, Stands, calendar
from utelys.core.ids import occurrence_id, slot_of
from utelys.core.occurrences import Occurrence
from utelys.store.base import Source
from utelys.store.queries import activities, answers, people, rooms
from utelys.store.queries.calendars import Feed
from utelys_protocol.words import Answer, Language


async def read(source: Source, feed: Feed, now: datetime) -> Callable[[], bytes]:
    """Read all that a calendar tells now; what is given back writes it, in any thread.

    Writing takes long for who has many activities, and nobody who writes should wait for it.
    """
    found = await people.member(source, feed.member)
    manner = Manner(found.language if found else Language.BOKMAAL, feed.neutral, feed.alarm)
    if feed.room is None:
        listed = await _own(source, feed.member)
    elif feed.member in await rooms.members_in(source, feed.room):
        planned = await activities.of_group(source, feed.room)
        listed = [Listed(one, changed=one.series.revised) for one in planned]
    else:
        listed = []
    return partial(calendar, listed, manner, now, feed.made_at)


async def _own(source: Source, member: str) -> list[Listed]:
    """Everything that a member said yes or maybe to, and what they lead."""
    found = []
    for activity in await access.activities_of(source, member):
        state = State(activity, await answers.book(source, activity.id))
        found += listed_for(state, member)
    return found


def listed_for(state: State, member: str) -> list[Listed]:
    """What of one activity a member said yes or maybe to, or leads and did not say no to."""
    activity, book = state.activity, state.book
    own = {
        given.occurrence: given.answer for given in book.given.values() if given.member == member
    }
    to_all = own.pop(ALL, None)
    no = {id_ for id_, answer in own.items() if answer is Answer.NO}
    stands = {id_: how for id_ in _differing(state) if (how := _at(state, id_, member))}
    base = Listed(activity, changed=_changed(state, member))
    if to_all not in (None, Answer.NO):
        general = _stands(state, None, member)
        otherwise = {id_: how for id_, how in stands.items() if how is not general}
        return [replace(base, stands=general, without=no, otherwise=otherwise)]
    places = _led(state, member) if to_all is None else frozenset()
    return [*_of_places(state, base, places, (member, no, stands)), *_singles(base, places, stands)]


def _differing(state: State) -> set[str]:
    """The times at which it may stand otherwise than at all others."""
    series = state.activity.series
    return {occurrence_id(series.activity, slot) for slot in {*series.overrides, *state.book.slots}}


def _at(state: State, id_: str, member: str) -> Stands | None:
    """How it stands with a member at one time; None where they are not there."""
    one = state.find(id_)
    if one is None:
        return None
    said = state.book.counting(one).get(member)
    if said is None:
        return Stands.COMING if leads(one.details, member) else None
    return None if said.answer is Answer.NO else _stands(state, one, member)


def _stands(state: State, one: Occurrence | None, member: str) -> Stands:
    places = state.places(one)
    if member in places.waiting:
        return Stands.WAITING
    return Stands.MAYBE if member in places.maybe else Stands.COMING


def _led(state: State, member: str) -> frozenset[int]:
    """The segments that a member leads."""
    segments = enumerate(state.activity.series.segments)
    return frozenset(place for place, one in segments if leads(one.details, member))


def _of_places(
    state: State,
    base: Listed,
    places: frozenset[int],
    known: tuple[str, set[str], dict[str, Stands]],
) -> list[Listed]:
    """The segments that a member leads, but for times that others do and to which they said no."""
    if not places:
        return []
    member, no, stands = known
    others = {id_ for id_ in _differing(state) if _is_of_others(state, id_, member)} - set(stands)
    otherwise = {id_: how for id_, how in stands.items() if how is not Stands.COMING}
    return [replace(base, places=places, without=no | others, otherwise=otherwise)]


def _is_of_others(state: State, id_: str, member: str) -> bool:
    one = state.find(id_)
    return one is not None and not leads(one.details, member)


def _singles(base: Listed, places: frozenset[int], stands: dict[str, Stands]) -> list[Listed]:
    """The single times at which a member is, besides the segments that they lead."""
    series = base.activity.series
    only = {
        id_: how for id_, how in stands.items() if series.at_slot(slot_of(id_))[0] not in places
    }
    return [replace(base, only=sorted(only), otherwise=only)] if only else []


def _changed(state: State, member: str) -> datetime | None:
    """When what a member's calendar tells of an activity was last different.

    Where places are few, others' answers may have moved it.
    """
    few = any(one.details.get("max") for one in state.activity.series.segments)
    moments = [given.at for given in state.book.given.values() if few or given.member == member]
    if state.activity.series.revised is not None:
        moments.append(state.activity.series.revised)
    return max(moments, default=None)
