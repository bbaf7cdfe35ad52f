"""A Thursday afternoon: reminders to 20,000 members come due in one minute, while people write.

200 houses of 100 members with 25 series each; in each house one series is on the next day, and all
are coming to it. Measured at the writer, where notices are queued and messages acknowledged: the
doors and the push services are not part of it.
"""

import asyncio
import tempfile
import time
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from bench.figures import Figure, percentile
from bench.village import Village, build
from utelys.actions.planning import schedule
from utelys.adapters import StoreTimers
from utelys.clocks import SystemClock
from utelys.commands import PATIENT, TIMERS
from utelys.core import changes
from utelys.core.activity import Activity, Audience
from utelys.core.answers import Book
from utelys.core.effects import Effect, Happened
from utelys.core.ids import room_stream
from utelys.core.walltime import Wall
from utelys.store.base import Tx
from utelys.store.database import open_database
from utelys.store.queries import activities, answers, people
from utelys.store.writer import Writer, writing
from utelys.timers.loop import TimerLoop
from utelys_protocol.entries import MessageSent
from utelys_protocol.words import Answer

HOUSES, IN_EACH, SERIES = 200, 100, 25
RATE, QUIET_SECONDS, MOST_SECONDS = 200.0, 5.0, 20.0


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

    def __call__(self, effects: list[Effect]) -> None:
        for one in effects:
            if isinstance(one, Happened) and b'"kind":"reminder.coming"' in one.json:
                self.told += 1
        if self.told >= HOUSES * IN_EACH:
            self.all_told.set()


async def _measure(folder: Path, village: Village) -> list[Figure]:
    clock, ear = _Clock(), _Ear()
    database = open_database(folder, serving=True)
    try:
        async with writing(database, clock, ear) as writer:
            await _plan_all(writer, village)
            rooms = sorted({one.house_room for one in village.people})
            due = (clock.now() + timedelta(days=2)).replace(hour=12, minute=0, second=1)
            clock.ahead = due - timedelta(minutes=30) - SystemClock().now()
            loop = TimerLoop(
                clock, StoreTimers(database, writer), TIMERS, _nothing, _nothing, PATIENT
            )
            # What else has come due on the way there is no part of this.
            for _ in range(2 + HOUSES // 20):
                await loop.run_due()
            quiet = await _during(writer, rooms, QUIET_SECONDS)
            clock.ahead += timedelta(minutes=30)
            until = asyncio.Event()
            writes = asyncio.create_task(_write(writer, rooms, until))
            began = time.perf_counter()
            runs = asyncio.create_task(loop.run())
            await asyncio.wait_for(ear.all_told.wait(), 3 * MOST_SECONDS)
            took = time.perf_counter() - began
            until.set()
            busy = await writes
            runs.cancel()
            await asyncio.gather(runs, return_exceptions=True)
    finally:
        await database.close()
    calm, rush = percentile(quiet, 99), percentile(busy, 99)
    return [
        Figure("20,000 reminders queued", "s", (took,), most=MOST_SECONDS),
        Figure("p99 of messages in quiet", "ms", (calm,)),
        Figure("p99 of messages meanwhile", "ms", (rush,)),
        Figure("p99 meanwhile, times quiet", "", (rush / calm,), most=2.0),
    ]


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
        return asyncio.run(_measure(data, village))
