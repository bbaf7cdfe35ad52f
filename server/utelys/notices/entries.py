"""From entries to notices: whom does what happened concern, and who does not have it yet?"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from pydantic_core import from_json

from utelys.core.ids import parse_stream
from utelys.core.notice_entries import MEMBER, ROOM, Body, Rule
from utelys.core.notice_kinds import Lane
from utelys.notices.confirmed import Confirmed
from utelys.notices.deciding import by_reading
from utelys.notices.marks import Mark
from utelys.notices.telling import new_notice, withdraw, withdraw_any
from utelys.store.queries import blocks, deliveries, log, notices, people, push, reading, rooms
from utelys.store.queries.deliveries import Noted
from utelys.store.tx import WriterTx
from utelys_protocol.words import NoticeKind, NoticeState, RoomKind

BACK = timedelta(hours=24)
"""How far back a server that was down looks for what nobody was told."""

MOST = 200
"""Entries of one stream in one look: who has missed more is told of the newest."""


MEMBERS = 20
"""Members of a room in one look: those who write wait for a look."""


@dataclass(slots=True)
class Made:
    """What a look at entries has made.

    `looked_at` are the streams that concern anybody who is reached by push, and that were looked at
    to the end; what is left of the others is in `left`. `pressing` are the notices that cannot
    wait, `starts` when that begins which each new one is about.
    """

    looked_at: set[str] = field(default_factory=set)
    left: list[Mark] = field(default_factory=list)
    pressing: list[str] = field(default_factory=list)
    starts: dict[str, datetime | None] = field(default_factory=dict)


async def look(tx: WriterTx, marks: Iterable[Mark], confirmed: Confirmed) -> Made:
    """Write a notice for each member whom something concerns, due now."""
    made = Made()
    everyone = await push.subscribers(tx)
    for mark in marks:
        name = parse_stream(mark.stream)
        if name is None:
            continue
        if name.kind == "room":
            concerned = (await rooms.members_in(tx, name.id)).keys() & everyone
            has = confirmed.has
            # Those who sit before it cost nothing but this.
            away = sorted(
                one for one in concerned if one > mark.past and not has(one, mark.stream, mark.to)
            )
            if away:
                await _Room(tx, mark, name.id, confirmed).tell(away[:MEMBERS])
            if len(away) > MEMBERS:
                made.left.append(replace(mark, past=away[MEMBERS - 1]))
            elif concerned:
                made.looked_at.add(mark.stream)
        elif name.id in everyone:
            made.looked_at.add(mark.stream)
            await _Member(tx, mark, name.id, confirmed, made).tell()
    return made


class _Room:
    """One look at a room. Nothing is written for those who have confirmed."""

    def __init__(self, tx: WriterTx, mark: Mark, room: str, confirmed: Confirmed) -> None:
        self._tx = tx
        self._mark = mark
        self._room = room
        self._confirmed = confirmed

    async def tell(self, concerned: list[str]) -> None:
        """Tell of what others have brought there since each of these came in."""
        tx, mark = self._tx, self._mark
        newest: dict[str, Noted] = {}
        for one in await deliveries.noted(tx, mark.stream, mark.after, mark.to, MOST):
            if one.kind in ROOM:
                newest.setdefault(one.by, one)
        room = await rooms.room(tx, self._room)
        kind = NoticeKind.ASK_NEWS if room and room.kind is RoomKind.ASK else NoticeKind.MESSAGE
        starts = await rooms.members_in(tx, self._room)
        # Who takes a call sees what was there before them; it is no news to them.
        came = await deliveries.came_in(tx, mark.stream) if kind is NoticeKind.ASK_NEWS else {}
        may_be_told = concerned if kind is NoticeKind.ASK_NEWS else await self._hear(concerned)
        lasts: dict[str, Noted] = {}
        for member in may_be_told:
            unheard = {member, *await blocks.blocked(tx, member)}
            first = max(starts[member], came.get(member, 0))
            if last := _last_by_others(newest, unheard, first):
                lasts[member] = last
        waiting = await self._waiting(lasts)
        for member, last in lasts.items():
            if not await self._is_news(member, last):
                continue
            if member in waiting:
                # One that waits already now tells of the newest.
                notices.change(tx, replace(waiting[member], seq=last.seq))
            else:
                about, entry = f"room:{self._room}", (mark.stream, last.seq)
                one_more = new_notice(tx, member, kind, about, entry)
                notices.add(tx, replace(one_more, due=tx.now))

    async def _hear(self, members: list[str]) -> list[str]:
        """Those who have not let the room be silent."""
        muted = {
            member
            for member in members
            for one in await reading.mutes_of(self._tx, member)
            if one.id == self._room
        }
        return [member for member in members if member not in muted]

    async def _waiting(self, members: Iterable[str]) -> dict[str, notices.Notice]:
        about, members = f"room:{self._room}", list(members)
        live = await notices.live_about(self._tx, about, members) if members else []
        return {one.member: one for one in live if one.state is NoticeState.WAITING}

    async def _is_news(self, member: str, last: Noted) -> bool:
        mark = self._mark
        if self._confirmed.has(member, mark.stream, last.seq):
            return False
        if (await reading.marks_of(self._tx, member)).get(mark.stream, 0) >= last.seq:
            return False
        return mark.since is None or await _is_untold(self._tx, mark, member, last)


def _last_by_others(newest: dict[str, Noted], unheard: set[str], first: int) -> Noted | None:
    others = [one for by, one in newest.items() if by not in unheard and one.seq >= first]
    return max(others, key=lambda one: one.seq, default=None)


class _Member:
    """One look at what a member alone was told."""

    def __init__(
        self, tx: WriterTx, mark: Mark, member: str, confirmed: Confirmed, made: Made
    ) -> None:
        self._tx = tx
        self._mark = mark
        self._member = member
        self._confirmed = confirmed
        self._made = made

    async def tell(self) -> None:
        """Tell of what is news, and take back what is not any more, each by its rule."""
        mark = self._mark
        found = await deliveries.noted_with_bodies(self._tx, mark.stream, mark.after, mark.to, MOST)
        taken_away = await self._taken_away(found)
        for one in reversed(found):
            rule = MEMBER.get(one.kind)
            if rule is None or mark.lane not in (None, rule.lane):
                continue
            later = [is_over for seq, is_over in taken_away if seq > one.seq]
            await self._follow(rule, one, await self._body(one), later)

    async def _follow(
        self, rule: Rule, one: Noted, body: Body, later: Sequence[Callable[[str], bool]]
    ) -> None:
        """Do what a rule says; `later` knows what has been taken away since."""
        tx, member, about = self._tx, self._member, rule.about(body)
        if rule.known is not None and rule.known(body):
            return
        if rule.kind is None or (rule.only is not None and not rule.only(body)):
            await withdraw(tx, about, member)
            if rule.answers is not None:
                await withdraw_any(tx, rule.answers(body), member)
        elif one.by == member:
            # What they have answered, on whichever device, the others do not ask any more.
            await withdraw(tx, about, member)
        elif any(is_over(about) for is_over in later):
            return
        elif not (rule.personal and one.by in await blocks.blocked(tx, member)):
            await self._add(rule, rule.kind, one, body)

    async def _body(self, one: Noted) -> Body:
        body: Body = from_json(await log.body(self._tx, self._mark.stream, one.seq, one.sealed))
        return body

    async def _taken_away(self, found: Sequence[Noted]) -> list[tuple[int, Callable[[str], bool]]]:
        """What has taken away things of which these would tell, each with its number.

        It did not wait, and was looked at before them: there was nothing yet that it could
        withdraw.
        """
        tx, mark = self._tx, self._mark
        if mark.lane in (None, Lane.PRESSING):
            return []
        head = await tx.head(mark.stream)
        newer: Sequence[Noted] = ()
        if head > mark.to:
            newer = await deliveries.noted_with_bodies(tx, mark.stream, mark.to, head, MOST)
        taken_away: list[tuple[int, Callable[[str], bool]]] = []
        for one in (*found, *newer):
            rule = MEMBER.get(one.kind)
            if rule is not None and rule.kind is None:
                taken_away.append((one.seq, partial(rule.takes_away, await self._body(one))))
        return taken_away

    async def _add(self, rule: Rule, kind: NoticeKind, one: Noted, body: Body) -> None:
        tx, mark, made = self._tx, self._mark, self._made
        if mark.since and not await _is_untold(tx, mark, self._member, one):
            return
        told = new_notice(tx, self._member, kind, rule.about(body), (mark.stream, one.seq))
        if by_reading(told) and self._confirmed.has(self._member, mark.stream, one.seq):
            return
        until = min(await _last_moment(tx, one, rule, body) or told.until, told.until)
        notices.add(tx, replace(told, due=tx.now, until=until))
        made.starts[told.id] = rule.first_start(body)
        if rule.lane is Lane.PRESSING:
            made.pressing.append(told.id)


async def _last_moment(tx: WriterTx, one: Noted, rule: Rule, body: Body) -> datetime | None:
    """When it becomes pointless: for a call, when it would be handed over, as its house has set."""
    if rule.kind is not NoticeKind.ASK:
        return rule.last_moment(body)
    return one.at + (await people.schedule(tx, body["ask"]["house"])).end


async def _is_untold(tx: WriterTx, mark: Mark, member: str, one: Noted) -> bool:
    """Whether an entry of before the start is recent, could have been told, and was not."""
    devices = await push.subscriptions_of(tx, member)
    return (
        _is_recent(one.at, mark.since)
        and any(device.made_at <= one.at for device in devices)
        and not await notices.told_of(tx, member, mark.stream, one.seq)
    )


def _is_recent(at: datetime, since: datetime | None) -> bool:
    return since is None or at >= since
