"""Who has a place at one time of an activity, who waits for one, and what an answer changes.

Those who are coming stand in order of arrival. The first of them, up to the maximum, have a place;
the others wait. So there is nothing to keep in step: whoever withdraws, and whatever the maximum
becomes, the next in order has a place the moment that there is one.

An answer keeps its turn as long as it stays the same; saying it again costs nothing. Whoever leaves
the queue and comes back stands last:

| said before | says coming          | says maybe or no            |
| ----------- | -------------------- | --------------------------- |
| nothing     | stands last          | is in no queue              |
| coming      | keeps the turn       | leaves, the next moves up   |
| maybe, no   | stands last          | is in no queue              |

A member may answer one time, and all times to come. What was said to one time counts there. A later
answer to all puts itself in place of those that were given to single times before, with one
exception: a "no" to one time outlasts it, because who cannot come on the 26th has not changed that
by becoming a regular.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from utelys_protocol.words import Answer


@dataclass(frozen=True, slots=True)
class Said:
    """An answer and its turn: numbers that grow as answers arrive, no two the same."""

    answer: Answer
    turn: int


@dataclass(frozen=True, slots=True)
class Places:
    """Members by what they said, each in order of arrival."""

    coming: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()
    no: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Moves:
    """Who must be told, because it was not they who did it; each in order of arrival."""

    promoted: tuple[str, ...]
    """They waited and have a place now."""
    put_back: tuple[str, ...]
    """They had a place and wait now, since the maximum was lowered."""


def said_again(was: Said | None, answer: Answer, turn: int) -> Said:
    """Take an answer: the same one keeps its turn, another gets `turn`, the latest.

    Args:
        was: what counted until now for this time (see `counts`), None for nothing.
        answer: what is said now.
        turn: a number above all that were given before.
    """
    return was if was is not None and was.answer is answer else Said(answer, turn)


def counts(to_one: Said | None, to_all: Said | None) -> Said | None:
    """Tell which counts for one time: what was said to it, or else to all times to come."""
    return to_one or to_all


def outlasts(to_one: Said, to_all: Answer) -> bool:
    """Tell whether what was said to one time still stands when all times to come are answered."""
    return to_one.answer in (Answer.NO, to_all)


def places(maximum: int | None, answers: Mapping[str, Said]) -> Places:
    """Tell who has a place and who waits.

    Args:
        maximum: how many there is room for; None for any number.
        answers: for each member who answered, what counts for this time.
    """
    in_order = sorted(answers, key=lambda member: (answers[member].turn, member))

    def of(answer: Answer) -> tuple[str, ...]:
        return tuple(member for member in in_order if answers[member].answer is answer)

    coming = of(Answer.COMING)
    room = len(coming) if maximum is None else max(maximum, 0)
    return Places(coming[:room], coming[room:], of(Answer.MAYBE), of(Answer.NO))


def moves(before: Places, after: Places) -> Moves:
    """Tell who moved up or back between two states, without a new answer of their own."""
    had, waited = set(before.coming), set(before.waiting)
    return Moves(
        promoted=tuple(member for member in after.coming if member in waited),
        put_back=tuple(member for member in after.waiting if member in had),
    )
