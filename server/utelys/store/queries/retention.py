"""For how long rooms keep what is written in them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from utelys.core.clock import from_millis
from utelys.core.ids import room_stream
from utelys.store.base import Source, Tx
from utelys.store.schema import entries, retention, streams


@dataclass(frozen=True, slots=True)
class Retention:
    """A room keeps its messages for `days`; all with a number below `expired` are erased."""

    room: str
    days: int
    expired: int = 1


_ONE = select(retention).where(retention.c.room == bindparam("room"))
_DROP = delete(retention).where(retention.c.room == bindparam("b_room"))
_ADD = insert(retention)
_OLDEST = (
    select(entries.c.seq, entries.c.at)
    .join(streams, streams.c.num == entries.c.stream)
    .where(
        streams.c.name == bindparam("name"),
        entries.c.seq >= bindparam("first"),
        entries.c.kind == "message.sent",
    )
    .order_by(entries.c.seq)
    .limit(bindparam("most"))
)


async def of(source: Source, room: str) -> Retention | None:
    """For how long a room keeps what is written; None for ever."""

    async def load() -> Retention | None:
        found = await source.rows(_ONE, {"room": room})
        return Retention(room, found[0].days, found[0].expired) if found else None

    return await source.recall(("retention of", room), load)


def put(tx: Tx, kept: Retention) -> None:
    """Write for how long a room keeps what is written."""
    drop(tx, kept.room)
    tx.write(_ADD, {"room": kept.room, "days": kept.days, "expired": kept.expired})


def drop(tx: Tx, room: str) -> None:
    """Let a room keep what is written for ever."""
    tx.write(_DROP, {"b_room": room})
    tx.forget(("retention of", room))


async def oldest(source: Source, room: str, first: int, most: int) -> list[tuple[int, datetime]]:
    """The oldest messages from a number on, each with its number and its moment."""
    values = {"name": room_stream(room), "first": first, "most": most}
    return [(row.seq, from_millis(row.at)) for row in await source.rows(_OLDEST, values)]
