"""What was answered to activities, and who came."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from utelys.core.answers import Book, Given
from utelys.core.clock import from_millis, to_millis
from utelys.store.base import Source, Tx
from utelys.store.schema_together import answers, attendance, missing
from utelys_protocol.words import Answer

_GIVEN = (
    select(answers)
    .where(answers.c.activity == bindparam("id"))
    .order_by(answers.c.occurrence, answers.c.member)
)
_ADD = insert(answers)
_DROP = delete(answers).where(
    answers.c.activity == bindparam("b_activity"),
    answers.c.occurrence == bindparam("b_occurrence"),
    answers.c.member == bindparam("b_member"),
)
_NOBODY = ""
"""Stands in a row of its own where it was noted that nobody came."""

_CAME = (
    select(attendance.c.member)
    .where(attendance.c.occurrence == bindparam("occurrence"))
    .order_by(attendance.c.member)
)
_MISSING = select(missing).where(missing.c.activity == bindparam("id")).order_by(missing.c.member)
_MISSING_OF = (
    select(missing.c.activity)
    .where(missing.c.member == bindparam("member"))
    .order_by(missing.c.activity)
)
_ADD_MISSING = insert(missing)
_DROP_MISSING = delete(missing).where(
    missing.c.activity == bindparam("b_activity"), missing.c.member == bindparam("b_member")
)
_MISS_NOWHERE = delete(missing).where(missing.c.member == bindparam("b_member"))
_ADD_CAME = insert(attendance)
_DROP_CAME = delete(attendance).where(attendance.c.occurrence == bindparam("b_occurrence"))


async def book(source: Source, activity: str) -> Book:
    """All answers to an activity."""

    async def load() -> Book:
        return Book.of(
            Given(row.occurrence, row.member, Answer(row.answer), row.turn, from_millis(row.at))
            for row in await source.rows(_GIVEN, {"id": activity})
        )

    return await source.recall(("answers", activity), load)


def put(tx: Tx, activity: str, given: Given) -> None:
    """Write an answer; the one in whose place it stands has been dropped."""
    row = {"activity": activity, "occurrence": given.occurrence, "member": given.member}
    kept = {"answer": given.answer, "turn": given.turn, "at": to_millis(given.at)}
    tx.write(_ADD, row | kept)
    tx.forget(("answers", activity))


def drop(tx: Tx, activity: str, gone: Iterable[Given]) -> None:
    """Take answers away."""
    for one in gone:
        row = {"b_activity": activity, "b_occurrence": one.occurrence, "b_member": one.member}
        tx.write(_DROP, row)
    tx.forget(("answers", activity))


async def came(source: Source, occurrence: str) -> list[str]:
    """Who came to one time, as its leader noted; nobody where nothing is noted."""
    return await noted(source, occurrence) or []


async def noted(source: Source, occurrence: str) -> list[str] | None:
    """Who came to one time, as its leader noted; None where nothing is noted."""
    rows = await source.rows(_CAME, {"occurrence": occurrence})
    return [row.member for row in rows if row.member != _NOBODY] if rows else None


def note_came(
    tx: Tx, activity: str, occurrence: str, starts: datetime, members: Iterable[str]
) -> None:
    """Note who came, in place of what was noted before."""
    forget_came(tx, occurrence)
    for member in sorted(set(members)) or [_NOBODY]:
        row = {"activity": activity, "occurrence": occurrence, "member": member}
        tx.write(_ADD_CAME, row | {"starts": to_millis(starts)})


def forget_came(tx: Tx, occurrence: str) -> None:
    """Forget who came to one time."""
    tx.write(_DROP_CAME, {"b_occurrence": occurrence})


async def missing_in(source: Source, activity: str) -> dict[str, bool]:
    """Who wishes to be missed, each with whether the leader has been told of this absence."""
    return {row.member: row.told for row in await source.rows(_MISSING, {"id": activity})}


async def missing_of(source: Source, member: str) -> list[str]:
    """The activities in which a member wishes to be missed."""
    return [row.activity for row in await source.rows(_MISSING_OF, {"member": member})]


def miss(tx: Tx, activity: str, member: str, *, told: bool) -> None:
    """Write that a member wishes to be missed, and whether the leader has been told."""
    miss_not(tx, activity, member)
    tx.write(_ADD_MISSING, {"activity": activity, "member": member, "told": told})


def miss_not(tx: Tx, activity: str, member: str) -> None:
    """Write that a member does not wish it any more."""
    tx.write(_DROP_MISSING, {"b_activity": activity, "b_member": member})


def miss_nowhere(tx: Tx, member: str) -> None:
    """Write that a member wishes to be missed nowhere any more."""
    tx.write(_MISS_NOWHERE, {"b_member": member})
