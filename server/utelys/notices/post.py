"""The loop that decides what is due, hands it to the push services, and hears what they say.

Like the timers' loop it looks at the clock five times a second: a clock may jump, and a machine may
sleep. When the clock goes back, everything that waits is due by so much earlier, so that nobody
waits an hour for a call. Nothing here waits for a push service but the one task that posts to it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from pydantic_core import from_json

from utelys.core.clock import Clock
from utelys.core.deliveries import Answer, Event, step
from utelys.core.effects import Effect, Happened, NoticeSet
from utelys.core.errors import Refusal
from utelys.core.notice_entries import MEMBER, ROOM
from utelys.notices import entries, recording
from utelys.notices.confirmed import Confirmed
from utelys.notices.deciding import Deciding, by_reading
from utelys.notices.marks import Mark, Marks
from utelys.notices.parcels import Parcel, pack
from utelys.notices.sealing import Signer, encrypt
from utelys.notices.telling import take_back
from utelys.store.queries import deliveries, notices, push
from utelys.store.queries.notices import Notice
from utelys.store.tx import WriterTx
from utelys_protocol.words import NoticeState

log = structlog.get_logger()

_LOOK = 0.2
_READ = "read.marked"
_MARKS_AT_ONCE = 500
_NOTICES_AT_ONCE = 500
_POSTS_AT_ONCE = 32
_FOR_EVER = 2**53
_PAUSE = 1.0
_QUIET = 60.0
_NOTE_EVERY = timedelta(seconds=5)
_BACK_BY = timedelta(seconds=2)
"""A clock that goes back by less is set right by the next look."""

_LAST_WORDS = 1.0
"""Seconds that a stopping server waits for what is being posted."""


class NotPublic(Exception):
    """The address leads to where nothing may be sent."""


class Carrier(Protocol):
    """The way to the push services, as the network gives it."""

    async def post(self, endpoint: str, headers: dict[str, str], body: bytes) -> Answer:
        """Post, and return what was answered: no status where nothing was, in its time.

        Raises:
            NotPublic: the endpoint may not be connected to.
        """
        ...


@dataclass(frozen=True, slots=True)
class Read:
    """A device of a member has shown a stream up to a number."""

    member: str
    device: str
    stream: str
    seq: int


@dataclass(frozen=True, slots=True)
class Work:
    """What one look has before it, and for how many posts there is room."""

    reads: list[Read]
    answers: list[tuple[Parcel, Answer | None]]
    marks: list[Mark]
    note: dict[str, int]
    room: int


@dataclass(slots=True)
class Look:
    """What one look found: what is to be posted, what may be shown, when the next is due."""

    parcels: list[Parcel] = field(default_factory=list)
    live: list[Notice] = field(default_factory=list)
    looked_at: set[str] = field(default_factory=set)
    next: datetime | None = None


class Post:
    """Tells members what they have not seen. `heard` and `seen` are its ears, `run` its work."""

    def __init__(
        self,
        clock: Clock,
        do: Callable[[Callable[[WriterTx], Awaitable[Any]]], Awaitable[Any]],
        carrier: Carrier,
        signer: Signer,
    ) -> None:
        """`do` runs a job in the writer's transaction and returns after its commit."""
        self.confirmed = Confirmed()
        self.signer = signer
        self._clock = clock
        self._do = do
        self._carrier = carrier
        self._marks = Marks()
        self._reads: list[Read] = []
        self._answers: list[tuple[Parcel, Answer | None]] = []
        self._live: dict[tuple[str, str], int] = {}
        self._anyone = False
        self._next: datetime | None = None
        self._wake = asyncio.Event()
        self._posting: set[asyncio.Task[None]] = set()
        self._last = self._noted_at = clock.now()
        self._reached: dict[str, int] = {}
        self._complained = -_QUIET

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

    def _happened(self, effect: Happened, now: datetime) -> None:
        rule = MEMBER.get(effect.kind)
        if rule is not None and not rule.delay and effect.stream.startswith("member:"):
            self._marks.at_once(effect.stream, effect.seq, now)
            self._expect(now)
            return
        due = self._marks.happened(effect.stream, effect.seq, now)
        if due is not None:
            self._expect(due)

    def _read(self, effect: Happened) -> None:
        """A member has read something: no less than a device that has shown it."""
        if self._live:
            body, member = from_json(effect.json)["body"], effect.stream.partition(":")[2]
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
                    if self._has_work():
                        await self._look()
                except Exception as error:  # whatever it is, calls must go on ringing
                    self._complain(error)
                    await asyncio.sleep(_PAUSE)
                await self._rest()
        finally:
            await self._stop()

    def _complain(self, error: Exception) -> None:
        """Log what fails again and again, but not each time."""
        now = self._clock.steady()
        if now - self._complained >= _QUIET:
            self._complained = now
            log.warning("notices_failed", error=type(error).__name__)

    def _has_work(self) -> bool:
        due = self._next is not None and self._next <= self._last
        return due or bool(self._reads or self._answers or self._to_note(self._last))

    async def _begin(self) -> None:
        """Find out what a server before this one has left undone."""

        async def job(tx: WriterTx) -> tuple[bool, list[Any], list[Any]]:
            await recording.resume(tx)
            anyone = bool(await push.subscribers(tx))
            missed = await deliveries.unnoticed(tx) if anyone else []
            return anyone, missed, await notices.live_in_streams(tx)

        anyone, missed, live = await self._do(job)
        self._anyone = self._anyone or anyone
        self._last = now = self._clock.now()
        for stream, after, to in missed:
            self._marks.missed(Mark(stream, after, to, since=now - entries.BACK), now)
        for notice in live:
            self._note_live(notice)
        self._next = now

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
        marks = self._marks.take(now, _MARKS_AT_ONCE)
        due = self._marks.next_due()
        # Nothing leaves while there is something that may take it back.
        room = 0 if due is not None and due <= now else _POSTS_AT_ONCE - len(self._posting)
        reached = self._marks.looked_up_to(marks)
        work = Work(self._reads, self._answers, marks, self._to_note(now), room)
        self._reads, self._answers, self._next = [], [], None
        try:
            look: Look = await self._do(lambda tx: self._job(tx, work))
        except Exception:
            self._reads += work.reads
            self._answers += work.answers
            self._marks.put_back(work.marks, now)
            self._next = now
            raise
        if work.note:
            self._reached, self._noted_at = {}, now
        self._reached |= {stream: reached[stream] for stream in look.looked_at}
        for notice in look.live:
            self._note_live(notice)
        for parcel in look.parcels:
            task = asyncio.create_task(self._deliver(parcel))
            self._posting.add(task)
            task.add_done_callback(self._posting.discard)
        for moment in (look.next, self._marks.next_due()):
            if moment is not None:
                self._expect(moment)

    def _to_note(self, now: datetime) -> dict[str, int]:
        """How far streams have been looked at, when it is time to write that down.

        Who is killed in between looks at a few seconds of entries again. What has become a notice
        does not become another.
        """
        return self._reached if abs(now - self._noted_at) >= _NOTE_EVERY else {}

    async def _job(self, tx: WriterTx, work: Work) -> Look:
        """All of one look, in one transaction."""
        look = Look()
        for parcel, answer in work.answers:
            await recording.record(tx, parcel, answer)
        for read in work.reads:
            look.live += await self._take_back_read(tx, read)
        deciding = Deciding(tx, self.confirmed)
        look.looked_at = await entries.look(tx, work.marks, deciding)
        if work.note:
            deliveries.note(tx, work.note)
        await deciding.decide(await notices.due(tx, tx.now, _NOTICES_AT_ONCE))
        look.live += deciding.live
        look.parcels = await _take_up(tx, work.room)
        moments = [await notices.next_due(tx)]
        if len(look.parcels) < work.room:
            moments.append(await deliveries.next_due(tx))
        look.next = min((one for one in moments if one is not None), default=None)
        return look

    async def _take_back_read(self, tx: WriterTx, read: Read) -> list[Notice]:
        """Withdraw what was read on another device; return what is left of the stream."""
        found = await notices.live_in_stream(tx, read.member, read.stream, read.seq)
        mine = [one for one in found if by_reading(one)]
        await take_back(tx, mine, NoticeState.NOT_NEEDED, seen_on=read.device)
        self._live.pop((read.member, read.stream), None)
        return await notices.live_in_stream(tx, read.member, read.stream, _FOR_EVER)

    def _note_live(self, notice: Notice) -> None:
        """Know what reading withdraws; it may have been read while it was written down."""
        if notice.stream is None or notice.seq is None or not by_reading(notice):
            return
        key = (notice.member, notice.stream)
        self._live[key] = min(notice.seq, self._live.get(key, notice.seq))
        if self.confirmed.has(notice.member, notice.stream, notice.seq):
            self._reads.append(Read(notice.member, "", notice.stream, notice.seq))
            self._wake.set()

    # Posting

    async def _deliver(self, parcel: Parcel) -> None:
        answer: Answer | None
        now = self._clock.now()
        ttl = max(0, int((parcel.until - now).total_seconds()))
        headers = {
            "TTL": str(ttl),
            "Urgency": parcel.urgency.value,
            "Topic": parcel.topic,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "Authorization": self.signer.authorization(parcel.to.endpoint, now),
        }
        try:
            body = encrypt(parcel.payload, parcel.to.p256dh, parcel.to.auth)
            answer = await self._carrier.post(parcel.to.endpoint, headers, body)
        except NotPublic:
            answer = None
        except Exception as error:
            log.error("push_failed", delivery=parcel.delivery.id, error=type(error).__name__)
            answer = Answer(None)
        self._answers.append((parcel, answer))
        self._wake.set()

    async def _stop(self) -> None:
        """Let what is being posted come to its end for a moment, and write down how far we are."""
        if self._posting:
            await asyncio.wait(self._posting, timeout=_LAST_WORDS)
        for task in self._posting:
            task.cancel()
        await asyncio.gather(*self._posting, return_exceptions=True)
        work = Work([], self._answers, [], self._reached, 0)
        with suppress(Refusal):
            await self._do(lambda tx: self._write_down(tx, work))

    async def _write_down(self, tx: WriterTx, work: Work) -> None:
        for parcel, answer in work.answers:
            await recording.record(tx, parcel, answer)
        deliveries.note(tx, work.note)

    async def _rest(self) -> None:
        wait = _LOOK
        if self._next is not None:
            wait = min(_LOOK, max((self._next - self._clock.now()).total_seconds(), 0.01))
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), wait)
        self._wake.clear()


async def _take_up(tx: WriterTx, most: int) -> list[Parcel]:
    """Make ready what is to be posted now."""
    parcels = []
    for one in await deliveries.free(tx, tx.now, most) if most > 0 else ():
        told = await notices.notice(tx, one.notice)
        to = await push.subscription(tx, one.subscription)
        if told is None or to is None:
            deliveries.change(tx, replace(one, state=step(one.state, Event.VANISHED)))
            continue
        taken = replace(one, state=step(one.state, Event.TAKEN_UP), tries=one.tries + 1)
        deliveries.change(tx, taken)
        parcels.append(await pack(tx, taken, told, to))
    return parcels


def _concerns(effect: Happened) -> bool:
    return effect.kind in (ROOM if effect.stream.startswith("room:") else MEMBER)
