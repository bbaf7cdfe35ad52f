"""One look at the outbox: what was said and read, what is due, what leaves."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from utelys.core.deliveries import Event, State, step
from utelys.core.notice_kinds import RANK, Urgency
from utelys.notices import entries, recording
from utelys.notices.confirmed import Confirmed
from utelys.notices.deciding import Deciding, by_reading
from utelys.notices.entries import Made
from utelys.notices.marks import Mark
from utelys.notices.parcels import Parcel, pack
from utelys.notices.recording import Said
from utelys.notices.telling import take_back
from utelys.store.queries import deliveries, notices, people, push
from utelys.store.queries.deliveries import SHOWN, Delivery
from utelys.store.queries.notices import Notice
from utelys.store.tx import WriterTx
from utelys_protocol.words import NoticeState

LITTLE = 2
"""Of what can wait, one look takes so much of each: those who write wait for a look."""

_FOR_EVER = 2**53


class Do(Protocol):
    """The writer, as far as it is needed here."""

    async def __call__(
        self, run: Callable[[WriterTx], Awaitable[Any]], *, patient: bool = False
    ) -> Any:
        """Run a job in a transaction, and return what it returns after the commit."""
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
    """What one look has before it, and for how many posts there is room, also patient ones.

    `only` is the one notice or delivery to look at, where it is not to be all that is due.
    """

    reads: Sequence[Read]
    answers: Sequence[Said]
    marks: Sequence[Mark]
    note: dict[str, int]
    room: int
    patient: int
    only: str | None = None


@dataclass(slots=True)
class Look:
    """What one look found.

    `parcels` are to be posted, `live` may be shown from now on, `looked_at` are the streams that
    concern somebody who is reached by push, `left` are those of which others are still to be
    looked at, and `next` is when to look again.
    """

    parcels: list[Parcel] = field(default_factory=list)
    live: list[Notice] = field(default_factory=list)
    looked_at: set[str] = field(default_factory=set)
    left: list[Mark] = field(default_factory=list)
    next: datetime | None = None

    def add(self, other: "Look") -> None:
        """Take up what another part of the look has found."""
        self.parcels += other.parcels
        self.live += other.live
        self.looked_at |= other.looked_at
        self.left += other.left
        moments = [one for one in (self.next, other.next) if one is not None]
        self.next = min(moments, default=None)


async def in_parts(
    do: Do, confirmed: Confirmed, work: Work, may_leave: Callable[[], bool]
) -> AsyncIterator[tuple[Look, Work]]:
    """Look once, in up to four jobs: those who write wait for one of them and not for all.

    Gives what each has found, and what is left of the work. What takes something back comes before
    what sends. Nothing leaves in this look where it may not any more.
    """
    if work.answers or work.reads:
        heard: Look = await do(partial(_hear, work=work), patient=True)
        work = replace(work, answers=(), reads=())
        yield heard, work
    made = Made()
    if work.marks or work.note:
        made = await do(partial(_look_through, confirmed=confirmed, work=work), patient=True)
        work = replace(work, marks=(), note={})
        yield Look(looked_at=made.looked_at, left=made.left), work
    decide = partial(_decide, confirmed=confirmed, work=work, made=made)
    yield await do(decide, patient=True), work
    if may_leave():
        yield await do(partial(_leave, work=work), patient=True), work


async def look(tx: WriterTx, confirmed: Confirmed, work: Work) -> Look:
    """The same in one job: for a piece of the work, which fails or not as a whole."""
    found = await _hear(tx, work)
    made = await _look_through(tx, confirmed, work)
    found.add(Look(looked_at=made.looked_at, left=made.left))
    found.add(await _decide(tx, confirmed, work, made))
    found.add(await _leave(tx, work))
    return found


async def _hear(tx: WriterTx, work: Work) -> Look:
    """Write down what was answered and read."""
    await recording.record(tx, work.answers)
    return Look(live=[one for read in work.reads for one in await _take_back_read(tx, read)])


async def _look_through(tx: WriterTx, confirmed: Confirmed, work: Work) -> Made:
    """Look at what has happened, and make notices of it."""
    made = await entries.look(tx, work.marks, confirmed)
    if work.note:
        deliveries.note(tx, work.note)
    return made


async def _decide(tx: WriterTx, confirmed: Confirmed, work: Work, made: Made) -> Look:
    """Decide on what is due."""
    deciding = Deciding(tx, confirmed, made.starts)
    due, more = await _due(tx, work.only, made.pressing)
    await deciding.decide(due)
    return Look(live=deciding.live, next=tx.now if more else await notices.next_due(tx))


async def _leave(tx: WriterTx, work: Work) -> Look:
    """Make ready what is to be posted now."""
    free, more = await _free(tx, work)
    parcels = await _take_up(tx, free)
    return Look(parcels=parcels, next=await _next_free(tx, work, parcels, more=more))


async def write_down(tx: WriterTx, answers: Sequence[Said], note: dict[str, int]) -> None:
    """At the end: write down what was answered, and how far streams have been looked at."""
    await recording.record(tx, answers)
    deliveries.note(tx, note)


async def _take_back_read(tx: WriterTx, read: Read) -> list[Notice]:
    """Withdraw what was read on another device; return what is left of the stream."""
    found = await notices.live_in_stream(tx, read.member, read.stream, read.seq)
    mine = [one for one in found if by_reading(one)]
    await take_back(tx, mine, NoticeState.NOT_NEEDED, seen_on=read.device)
    return await notices.live_in_stream(tx, read.member, read.stream, _FOR_EVER)


async def _due(tx: WriterTx, only: str | None, pressing: list[str]) -> tuple[list[Notice], bool]:
    """What is to be decided on in this look, and whether there may be more."""
    if only is not None:
        return await notices.waiting(tx, [only]), False
    # A call does not wait behind all those whose quiet hours end at seven.
    first = await notices.waiting(tx, pressing) if pressing else []
    late = await notices.due(tx, tx.now, LITTLE)
    return list({one.id: one for one in (*first, *late)}.values()), len(late) == LITTLE


async def _free(tx: WriterTx, work: Work) -> tuple[list[Delivery], bool]:
    """What is to be posted now, so many of them such as can wait; and whether more could be."""
    if work.only is not None:
        one = await deliveries.delivery(tx, work.only)
        return [one] if one is not None and one.state is State.WAITING else [], False
    if work.room <= 0:
        return [], False
    high = RANK[Urgency.HIGH]
    found = await deliveries.free(tx, tx.now, work.room, 0 if work.patient > 0 else high)
    # They come by rank: the urgent first.
    urgent = sum(one.rank >= high for one in found)
    taken = found[: urgent + min(LITTLE, work.patient)]
    return taken, len(found) > len(taken)


async def _next_free(
    tx: WriterTx, work: Work, parcels: Sequence[Parcel], *, more: bool
) -> datetime | None:
    """When the next is to be posted; none where an answer must come first."""
    if len(parcels) >= work.room:
        return None
    patient = work.patient - sum(one.urgency is not Urgency.HIGH for one in parcels)
    if more and patient > 0:
        return tx.now
    return await deliveries.next_due(tx, 0 if patient > 0 else RANK[Urgency.HIGH])


async def _take_up(tx: WriterTx, free: Sequence[Delivery]) -> list[Parcel]:
    """Make these ready to be posted."""
    notices_ = await notices.some(tx, {one.notice for one in free})
    members = sorted({told.member for told in notices_.values()})
    await people.each_member(tx, members)
    subscriptions = await push.subscriptions_of_each(tx, members)
    parcels = []
    for one in free:
        told = notices_.get(one.notice)
        theirs = subscriptions[told.member] if told is not None else ()
        to = next((each for each in theirs if each.id == one.subscription), None)
        if told is None or to is None:
            deliveries.change(tx, replace(one, state=step(one.state, Event.VANISHED)))
            if told is not None and told.state is NoticeState.SENDING:
                await recording.settle(tx, told)
            continue
        taken = replace(one, state=step(one.state, Event.TAKEN_UP), tries=one.tries + 1)
        parcel = await pack(tx, taken, told, to)
        if tx.now >= parcel.until:
            # It waited for a machine that slept, or behind another to the same device.
            deliveries.change(tx, replace(one, state=step(one.state, Event.REFUSED)))
            if one.what == SHOWN:
                await recording.settle(tx, told)
                await recording.take_away_if_shown(tx, one, told)
            continue
        deliveries.change(tx, taken)
        parcels.append(parcel)
    return parcels
