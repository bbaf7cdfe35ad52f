"""A storm: everybody comes back at once, and each has missed fifty messages."""

import asyncio
import json
import tempfile
import time
from pathlib import Path

import uvloop

from bench.figures import Figure, percentile
from bench.hearing import Tally, listen, text_now
from bench.line import Line, connect, connect_all, frames, hang_up
from bench.process import Program, serving
from bench.village import Villager, build
from utelys.core.ids import room_stream

ROOMS, IN_EACH, MISSED = 20, 50, 50
_AT_ONCE = 50


def run() -> list[Figure]:
    """Measure once."""
    return uvloop.run(_run())


async def _run() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "data")
        village = await asyncio.to_thread(build, data, ROOMS, IN_EACH)
        staying = village.people[::IN_EACH]
        leaving = [one for one in village.people if one not in staying]
        with serving(data) as program:
            lines = await connect_all(program.port, leaving)
            await asyncio.sleep(0.5)
            hang_up(lines)
            writers = await connect_all(program.port, staying)
            await asyncio.sleep(0.5)
            await _write(writers, staying)
            await asyncio.sleep(0.5)
            figures = await _come_back(program, leaving)
            hang_up(writers)
    return figures


async def _write(writers: list[Line], staying: list[Villager]) -> None:
    """Let one in each room write what the others miss."""
    for line in writers:
        line.listen(lambda _: None)
    tally = Tally()
    listen(writers, tally)
    for number in range(MISSED):
        for line, one in zip(writers, staying, strict=True):
            line.send(one.house_room, f"m{number}", text_now())
        await tally.until((number + 1) * len(writers))


async def _come_back(program: Program, leaving: list[Villager]) -> list[Figure]:
    gate = asyncio.Semaphore(_AT_ONCE)
    delays: list[float] = []

    async def back(one: Villager) -> "tuple[Line, Missed]":
        async with gate:
            began = time.perf_counter()
            line = await connect(program.port)
            missed = Missed()
            await line.sign_in(one)
            line.hand_over(missed)
            async with asyncio.timeout(30):
                await missed.all_there.wait()
            delays.append((time.perf_counter() - began) * 1e3)
            return line, missed

    cpu, began = program.cpu(), time.perf_counter()
    found = await asyncio.gather(*map(back, leaving))
    passed = time.perf_counter() - began
    await asyncio.sleep(0.1)
    used = program.cpu() - cpu
    for one, (line, missed) in zip(leaving, found, strict=True):
        missed.check(room_stream(one.house_room), one.cursors[room_stream(one.house_room)])
        assert not line.lost, "a connection was lost"
    hang_up([line for line, _ in found])
    unit = "ms of CPU a client"
    return [
        Figure("storm", unit, (used * 1e3 / len(leaving),), most=0.8),
        Figure("storm p99", "ms from connect to the last", (percentile(delays, 99),)),
        Figure("storm rate", "clients a second", (len(leaving) / passed,)),
    ]


class Missed:
    """Hears what one client missed."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.all_there = asyncio.Event()
        self._kept: list[bytes] = []
        self._count = 0

    def __call__(self, data: bytes) -> None:
        self._kept.append(data)
        self._count += data.count(b'"kind":"message.sent"')
        if self._count >= MISSED:
            self.all_there.set()

    def check(self, stream: str, cursor: int) -> None:
        """Make sure that the missed entries came, all, once and in order.

        Raises:
            AssertionError: they did not.
        """
        seqs = []
        for payload in frames(b"".join(self._kept)):
            frame = json.loads(payload)
            if frame["type"] != "welcome":
                assert frame["type"] == "entries", frame
                assert frame["stream"] == stream, frame
                seqs += [entry["seq"] for entry in frame["entries"]]
        assert seqs == list(range(cursor + 1, cursor + MISSED + 1)), seqs
