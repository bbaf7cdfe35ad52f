"""What hub and timers need of the store, which they do not know."""

from collections.abc import Collection
from datetime import datetime

from pydantic_core import to_json

from utelys import access, views
from utelys.core.clock import Clock
from utelys.store.base import Tx
from utelys.store.database import Database
from utelys.store.queries import log, timers
from utelys.store.queries.timers import Timer
from utelys.store.writer import Writer
from utelys.timers.loop import Do


class StoreDisk:
    """Entries and snapshots for those who catch up.

    A reader sees a commit a moment before it has been told to those who listen. What is read is
    handed on only when all of it has been told: else it would be told twice, or lack a number.
    """

    def __init__(self, database: Database, writer: Writer, clock: Clock) -> None:
        """Read from what this writer writes; the clock tells which leases still hold."""
        self._database = database
        self._writer = writer
        self._clock = clock

    async def after(self, stream: str, seq: int, most: int, size: int) -> list[tuple[int, bytes]]:
        """The next entries after a number, oldest first: about `size` bytes, but at least one."""
        async with self._database.reader() as source:
            found = await log.piece(source, stream, seq, most, size)
        await self._writer.told()
        return found

    async def newest(self, stream: str, most: int) -> tuple[int, list[tuple[int, bytes]]]:
        """The head of a stream, and its newest entries, oldest first."""
        async with self._database.reader() as source:
            head = await source.head(stream)
            found = await log.before(source, stream, head + 1, most, 1)
        await self._writer.told()
        return head, found

    async def snapshot(self, member: str, stream: str) -> tuple[int, bytes] | None:
        """A stream's state as JSON and its number; None where the member may not read it."""
        async with self._database.reader() as source:
            first = (await access.readable(source, member)).get(stream)
            if first is None:
                return None
            now = self._clock.now()
            seq, state = await views.snapshot(source, member, stream, first, now)
        await self._writer.told()
        return seq, to_json(state)


class StoreTimers:
    """Timers for the loop."""

    def __init__(self, database: Database, writer: Writer) -> None:
        """Find them in this database and run them in this writer."""
        self._database = database
        self._writer = writer

    async def due(self, now: datetime, most: int, but: Collection[str]) -> list[Timer]:
        """The timers that are due but for these kinds, the longest due first."""
        async with self._database.reader() as source:
            return await timers.due(source, now, most, but)

    async def next_due(self, but: Collection[str]) -> datetime | None:
        """When the next one but for these kinds is due."""
        async with self._database.reader() as source:
            return await timers.next_due(source, but)

    async def kinds(self) -> set[str]:
        """The kinds of all that are set."""
        async with self._database.reader() as source:
            return await timers.kinds(source)

    async def fire(self, timer: Timer, do: Do, *, patient: bool) -> None:
        """Take the timer away and do what it was set for, in one transaction, unless it is gone.

        Raises:
            Refusal: the store could not write; the timer is still there.
        """

        async def run(tx: Tx) -> None:
            found = await timers.find(tx, timer.kind, timer.ref)
            if found is not None and found.due <= tx.now:
                tx.cancel_timer(timer.kind, timer.ref)
                await do(tx, timer.ref)

        await self._writer.do(run, patient=patient)
