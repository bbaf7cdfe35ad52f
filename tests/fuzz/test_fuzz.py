"""Every parser of outside bytes, fed with what is nearly right: a refusal, never a failure.

A second or two of each in `make test`; `make fuzz` gives each ten minutes (`SECONDS_EACH=600`).
`SEED` repeats a run. What a target is fed with are the vectors of the wire.
"""

import asyncio
import json
import os
import random
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes

import pytest

from tests.contract.vectors import FOLDER
from tests.fuzz.mutating import mutated, strange
from tests.kit.house import House, opened
from tests.kit.logs import watched_logs
from tests.kit.planning import wall
from tests.kit.raw import CLOSE, TEXT, client_frame, open_socket
from tests.kit.raw import wire as line
from utelys.core.errors import Refusal
from utelys.core.ids import parse_stream
from utelys.core.recurrence import first_time, times
from utelys.core.rules import read_rule
from utelys.core.walltime import check_zone, read_wall
from utelys_protocol.base import WallTime
from utelys_protocol.codec import BadFrame, read_up

SECONDS = float(os.environ.get("SECONDS_EACH", "1"))
SEED = int(os.environ.get("SEED", "0")) or random.randrange(1 << 32)

pytestmark = pytest.mark.timeout(60 + 2 * SECONDS)

UP = [json.loads(path.read_text()) for path in sorted((FOLDER / "up").glob("*.json"))]
FRAMES = [
    json.dumps(frame).encode()
    for frames in UP
    for frame in frames
    if frame.get("name") != "device.sign_out"
]
COMMANDS = [
    (path.stem, vector["args"])
    for path in sorted((FOLDER / "commands").glob("*.json"))
    for vector in json.loads(path.read_text())
    if path.stem not in ("device.sign_out", "invite.accept")
]
RULES = [
    b"FREQ=WEEKLY;BYDAY=TU,TH",
    b"FREQ=MONTHLY;BYDAY=-1FR;COUNT=10",
    b"FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=-1;UNTIL=20301231T235959Z",
    b"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;INTERVAL=2;WKST=SU",
    b"FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
    b"FREQ=YEARLY;BYYEARDAY=1,-1",
]
WALLS = [b"2031-10-09T18:00", b"2031-03-30T02:30", b"2031-10-26T02:30:00"]
ZONES = [b"Europe/Oslo", b"America/New_York", b"UTC", b"Etc/GMT+5"]


def a_frame(chance: random.Random) -> None:
    with suppress(BadFrame):
        read_up(mutated(chance.choice(FRAMES), chance))


def a_rule(chance: random.Random) -> None:
    text = mutated(chance.choice(RULES), chance).decode("utf-8", "replace")
    start = wall("2031-10-09T18:00")
    began = time.perf_counter()
    with suppress(Refusal):
        rule = read_rule(text, start)
        if first_time(rule, start) is not None:
            for _, _at in zip(range(20), times(rule, start), strict=False):
                pass
    assert time.perf_counter() - began < 5, f"{text!r} takes too long"


def a_wall_time(chance: random.Random) -> None:
    text = mutated(chance.choice(WALLS), chance).decode("utf-8", "replace")
    zone = mutated(chance.choice(ZONES), chance).decode("utf-8", "replace")
    with suppress(Refusal, ValueError):
        check_zone(zone)
    with suppress(Refusal, ValueError):
        read = read_wall(WallTime(wall=text, zone="Europe/Oslo"))
        assert read.moment().tzinfo is UTC
        read.standing()


def a_stream(chance: random.Random) -> None:
    parse_stream(mutated(b"room:01KB0ZQ8N40000000000000021", chance).decode("utf-8", "replace"))


@pytest.mark.parametrize("target", [a_frame, a_rule, a_wall_time, a_stream])
def test_parsers(target: Callable[[random.Random], None]) -> None:
    print(f"SEED={SEED}")
    chance, until = random.Random(SEED), time.monotonic() + SECONDS
    while time.monotonic() < until:
        target(chance)


async def run(folder: Path, target: Callable[[House, random.Random], Any]) -> None:
    """Feed a real server until the time is over; nothing unforeseen may stand in its log."""
    print(f"SEED={SEED}")
    limits: dict[str, Any] = {
        "costly_burst": 10**9,
        "commands_burst": 10**9,
        "guesses_burst": 10**9,
    }
    with watched_logs() as logs:
        async with opened(folder, request_within=0.3, all_guesses_burst=10**9, **limits) as house:
            chance, until = random.Random(SEED), time.monotonic() + SECONDS
            while time.monotonic() < until:
                await target(house, chance)
            assert (await house.get(house.keeper, "/me"))[0] == 200
    logs.check(house.keeper.token)


async def session(house: House, chance: random.Random) -> None:
    """A socket that is signed in and then goes astray."""
    async with open_socket(house.url, house.keeper.token if chance.random() < 0.8 else None) as one:
        for _ in range(chance.randrange(1, 12)):
            data = chance.choice(FRAMES)
            if chance.random() < 0.5:
                name, args = chance.choice(COMMANDS)
                frame = {"type": "command", "id": "f", "name": name, "args": strange(args, chance)}
                data = json.dumps(frame).encode()
            else:
                data = mutated(data, chance)
            framed = client_frame(data, TEXT)
            await one.send(mutated(framed, chance) if chance.random() < 0.1 else framed)
        await one.send(client_frame(b"\x03\xe8", CLOSE))
        with suppress(OSError):  # a close may have been swallowed by half a frame before it
            one.writer.write_eof()
        await one.ended() if chance.random() < 0.5 else None


async def command(house: House, chance: random.Random) -> None:
    name, args = chance.choice(COMMANDS)
    known = json.dumps(strange(args, chance))
    body = mutated(known.encode(), chance) if chance.random() < 0.3 else known.encode()
    headers = {"Authorization": f"Bearer {house.keeper.token}", "Content-Type": "application/json"}
    url = f"{house.url}/api/v1/commands/{name}"
    async with house.http.post(url, data=body, headers=headers) as answer:
        assert answer.status < 500, (name, body, await answer.text())
        await answer.json(content_type=None)


async def query(house: House, chance: random.Random) -> None:
    path = mutated(b"/streams/house:x/entries", chance) if chance.random() < 0.3 else None
    place = (
        quote_from_bytes(path, safe="/:") if path else f"/streams/member:{house.keeper.id}/entries"
    )
    asked = quote_from_bytes(mutated(b"after=1&before=9&limit=50", chance), safe="=&")
    async with line(house.url) as one:
        first = f"GET /api/v1{place}?{asked} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
        head = f"{first}Authorization: Bearer {house.keeper.token}\r\n\r\n".encode()
        await one.send(mutated(head, chance) if chance.random() < 0.3 else head)
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            status, _, _ = await one.answer()
            assert status < 500


@pytest.mark.parametrize("target", [session, command, query])
async def test_doors(tmp_path: Path, target: Callable[[House, random.Random], Any]) -> None:
    await run(tmp_path, target)
