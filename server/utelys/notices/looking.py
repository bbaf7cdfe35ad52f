"""One look at the outbox, in one transaction: what was said and read, what is due, what leaves."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from utelys.core.deliveries import Answer, Event, State, step
from utelys.core.notice_kinds import RANK, Urgency
from utelys.notices import entries, recording
from utelys.notices.confirmed import Confirmed
from utelys.notices.deciding import Deciding, by_reading
from utelys.notices.marks import Mark
from utelys.notices.parcels import Parcel, pack
from utelys.notices.telling import take_back
from utelys.store.queries import deliveries, notices, push
from utelys.store.queries.deliveries import SHOWN, Delivery
from utelys.store.queries.notices import Notice
from utelys.store.tx import WriterTx
from utelys_protocol.words import NoticeState

LITTLE = 2
"""Of what can wait, one look takes so much of each: those who write wait for a look."""

_FOR_EVER = 2**53

Said = tuple[Parcel, Answer | None]
"""What was posted, and what was answered: None where it may not be posted to that address."""


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


async def look(tx: WriterTx, confirmed: Confirmed, work: Work) -> Look:
    """Look once. What takes something back comes before what sends."""
    found = Look()
    for parcel, answer in work.answers:
        await recording.record(tx, parcel, answer)
    for read in work.reads:
        found.live += await _take_back_read(tx, read)
    deciding = Deciding(tx, confirmed)
    found.looked_at, found.left = await entries.look(tx, work.marks, deciding), deciding.left
    if work.note:
        deliveries.note(tx, work.note)
    await deciding.decide(await _due(tx, work.only, deciding.pressing))
    found.live += deciding.live
    found.parcels = await _take_up(tx, await _free(tx, work))
    moments = [await notices.next_due(tx)]
    if len(found.parcels) < work.room:
        left = work.patient - sum(one.urgency is not Urgency.HIGH for one in found.parcels)
        moments.append(await deliveries.next_due(tx, 0 if left > 0 else RANK[Urgency.HIGH]))
    found.next = min((one for one in moments if one is not None), default=None)
    return found


async def write_down(tx: WriterTx, answers: Sequence[Said], note: dict[str, int]) -> None:
    """At the end: write down what was answered, and how far streams have been looked at."""
    for parcel, answer in answers:
        await recording.record(tx, parcel, answer)
    deliveries.note(tx, note)


async def _take_back_read(tx: WriterTx, read: Read) -> list[Notice]:
    """Withdraw what was read on another device; return what is left of the stream."""
    found = await notices.live_in_stream(tx, read.member, read.stream, read.seq)
    mine = [one for one in found if by_reading(one)]
    await take_back(tx, mine, NoticeState.NOT_NEEDED, seen_on=read.device)
    return await notices.live_in_stream(tx, read.member, read.stream, _FOR_EVER)


async def _due(tx: WriterTx, only: str | None, pressing: list[str]) -> list[Notice]:
    """What is to be decided on in this look."""
    if only is not None:
        return await notices.waiting(tx, [only])
    # A call does not wait behind all those whose quiet hours end at seven.
    first = await notices.waiting(tx, pressing) if pressing else []
    late = await notices.due(tx, tx.now, LITTLE)
    return list({one.id: one for one in (*first, *late)}.values())


async def _free(tx: WriterTx, work: Work) -> list[Delivery]:
    """What is to be posted now, so many of them such as can wait."""
    if work.only is not None:
        one = await deliveries.delivery(tx, work.only)
        return [one] if one is not None and one.state is State.WAITING else []
    high = RANK[Urgency.HIGH]
    rank = 0 if work.patient > 0 else high
    found = await deliveries.free(tx, tx.now, work.room, rank) if work.room > 0 else []
    # They come by rank: the urgent first.
    urgent = sum(one.rank >= high for one in found)
    return found[: urgent + min(LITTLE, work.patient)]


async def _take_up(tx: WriterTx, free: Sequence[Delivery]) -> list[Parcel]:
    """Make these ready to be posted."""
    parcels = []
    for one in free:
        told = await notices.notice(tx, one.notice)
        theirs = await push.subscriptions_of(tx, told.member) if told is not None else []
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
