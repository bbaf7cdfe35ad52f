"""Entries of a stream, read back as they stood on the wire."""

from collections.abc import Mapping
from datetime import datetime
from itertools import accumulate
from typing import NamedTuple

from sqlalchemy import bindparam, func, select, tuple_

from utelys.core.clock import from_millis, to_millis
from utelys.core.entries import entry_json
from utelys.store.base import Source
from utelys.store.schema import entries, streams
from utelys.store.source import ReadSource

_COLUMNS = (entries.c.seq, entries.c.at, entries.c.kind, entries.c.by, entries.c.body_sealed)
_AT = select(entries.c.at).where(
    entries.c.stream == bindparam("num"), entries.c.seq == bindparam("seq")
)
_AT_IN = select(entries.c.stream, entries.c.at).where(
    tuple_(entries.c.stream, entries.c.seq).in_(bindparam("places", expanding=True))
)
_AT_ONCE = 400
_AFTER = (
    select(*_COLUMNS)
    .where(entries.c.stream == bindparam("num"), entries.c.seq > bindparam("after"))
    .order_by(entries.c.seq)
    .limit(bindparam("most"))
)
_SIZES = (
    select(entries.c.seq, func.length(entries.c.body_sealed).label("size"))
    .where(entries.c.stream == bindparam("num"), entries.c.seq > bindparam("after"))
    .order_by(entries.c.seq)
    .limit(bindparam("most"))
)
_BEFORE = (
    select(*_COLUMNS)
    .where(
        entries.c.stream == bindparam("num"),
        entries.c.seq < bindparam("before"),
        entries.c.seq >= bindparam("from_seq"),
    )
    .order_by(entries.c.seq.desc())
    .limit(bindparam("most"))
)
_SOME = (
    select(*_COLUMNS)
    .where(
        entries.c.stream == bindparam("num"), entries.c.seq.in_(bindparam("seqs", expanding=True))
    )
    .order_by(entries.c.seq)
)
_LAST_OF_KIND = (
    select(entries.c.at)
    .join(streams, streams.c.num == entries.c.stream)
    .where(streams.c.name == bindparam("stream"), entries.c.kind == bindparam("kind"))
    .order_by(entries.c.seq.desc())
    .limit(1)
)


async def after(source: ReadSource, stream: str, seq: int, most: int) -> list[tuple[int, bytes]]:
    """The next entries after a number, oldest first, each with its number."""
    return await _page(source, stream, _AFTER, {"after": seq, "most": most})


async def piece(
    source: ReadSource, stream: str, seq: int, most: int, size: int
) -> list[tuple[int, bytes]]:
    """The next entries after a number: about `size` bytes of them, but at least one."""
    head = await source.find_head(stream)
    if head is None:
        return []
    rows = await source.rows(_SIZES, {"num": head.num, "after": seq, "most": most})
    total = accumulate(row.size for row in rows)
    count = next((place for place, sum_ in enumerate(total, 1) if sum_ > size), len(rows))
    return await after(source, stream, seq, count) if count else []


async def first_at(source: ReadSource, stream: str, moment: datetime) -> int:
    """The number of the first entry at a moment or after it; one past the head if there is none.

    Moments never go back within a stream, so it is found by halving: some twenty rows are read.
    """
    head = await source.find_head(stream)
    if head is None:
        return 1
    low, high, wanted = 1, head.seq + 1, to_millis(moment)
    while low < high:
        middle = (low + high) // 2
        found = await source.rows(_AT, {"num": head.num, "seq": middle})
        if found[0].at < wanted:
            low = middle + 1
        else:
            high = middle
    return low


class Between(NamedTuple):
    """Where a moment (milliseconds since 1970) is to be found among the numbers of a stream."""

    low: int
    high: int
    at: int


async def first_at_in(
    source: Source, asked: Mapping[int, Between]
) -> dict[int, tuple[int, int | None]]:
    """The same in many streams, by the numbers of their rows; `high` where all is from before it.

    With each the moment of the entry before it, None where that is below `low`. They are halved
    together, so that many cost hardly more looks at the disk than one.
    """
    before: dict[int, int] = {}
    left = {num: (one.low, one.high) for num, one in asked.items()}
    while halved := {num: (low + high) // 2 for num, (low, high) in left.items() if low < high}:
        places, found = list(halved.items()), dict[int, int]()
        for begin in range(0, len(places), _AT_ONCE):
            rows = await source.rows(_AT_IN, {"places": places[begin : begin + _AT_ONCE]})
            found.update((row.stream, row.at) for row in rows)
        for num, middle in halved.items():
            low, high = left[num]
            at = found.get(num, 0)
            if at >= asked[num].at:
                left[num] = low, middle
            else:
                left[num] = middle + 1, high
                before[num] = at
    return {num: (low, before.get(num)) for num, (low, _) in left.items()}


async def before(
    source: ReadSource, stream: str, seq: int, most: int, from_seq: int
) -> list[tuple[int, bytes]]:
    """The entries just before a number and not before `from_seq`, oldest first."""
    values = {"before": seq, "most": most, "from_seq": from_seq}
    return (await _page(source, stream, _BEFORE, values))[::-1]


async def some(source: ReadSource, stream: str, seqs: list[int]) -> list[tuple[int, bytes]]:
    """Single entries, by their numbers."""
    return await _page(source, stream, _SOME, {"seqs": seqs})


async def last_of_kind(source: Source, stream: str, kind: str) -> datetime | None:
    """When something of a kind last happened in a stream."""
    found = await source.rows(_LAST_OF_KIND, {"stream": stream, "kind": kind})
    return from_millis(found[0].at) if found else None


async def body(source: Source, stream: str, seq: int, sealed: bytes) -> bytes:
    """Open the body of an entry, as its row has it."""
    return await source.open(stream, sealed, _about(seq))


def _about(seq: int) -> bytes:
    """What the body of an entry is bound to, beside its stream."""
    return b"entry %d" % seq


async def _page(
    source: ReadSource, stream: str, statement: object, values: Mapping[str, object]
) -> list[tuple[int, bytes]]:
    head = await source.find_head(stream)
    if head is None:
        return []
    found = await source.rows(statement, {**values, "num": head.num})
    return [
        (
            row.seq,
            entry_json(
                row.seq,
                from_millis(row.at),
                row.kind,
                row.by,
                head.sealer.open(row.body_sealed, _about(row.seq)),
            ),
        )
        for row in found
    ]
