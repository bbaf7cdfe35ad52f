"""What members were told of has been erased: it is not told, and is taken away where it shows."""

from dataclasses import replace

from utelys.core.ids import parse_stream
from utelys.core.notice_entries import ROOM
from utelys.notices.telling import new_notice, take_back
from utelys.store.base import Tx
from utelys.store.queries import deliveries, notices, reading, rooms
from utelys.store.queries.notices import Notice
from utelys_protocol.words import NoticeState

_MOST = 50
"""Entries that are looked through for one that still stands."""


async def erased(tx: Tx, stream: str, seqs: list[int]) -> None:
    """The entries with these numbers say nothing any more; they were rewritten before this.

    Whoever would be told of it, and has more unread of before it, is told of that instead.
    """
    found = await notices.live_of(tx, stream, seqs)
    await take_back(tx, found, NoticeState.WITHDRAWN)
    for one in found:
        left = await _left(tx, one, stream, one.seq or 0)
        if left is not None and not await _is_told(tx, one, left):
            instead = new_notice(tx, one.member, one.kind, one.about, (stream, left))
            due = max(one.due, tx.now)
            notices.add(tx, replace(instead, due=due, until=one.until))
            tx.notice_at(due)


async def _is_told(tx: Tx, one: Notice, seq: int) -> bool:
    """Whether the member is told of as much by a notice that came before."""
    live = await notices.live_about(tx, one.about, [one.member])
    return any((each.seq or 0) >= seq for each in live)


async def _left(tx: Tx, one: Notice, stream: str, seq: int) -> int | None:
    """The newest that others have brought before it, and the member has not read."""
    name = parse_stream(stream)
    if name is None or name.kind != "room":
        return None
    read = (await reading.marks_of(tx, one.member)).get(stream, 0)
    first = (await rooms.members_in(tx, name.id)).get(one.member)
    if first is None:
        return None
    after = max(read, first - 1)
    for each in await deliveries.noted(tx, stream, after, seq - 1, _MOST):
        if each.kind in ROOM and each.by != one.member:
            return each.seq
    return None
