"""The real program as a process of its own, on its own folder: started, killed, started again."""

import asyncio
import os
import random
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp

from utelys import config
from utelys.cli import invite
from utelys_protocol.words import Duty, Stage

PATIENCE = 30.0
"""Seconds after which a test gives up waiting for a process; far beyond what it takes."""
_CHANCE = random.SystemRandom()


def free_port() -> int:
    """A port that nobody listens on just now, to have the same one after a restart.

    It is below those that systems hand out by themselves: whoever connects somewhere while the
    program is down must not be given it. Drawn from the system: what tests seed would give the
    same to two workers.
    """
    while True:
        port = _CHANCE.randrange(20_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Program:
    """`utelys serve` with a clock that the test moves."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._clock = folder.with_name("clock")
        self._clock.write_text("0")
        self._process: Process | None = None
        self._env = dict(os.environ, UTELYS_TEST="1", UTELYS_TEST_CLOCK=str(self._clock))

    async def start(self) -> None:
        """Start and wait until it takes members."""
        self._process = await asyncio.create_subprocess_exec(
            *self._command("serve"), "--port", str(self.port), stdout=DEVNULL, env=self._env
        )
        async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as session:
            while not await _ready(session, self.url):  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.05)

    async def kill(self) -> None:
        """End it as a power cut would."""
        await self._end(signal.SIGKILL)

    async def ended(self) -> None:
        """Wait until it ends by itself, as `kill_at` lets it."""
        assert self._process is not None
        await asyncio.wait_for(self._process.wait(), PATIENCE)

    async def stop(self) -> None:
        """Ask it to stop."""
        await self._end(signal.SIGTERM)

    async def invite(self, stage: str, *duties: str) -> str:
        """The link of a new invitation, as `utelys invite` makes it while the server runs."""
        settings = config.load(data=self.folder, test=True, test_clock=self._clock)
        made = await invite.make(settings, Stage(stage), [Duty(duty) for duty in duties], None)
        return f"{self.url}/join#{made.code}"

    def move_clock(self, seconds: float) -> None:
        """Let the server's clock show this much more than the machine's."""
        fresh = self._clock.with_suffix(".new")
        fresh.write_text(str(seconds))
        fresh.replace(self._clock)

    def kill_at(self, point: str) -> None:
        """Let the next start end itself at a commit, such as `before:ask.taken`; empty for none."""
        self._env["UTELYS_TEST_KILL"] = point

    def run_from(self, folder: Path) -> None:
        """Let the next start run the package `utelys` that is in this folder: another version."""
        self._env["PYTHONPATH"] = str(folder)

    def _command(self, name: str) -> list[str]:
        return [sys.executable, "-m", "utelys", name, "--data", str(self.folder)]

    async def _end(self, number: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        process.send_signal(number)
        await asyncio.wait_for(process.wait(), PATIENCE)


async def _ready(session: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with session.get(f"{url}/readyz") as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False


@asynccontextmanager
async def program(folder: Path) -> AsyncIterator[Program]:
    """A running server, gone when the context ends."""
    running = Program(folder / "house")
    await running.start()
    try:
        yield running
    finally:
        await running.kill()
