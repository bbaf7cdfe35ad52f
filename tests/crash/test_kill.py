"""`kill -9` at random moments under four people who write as fast as they are answered.

What was acknowledged is there once, every stream is without a gap, and every device that comes back
with its cursors holds exactly what the server holds. `KILLS` says how often; the seed is printed.
"""

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from websockets.exceptions import ConnectionClosed

from tests.kit.phone import Phone, phone
from tests.kit.process import Server, serving

KILLS = int(os.environ.get("KILLS", "20"))
SEED = int(os.environ.get("SEED", "0")) or random.randrange(1 << 32)


@dataclass
class Writer:
    """A device that writes as fast as it is answered, and sends again what it had no answer to."""

    name: str
    token: str
    random: random.Random
    rooms: list[str] = field(default_factory=list)
    cursors: dict[str, int] = field(default_factory=dict)
    held: dict[str, dict[int, dict[str, Any]]] = field(default_factory=dict)
    acknowledged: dict[tuple[str, str], int] = field(default_factory=dict)
    erased: set[tuple[str, int]] = field(default_factory=set)
    unanswered: tuple[str, str, dict[str, Any]] | None = None
    count: int = 0

    async def live(self, url: str) -> None:
        """Write until the connection breaks."""
        with suppress(ConnectionClosed, OSError, EOFError):
            async with phone(url, self.token, cursors=self.cursors) as socket:
                try:
                    while True:
                        await self.step(socket)
                finally:
                    self.keep(socket)

    async def step(self, socket: Phone) -> None:
        id_, name, args = self.unanswered or self.next_command()
        self.unanswered = (id_, name, args)
        result = await socket.command(name, id_, **args)
        self.unanswered = None
        self.keep(socket)
        if "ok" not in result:
            assert name != "message.send", result
            assert result["error"]["code"] in ("conflict", "gone", "not_found", "forbidden"), result
            return
        if name == "message.send":
            self.acknowledged[args["room"], args["text"]] = result["ok"]["seq"]
        elif name == "message.erase":
            self.erased.add((args["room"], args["seq"]))
        elif name == "room.open":
            self.rooms.append(result["ok"]["room"]["id"])

    def next_command(self) -> tuple[str, str, dict[str, Any]]:
        self.count += 1
        id_ = f"{self.name}-{self.count}"
        chance = self.random.random()
        if chance < 0.02:
            return id_, "room.open", {"kind": "group", "name": f"Rom {id_}"}
        mine = [place for place in self.acknowledged.items() if place[0][0] == self.rooms[0]]
        if chance < 0.1 and mine:
            (room, _), seq = self.random.choice(mine)
            return id_, "message.erase", {"room": room, "seq": seq}
        if chance < 0.2 and mine:
            (room, _), seq = self.random.choice(mine)
            return id_, "message.react", {"room": room, "seq": seq, "reaction": "👍"}
        room = self.random.choice(self.rooms)
        return id_, "message.send", {"room": room, "text": f"{id_} {'å' * (self.count % 90)}"}

    def keep(self, socket: Phone) -> None:
        """Take over what the socket has heard; the kit sees to it that no number is left out."""
        for stream, entries in socket.streams.items():
            held = self.held.setdefault(stream, {})
            for entry in entries:
                assert entry["seq"] not in held, f"{stream} {entry['seq']} came twice"
                held[entry["seq"]] = entry
        for stream in socket.snapshots:
            assert stream not in self.cursors, f"{stream} was reset though the cursor was good"
            self.held.setdefault(stream, {})
        socket.streams.clear()
        socket.snapshots.clear()
        socket.waiting.clear()
        self.cursors.update(socket.cursors)


async def accept(http: aiohttp.ClientSession, url: str, code: str, name: str) -> str:
    args = {"code": code, "name": name, "device_name": "mobil"}
    async with http.post(f"{url}/api/v1/commands/invite.accept", json=args) as answer:
        assert answer.status == 200, await answer.text()
        return str((await answer.json())["token"])


async def command(
    http: aiohttp.ClientSession, url: str, token: str, name: str, /, **args: Any
) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}"}
    async with http.post(f"{url}/api/v1/commands/{name}", json=args, headers=headers) as answer:
        assert answer.status == 200, await answer.text()
        found: dict[str, Any] = await answer.json()
        return found


async def come_in(server: Server, chance: random.Random) -> list[Writer]:
    """Four people, all in one room."""
    async with aiohttp.ClientSession() as http:
        assert server.code is not None
        writers = []
        keeper = await accept(http, server.url, server.code, "Margrethe")
        opened = await command(http, server.url, keeper, "room.open", kind="group", name="Felles")
        room = opened["room"]["id"]
        for name in ("ola", "eva", "per", "anja"):
            made = await command(
                http, server.url, keeper, "invite.create", stage="resident", rooms=[room]
            )
            token = await accept(http, server.url, made["code"], name)
            writers.append(Writer(name, token, random.Random(chance.random()), [room]))
        return writers


async def everything(url: str, token: str) -> dict[str, list[dict[str, Any]]]:
    """Every stream that a member may read, page by page."""
    headers = {"Authorization": f"Bearer {token}"}
    found: dict[str, list[dict[str, Any]]] = {}
    async with aiohttp.ClientSession(headers=headers) as http:
        async with http.get(f"{url}/api/v1/streams") as answer:
            streams = (await answer.json())["streams"]
        for stream in streams:
            entries: list[dict[str, Any]] = []
            while True:
                after = entries[-1]["seq"] if entries else 0
                query = f"{url}/api/v1/streams/{stream['id']}/entries?limit=200&after={after}"
                async with http.get(query) as answer:
                    page = (await answer.json())["entries"]
                if not page:
                    break
                entries += page
            found[stream["id"]] = entries
    return found


async def check(server: Server, writers: list[Writer]) -> None:
    """Hold what the server has against what it has said, and against what the devices have."""
    for writer in writers:
        streams = await everything(server.url, writer.token)
        places: dict[tuple[str, str], int] = {}
        for stream, entries in streams.items():
            numbers = [entry["seq"] for entry in entries]
            assert numbers == list(range(numbers[0], numbers[-1] + 1)), f"{stream} has a gap"
            for entry in entries:
                if entry["kind"] == "message.sent" and entry["body"].get("text"):
                    place = stream.removeprefix("room:"), entry["body"]["text"]
                    assert place not in places, f"{place} is there twice"
                    places[place] = entry["seq"]
        for place, seq in writer.acknowledged.items():
            if (place[0], seq) not in writer.erased:
                assert places.get(place) == seq, f"{place} was acknowledged"
        for room, seq in writer.erased:
            kinds = {entry["seq"]: entry["kind"] for entry in streams[f"room:{room}"]}
            assert kinds[seq] == "erased"
        await hear_the_rest(server, writer, streams)
        for stream, held in writer.held.items():
            there = {entry["seq"]: entry for entry in streams[stream]}
            for seq, entry in held.items():
                if there[seq]["kind"] != "erased":
                    assert settled(there[seq]) == settled(entry)


def settled(entry: dict[str, Any]) -> dict[str, Any]:
    """What of an entry never changes; reactions and the like are folded in when it is read anew."""
    body = {key: value for key, value in entry["body"].items() if key in ("text", "member", "room")}
    if entry["kind"] in ("room.opened", "message.edited"):
        body = {}
    return {key: entry[key] for key in ("seq", "at", "kind", "by")} | {"body": body}


async def hear_the_rest(
    server: Server, writer: Writer, streams: dict[str, list[dict[str, Any]]]
) -> None:
    """Come back with the cursors: exactly what is missing comes, up to the head of every stream."""
    async with phone(server.url, writer.token, cursors=writer.cursors) as socket:
        while any(
            socket.cursors.get(stream, 0) < entries[-1]["seq"]
            for stream, entries in streams.items()
        ):
            await socket.receive()
        writer.keep(socket)


@asynccontextmanager
async def under_load(server: Server, writers: list[Writer]) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(writer.live(server.url)) for writer in writers]
    try:
        yield
    finally:
        await asyncio.gather(*tasks)


@pytest.mark.slow
@pytest.mark.timeout(60 + KILLS * 15)
async def test_killed_again_and_again(tmp_path: Path) -> None:
    print(f"SEED={SEED} KILLS={KILLS}")
    chance = random.Random(SEED)
    folder = tmp_path / "house"
    writers: list[Writer] = []
    for _ in range(KILLS):
        async with serving(folder) as server:
            writers = writers or await come_in(server, chance)
            async with under_load(server, writers):
                await asyncio.sleep(chance.uniform(0.02, 0.6))
                await server.kill()
            server.check_log(*(writer.name for writer in writers), *(w.token for w in writers))
    async with serving(folder) as server:
        await check(server, writers)
        assert await server.stop() == 0
    sent = sum(len(writer.acknowledged) for writer in writers)
    print(f"{sent} messages acknowledged")
    assert sent > KILLS * 10


async def test_stopped_under_load(tmp_path: Path) -> None:
    """SIGTERM: everybody hears `going_down`, what was acknowledged is kept, and it takes no 5 s."""
    folder = tmp_path / "house"
    async with serving(folder) as server:
        writers = await come_in(server, random.Random(SEED))
        async with phone(server.url, writers[0].token) as listening:
            async with under_load(server, writers):
                await asyncio.sleep(0.3)
                began = time.monotonic()
                status = await server.stop()
                took = time.monotonic() - began
            code, bye = await listening.closed()
        assert status == 0
        assert took < 5
        assert bye is not None
        assert (code, bye["code"], bye["retry_after"]) == (1012, "going_down", 2)
        server.check_log()
    async with serving(folder) as server:
        await check(server, writers)


async def test_a_stop_while_devices_do_not_read_and_lines_hang(tmp_path: Path) -> None:
    """Nobody can hold the server up: not who does not read, not who is in the middle of a body."""
    async with serving(tmp_path / "house") as server:
        host, port = server.url.removeprefix("http://").split(":")
        writers = await come_in(server, random.Random(SEED))
        _, silent = await asyncio.open_connection(host, int(port))
        _, half = await asyncio.open_connection(host, int(port))
        half.write(
            b"POST /api/v1/commands/room.leave HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n"
            b"Authorization: Bearer " + writers[0].token.encode() + b"\r\n\r\n{"
        )
        async with phone(server.url, writers[1].token) as deaf:
            deaf.connection.transport.pause_reading()
            began = time.monotonic()
            assert await server.stop() == 0
            assert time.monotonic() - began < 5
            deaf.connection.transport.abort()
        silent.close()
        half.close()
        server.check_log()
