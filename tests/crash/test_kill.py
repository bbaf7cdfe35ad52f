"""`kill -9` at random moments under four people who do everything one does with messages.

They write, edit, erase, react, send files and open rooms as fast as they are answered. What was
acknowledged is there once and whole, as it was last acknowledged; every stream is without a gap;
every device that comes back with its cursors holds what the server holds; and what was erased is in
no file. `KILLS` says how often, `make kill` does it a hundred times; the seed is printed.
"""

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.crash.load import SECRET, Writer
from tests.crash.traces import Traces, found
from tests.kit.phone import phone
from tests.kit.process import PATIENCE, Server, run, serving

KILLS = int(os.environ.get("KILLS", "20"))
SEED = int(os.environ.get("SEED", "0")) or random.randrange(1 << 32)


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
        await settle(server, writer)
    for writer in writers:
        streams = await everything(server.url, writer.token)
        for stream, entries in streams.items():
            numbers = [entry["seq"] for entry in entries]
            assert numbers == list(range(numbers[0], numbers[-1] + 1)), f"{stream} has a gap"
        check_messages(writer, streams)
        await check_files(server, writer, streams)
        await hear_the_rest(server, writer, streams)
        await check_device(server, writer, streams)


async def settle(server: Server, writer: Writer) -> None:
    """Ask again for what had no answer, so that nothing is left open."""
    async with writer.come(server.url) as socket:
        if writer.unanswered is not None:
            await writer.step(socket)
        writer.keep(socket)


def check_messages(writer: Writer, streams: dict[str, list[dict[str, Any]]]) -> None:
    """Everything acknowledged is there once, in its last form, and what was erased is not."""
    mine: dict[tuple[str, int], dict[str, Any]] = {}
    for stream, entries in streams.items():
        for entry in entries:
            if entry["kind"] == "message.sent" and entry["by"] == writer.id:
                mine[stream.removeprefix("room:"), entry["seq"]] = entry["body"]
    assert mine.keys() == writer.messages.keys()
    for place, message in writer.messages.items():
        assert mine[place]["text"] == message.text, f"{place} was acknowledged otherwise"
        assert [card["id"] for card in mine[place].get("files", [])] == message.files
    for room, seq in writer.erased:
        (entry,) = [one for one in streams[f"room:{room}"] if one["seq"] == seq]
        assert (entry["kind"], entry["body"]) == ("erased", {})
    for (room, seq), on in writer.reactions.items():
        (entry,) = [one for one in streams[f"room:{room}"] if one["seq"] == seq]
        given = entry["body"].get("reactions", {}).get("👍", [])
        assert entry["kind"] == "erased" or given.count(writer.id) == on


async def check_files(
    server: Server, writer: Writer, streams: dict[str, list[dict[str, Any]]]
) -> None:
    """A file is whole for all in its room, or it is gone; no other is in the folder."""
    gone = {file for message in writer.erased.values() for file in message.files}
    on_disk = {path.name.removesuffix("-preview") for path in (server.folder / "files").iterdir()}
    assert gone.isdisjoint(on_disk)
    headers = {"Authorization": f"Bearer {writer.token}"}
    async with aiohttp.ClientSession(headers=headers) as http:
        for id_, whole in writer.files.items():
            async with http.get(f"{server.url}/api/v1/files/{id_}") as answer:
                if id_ in gone:
                    assert answer.status == 404
                else:
                    assert (answer.status, whole(await answer.read())) == (200, True)
        for entry in streams[f"room:{writer.rooms[0]}"]:
            for card in entry["body"].get("files", []):
                async with http.get(f"{server.url}/api/v1/files/{card['id']}") as answer:
                    assert (answer.status, len(await answer.read())) == (200, card["size"])


async def hear_the_rest(
    server: Server, writer: Writer, streams: dict[str, list[dict[str, Any]]]
) -> None:
    """Come back with the cursors: exactly what is missing comes, up to the head of every stream."""
    async with writer.come(server.url) as socket:
        while any(
            socket.cursors.get(stream, 0) < entries[-1]["seq"]
            for stream, entries in streams.items()
        ):
            await socket.receive()
        writer.keep(socket)


async def check_device(
    server: Server, writer: Writer, streams: dict[str, list[dict[str, Any]]]
) -> None:
    """What a device heard, entry by entry, is what there is, and its state is a fresh one."""
    for stream, held in writer.held.items():
        there = {entry["seq"]: entry for entry in streams[stream]}
        for seq, entry in held.items():
            now = there[seq]
            assert (now["at"], now["by"]) == (entry["at"], entry["by"])
            assert now["kind"] in (entry["kind"], "erased")
    headers = {"Authorization": f"Bearer {writer.token}"}
    async with aiohttp.ClientSession(headers=headers) as http:
        for stream in streams:
            async with http.get(f"{server.url}/api/v1/streams/{stream}/snapshot") as answer:
                fresh = await answer.json()
            assert fresh["seq"] == writer.cursors[stream]
            if not stream.startswith("house:"):  # the light is as of the moment that it is read
                assert writer.states[stream] == fresh["snapshot"]


@asynccontextmanager
async def under_load(server: Server, writers: list[Writer]) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(writer.live(server.url)) for writer in writers]
    try:
        yield
    finally:
        await asyncio.gather(*tasks)


async def answered(writers: list[Writer], more: int) -> None:
    """Wait until there have been so many more answers."""
    enough = sum(writer.answers for writer in writers) + more
    async with asyncio.timeout(PATIENCE):
        while sum(writer.answers for writer in writers) < enough:  # noqa: ASYNC110
            await asyncio.sleep(0.002)


async def check_erased(server: Server, traces: Traces) -> None:
    """After the documented compaction, nothing of what was erased is in any file."""
    kept, gone = traces.parted(server.folder)
    assert len(gone) > KILLS
    assert found(server.folder, kept), "the search finds nothing at all"
    status, out, _ = await run("compact", "--data", server.folder)
    assert (status, out) == (0, "What was erased has left the files.\n")
    assert found(server.folder, gone, SECRET.encode()) == []


@pytest.mark.slow
@pytest.mark.timeout(60 + KILLS * 15)
async def test_killed_again_and_again(tmp_path: Path) -> None:
    print(f"SEED={SEED} KILLS={KILLS}")
    chance = random.Random(SEED)
    folder, traces = tmp_path / "house", Traces(tmp_path)
    writers: list[Writer] = []
    for _ in range(KILLS):
        async with serving(folder) as server:
            writers = writers or await come_in(server, chance)
            async with under_load(server, writers):
                await answered(writers, chance.randrange(1, 120))
                await asyncio.sleep(chance.uniform(0, 0.03))
                await server.kill()
            server.check_log(
                SECRET, *(writer.name for writer in writers), *(w.token for w in writers)
            )
            traces.note(folder)
    async with serving(folder) as server:
        await check(server, writers)
        await check_erased(server, traces)
        assert await server.stop() == 0
    sent = sum(len(writer.messages) + len(writer.erased) for writer in writers)
    erased = sum(len(writer.erased) for writer in writers)
    files = sum(len(writer.files) for writer in writers)
    print(f"{sent} messages and {files} files acknowledged, {erased} messages erased")
    assert sent > KILLS * 10
    assert erased > KILLS
    assert files > KILLS / 4


async def test_stopped_under_load(tmp_path: Path) -> None:
    """SIGTERM: everybody hears `going_down`, what was acknowledged is kept, and it takes no 5 s."""
    folder = tmp_path / "house"
    async with serving(folder) as server:
        writers = await come_in(server, random.Random(SEED))
        async with phone(server.url, writers[0].token) as listening:
            async with under_load(server, writers):
                await answered(writers, 100)
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
