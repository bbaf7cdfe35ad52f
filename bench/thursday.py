"""A Thursday afternoon: reminders to 20,000 members come due in one minute, while people write.

200 houses of 100 members with 25 series each; in each house one series is on the next day, and all
are coming to it. Measured at the writer, where notices are queued and messages acknowledged: the
doors are not part of it. Everybody is reached by push: when all reminders are queued, the outbox
has them before it, and posts them to a push service beside.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import uvloop

from bench.figures import Figure, percentile
from bench.pushes import push_service
from bench.village import Village, build, reach_all
from utelys.actions.planning import schedule
from utelys.adapters import StoreTimers
from utelys.cli.serve import settle
from utelys.clocks import SystemClock
from utelys.commands import PATIENT, TIMERS
from utelys.config import load
from utelys.core import changes
from utelys.core.activity import Activity, Audience
from utelys.core.answers import Book
from utelys.core.effects import Effect, Happened
from utelys.core.ids import room_stream
from utelys.core.walltime import Wall
from utelys.net.push import carrying
from utelys.notices.post import Post
from utelys.notices.sealing import Signer
from utelys.store.base import Tx
from utelys.store.database import Database
from utelys.store.opening import open_database
from utelys.store.queries import activities, answers, people
from utelys.store.writer import Writer, writing
from utelys.timers.loop import TimerLoop
from utelys_protocol.entries import MessageSent
from utelys_protocol.words import Answer

HOUSES, IN_EACH, SERIES = 200, 100, 25
RATE, QUIET_SECONDS, MOST_SECONDS = 200.0, 10.0, 20.0
PUSH_SECONDS = 8.0
_REST = 1.0


class _Clock:
    """The machine's clock, some time ahead."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return SystemClock().now() + self.ahead

    def steady(self) -> float:
        return SystemClock().steady()


async def _plan(tx: Tx, house: str, members: list[str]) -> None:
    """Plan a house's series on days of their own; all are coming to the first."""
    now = tx.now
    for number in range(SERIES):
        # 24 h before it begins is noon, when nobody is in quiet hours.
        day = now + timedelta(days=3 + number % 7)
        start = Wall(day.replace(hour=12, minute=0, second=0, microsecond=0, tzinfo=None), "UTC")
        details = {"title": "Turen", "place": "Ved porten", "leader": members[0]}
        rule = "FREQ=MONTHLY" if number % 7 else f"FREQ=MONTHLY;BYMONTHDAY={start.at.day}"
        series = changes.plan(tx.new_id(), start, timedelta(hours=2), details, rule)
        activity = Activity(series, members[0], Audience(house=house), now)
        await activities.add(tx, activity)
        book = Book.of([])
        if number == 0:
            for member in members:
                book, given, _ = book.take(None, member, Answer.COMING, now)
                answers.put(tx, activity.id, given)
            schedule(tx, activity)


async def _write(writer: Writer, rooms: list[str], until: asyncio.Event) -> list[float]:
    """Write evenly until told to stop; the milliseconds until each was on disk."""
    delays: list[float] = []

    async def one(room: str) -> None:
        began = time.perf_counter()
        body = MessageSent(text="x" * 200)
        await writer.do(lambda tx: tx.append(room_stream(room), "message.sent", body, "someone"))
        delays.append((time.perf_counter() - began) * 1000)

    tasks = set()
    begin = time.perf_counter()
    number = 0
    while not until.is_set():
        tasks.add(asyncio.create_task(one(rooms[number % len(rooms)])))
        number += 1
        await asyncio.sleep(max(0.0, begin + number / RATE - time.perf_counter()))
    await asyncio.gather(*tasks)
    return delays


async def _during(writer: Writer, rooms: list[str], seconds: float) -> list[float]:
    until = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, until.set)
    return await _write(writer, rooms, until)


class _Ear:
    """Counts the reminders that were queued, and says when all have been."""

    def __init__(self) -> None:
        self.told = 0
        self.all_told = asyncio.Event()
        self.post: Post | None = None

    def __call__(self, effects: list[Effect]) -> None:
        for one in effects:
            if isinstance(one, Happened) and b'"kind":"reminder.coming"' in one.json:
                self.told += 1
        if self.post is not None:
            self.post.heard(effects)
        if self.told >= HOUSES * IN_EACH:
            self.all_told.set()


@asynccontextmanager
async def _beside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@dataclass
class _Scene:
    """What is measured, and with what."""

    clock: _Clock
    ear: _Ear
    database: Database
    writer: Writer
    village: Village
    rooms: list[str]


async def _measure(folder: Path, village: Village) -> list[Figure]:
    # The loop and the collector as the server has them.
    settle()
    clock, ear = _Clock(), _Ear()
    database = open_database(folder, serving=True)
    # Rooms without members: who is told of a message by push is no part of this.
    rooms = [f"bench{number}" for number in range(HOUSES)]
    try:
        async with writing(database, clock, ear) as writer:
            scene = _Scene(clock, ear, database, writer, village, rooms)
            loop = await _come_near(scene)
            return await _rush(scene, loop)
    finally:
        await database.close()


async def _come_near(scene: _Scene) -> TimerLoop:
    """Plan everything, and come to half an hour before it is due."""
    await _plan_all(scene.writer, scene.village)
    clock = scene.clock
    due = (clock.now() + timedelta(days=2)).replace(hour=12, minute=0, second=1)
    clock.ahead = due - timedelta(minutes=30) - SystemClock().now()
    timers = StoreTimers(scene.database, scene.writer)
    loop = TimerLoop(clock, timers, TIMERS, _nothing, _nothing, PATIENT)
    # What else has come due on the way there is no part of this.
    for _ in range(2 + HOUSES // 20):
        await loop.run_due()
    return loop


async def _rush(scene: _Scene, loop: TimerLoop) -> list[Figure]:
    writer, rooms, database = scene.writer, scene.rooms, scene.database
    settings = load(data=database.folder, test=True, push_allow_private=True)
    async with push_service() as service, carrying(settings, scene.clock) as carrier:
        await reach_all(writer, scene.village.people, service.subscription)
        signer = Signer(database.push_key, "mailto:bench@localhost")
        scene.ear.post = post = Post(scene.clock, writer.do, carrier, signer)
        async with _beside(post.run()):
            await _at_rest(writer)
            calm = percentile(await _during(writer, rooms, QUIET_SECONDS), 99)
            scene.clock.ahead += timedelta(minutes=30)
            until = asyncio.Event()
            writes = asyncio.create_task(_write(writer, rooms, until))
            began = time.perf_counter()
            async with _beside(loop.run()):
                await asyncio.wait_for(scene.ear.all_told.wait(), 3 * MOST_SECONDS)
                took = time.perf_counter() - began
                until.set()
                rush = percentile(await writes, 99)
                before = len(service.at)
                later = percentile(await _during(writer, rooms, PUSH_SECONDS), 99)
                pushed = (len(service.at) - before) / PUSH_SECONDS
    return [
        Figure("20,000 reminders queued", "s", (took,), most=MOST_SECONDS),
        Figure("p99 of messages in quiet", "ms", (calm,)),
        Figure("p99 of messages meanwhile", "ms", (rush,)),
        Figure("p99 meanwhile, times quiet", "", (rush / calm,), most=2.0),
        Figure("p99 while pushes leave, times quiet", "", (later / calm,), most=2.0),
        Figure("reminders pushed", "pushes a second", (pushed,)),
    ]


async def _at_rest(writer: Writer) -> None:
    """Wait until the outbox has looked through all that was planned: it has begun only now."""
    before = -1
    while before != writer.commits:
        before = writer.commits
        await asyncio.sleep(_REST)


async def _plan_all(writer: Writer, village: Village) -> None:
    houses = (await writer.do(people.all_houses, only_reads=True))[1:]
    for at, house in enumerate(houses):
        inside = [one.id for one in village.people[at * IN_EACH : (at + 1) * IN_EACH]]
        await writer.do(partial(_plan, house=house, members=inside))


async def _nothing(_by: timedelta | None = None) -> None:
    """The clock of this measurement jumps by hand."""


def run() -> list[Figure]:
    """Measure once."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "data")
        village = build(data, HOUSES, IN_EACH)
        return uvloop.run(_measure(data, village))
