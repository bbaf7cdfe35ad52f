"""Wiring only: which part gets which, in which order they start and stop."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog

from utelys.actions import clock_jumps, founding, housekeeping
from utelys.adapters import StoreDisk, StoreTimers
from utelys.clocks import OffsetClock, SystemClock
from utelys.commands import PATIENT, TIMERS
from utelys.config import Settings
from utelys.core.clock import Clock
from utelys.core.effects import (
    CompactionDue,
    Effect,
    FilesGone,
    Happened,
    ManyErased,
    Rewritten,
    TimerSet,
)
from utelys.crashing import kill_at
from utelys.hub.catchup import CatchUp
from utelys.hub.hub import Hub
from utelys.net.frames import text_frame
from utelys.net.gate import Gate
from utelys.net.parts import Parts
from utelys.net.push import carrying
from utelys.net.site import listening
from utelys.notices.post import Post
from utelys.notices.sealing import Signer, contact_of
from utelys.store.compaction import Compaction
from utelys.store.files import FileStore
from utelys.store.opening import open_database
from utelys.store.queries.files import all_names
from utelys.store.writer import Writer, writing
from utelys.timers.loop import TimerLoop
from utelys.version import version
from utelys_protocol.base import format_moment
from utelys_protocol.commands.invites import InviteCreated
from utelys_protocol.words import ByeCode

log = structlog.get_logger()

STOP_WITHIN = 4.0


@dataclass(slots=True)
class Running:
    """A server that takes members. `url` is where it listens; `first` the first keeper's way in."""

    parts: Parts
    url: str
    first: InviteCreated | None


def clock_for(settings: Settings) -> Clock:
    """The machine's clock, or the one that a test moves."""
    return OffsetClock(settings.test_clock) if settings.test_clock else SystemClock()


@asynccontextmanager
async def serve(settings: Settings, clock: Clock | None = None) -> AsyncIterator[Running]:
    """Run the server for as long as the context lasts, then stop it gracefully.

    Raises:
        StoreRefusal: the data folder cannot be used.
        BadContact: nothing can be pushed with the contact that is set.
        OSError: the address cannot be listened on.
    """
    clock = clock or clock_for(settings)
    hub = Hub(text_frame, settings.recent_entries_bytes)

    def publish(effects: list[Effect]) -> None:
        hub.publish(effects)
        parts.calls.update(_calls_in(effects))
        post.heard(effects)
        _wake(effects, loop, compaction, files)

    async with AsyncExitStack() as stack:
        database = open_database(settings.data, serving=True)
        stack.push_async_callback(database.close)
        writer = await stack.enter_async_context(
            writing(database, clock, publish, kill_at(settings.test_kill))
        )
        hub.oldest = _oldest(clock, timedelta(days=settings.missed_days))
        files = FileStore(settings.data / "files")
        compaction = Compaction(
            database.path, settings.compact_after, lambda: writer.do(housekeeping.compacted)
        )
        loop = TimerLoop(
            clock,
            StoreTimers(database, writer),
            TIMERS,
            lambda: writer.do(clock_jumps.passed_over),
            lambda by: writer.do(lambda tx: clock_jumps.settle(tx, by)),
            PATIENT,
        )
        catch_up = CatchUp(hub, StoreDisk(database, writer, clock))
        carrier = await stack.enter_async_context(carrying(settings, clock))
        post = Post(clock, writer.do, carrier, _signer(settings, database.push_key))
        parts = Parts(
            settings, clock, database, writer, hub, catch_up, Gate(settings), post, carrier, files
        )
        first = await _begin(settings, writer, files)
        # What came due while the server was down comes before anybody is let in, all of it: no
        # light, no claim and no call is shown as it no longer is. What can wait comes afterwards.
        await loop.run_pressing()
        for work in (loop.run(), compaction.run(), post.run()):
            await stack.enter_async_context(_beside(work))
        url = await stack.enter_async_context(listening(parts))
        stack.enter_context(_noted(settings, url))
        stack.push_async_callback(_say_goodbye, parts)
        parts.ready = True
        log.info("ready", url=url, version=version())
        yield Running(parts, url, first)


async def _begin(settings: Settings, writer: Writer, files: FileStore) -> InviteCreated | None:
    """What every start begins with, and the first start with a house."""
    first: InviteCreated | None = await writer.do(
        lambda tx: founding.found(tx, settings.first_house_name, settings.first_house_zone)
    )
    await writer.do(housekeeping.begin)
    await writer.do(clock_jumps.begin)
    files.sweep(await writer.do(all_names, only_reads=True))
    return first


def _oldest(clock: Clock, reach: timedelta) -> Callable[[], bytes]:
    """The moment before which nothing that was missed is told, as it is written in entries."""
    return lambda: format_moment(clock.now() - reach).encode()


def _calls_in(effects: list[Effect]) -> Iterator[str]:
    """What became of calls in a commit: `raised`, and in which way each ended."""
    for effect in effects:
        if isinstance(effect, Happened) and effect.kind == "ask.raised":
            yield "raised"
        elif isinstance(effect, Happened) and effect.kind == "ask.ended":
            yield str(json.loads(effect.json)["body"]["how"])


def _wake(effects: list[Effect], loop: TimerLoop, compaction: Compaction, files: FileStore) -> None:
    """Let those who act later hear what a commit has for them."""
    for effect in effects:
        if isinstance(effect, TimerSet):
            loop.expect(effect.due)
        elif isinstance(effect, Rewritten | ManyErased):
            compaction.expect()
        elif isinstance(effect, CompactionDue):
            compaction.expect(whole=True)
        elif isinstance(effect, FilesGone):
            files.remove(effect.names)


def _signer(settings: Settings, key: bytes) -> Signer:
    signer = Signer(key, contact_of(settings.push_contact, settings.public_url))
    if settings.push_contact is not None:
        signer.check()
    return signer


@contextmanager
def _noted(settings: Settings, url: str) -> Iterator[None]:
    """Note beside the database where the server is, for the command line on the same machine."""
    note = settings.data / "server.json"
    note.write_text(json.dumps({"url": settings.public_url or url, "pid": os.getpid()}))
    note.chmod(0o600)
    try:
        yield
    finally:
        note.unlink(missing_ok=True)


async def _say_goodbye(parts: Parts) -> None:
    """Take no more, let what was sent be stored and told, then end every connection."""
    parts.ready = False
    await parts.catch_up.stop()
    with suppress(TimeoutError):
        await asyncio.wait_for(parts.writer.drain(), STOP_WITHIN / 2)
    for outbox in parts.hub.all():
        outbox.flush()
        outbox.end(ByeCode.GOING_DOWN, "The server is stopping.", 2)
    with suppress(TimeoutError):
        await asyncio.wait_for(_all_gone(parts), STOP_WITHIN / 2)


async def _all_gone(parts: Parts) -> None:
    while parts.hub.connections:  # noqa: ASYNC110 - at most two seconds, once in a life
        await asyncio.sleep(0.02)


@asynccontextmanager
async def _beside(coroutine: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run something beside the rest, for as long as the context lasts."""
    task = asyncio.create_task(coroutine)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
