"""Looking through what is encrypted: newest first, opened one by one, up to a limit.

There is no index of words: it would have to be kept from thieves as well as the texts, cost every
message something, and be erased from. Looking at a message takes about 10 µs, so all that a house
writes in years is looked through in less than a second. One search costs no more than `MOST`
(0.2 s), in small bites between which others are served, and says where to go on; `docs/search.md`
has more.

Rooms are lanes, of which the one with the newest comes next. Until a lane's turn has come nothing
is read of it: how new it can be at most is known from its head, or from where the search before
this one ended.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from heapq import heapify, heappop, heapreplace
from typing import Any, NamedTuple

from pydantic_core import from_json
from sqlalchemy import bindparam, select

from utelys.core.clock import from_millis, to_millis
from utelys.core.entries import entry_json
from utelys.core.searching import matches
from utelys.store.queries import log
from utelys.store.queries.log import Between
from utelys.store.schema import entries
from utelys.store.source import Head, ReadSource

MOST = 20_000
"""What one search may cost, in messages that are opened."""

A_LOOK = 20
"""What it costs to ask the disk once, in the same: 0.2 ms."""

_PAGE = 50
_LARGEST_PAGE = 400
"""Numbers of a room that are gone through at once, whatever stands under them."""

_BETWEEN = (
    select(entries.c.seq, entries.c.at, entries.c.kind, entries.c.by, entries.c.body_sealed)
    .where(
        entries.c.stream == bindparam("num"),
        entries.c.seq < bindparam("before"),
        entries.c.seq >= bindparam("first"),
        entries.c.kind == "message.sent",
    )
    .order_by(entries.c.seq)
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
    """One stream's messages on their way, newest first.

    All with a number below `before` are still to come, and none of them is newer than `at`.
    """

    stream: str
    head: Head
    first: int
    before: int
    at: int
    page: int = _PAGE
    rows: list[Any] = field(default_factory=list)

    @property
    def place(self) -> tuple[int, int, int]:
        """Where it stands among the others, the newest first."""
        return -self.at, -self.head.num, -self.before

    async def look(self, source: ReadSource) -> None:
        """Read the next rows, if there are any among the next numbers."""
        begin = max(self.before - self.page, self.first)
        values = {"num": self.head.num, "before": self.before, "first": begin}
        self.rows = list(await source.rows(_BETWEEN, values))
        self.page = min(self.page * 4, _LARGEST_PAGE)
        self.stand(begin)

    def stand(self, begin: int) -> None:
        """Stand behind the newest row that is at hand, or before a number where there is none."""
        if self.rows:
            self.before, self.at = self.rows[-1].seq + 1, self.rows[-1].at
        else:
            self.before = begin

    def ended(self) -> bool:
        """Whether nothing is left."""
        return not self.rows and self.before <= self.first


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
    heap = [(lane.place, lane) for lane in await _lanes(source, firsts, before)]
    heapify(heap)
    found, cost = Found(), 0
    begun = heap[0][0] if heap else None
    while heap:
        place, lane = heap[0]
        # Each search gets further than the one before it, whatever it costs.
        if place != begun and (len(found.hits) >= most or cost >= MOST):
            found.next = Place(-place[0], -place[1], -place[2])
            break
        if lane.rows:
            cost += 1
            row = lane.rows.pop()
            body = lane.head.sealer.open(row.body_sealed, b"entry %d" % row.seq)
            if row.by not in hidden and matches(from_json(body)["text"], words):
                json = entry_json(row.seq, from_millis(row.at), row.kind, row.by, body)
                found.hits.append((lane.stream, json))
            lane.stand(row.seq)
        else:
            cost += A_LOOK
            await lane.look(source)
        if lane.ended():
            heappop(heap)
        else:
            heapreplace(heap, (lane.place, lane))
    return found


async def _lanes(
    source: ReadSource, firsts: Mapping[str, int], before: Place | None
) -> list[_Lane]:
    heads = await source.find_heads(list(firsts))
    lanes = [
        _Lane(stream, head, firsts[stream], head.seq + 1, to_millis(head.at))
        for stream, head in heads.items()
    ]
    if before is not None:
        await _stand_before(source, lanes, before)
    return [lane for lane in lanes if not lane.ended()]


async def _stand_before(source: ReadSource, lanes: list[_Lane], place: Place) -> None:
    """Let all lanes stand at what comes after a place, newest first."""
    asked = {}
    for lane in lanes:
        num = lane.head.num
        # At the same moment streams follow one another by their numbers.
        end = place.at + (0 if num > place.num else 1)
        if num == place.num:
            lane.before, lane.at = min(place.seq, lane.before), place.at
        elif lane.at >= end:
            asked[num] = Between(lane.first, lane.before, end)
    found = await log.first_at_in(source, asked)
    for lane in lanes:
        if lane.head.num in found:
            lane.before, newest = found[lane.head.num]
            lane.at = lane.at if newest is None else newest
