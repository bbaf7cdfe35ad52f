"""What has been answered to an activity: to single times, and to all times to come.

`places` says which answer counts and who has a place. Here stands what an answer, a leave or a
change of the maximum moves: for each single time that somebody answered by itself, and once for all
the others, which are alike.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from utelys.core import agenda
from utelys.core.activity import Activity, maximum
from utelys.core.errors import NotFound
from utelys.core.ids import occurrence_id, slot_of
from utelys.core.occurrences import Occurrence, find, occurrences
from utelys.core.places import Places, Said, counts, moves, outlasts, places, said_again
from utelys_protocol.activities import AnswerCard
from utelys_protocol.words import Answer

ALL = "all"
"""Stands for every time to come where the id of one could stand."""


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as it is kept; `occurrence` is an id or `ALL`, `at` when it was given."""

    occurrence: str
    member: str
    answer: Answer
    turn: int
    at: datetime

    @property
    def said(self) -> Said:
        """The answer and its turn."""
        return Said(self.answer, self.turn)


def answer_card(activity: str, given: Given) -> AnswerCard:
    """How an answer is shown to those whom the activity concerns."""
    return AnswerCard(
        activity=activity,
        occurrence=given.occurrence,
        member=given.member,
        answer=given.answer,
        turn=given.turn,
    )


@dataclass(frozen=True, slots=True)
class Book:
    """All answers to one activity, by what they answer and who gave them."""

    given: Mapping[tuple[str, str], Given]

    @classmethod
    def of(cls, given: Iterable[Given]) -> "Book":
        """Make a book of answers."""
        return cls({(one.occurrence, one.member): one for one in given})

    @property
    def slots(self) -> set[datetime]:
        """The slots of the times that were answered by themselves."""
        return {slot_of(one) for one, _ in self.given if one != ALL}

    def counting(self, one: Occurrence | None) -> dict[str, Said]:
        """What counts for a time, by member; for None, for one that nobody answered by itself.

        What was said to all says nothing of a time that was over by then.
        """
        to_all = {
            member: given.said
            for (occurrence, member), given in self.given.items()
            if occurrence == ALL and (one is None or given.at < one.ends)
        }
        to_one = {
            member: given.said
            for (occurrence, member), given in self.given.items()
            if one is not None and occurrence == one.id
        }
        both = {
            member: counts(to_one.get(member), to_all.get(member)) for member in to_all | to_one
        }
        return {member: said for member, said in both.items() if said is not None}

    def places(self, one: Occurrence | None, most: int | None) -> Places:
        """Who has a place at a time, and who waits for one."""
        return places(most, self.counting(one))

    def take(
        self, one: Occurrence | None, member: str, answer: Answer, now: datetime
    ) -> tuple["Book", Given, list[Given]]:
        """Take an answer to one time, or to all to come (None).

        Returns the book with it, the answer as it now stands, and those that it takes the place of.
        """
        turn = max((given.turn for given in self.given.values()), default=0) + 1
        said = said_again(self.counting(one).get(member), answer, turn)
        key = one.id if one else ALL
        given = Given(key, member, said.answer, said.turn, now)
        gone = [
            old
            for old in self.given.values()
            if old.member == member
            and (old.occurrence == key or (one is None and not outlasts(old.said, answer)))
        ]
        left = [old for old in self.given.values() if old not in gone]
        return Book.of([*left, given]), given, gone

    def without(self, member: str) -> tuple["Book", list[Given]]:
        """The book when a member has left, and the answers that go with them."""
        gone = [one for one in self.given.values() if one.member == member]
        return Book.of(one for one in self.given.values() if one.member != member), gone


@dataclass(frozen=True, slots=True)
class State:
    """An activity and what was answered to it."""

    activity: Activity
    book: Book

    def places(self, one: Occurrence | None) -> Places:
        """Who has a place at a time; None for one that nobody answered by itself."""
        details = one.details if one else self.activity.details
        return self.book.places(one, maximum(details))

    def find(self, occurrence: str) -> Occurrence | None:
        """A time that is still planned."""
        try:
            return find(self.activity.series, occurrence)
        except NotFound:
            return None


@dataclass(frozen=True, slots=True)
class Moved:
    """A member who got a place, or lost one, without an answer of their own.

    `occurrence` is an id, or `ALL`: then it is so at every time to come but those in `but`.
    `starts` is when that time begins, or the first of them.
    """

    member: str
    occurrence: str
    promoted: bool
    starts: datetime
    but: tuple[str, ...] = ()


NEAR = timedelta(weeks=8)
"""How far ahead the times are looked at that are planned otherwise than those that follow them."""


def moved(before: State, after: State, now: datetime, only: str | None = None) -> list[Moved]:
    """Tell who moved between two states, each once; `only` names the one time that it is about.

    Times that may differ from those that go on for ever are looked at one by one. Whoever moved at
    all the others is told that at once, with those that it is not so at; nobody, where none of them
    is left to come.
    """
    if only is not None:
        return _at_one(before, after, only, now)
    alone = sorted(_alone(before, now) | _alone(after, now) | _before_the_last(after.activity, now))
    single = [each for one in alone for each in _at_one(before, after, one, now)]
    found = _at_the_others(before, after, alone, now)
    told = {(one.member, one.promoted) for one in found}
    return found + [one for one in single if (one.member, one.promoted) not in told]


def _at_the_others(
    before: State, after: State, alone: Collection[str], now: datetime
) -> list[Moved]:
    first = _first_but(after.activity, alone, now)
    if first is None:
        return []
    general = moves(before.places(None), after.places(None))
    both = ((general.promoted, True), (general.put_back, False))
    return [
        Moved(member, ALL, promoted, first.starts, but)
        for members, promoted in both
        for member in members
        for but in [tuple(one for one in alone if _is_not(after, one, (member, promoted)))]
    ]


def _first_but(activity: Activity, alone: Collection[str], now: datetime) -> Occurrence | None:
    """The first time to come that stands and is like all the others; None where none is left."""
    one = None if activity.ended else agenda.next_standing(activity, now)
    while one is not None and one.id in alone:
        one = agenda.next_standing(activity, one.starts + _MOMENT)
    return one


_MOMENT = timedelta(milliseconds=1)


def _alone(state: State, now: datetime) -> set[str]:
    """The times that were answered, or planned otherwise, by themselves and are not over."""
    series = state.activity.series
    slots = {*series.overrides, *state.book.slots}
    return {occurrence_id(series.activity, slot) for slot in slots if series.over_at(slot) > now}


def _before_the_last(activity: Activity, now: datetime) -> set[str]:
    """The near times that come before those that go on as the activity now says of itself."""
    if len(activity.series.segments) == 1:
        return set()
    near = occurrences(activity.series, now, now + NEAR)
    return {one.id for one in near if one.slot < activity.goes_on_from}


def _at_one(before: State, after: State, occurrence: str, now: datetime) -> list[Moved]:
    was, one = before.find(occurrence), after.find(occurrence)
    if was is None or one is None or one.cancelled or one.ends <= now:
        return []
    found = moves(before.places(was), after.places(one))
    return [
        *(Moved(member, occurrence, True, one.starts) for member in found.promoted),
        *(Moved(member, occurrence, False, one.starts) for member in found.put_back),
    ]


def _is_not(state: State, occurrence: str, each: tuple[str, bool]) -> bool:
    """Whether what is told of all times is not so at this one."""
    member, promoted = each
    one = state.find(occurrence)
    if one is None or one.cancelled:
        return False
    places = state.places(one)
    return member in (places.waiting if promoted else places.coming)
