"""A disk that fills while the server runs: it refuses to write, goes on reading, and recovers.

Where a disk of one's own may be mounted it is one; everywhere the system's limit on the size of a
file stands in for it, which gives another error to the same write.
"""

import asyncio
import resource
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.kit.phone import phone
from tests.kit.process import Server, run_here, serving


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """A disk of 3 MB on a folder, where this user may mount one; False where not."""
    command = ["mount", "-t", "tmpfs", "-o", "size=3m,mode=0700", "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)


class Disk:
    """Fills up and is emptied again."""

    def __init__(self, server: Server, mounted: bool) -> None:
        self._server = server
        self._ballast = server.folder / "ballast" if mounted else None

    def fill(self) -> None:
        """Leave no room for another byte."""
        if self._ballast is None:
            resource.prlimit(self._server.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
            return
        with self._ballast.open("ab", buffering=0) as file:
            for size in (1 << 16, 1 << 12, 1):
                try:
                    while file.write(b"x" * size) == size:
                        pass
                except OSError:
                    continue

    def free(self) -> None:
        """Make room."""
        if self._ballast is None:
            unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
            resource.prlimit(self._server.pid, resource.RLIMIT_FSIZE, unlimited)
        else:
            self._ballast.unlink()


class Caller:
    """Speaks to the server over HTTP."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self._http = http
        self._url = url
        self.token = ""

    async def do(self, name: str, /, **args: Any) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        url = f"{self._url}/api/v1/commands/{name}"
        async with self._http.post(url, json=args, headers=headers) as answer:
            return answer.status, await answer.json(content_type=None)

    async def get(self, path: str) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {self.token}"}
        async with self._http.get(f"{self._url}/api/v1{path}", headers=headers) as answer:
            return answer.status, await answer.json(content_type=None)


@asynccontextmanager
async def keeper_of(server: Server) -> AsyncIterator[Caller]:
    async with aiohttp.ClientSession() as http:
        caller = Caller(http, server.url)
        args = {"code": server.code, "name": "Margrethe", "device_name": "mobil"}
        status, accepted = await caller.do("invite.accept", **args)
        assert status == 200, accepted
        caller.token = accepted["token"]
        yield caller


@pytest.mark.parametrize("kind", ["a disk", "a limit"])
async def test_a_disk_that_fills_and_has_room_again(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "house"
    folder.mkdir(mode=0o700)
    with small_disk(folder) if kind == "a disk" else nullcontext(False) as mounted:
        async with serving(folder) as server, keeper_of(server) as keeper:
            await fill_and_free(server, keeper, Disk(server, mounted))
            assert await server.stop() == 0
            server.check_log("Margrethe", "melding", keeper.token)
            assert len(server.logged) < 60, "a full disk must not fill it further with its log"


async def fill_and_free(server: Server, keeper: Caller, disk: Disk) -> None:
    _, opened = await keeper.do("room.open", kind="group", name="Tur")
    room = opened["room"]["id"]
    _, listed = await keeper.get("/streams")
    house = next(one["id"][6:] for one in listed["streams"] if one["kind"] == "house")
    status, _ = await keeper.do("home.claim", house=house, **{"for": 3})
    assert status == 200
    sent = []
    async with phone(server.url, keeper.token) as listening:
        for n in range(5):
            status, placed = await keeper.do("message.send", room=room, text=f"melding {n}")
            assert status == 200
            sent.append(placed["seq"])
        disk.fill()
        refused = 0
        for n in range(400):
            status, answer = await keeper.do("message.send", room=room, text=f"melding {n} " * 80)
            if status == 200:
                sent.append(answer["seq"])
                continue
            assert (status, answer["code"]) == (503, "unavailable"), answer
            refused += 1
            if refused == 10:
                break
        assert refused == 10
        # It goes on reading, also for one who comes now, and takes what needs no disk.
        status, page = await keeper.get(f"/streams/room:{room}/entries?limit=200")
        assert status == 200
        assert page["head"] == sent[-1]
        status, state = await keeper.get(f"/streams/room:{room}/snapshot")
        assert status == 200
        async with phone(server.url, keeper.token) as fresh:
            assert await fresh.reset(f"room:{room}")
            result = await fresh.command("message.send", room=room, text="melding")
            assert result["error"]["code"] == "unavailable"
            # The lease has ended meanwhile, and that cannot be written either.
            await asyncio.sleep(3)
            status, state = await keeper.get(f"/streams/house:{house}/snapshot")
            assert state["snapshot"]["light"]["state"] == "nobody"
            disk.free()
            result = await fresh.command("message.send", room=room, text="endelig")
            assert "ok" in result, result
            sent.append(result["ok"]["seq"])
            told = await fresh.entry(f"house:{house}", "light.changed")
            assert (told["by"], told["body"]["state"]) == ("clock", "nobody")
        assert sent == list(range(sent[0], sent[0] + len(sent)))
        while listening.cursors.get(f"room:{room}", 0) < sent[-1]:
            await listening.receive()


def test_starting_on_a_full_disk(tmp_path: Path) -> None:
    folder = tmp_path / "house"
    folder.mkdir(mode=0o700)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        status, out, err = run_here("serve", "--data", folder, "--port", "0")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (status, out) == (1, "")
    assert len(err.splitlines()) == 1, err
    assert "free space" in err


@pytest.mark.parametrize("room", [0, 1 << 14, 1 << 16])
def test_starting_again_on_a_full_disk(tmp_path: Path, room: int) -> None:
    """A house that stands does not start without room to write in, and says so in one line."""
    folder = tmp_path / "house"

    async def once() -> None:
        async with serving(folder) as server:
            await server.kill()

    asyncio.run(once())
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        status, out, err = run_here("serve", "--data", folder, "--port", "0")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (status, out) == (1, ""), err
    assert "Traceback" not in err
    assert len([line for line in err.splitlines() if line.startswith("utelys: ")]) == 1, err
