"""What a look has before it, piece by piece, where it failed as a whole.

One row that cannot be read or told must delay nobody but the one whom it concerns. Each piece has
a transaction of its own then; one that goes on failing is given up. A full disk fails them all,
and giving them up as well: nothing is lost by it.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace

import structlog

from utelys.core.deliveries import Event, State, step
from utelys.core.notice_kinds import RANK, Urgency
from utelys.notices import recording
from utelys.notices.confirmed import Confirmed
from utelys.notices.looking import Do, Look, Work, look
from utelys.store.base import Tx
from utelys.store.queries import deliveries, notices
from utelys.store.queries.deliveries import Delivery
from utelys.store.tx import WriterTx
from utelys_protocol.words import NoticeState

log = structlog.get_logger()

MOST_FAILURES = 5
"""So often a piece may fail by itself, a second apart, before it is given up."""

_AT_ONCE = 20


class Apart:
    """Looks at each piece alone, and knows which have failed how often."""

    def __init__(self, do: Do, confirmed: Confirmed) -> None:
        """`do` runs a job in the writer's transaction and returns after its commit."""
        self._do = do
        self._confirmed = confirmed
        self._failed = Counter[str]()

    async def resume(self) -> None:
        """Take up again what was being posted when the server stopped; see `recording.resume`.

        Raises:
            Refusal: one can neither be taken up nor given up: nothing can be written just now.
        """

        async def everything(tx: WriterTx) -> None:
            for one in await deliveries.posting(tx):
                await recording.resume(tx, one)

        try:
            await self._do(everything)
        except Exception as error:
            log.warning("notices_failed", error=type(error).__name__)
            for one in await self._do(deliveries.posting):
                await self._resume_alone(one)

    async def _resume_alone(self, one: Delivery) -> None:
        try:
            await self._do(lambda tx: recording.resume(tx, one))
        except Exception as error:
            await self._do(lambda tx: _give_up(tx, one.id))
            log.error("notice_failed", id=one.id, error=type(error).__name__)

    async def look(self, work: Work) -> tuple[Look, Work]:
        """What the pieces found together, and the work that is left: it is to be tried again.

        Never raises: what was found is on its way out already.
        """
        found, left = Look(), replace(work, reads=(), answers=(), marks=())
        for key, piece in _pieces(work):
            if not await self._try(key, piece, found):
                left = replace(
                    left,
                    reads=(*left.reads, *piece.reads),
                    answers=(*left.answers, *piece.answers),
                    marks=(*left.marks, *piece.marks),
                )
        for ids in (_due, _free):
            for id_ in await self._ids(ids, work):
                await self._try(id_, replace(_nothing(work), only=id_), found)
        return found, left

    async def _ids(
        self, of: Callable[[WriterTx, Work], Awaitable[list[str]]], work: Work
    ) -> list[str]:
        try:
            found: list[str] = await self._do(lambda tx: of(tx, work), patient=True)
        except Exception as error:
            log.warning("notices_failed", error=type(error).__name__)
            return []
        return found

    async def _try(self, key: str, piece: Work, found: Look) -> bool:
        """Whether the piece needs no further try."""
        try:
            one: Look = await self._do(lambda tx: look(tx, self._confirmed, piece), patient=True)
        except Exception as error:
            return await self._has_failed(key, error)
        del self._failed[key]
        found.add(replace(one, next=None))
        return True

    async def _has_failed(self, key: str, error: Exception) -> bool:
        self._failed[key] += 1
        if self._failed[key] == 1:
            log.error("notice_failed", id=key, error=type(error).__name__)
        if self._failed[key] < MOST_FAILURES:
            return False
        try:
            await self._do(lambda tx: _give_up(tx, key))
        except Exception:
            return False
        del self._failed[key]
        return True


def _nothing(work: Work) -> Work:
    return replace(work, reads=(), answers=(), marks=(), note={}, only="")


def _pieces(work: Work) -> Iterator[tuple[str, Work]]:
    empty = _nothing(work)
    for answer in work.answers:
        yield answer[0].delivery.id, replace(empty, answers=(answer,))
    for read in work.reads:
        yield f"read {read.member} {read.stream}", replace(empty, reads=(read,))
    for mark in work.marks:
        yield f"{mark.stream} {mark.to}", replace(empty, marks=(mark,))


async def _due(tx: WriterTx, _: Work) -> list[str]:
    return [one.id for one in await notices.due(tx, tx.now, _AT_ONCE)]


async def _free(tx: WriterTx, work: Work) -> list[str]:
    rank = 0 if work.patient > 0 else RANK[Urgency.HIGH]
    found = await deliveries.free(tx, tx.now, work.room, rank) if work.room > 0 else []
    urgent = [one.id for one in found if one.rank >= RANK[Urgency.HIGH]]
    return urgent + [one.id for one in found if one.id not in urgent][: work.patient]


async def _give_up(tx: Tx, id_: str) -> None:
    """Let a notice or a delivery fail for good; its member sees that it did."""
    told = await notices.notice(tx, id_)
    if told is not None and told.state is NoticeState.WAITING:
        notices.change(tx, replace(told, state=NoticeState.FAILED))
    one = await deliveries.delivery(tx, id_)
    if one is not None and one.state in (State.WAITING, State.POSTING):
        after = replace(one, state=step(one.state, Event.REFUSED), status=deliveries.OURSELVES)
        deliveries.change(tx, after)
        told = await notices.notice(tx, one.notice)
        if told is not None and told.state is NoticeState.SENDING:
            await recording.settle(tx, told)
