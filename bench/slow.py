"""Devices that stop reading, among others who do: what the others notice of it.

Rounds with and without them follow one another in the same run, so that both meet the same machine.
"""

import asyncio
import tempfile
from pathlib import Path
from urllib.request import urlopen

import uvloop

from bench.fan import Crowd, gather
from bench.figures import Figure, percentile
from bench.hearing import TimingEar, text_now
from bench.line import Line, connect_all, hang_up
from bench.loops import even
from bench.process import Program, serving
from bench.village import Villager, build
from utelys.core.ids import room_stream

SIZE, DEAF, ROUNDS = 10, 3, 4
RATE, SECONDS = 75.0, 5.0
TEXT = 7_900
"""Characters of two bytes in a message: a round is more than kernel and server keep for one."""

MOST = 1.25
"""Times that the others' p99 may be longer than without; rounds alone differ by as much."""

_SETTINGS = "outbox_bytes = 65536\n"


def run() -> list[Figure]:
    """Measure once."""
    return uvloop.run(_run())


async def _run() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "data")
        village = await asyncio.to_thread(build, data, 1, SIZE)
        (data / "utelys.toml").write_text(_SETTINGS, encoding="utf-8")
        with serving(data) as program:
            crowd = await gather(program, village.people)
            crowd.text = lambda: text_now(TEXT, "å")
            await _round(crowd)
            alone: list[int] = []
            among: list[int] = []
            for _ in range(ROUNDS):
                alone += await _round(crowd)
                deaf = await _deaf(program, village.people[:DEAF], crowd)
                among += await _round(crowd)
                hang_up(deaf)
            cut = await _cut(program)
            assert cut == DEAF * ROUNDS, f"{cut} devices were cut: nothing was measured"
            hang_up(crowd.lines)
    without, with_ = (percentile(delays, 99) / 1e3 for delays in (alone, among))
    unit = "ms from send to receipt"
    return [
        Figure(f"{SIZE} members, p99", unit, (without,)),
        Figure(f"{SIZE} members, {DEAF} devices deaf, p99 of the others", unit, (with_,)),
        Figure("deaf devices", "times the others' p99", (with_ / without,), most=MOST),
    ]


async def _round(crowd: Crowd) -> list[int]:
    """Write evenly for a while; return how long each delivery took, in microseconds."""
    crowd.start(TimingEar)
    await even(crowd.write, crowd.tally, SIZE, RATE, SECONDS)
    await asyncio.sleep(0.1)
    crowd.check()
    return crowd.tally.delays


async def _deaf(program: Program, people: list[Villager], crowd: Crowd) -> list[Line]:
    """Second connections of some people, which stop reading as soon as they are welcomed."""
    for one in people:
        one.cursors[room_stream(crowd.room)] = crowd.head
    lines = await connect_all(program.port, people)
    for line in lines:
        line.transport.pause_reading()
    return lines


async def _cut(program: Program) -> int:
    """How many devices the server has cut so far."""
    url = f"http://127.0.0.1:{program.port}/metrics"
    said = await asyncio.to_thread(lambda: urlopen(url, timeout=30).read().decode())
    return int(float(said.partition("\nutelys_cut_total ")[2].split()[0]))
