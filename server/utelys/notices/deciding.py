"""Deciding, when its moment has come, whether a notice is still needed, and on which devices."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from pydantic_core import from_json

from utelys.core.deliveries import Event, State, step
from utelys.core.notice_entries import MEMBER
from utelys.core.notice_kinds import HABITS
from utelys.core.quiet import quiet_ends
from utelys.core.reminding import is_near
from utelys.notices.confirmed import Confirmed
from utelys.notices.telling import take_back
from utelys.store.queries import deliveries, log, notices, push, quiet, reading
from utelys.store.queries.deliveries import SHOWN, Delivery
from utelys.store.queries.notices import Notice
from utelys.store.tx import WriterTx
from utelys_protocol.words import NoticeKind, NoticeState


@dataclass(slots=True)
class Deciding:
    """One look at notices whose moment has come, for one use.

    `starts` is when that begins which those made in this look are about, `live` those that may be
    shown from now on.
    """

    tx: WriterTx
    confirmed: Confirmed
    starts: dict[str, datetime | None]
    live: list[Notice] = field(default_factory=list)
    _earlier: dict[tuple[str, str], list[Notice]] = field(default_factory=dict)
    _out: list[Delivery] = field(default_factory=list)
    _replaced: list[Notice] = field(default_factory=list)

    async def decide(self, due: Sequence[Notice]) -> None:
        """Decide on each of these, then write all deliveries in one go."""
        await self._ask_ahead(due)
        decided = [await self._one(notice) for notice in due]
        for notice in decided:
            notices.change(self.tx, notice)
            if notice.state in notices.LIVE:
                self.live.append(notice)
        await take_back(self.tx, self._replaced, NoticeState.REPLACED)
        await self._drop_withdrawals(decided)
        for one in self._out:
            deliveries.add(self.tx, one)

    async def _ask_ahead(self, due: Sequence[Notice]) -> None:
        """Ask at once what deciding on each would ask for one by one."""
        members = list({one.member for one in due})
        if members:
            whole = [(_whole(one), one.member) for one in due]
            self._earlier = {key: [] for key in (*((one.about, one.member) for one in due), *whole)}
            for one in await notices.live_about_each(self.tx, list(self._earlier)):
                self._earlier[one.about, one.member].append(one)
            await reading.marks_of_each(self.tx, members)
            await push.subscriptions_of_each(self.tx, members)
            await quiet.of_each(self.tx, members)

    async def _drop_withdrawals(self, decided: Sequence[Notice]) -> None:
        """What is told anew takes the place of what was to be taken away, and must stay."""
        anew = {(one.member, one.about) for one in decided if one.state is NoticeState.SENDING}
        if not anew:
            return
        for member, about, one in await deliveries.withdrawals(self.tx, {key[1] for key in anew}):
            if (member, about) in anew:
                deliveries.change(self.tx, replace(one, state=step(one.state, Event.WITHDRAWN)))

    async def _one(self, notice: Notice) -> Notice:
        now = self.tx.now
        if now >= notice.until:
            return replace(notice, state=NoticeState.LATE)
        if await self._is_known(notice):
            return replace(notice, state=NoticeState.NOT_NEEDED)
        to = [
            one
            for one in await push.subscriptions_of(self.tx, notice.member)
            if notice.device in (None, one.device)
        ]
        if not to:
            return replace(notice, state=NoticeState.NOWHERE)
        others = [one for one in self._earlier[notice.about, notice.member] if one.id != notice.id]
        if any(_is_older(notice, one) for one in others) or self._is_outdated(notice):
            return replace(notice, state=NoticeState.REPLACED)
        before = [one for one in others if one.state is not NoticeState.WAITING]
        ends = quiet_ends((await quiet.of(self.tx, notice.member))[0], now)
        near = await self._is_near(notice, ends or now)
        later = self._held_until(notice, before, None if near else ends)
        if later is not None:
            kept = NoticeState.WAITING if later < notice.until else NoticeState.LATE
            return replace(notice, state=kept, due=later)
        self._replaced += [one for one in others if one in before or _is_older(one, notice)]
        rank = HABITS[notice.kind].rank(near=near)
        self._out += [self._delivery(notice, one.id, rank) for one in to]
        self._earlier[notice.about, notice.member] = [
            replace(notice, state=NoticeState.SENDING, at=now)
        ]
        return replace(notice, state=NoticeState.SENDING, due=now)

    def _is_outdated(self, notice: Notice) -> bool:
        """Whether one that let others pass was passed by a change to all that it is a part of."""
        if not HABITS[notice.kind].many:
            return False
        return any(
            one.kind is NoticeKind.CHANGED and _is_older(notice, one)
            for one in self._earlier[_whole(notice), notice.member]
        )

    async def _is_known(self, notice: Notice) -> bool:
        """Whether a device has shown the entry, or the member said that they have read it."""
        if notice.stream is None or notice.seq is None or not by_reading(notice):
            return False
        if self.confirmed.has(notice.member, notice.stream, notice.seq):
            return True
        marks = await reading.marks_of(self.tx, notice.member)
        return marks.get(notice.stream, 0) >= notice.seq

    async def _is_near(self, notice: Notice, end: datetime) -> bool:
        """Whether what it is about begins too soon for it to wait until then."""
        if not HABITS[notice.kind].soon:
            return False
        if notice.id not in self.starts:
            self.starts[notice.id] = await self._start_of(notice)
        starts = self.starts[notice.id]
        return starts is not None and is_near(starts, end)

    async def _start_of(self, notice: Notice) -> datetime | None:
        """When that begins which the entry of an earlier look is about."""
        found = await log.after(self.tx, notice.stream or "", (notice.seq or 0) - 1, 1)
        entry: dict[str, Any] = from_json(found[0][1]) if found else {}
        rule = MEMBER.get(entry.get("kind", ""))
        return rule.first_start(entry["body"]) if rule is not None else None

    def _held_until(
        self, notice: Notice, before: Sequence[Notice], ends: datetime | None
    ) -> datetime | None:
        """When to look again, if it is quiet until `ends` or too soon after the one before."""
        now, habit = self.tx.now, HABITS[notice.kind]
        moments = [one.due + habit.gap for one in before if one.kind is notice.kind]
        # Other words in the place of what shows already make no sound: they wait for no morning.
        reworded = any(one.seq == notice.seq is not None for one in before)
        if habit.held and not reworded and ends is not None:
            moments.append(ends)
        # The moment of the one before may lie ahead where the clock went back.
        ahead = [one for one in moments if now < one]
        return max(ahead, default=None)

    def _delivery(self, notice: Notice, subscription: str, rank: int) -> Delivery:
        return Delivery(
            id=self.tx.new_id(),
            notice=notice.id,
            subscription=subscription,
            what=SHOWN,
            rank=rank,
            state=State.WAITING,
            tries=0,
            shrunk=False,
            next_at=self.tx.now,
        )


def _whole(notice: Notice) -> str:
    """The whole series, where it is about one time of it."""
    return notice.about.partition("/")[0]


def _is_older(one: Notice, notice: Notice) -> bool:
    return one.stream == notice.stream and (one.seq or 0) < (notice.seq or 0)


def by_reading(notice: Notice) -> bool:
    """Whether a device that shows the entry makes the notice needless.

    A call goes to every device at once and is taken away when it is answered, not when it is seen:
    the desk that nobody sits at may have shown it.
    """
    return HABITS[notice.kind].delay > timedelta()
