"""The loop that hears what happens and decides, when it is due, what leaves: see `looking`.

Like the timers' loop it looks at the clock five times a second: a clock may jump, and a machine may
sleep. When the clock goes back, everything that waits is due by so much earlier, so that nobody
waits an hour for a call. What is decided on is posted by `sending`.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import structlog
from pydantic_core import from_json

from utelys.core.clock import Clock
from utelys.core.effects import DeliveryIs, Effect, Happened, NoticeSet
from utelys.core.errors import Refusal
from utelys.core.ids import id_of, kind_of
from utelys.core.notice_entries import MEMBER, ROOM
from utelys.core.notice_kinds import Lane
from utelys.notices import aside, entries
from utelys.notices.apart import Apart
from utelys.notices.confirmed import Confirmed
from utelys.notices.deciding import by_reading
from utelys.notices.looking import LITTLE, Do, Look, Read, Work, in_parts, write_down
from utelys.notices.marks import Mark, Marks
from utelys.notices.sealing import Signer
from utelys.notices.sending import Carrier, Sending
from utelys.store.queries import deliveries, notices, push
from utelys.store.queries.notices import Notice
from utelys.store.tx import WriterTx
from utelys.trouble import Complaints

log = structlog.get_logger()

_LOOK = 0.2
_READ = "read.marked"
_MARKS_AT_ONCE = 50
_NOTED_AT_ONCE = 200
_PAUSE = 1.0
_NOTE_EVERY = timedelta(seconds=5)
_SET_ASIDE_EVERY = timedelta(hours=1)
_BACK_BY = timedelta(seconds=2)
"""A clock that goes back by less is set right by the next look."""


class Post:
    """Tells members what they have not seen. `heard` and `seen` are its ears, `run` its work."""

    def __init__(
        self,
        clock: Clock,
        do: Do,
        carrier: Carrier,
        signer: Signer,
    ) -> None:
        """`do` runs a job in the writer's transaction and returns after its commit."""
        self.confirmed = Confirmed()
        self.counts = Counter[str]()
        self.signer = signer
        self._clock = clock
        self._do = do
        self._marks = Marks()
        self._reads: list[Read] = []
        self._live: dict[tuple[str, str], int] = {}
        self._anyone = False
        self._next: datetime | None = None
        self._wake = asyncio.Event()
        self._apart = Apart(do, self.confirmed)
        self._sending = Sending(clock, carrier, signer, self._wake.set)
        self._last = self._noted_at = self._set_aside_at = clock.now()
        self._reached: dict[str, int] = {}
        self._complaints = Complaints()

    # What it hears, on the way of every message

    def heard(self, effects: Iterable[Effect]) -> None:
        """Hear what a commit brought."""
        now = None
        for effect in effects:
            if isinstance(effect, Happened):
                if effect.kind == _READ:
                    self._read(effect)
                if not self._anyone or not _concerns(effect):
                    continue
                now = now or self._clock.now()
                self._happened(effect, now)
            elif isinstance(effect, NoticeSet):
                self._anyone = True
                self._expect(effect.due)
            elif isinstance(effect, DeliveryIs):
                self.counts[effect.state] += 1

    def _happened(self, effect: Happened, now: datetime) -> None:
        rule = MEMBER.get(effect.kind) if kind_of(effect.stream) == "member" else None
        lane = rule.lane if rule is not None else Lane.USUAL
        due = self._marks.happened(effect.stream, effect.seq, lane, now)
        if due is not None:
            self._expect(due)

    def _read(self, effect: Happened) -> None:
        """A member has read something: no less than a device that has shown it."""
        if self._live:
            body, member = from_json(effect.json)["body"], id_of(effect.stream)
            self.seen(member, "", body["stream"], body["seq"])

    def seen(self, member: str, device: str, stream: str, seq: int) -> None:
        """Hear from a device that it has shown or stored a stream up to a number."""
        if self.confirmed.note(member, stream, seq):
            live = self._live.get((member, stream))
            if live is not None and live <= seq:
                self._reads.append(Read(member, device, stream, seq))
                self._wake.set()

    def _expect(self, due: datetime) -> None:
        if self._next is None or due < self._next:
            self._next = due
            self._wake.set()

    # What it does

    async def run(self) -> None:
        """Run until cancelled. What fails is still there afterwards: a full disk only delays."""
        begun = False
        try:
            while True:
                try:
                    if not begun:
                        await self._begin()
                        begun = True
                    await self._mind_the_clock()
                    if abs(self._last - self._set_aside_at) >= _SET_ASIDE_EVERY:
                        await self._set_aside()
                    if self._has_work():
                        await self._look()
                except Exception as error:  # whatever it is, calls must go on ringing
                    name = type(error).__name__
                    self._complaints.say(log.warning, "notices_failed", error=name)
                    await asyncio.sleep(_PAUSE)
                await self._rest()
        finally:
            await self._stop()

    def _has_work(self) -> bool:
        due = self._next is not None and self._next <= self._last
        return due or bool(self._reads or self._sending.answers or self._to_note(self._last))

    async def _begin(self) -> None:
        """Find out what a server before this one has left undone."""

        async def job(tx: WriterTx) -> tuple[bool, list[Any], list[Any]]:
            anyone = bool(await push.subscribers(tx))
            missed = await deliveries.unnoticed(tx) if anyone else []
            return anyone, missed, await notices.live_in_streams(tx)

        await self._set_aside()
        await self._apart.resume()
        anyone, missed, live = await self._do(job)
        self._anyone = self._anyone or anyone
        self._last = now = self._clock.now()
        for stream, after, to in missed:
            self._marks.missed(Mark(stream, after, to, since=now - entries.BACK), now)
        for notice in live:
            self._note_live(notice)
        self._next = now

    async def _set_aside(self) -> None:
        """Give up rows that cannot be read; while the server runs, a bad disk alone makes any."""
        self._set_aside_at = self._clock.now()
        aside.say(await self._do(aside.set_aside, patient=True))

    async def _mind_the_clock(self) -> None:
        now, last = self._clock.now(), self._last
        self._last = now
        if last - now > _BACK_BY:
            back = last - now

            async def job(tx: WriterTx) -> None:
                notices.move_back(tx, back)
                deliveries.move_back(tx, back)

            self._marks.move_back(back)
            self._next = now
            await self._do(job)

    async def _look(self) -> None:
        now = self._clock.now()
        work = self._gather(now)
        reached = self._marks.looked_up_to(work.marks)
        found, left, failed = Look(), work, False
        try:
            async for one in in_parts(self._do, self.confirmed, work, self._may_leave):
                part, left = one
                found.add(part)
        except Exception as error:
            failed = True
            self._complaints.say(log.warning, "notices_failed", error=type(error).__name__)
            left = await self._look_apart(left, found, now)
        self._is_done(work, left, now)
        self._reached |= {stream: reached[stream] for stream in found.looked_at}
        self._marks.put_back(found.left, now)
        for notice in found.live:
            self._note_live(notice)
        self._sending.send(found.parcels)
        self._go_on(found.next, now, self._sending.room)
        pressing = self._marks.presses(now) and self._sending.room
        self._go_on(self._marks.next_due(), now, pressing or self._sending.room_for_patient)
        if failed:
            await asyncio.sleep(_PAUSE)

    def _gather(self, now: datetime) -> Work:
        """Take out what the next look has before it."""
        # What can wait is decided no faster than it leaves.
        little = max(0, min(LITTLE, self._sending.room_for_patient))
        marks = self._marks.take(now, _MARKS_AT_ONCE, little)
        # Nothing leaves while there is something that may take it back.
        room = 0 if self._marks.presses(now) else self._sending.room
        patient = min(room, self._sending.room_for_patient)
        work = Work(self._reads, self._sending.answers, marks, self._to_note(now), room, patient)
        self._reads, self._sending.answers, self._next = [], [], None
        return work

    def _is_done(self, work: Work, left: Work, now: datetime) -> None:
        """Know no more of what has been written down and read."""
        if not left.note:
            for stream in work.note:
                del self._reached[stream]
            if work.note and not self._reached:
                self._noted_at = now
        for read in work.reads:
            if read not in left.reads:
                self._live.pop((read.member, read.stream), None)

    def _may_leave(self) -> bool:
        """Whether nothing has come meanwhile that may take back what is about to leave."""
        return not self._marks.presses(self._clock.now())

    async def _look_apart(self, work: Work, found: Look, now: datetime) -> Work:
        """Look at each piece by itself; keep for the next look, and return, what failed again."""
        part, left = await self._apart.look(work)
        found.add(part)
        self._reads += left.reads
        self._sending.answers += left.answers
        self._marks.put_back([*left.marks], now)
        self._next = now
        return left

    def _go_on(self, moment: datetime | None, now: datetime, room: int) -> None:
        """Look again then. Where no more can be posted, an answer is what it goes on with."""
        if moment is not None and (moment > now or room):
            self._expect(moment)

    def _to_note(self, now: datetime) -> dict[str, int]:
        """How far streams have been looked at, when it is time to write that down.

        Who is killed in between looks at a few seconds of entries again. What has become a notice
        does not become another.
        """
        if abs(now - self._noted_at) < _NOTE_EVERY:
            return {}
        return dict(islice(self._reached.items(), _NOTED_AT_ONCE))

    def _note_live(self, notice: Notice) -> None:
        """Know what reading withdraws; it may have been read while it was written down."""
        if notice.stream is None or notice.seq is None or not by_reading(notice):
            return
        key = (notice.member, notice.stream)
        self._live[key] = min(notice.seq, self._live.get(key, notice.seq))
        if self.confirmed.has(notice.member, notice.stream, notice.seq):
            self._reads.append(Read(notice.member, "", notice.stream, notice.seq))
            self._wake.set()

    async def _stop(self) -> None:
        """Write down how far we are once what is being posted has had its moment."""
        await self._sending.stop()
        with suppress(Refusal):
            await self._do(lambda tx: write_down(tx, self._sending.answers, self._reached))

    async def _rest(self) -> None:
        wait = _LOOK
        if self._next is not None:
            wait = min(_LOOK, max((self._next - self._clock.now()).total_seconds(), 0.01))
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), wait)
        self._wake.clear()


def _concerns(effect: Happened) -> bool:
    return effect.kind in (ROOM if kind_of(effect.stream) == "room" else MEMBER)
