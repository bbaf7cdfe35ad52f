"""Floors, measured beside each figure: the barest program that does the same work."""

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable
from itertools import cycle

from bench.bare import MESSAGE
from bench.hearing import Ear, Tally
from bench.line import connect, hang_up
from bench.loops import closed, even
from bench.process import free_port, running

Load = Callable[[Callable[[], None], Tally], Awaitable[int]]


async def fan(size: int, window: int, seconds: float) -> float:
    """Microseconds a delivery of a bare loop that writes ready bytes to sockets, saturated."""

    async def load(write: Callable[[], None], tally: Tally) -> int:
        return (await closed(write, tally, size, window, seconds))[0]

    return await _sockets("all", size, load) / size


async def fan_steady(size: int, rate: float, seconds: float) -> float:
    """The same at a steady rate."""

    async def load(write: Callable[[], None], tally: Tally) -> int:
        return await even(write, tally, size, rate, seconds)

    return await _sockets("all", size, load) / size


async def pairs(users: int, seconds: float) -> float:
    """Microseconds a message of a bare loop that writes ready bytes to two, saturated."""

    async def load(write: Callable[[], None], tally: Tally) -> int:
        return (await closed(write, tally, 2, users, seconds))[0]

    return await _sockets("pairs", users, load)


async def rows() -> float:
    """Microseconds for the rows of one message by a bare SQLite group commit."""
    return await _told("rows")


async def disk() -> float:
    """Milliseconds that 99 of 100 bare writes of 4 KiB take to be on disk, 200 a second."""
    return await _told("disk")


async def _told(kind: str) -> float:
    command = [sys.executable, "-m", "bench.bare", kind]
    found = await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True)
    return float(found.stdout)


async def _sockets(kind: str, size: int, load: Load) -> float:
    port = free_port()
    with running([sys.executable, "-m", "bench.bare", kind, str(port)], port) as program:
        lines = [await connect(port) for _ in range(size)]
        tally = Tally()
        for line in lines:
            line.ear = Ear(tally, keep=False)
        await asyncio.sleep(0.5)  # the program may not have taken the last ones yet
        turns = cycle(lines)
        used = program.cpu()
        messages = await load(lambda: next(turns).transport.write(MESSAGE), tally)
        await asyncio.sleep(0.1)
        used = program.cpu() - used
        hang_up(lines)
    return used * 1e6 / messages
