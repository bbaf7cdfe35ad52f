"""What members were told of says something else now, or nothing: so does what tells of it."""

from dataclasses import replace

from utelys.core.deliveries import State
from utelys.core.ids import parse_stream
from utelys.core.notice_entries import ROOM
from utelys.notices.telling import new_notice, take_back
from utelys.store.base import Tx
from utelys.store.queries import deliveries, notices, people, reading, rooms
from utelys.store.queries.notices import Notice
from utelys_protocol.words import NoticeState, PushText

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


async def edited(tx: Tx, stream: str, seq: int) -> None:
    """The entry with this number has other words now; it has been rewritten before this.

    What has not left is packed with the new words. Where the old ones may stand on a locked phone,
    the new ones are told in their place, without a sound (see `parcels`).
    """
    found = await notices.live_of(tx, stream, [seq])
    waiting = {one.member for one in found if one.state is NoticeState.WAITING}
    for one in found:
        if one.member in waiting or not await _shows_words(tx, one):
            continue
        anew = new_notice(tx, one.member, one.kind, one.about, (stream, seq))
        notices.add(tx, replace(anew, due=tx.now, until=one.until))
        tx.notice_at(tx.now)


async def _shows_words(tx: Tx, one: Notice) -> bool:
    me = await people.member(tx, one.member)
    if me is None or me.push_text is not PushText.FULL:
        return False
    left = (State.SENT, State.POSTING)
    return any(each.state in left for each in await deliveries.of_notices(tx, [one.id]))


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
