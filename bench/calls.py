"""Calls and the light: how soon a call rings, and how soon a thousand phones see the light change.

One house of a thousand, all connected. One is home and has a phone that is reached by push; 200
calls stand and ring for them. Then others call, one after another, and last the light is changed
again and again. How long a push takes is from the answer that says that the call is on disk.
"""

import asyncio
import tempfile
import time
from pathlib import Path
from typing import Any

import uvloop

from bench.figures import Figure, percentile
from bench.hearing import Heard
from bench.line import Line, connect_all, hang_up
from bench.process import Program, serving
from bench.pushes import SETTINGS, PushService, push_service
from bench.village import Village, build

CLIENTS, STANDING, CALLS, TURNS = 1000, 200, 100, 20
_RUNG = b'"kind":"ask.rung"'
_RESULT = b'"type":"result"'
_LIGHT = b'"kind":"light.changed"'


def run() -> list[Figure]:
    """Measure once."""
    return uvloop.run(_run())


async def _run() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "data")
        village = await asyncio.to_thread(build, data, 1, CLIENTS)
        house = next(
            name.partition(":")[2]
            for name in village.people[0].cursors
            if name.startswith("house:")
        )
        async with push_service() as service:
            with serving(data, **SETTINGS) as program:
                return await _measure(program, village, house, service)


async def _measure(
    program: Program, village: Village, house: str, service: PushService
) -> list[Figure]:
    lines = await connect_all(program.port, village.people)
    await asyncio.sleep(0.5)
    rings, pushes, cpu = await _ring(lines, house, program.cpu, service)
    turns = await _turn(lines, house)
    assert not any(line.lost for line in lines), "a connection was lost"
    hang_up(lines)
    return [
        Figure("call rings, p99", "ms", (percentile(rings, 99) * 1e3,), most=1000),
        Figure("call rings, median", "ms", (percentile(rings, 50) * 1e3,)),
        Figure("call to push service, p99", "ms", (percentile(pushes, 99) * 1e3,), most=1000),
        Figure("call to push service, median", "ms", (percentile(pushes, 50) * 1e3,)),
        Figure("call raised, rung and pushed", "ms of CPU each", (cpu * 1e3,)),
        Figure(f"light to {CLIENTS:,}, the slowest", "ms", (max(turns) * 1e3,), most=1000),
        Figure(f"light to {CLIENTS:,}, median", "ms", (percentile(turns, 50) * 1e3,)),
    ]


def _say(line: Line, name: str, number: int, **args: Any) -> None:
    line.say({"type": "command", "id": f"{name}-{number}", "name": name, "args": args})


async def _ring(
    lines: list[Line], house: str, cpu: Any, service: PushService
) -> tuple[list[float], list[float], float]:
    """One is home and hears every call, on two ways; the others call."""
    helper, callers = lines[0], lines[1:]
    heard = Heard([helper], _RUNG)
    for line in callers:
        line.ear = _deaf
    _say(helper, "push.subscribe", 0, **service.subscription("helper"))
    _say(helper, "home.claim", 0, house=house)
    await asyncio.sleep(0.5)
    for number, line in enumerate(callers[:STANDING]):
        _say(line, "ask.raise", number, house=house)
    await heard.reaches(STANDING)
    await service.reaches(STANDING)
    before = cpu()
    rings, pushes = [], []
    for number, line in enumerate(callers[STANDING : STANDING + CALLS], start=1):
        stored = Heard([line], _RESULT)
        began = time.perf_counter()
        _say(line, "ask.raise", number, house=house)
        await stored.reaches(1)
        on_disk = time.perf_counter()
        await heard.reaches(STANDING + number)
        rings.append(time.perf_counter() - began)
        await service.reaches(STANDING + number)
        pushes.append(max(0.0, service.at[STANDING + number - 1] - on_disk))
    return rings, pushes, (cpu() - before) / CALLS


def _deaf(_data: bytes) -> None:
    """Hear nothing."""


async def _turn(lines: list[Line], house: str) -> list[float]:
    """One comes and goes; everybody sees it."""
    heard = Heard(lines, _LIGHT)
    times = []
    for number in range(1, TURNS + 1):
        began = time.perf_counter()
        _say(
            lines[0], "home.claim", number, house=house, **{"as": ("home", "reachable")[number % 2]}
        )
        await heard.reaches(number * len(lines))
        times.append(time.perf_counter() - began)
    return times
