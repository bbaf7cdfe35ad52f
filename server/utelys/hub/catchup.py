"""Bringing a connection up to what is happening, from its cursors, from the disk where needed."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import structlog

from utelys.core.entries import entries_json, moment_text
from utelys.hub.hub import Hub
from utelys.hub.outbox import PIECE, Outbox
from utelys_protocol.words import ByeCode

log = structlog.get_logger()

PAGE = 200
FURTHEST = 10_000
"""Entries that a cursor may lie behind; further back, starting again is quicker for a phone."""

AT_ONCE = 2
"""Readings of the disk for all who catch up; the others are left to those who ask over HTTP."""

_TAKES_NOTHING = 30.0
"""Seconds after which a device that takes nothing is cut."""


class Disk(Protocol):
    """What catching up needs of the store."""

    async def after(self, stream: str, seq: int, most: int, size: int) -> list[tuple[int, bytes]]:
        """The next entries after a number, oldest first: about `size` bytes, but at least one."""
        ...

    async def newest(self, stream: str, most: int) -> tuple[int, list[tuple[int, bytes]]]:
        """The head of a stream, and its newest entries, oldest first."""
        ...

    async def snapshot(self, member: str, stream: str) -> tuple[int, bytes] | None:
        """A stream's state as JSON, as this member may see it, and the number that it holds at.

        None where the member may not read the stream.
        """
        ...


@dataclass(frozen=True, slots=True)
class _Reader:
    """A connection that catches up with one stream, for as long as its admission holds."""

    outbox: Outbox
    stream: str
    admission: object

    def may(self) -> bool:
        """Whether the connection is open, and may still read by the admission it began with."""
        held = self.outbox.streams.get(self.stream)
        return not self.outbox.closed and held is not None and held is self.admission


class CatchUp:
    """Catches connections up, none faster than it takes what it is sent.

    What lies in recent entries and is little leaves at once; the rest is sent by a task.
    """

    def __init__(self, hub: Hub, disk: Disk) -> None:
        """Serve this hub from this disk."""
        self._hub = hub
        self._disk = disk
        self._tasks: set[asyncio.Task[None]] = set()
        self._warming: dict[str, asyncio.Task[None]] = {}
        self._turns = asyncio.Semaphore(AT_ONCE)
        hub.on_admitted = lambda outbox, stream: self.start(outbox, {stream: None})

    def start(self, outbox: Outbox, cursors: Mapping[str, int | None]) -> None:
        """Let a connection join streams, each from its cursor; None asks for the whole state."""
        left = {
            stream: (cursor, outbox.streams.get(stream))
            for stream, cursor in cursors.items()
            if cursor is None or not self._hub.join(outbox, stream, cursor)
        }
        if left:
            self._keep(asyncio.create_task(self._catch_up(outbox, left)))

    async def stop(self) -> None:
        """End what is still going on."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _catch_up(
        self, outbox: Outbox, cursors: Mapping[str, tuple[int | None, object]]
    ) -> None:
        for stream, (cursor, admission) in cursors.items():
            try:
                await self._one(_Reader(outbox, stream, admission), cursor)
            except Exception as error:
                # A device that misses a stream without knowing it would be worse than one that is
                # sent away: it comes back with its cursors.
                log.error("catching_up_failed", error=type(error).__name__)
                outbox.end(ByeCode.UNAVAILABLE, "The server could not read this just now.", 5)
                return
            finally:
                self._hub.flush()

    async def _one(self, reader: _Reader, cursor: int | None) -> None:
        stream = reader.stream
        await self._warm(stream)
        while await _has_room(reader):
            if cursor is None or not self._within_reach(stream, cursor):
                cursor = await self._reset(reader)
            elif self._hub.join(reader.outbox, stream, cursor):
                return
            else:
                further = self._hub.send_some(reader.outbox, stream, cursor)
                cursor = further if further is not None else await self._page(reader, cursor)
            await self._warm(stream)

    def _within_reach(self, stream: str, cursor: int) -> bool:
        ring = self._hub.recent.ring(stream)
        return ring is None or 0 <= ring.head - cursor <= FURTHEST

    async def _page(self, reader: _Reader, cursor: int) -> int | None:
        outbox, stream = reader.outbox, reader.stream
        async with self._turns:
            # Who hung up while waiting for this turn leaves it to the next at once.
            if not reader.may():
                return cursor
            entries = await self._disk.after(stream, cursor, PAGE, PIECE)
        if not entries:
            return cursor
        if moment_text(entries[0][1]) < self._hub.oldest():
            return None
        if reader.may():
            outbox.put_missed(self._hub.frame(entries_json(stream, [json for _, json in entries])))
            self._hub.flush()
        return entries[-1][0]

    async def _reset(self, reader: _Reader) -> int | None:
        outbox, stream = reader.outbox, reader.stream
        async with self._turns:
            found = await self._disk.snapshot(outbox.member, stream) if reader.may() else None
        if not reader.may():
            return None
        if found is None:
            del outbox.streams[stream]
            return None
        seq, snapshot = found
        frame = b'{"type":"reset","stream":"%b","seq":%d,"snapshot":%b}'
        outbox.put_missed(self._hub.frame(frame % (stream.encode(), seq, snapshot)))
        self._hub.flush()
        return seq

    async def _warm(self, stream: str) -> None:
        """Have the newest entries of a stream at hand; all who ask meanwhile wait for the same."""
        if self._hub.recent.ring(stream) is not None:
            return
        task = self._warming.get(stream)
        if task is None:
            task = self._warming[stream] = asyncio.create_task(self._load(stream))
            task.add_done_callback(lambda _: self._warming.pop(stream, None))
            self._keep(task)
        await asyncio.shield(task)

    async def _load(self, stream: str) -> None:
        recent = self._hub.recent
        recent.begin(stream)
        async with self._turns:
            while not recent.fill(stream, *await self._disk.newest(stream, PAGE)):
                recent.begin(stream)


async def _has_room(reader: _Reader) -> bool:
    """Wait until the device has taken most of what was sent: nobody is cut for having been away.

    False for one that may not be sent more. One that takes nothing at all for a while is cut: its
    task must not wait for ever.
    """
    outbox, loop = reader.outbox, asyncio.get_running_loop()
    await asyncio.sleep(0)  # a quick device leaves the others their turn
    left, since = outbox.waiting(), loop.time()
    while reader.may() and not outbox.has_room():
        await asyncio.sleep(0.02)
        now = outbox.waiting()
        if now < left:
            left, since = now, loop.time()
        elif loop.time() - since > _TAKES_NOTHING:
            outbox.end(ByeCode.TOO_SLOW, "This device stopped reading. Come back with its cursors.")
    return reader.may()
