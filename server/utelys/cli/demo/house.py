"""A house to play in: the real program as a process, and roads to it that can be cut."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from utelys.clocks import SystemClock
from utelys_client.clock import MovableClock

READY_WITHIN = 30.0
_LOOK = 0.02


class NotAsItShould(Exception):
    """Something did not happen as it must; the text is one plain sentence."""


class PlayHouse:
    """A server on a folder of its own, with a clock that everybody in the play shares."""

    def __init__(self, folder: Path, start: datetime) -> None:
        self.folder = folder
        self.clock = MovableClock()
        self.url = ""
        self._ahead = timedelta()
        self._process: Process | None = None
        self._port = 0
        self.move_to(start)

    # Time.

    def now(self) -> datetime:
        """The time in the play, in UTC."""
        return SystemClock().now() + self._ahead

    def move_to(self, moment: datetime) -> None:
        """Let it be this moment, for the server and for every client."""
        by = moment - self.now()
        self._ahead += by
        new = self._clock_file.with_suffix(".new")
        new.write_text(str(self._ahead.total_seconds()), encoding="utf-8")
        new.replace(self._clock_file)
        self.clock.move(by.total_seconds())

    @property
    def _clock_file(self) -> Path:
        return self.folder / "clock"

    # The server.

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.kill()

    async def open(self) -> None:
        """Start the program and wait until it takes members.

        Raises:
            NotAsItShould: it does not come up.
        """
        environment = {"UTELYS_TEST": "1", "UTELYS_TEST_CLOCK": str(self._clock_file)}
        arguments = ("serve", "--data", str(self._data), "--port", str(self._port))
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "utelys", *arguments,
                env=_environment(environment), stdin=asyncio.subprocess.DEVNULL,
                stdout=log, stderr=log,
            )  # fmt: skip
        try:
            async with asyncio.timeout(READY_WITHIN):
                self.url = await self._ready(self._process)
        except TimeoutError:
            raise NotAsItShould("The server did not start. " + self._last_words()) from None
        self._port = int(self.url.rpartition(":")[2])

    async def kill(self) -> None:
        """End the program at once, as a power cut would (`kill -9`)."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()

    async def first_link(self) -> str:
        """The link that the first start prints for the first keeper, soon after it takes members.

        Raises:
            NotAsItShould: it prints none.
        """
        try:
            async with asyncio.timeout(READY_WITHIN):
                while not (found := self._links()):  # noqa: ASYNC110 - another process
                    await asyncio.sleep(_LOOK)
        except TimeoutError:
            raise NotAsItShould("The server printed no link. " + self._last_words()) from None
        return found[0]

    def _links(self) -> list[str]:
        """Links in the lines that are whole."""
        lines = self._log.read_text(encoding="utf-8").rpartition("\n")[0]
        return [word for word in lines.split() if "/join#" in word]

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def _log(self) -> Path:
        return self.folder / "server.log"

    async def _ready(self, process: Process) -> str:
        """Wait for the note that the server leaves beside its database; return its address."""
        note = self._data / "server.json"
        while process.returncode is None:
            with suppress(OSError, ValueError):
                said = json.loads(note.read_text(encoding="utf-8"))
                # A killed server leaves its note behind: only this one's own counts.
                if said["pid"] == process.pid:
                    return str(said["url"])
            await asyncio.sleep(_LOOK)
        raise NotAsItShould("The server ended by itself. " + self._last_words())

    def _last_words(self) -> str:
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        return f"It said: {lines[-1]}" if lines else "It said nothing."


def _environment(more: dict[str, str]) -> dict[str, str]:
    """This program's own environment without its settings: the play must not depend on them."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("UTELYS_")}
    return own | more


class Road:
    """Passes bytes between one client and the server until it is cut."""

    def __init__(self, house: PlayHouse) -> None:
        self._house = house
        self._open = True
        self._writers: set[asyncio.StreamWriter] = set()
        self.url = ""

    @asynccontextmanager
    async def laid(self) -> AsyncIterator[Self]:
        """Take connections for as long as the context lasts."""
        server = await asyncio.start_server(self._pass, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            server.close()
            self.cut()

    def cut(self) -> None:
        """Cut what goes on, and let nothing through any more."""
        self._open = False
        for writer in self._writers:
            writer.transport.abort()

    def mend(self) -> None:
        """Let connections through again."""
        self._open = True

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        port = int(self._house.url.rpartition(":")[2])
        self._writers.add(writer)
        try:
            if self._open:
                there, back = await asyncio.open_connection("127.0.0.1", port)
                self._writers.add(back)
                await asyncio.gather(_copy(reader, back), _copy(there, writer))
                self._writers.discard(back)
        except OSError:
            pass
        finally:
            self._writers.discard(writer)
            writer.transport.abort()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()
