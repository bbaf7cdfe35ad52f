"""Threads: which messages of a room are about one time of an activity."""

from sqlalchemy import bindparam, delete, insert, select

from utelys.store.base import Source, Tx
from utelys.store.schema import threads

_OF = select(threads.c.seq).where(
    threads.c.room == bindparam("room"), threads.c.occurrence == bindparam("occurrence")
)
_AFTER = (
    _OF.where(threads.c.seq > bindparam("after")).order_by(threads.c.seq).limit(bindparam("most"))
)
_BEFORE = (
    _OF.where(threads.c.seq < bindparam("before"), threads.c.seq >= bindparam("from_seq"))
    .order_by(threads.c.seq.desc())
    .limit(bindparam("most"))
)
_ADD = insert(threads)
_DROP = delete(threads).where(
    threads.c.room == bindparam("b_room"),
    threads.c.occurrence == bindparam("b_occurrence"),
    threads.c.seq == bindparam("b_seq"),
)


async def after(source: Source, room: str, occurrence: str, seq: int, most: int) -> list[int]:
    """The next messages of a thread after a number, oldest first."""
    values = {"room": room, "occurrence": occurrence, "after": seq, "most": most}
    return [row.seq for row in await source.rows(_AFTER, values)]


async def before(
    source: Source, room: str, occurrence: str, seq: int, most: int, from_seq: int
) -> list[int]:
    """The messages of a thread just before a number and not before `from_seq`, oldest first."""
    values = {"room": room, "occurrence": occurrence, "before": seq, "most": most}
    found = await source.rows(_BEFORE, values | {"from_seq": from_seq})
    return [row.seq for row in found][::-1]


def add(tx: Tx, room: str, occurrence: str, seq: int) -> None:
    """Put a message into a thread."""
    tx.write(_ADD, {"room": room, "occurrence": occurrence, "seq": seq})


def drop(tx: Tx, room: str, occurrence: str, seq: int) -> None:
    """Take a message out of a thread: it is erased."""
    tx.write(_DROP, {"b_room": room, "b_occurrence": occurrence, "b_seq": seq})
