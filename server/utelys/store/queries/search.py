"""Looking through what is encrypted: newest first, opened one by one, up to a limit.

There is no index of words: it would have to be kept from thieves as well as the texts, cost every
message something, and be erased from. Looking at a message takes about 10 µs, so all that a house
writes in years is looked through in less than a second. One search looks at no more than
`MOST_OPENED` (0.2 s), in small bites between which others are served, and says where to go on.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any, NamedTuple

from pydantic_core import from_json
from sqlalchemy import bindparam, select

from utelys.core.clock import from_millis
from utelys.core.entries import entry_json
from utelys.core.searching import matches
from utelys.store.queries import log
from utelys.store.schema import entries
from utelys.store.source import Head, ReadSource

MOST_OPENED = 20_000
"""Messages that one search opens."""

_PAGE = 200
_LARGEST_PAGE = 400

_BEFORE = (
    select(entries.c.seq, entries.c.at, entries.c.kind, entries.c.by, entries.c.body_sealed)
    .where(
        entries.c.stream == bindparam("num"),
        entries.c.seq < bindparam("before"),
        entries.c.seq >= bindparam("first"),
        entries.c.kind == "message.sent",
    )
    .order_by(entries.c.seq.desc())
    .limit(bindparam("most"))
)


class Place(NamedTuple):
    """A message among all streams, in an order that is newest first when turned round.

    `at` is in milliseconds since 1970, `num` the number of the stream's row.
    """

    at: int
    num: int
    seq: int


@dataclass(slots=True)
class Found:
    """Messages that match, newest first, each with its stream; and where to go on, if there is."""

    hits: list[tuple[str, bytes]] = field(default_factory=list)
    next: Place | None = None


@dataclass(slots=True)
class _Lane:
    """One stream's messages on their way, newest first."""

    stream: str
    head: Head
    first: int
    before: int
    page: int
    rows: list[Any] = field(default_factory=list)

    async def take(self, source: ReadSource) -> Any | None:
        """The next row; None at the end."""
        if not self.rows:
            values = {
                "num": self.head.num,
                "before": self.before,
                "first": self.first,
                "most": self.page,
            }
            self.rows = list(await source.rows(_BEFORE, values))[::-1]
            if not self.rows:
                return None
            self.page = min(self.page * 4, _LARGEST_PAGE)
        row = self.rows.pop()
        self.before = row[0]
        return row


async def search(
    source: ReadSource,
    firsts: Mapping[str, int],
    words: tuple[str, ...],
    before: Place | None,
    most: int,
    hidden: Collection[str] = (),
) -> Found:
    """Look through streams, each from the first number that may be read.

    What those wrote who are `hidden` is passed over.
    """
    lanes = await _lanes(source, firsts, before)
    heap: list[tuple[int, int, int, Any, _Lane]] = []
    for lane in lanes:
        await _push(source, heap, lane)
    found, opened = Found(), 0
    while heap:
        _, num, seq, row, lane = heappop(heap)
        body = lane.head.sealer.open(row.body_sealed, b"entry %d" % row.seq)
        opened += 1
        if row.by not in hidden and matches(from_json(body)["text"], words):
            json = entry_json(row.seq, from_millis(row.at), row.kind, row.by, body)
            found.hits.append((lane.stream, json))
        await _push(source, heap, lane)
        if heap and (len(found.hits) >= most or opened >= MOST_OPENED):
            found.next = Place(row.at, -num, -seq)
            break
    return found


async def _push(source: ReadSource, heap: list[Any], lane: _Lane) -> None:
    row = await lane.take(source)
    if row is not None:
        heappush(heap, (-row.at, -lane.head.num, -row.seq, row, lane))


async def _lanes(
    source: ReadSource, firsts: Mapping[str, int], before: Place | None
) -> list[_Lane]:
    page = max(20, _PAGE // max(1, len(firsts)))
    lanes = []
    for stream, first in firsts.items():
        head = await source.find_head(stream)
        if head is not None:
            end = head.seq + 1
            if before is not None:
                end = await _end(source, stream, head.num, before)
            lanes.append(_Lane(stream, head, first, end, page))
    return lanes


async def _end(source: ReadSource, stream: str, num: int, before: Place) -> int:
    """The first number of a stream that does not come after a place, newest first."""
    if num == before.num:
        return before.seq
    # At the same moment streams follow one another by their numbers.
    same_too = 0 if num > before.num else 1
    return await log.first_at(source, stream, from_millis(before.at + same_too))
