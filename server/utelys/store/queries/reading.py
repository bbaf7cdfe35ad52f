"""How far members have read, who wants receipts, and which rooms are to be silent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select

from utelys.core.clock import from_millis, to_millis
from utelys.core.ids import room_stream
from utelys.store.base import Source, Tx
from utelys.store.queries import blocks
from utelys.store.schema import entries, marks, mutes, receipts, room_members, streams
from utelys_protocol.cards import MuteCard, ReceiptCard
from utelys_protocol.unread import COUNTS, MOST

_MARKS = select(marks.c.member, marks.c.stream, marks.c.seq).where(
    marks.c.member.in_(bindparam("members", expanding=True))
)
_DROP_MARK = delete(marks).where(
    marks.c.member == bindparam("b_member"), marks.c.stream == bindparam("b_stream")
)
_ADD_MARK = insert(marks)
_UNREAD = select(func.count()).select_from(
    select(entries.c.seq)
    .join(streams, streams.c.num == entries.c.stream)
    .where(
        streams.c.name == bindparam("stream"),
        entries.c.seq > bindparam("read"),
        entries.c.kind == COUNTS,
        entries.c.by.not_in(bindparam("unheard", expanding=True)),
    )
    .limit(MOST)
    .subquery()
)
_CHOSE = select(receipts.c.member).where(receipts.c.member == bindparam("member"))
_CHOOSERS = (
    select(receipts.c.member)
    .join(room_members, room_members.c.member == receipts.c.member)
    .where(room_members.c.room == bindparam("room"))
)
_RECEIPTS = (
    select(
        receipts.c.member,
        marks.c.seq,
        func.coalesce(room_members.c.joined_seq, room_members.c.from_seq).label("joined"),
    )
    .join(room_members, room_members.c.member == receipts.c.member)
    .join(marks, marks.c.member == receipts.c.member)
    .where(room_members.c.room == bindparam("room"), marks.c.stream == bindparam("stream"))
    .order_by(receipts.c.member)
)
_ADD_RECEIPTS = insert(receipts)
_DROP_RECEIPTS = delete(receipts).where(receipts.c.member == bindparam("b_member"))
_MUTES = (
    select(mutes.c.room, mutes.c.until)
    .where(mutes.c.member == bindparam("member"))
    .order_by(mutes.c.room)
)
_ADD_MUTE = insert(mutes)
_DROP_MUTE = delete(mutes).where(
    mutes.c.member == bindparam("b_member"), mutes.c.room == bindparam("b_room")
)


async def marks_of(source: Source, member: str) -> dict[str, int]:
    """How far a member has read each stream that they have read at all."""
    return (await marks_of_each(source, [member]))[member]


async def marks_of_each(source: Source, members: Sequence[str]) -> dict[str, dict[str, int]]:
    """The same of several members, asked at once."""

    async def load(missing: list[str]) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {member: {} for member in missing}
        for row in await source.rows(_MARKS, {"members": missing}):
            found[row.member][row.stream] = row.seq
        return found

    return await source.recall_each("marks of", members, load)


def put_mark(tx: Tx, member: str, stream: str, seq: int) -> None:
    """Write how far a member has read a stream."""
    tx.write(_DROP_MARK, {"b_member": member, "b_stream": stream})
    tx.write(_ADD_MARK, {"member": member, "stream": stream, "seq": seq})
    tx.forget(("marks of", member))


async def unread(source: Source, member: str, stream: str, read: int) -> int:
    """How many messages of others stand beyond a position; counted up to 1,000."""
    unheard = [member, *await blocks.blocked(source, member)]
    values = {"unheard": unheard, "stream": stream, "read": read}
    count: int = (await source.rows(_UNREAD, values))[0][0]
    return count


async def wants_receipts(source: Source, member: str) -> bool:
    """Whether a member has chosen that others see how far they have read, and the reverse."""

    async def load() -> bool:
        return bool(await source.rows(_CHOSE, {"member": member}))

    return await source.recall(("receipts of", member), load)


def choose_receipts(tx: Tx, member: str, on: bool) -> None:
    """Write what a member has chosen."""
    tx.write(_DROP_RECEIPTS, {"b_member": member})
    if on:
        tx.write(_ADD_RECEIPTS, {"member": member})
    tx.forget(("receipts of", member))


async def choosers_in(source: Source, room: str) -> frozenset[str]:
    """Those in a room who have chosen receipts."""
    return frozenset(row.member for row in await source.rows(_CHOOSERS, {"room": room}))


async def receipts_in(source: Source, room: str) -> list[ReceiptCard]:
    """How far those in a room have read who have chosen receipts."""
    values = {"room": room, "stream": room_stream(room)}
    return [
        ReceiptCard(member=row.member, seq=row.seq)
        for row in await source.rows(_RECEIPTS, values)
        if row.seq >= row.joined
    ]


async def mutes_of(source: Source, member: str) -> list[MuteCard]:
    """The rooms that are silent for a member, by id; the clock takes out those that have ended."""

    async def load() -> list[MuteCard]:
        found = await source.rows(_MUTES, {"member": member})
        return [
            MuteCard(id=row.room, until=None if row.until is None else from_millis(row.until))
            for row in found
        ]

    return await source.recall(("mutes of", member), load)


def put_mute(tx: Tx, member: str, room: str, until: datetime | None) -> None:
    """Let a room be silent for a member."""
    drop_mute(tx, member, room)
    row: dict[str, Any] = {"member": member, "room": room}
    tx.write(_ADD_MUTE, row | {"until": None if until is None else to_millis(until)})


def drop_mute(tx: Tx, member: str, room: str) -> None:
    """Let a room be heard again by a member."""
    tx.write(_DROP_MUTE, {"b_member": member, "b_room": room})
    tx.forget(("mutes of", member))
