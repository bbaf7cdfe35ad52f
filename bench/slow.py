"""Devices that stop reading, among others who do: what the others notice of it.

Rounds with and without them follow one another in the same run, so that both meet the same machine.
"""

import asyncio
import socket
import tempfile
from pathlib import Path

import uvloop

from bench.fan import Crowd, gather
from bench.figures import Figure, percentile
from bench.hearing import TimingEar, text_now
from bench.line import Line, connect_all, hang_up
from bench.loops import even
from bench.process import Program, serving
from bench.village import Villager, build
from utelys.core.ids import room_stream

SIZE, DEAF, ROUNDS = 20, 3, 4
RATE, SECONDS = 100.0, 5.0
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
                await _were_cut(deaf)
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
        own: socket.socket = line.transport.get_extra_info("socket")
        own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.transport.pause_reading()
    return lines


async def _were_cut(lines: list[Line]) -> None:
    """Let them read on, to the end that the server has made of it meanwhile.

    Raises:
        TimeoutError: one was not cut, so that nothing was measured.
    """
    for line in lines:
        line.ear = lambda _: None
        line.transport.resume_reading()
    async with asyncio.timeout(30):
        while not all(line.lost for line in lines):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
