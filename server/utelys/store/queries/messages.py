"""Messages, the entries that are about them, and what is pinned."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, tuple_

from utelys.core.clock import from_millis, to_millis
from utelys.core.entries import KeptEntry
from utelys.core.ids import room_stream
from utelys.store.base import Source, Tx
from utelys.store.schema import entries, notes, pins, streams
from utelys_protocol.cards import PinCard
from utelys_protocol.unread import COUNTS

_COLUMNS = (entries.c.seq, entries.c.at, entries.c.kind, entries.c.by, entries.c.body_sealed)
_ENTRIES = (
    select(*_COLUMNS)
    .join(streams, streams.c.num == entries.c.stream)
    .where(
        streams.c.name == bindparam("name"), entries.c.seq.in_(bindparam("seqs", expanding=True))
    )
    .order_by(entries.c.seq)
)
_ABOUT = (
    select(*_COLUMNS)
    .join(streams, streams.c.num == entries.c.stream)
    .join(notes, notes.c.seq == entries.c.seq)
    .where(
        streams.c.name == bindparam("name"),
        notes.c.room == bindparam("room"),
        notes.c.message.in_(bindparam("messages", expanding=True)),
    )
    .order_by(entries.c.seq)
)
_EDITS = _ABOUT.where(entries.c.kind == "message.edited")
_NEXT = (
    select(streams.c.name, entries.c.seq, entries.c.by, entries.c.kind)
    .join(streams, streams.c.num == entries.c.stream)
    .where(tuple_(entries.c.stream, entries.c.seq) > tuple_(bindparam("num"), bindparam("seq")))
    .order_by(entries.c.stream, entries.c.seq)
    .limit(bindparam("most"))
)
_AT_ONCE = 200
"""Entries of the log that are looked at for those of one member."""

_NUM = select(streams.c.num).where(streams.c.name == bindparam("name"))
_PINS = select(pins).where(pins.c.room == bindparam("room")).order_by(pins.c.seq)
_ADD_NOTE = insert(notes)
_DROP_NOTES = delete(notes).where(
    notes.c.room == bindparam("b_room"), notes.c.message == bindparam("b_message")
)
_DROP_NOTE = delete(notes).where(
    notes.c.room == bindparam("b_room"),
    notes.c.message == bindparam("b_message"),
    notes.c.seq == bindparam("b_seq"),
)
_ADD_PIN = insert(pins)
_DROP_PIN = delete(pins).where(pins.c.room == bindparam("b_room"), pins.c.seq == bindparam("b_seq"))


async def entry(source: Source, room: str, seq: int) -> KeptEntry | None:
    """Find an entry of a room, whatever it is, as it is now."""
    found = await some(source, room, [seq])
    return found[0] if found else None


async def some(source: Source, room: str, seqs: list[int]) -> list[KeptEntry]:
    """Find entries of a room, whatever they are, as they are now."""
    return await _kept(source, room, _ENTRIES, {"seqs": seqs})


async def about(source: Source, room: str, messages: list[int]) -> list[KeptEntry]:
    """The entries that are about some messages, oldest first."""
    return await _kept(source, room, _ABOUT, {"room": room, "messages": messages})


async def edits_of(source: Source, room: str, message: int) -> list[KeptEntry]:
    """The entries that say what a message was changed to, and still stand."""
    return await _kept(source, room, _EDITS, {"room": room, "messages": [message]})


async def _kept(
    source: Source, room: str, statement: Any, values: dict[str, Any]
) -> list[KeptEntry]:
    stream = room_stream(room)
    found: Sequence[Any] = await source.rows(statement, values | {"name": stream})
    return [
        KeptEntry(
            row.seq,
            from_millis(row.at),
            row.kind,
            row.by,
            await source.open(stream, row.body_sealed, b"entry %d" % row.seq),
        )
        for row in found
    ]


async def written_by(
    source: Source, member: str, stream: str, seq: int, most: int
) -> tuple[list[tuple[str, int]], tuple[str, int] | None]:
    """Some messages of a member in the order of the log, after a stream's number.

    Also returns how far the log was read for them, None where that was to its end: one who erases
    everything goes through it once, in pieces, since those who write wait for each.
    """
    known = await source.rows(_NUM, {"name": stream})
    after = {"num": known[0].num if known else 0, "seq": seq}
    rows = await source.rows(_NEXT, {"most": _AT_ONCE, **after})
    found = [(row.name, row.seq) for row in rows if row.by == member and row.kind == COUNTS]
    if len(found) > most:
        return found[:most], found[most - 1]
    return found, (rows[-1].name, rows[-1].seq) if len(rows) == _AT_ONCE else None


def note(tx: Tx, room: str, message: int, seq: int) -> None:
    """Note that an entry is about a message."""
    tx.write(_ADD_NOTE, {"room": room, "message": message, "seq": seq})


def drop_note(tx: Tx, room: str, message: int, seq: int) -> None:
    """Forget that an entry was about a message: it says nothing any more."""
    tx.write(_DROP_NOTE, {"b_room": room, "b_message": message, "b_seq": seq})


def drop_notes(tx: Tx, room: str, message: int) -> None:
    """Forget which entries were about a message."""
    tx.write(_DROP_NOTES, {"b_room": room, "b_message": message})


async def pins_of(source: Source, room: str) -> list[PinCard]:
    """What is pinned in a room, by number."""
    return [
        PinCard(seq=row.seq, by=row.by, at=from_millis(row.at))
        for row in await source.rows(_PINS, {"room": room})
    ]


def add_pin(tx: Tx, room: str, pin: PinCard) -> None:
    """Pin a message."""
    tx.write(_ADD_PIN, {"room": room, "seq": pin.seq, "by": pin.by, "at": to_millis(pin.at)})


def drop_pin(tx: Tx, room: str, seq: int) -> None:
    """Take a pin down; nothing happens if there is none."""
    tx.write(_DROP_PIN, {"b_room": room, "b_seq": seq})
