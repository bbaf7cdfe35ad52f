"""`utelys` as whoever runs it meets it: a command, its exit code, and what it prints."""

import asyncio
import io
import logging
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import structlog

from utelys.__main__ import cli

PATIENCE = 40.0
"""Seconds after which a test gives up waiting for a process; far beyond what it takes."""


def run_here(*arguments: str | Path) -> tuple[int, str, str]:
    """Run a command that ends by itself in this very process, which saves the time of a start.

    For what goes wrong before anything runs; outside of an event loop.
    """
    out, err = io.StringIO(), io.StringIO()
    status: object = 0
    handlers = set(logging.getLogger().handlers)
    with redirect_stdout(out), redirect_stderr(err):
        try:
            cli([*map(str, arguments)])
        except SystemExit as end:
            status = end.code
        finally:
            structlog.reset_defaults()
            logging.captureWarnings(False)
            for handler in set(logging.getLogger().handlers) - handlers:
                logging.getLogger().removeHandler(handler)
    assert isinstance(status, int | None)
    return status or 0, out.getvalue(), err.getvalue()


async def run(*arguments: str | Path, **env: str) -> tuple[int, str, str]:
    """Run a command to its end: exit code, standard output, standard error."""
    process = await start(*arguments, **env)
    try:
        out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode or 0, out.decode(), err.decode()


async def start(*arguments: str | Path, **env: str) -> Process:
    """Start a command."""
    command = [sys.executable, "-m", "utelys", *map(str, arguments)]
    return await asyncio.create_subprocess_exec(
        *command, stdout=PIPE, stderr=PIPE, env=os.environ | env
    )


@dataclass
class Server:
    """A running `utelys serve` with its own process, and all that it has printed."""

    process: Process
    folder: Path
    url: str = ""
    code: str | None = None
    """The first keeper's, where one was printed."""
    printed: list[str] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)

    @property
    def pid(self) -> int:
        return self.process.pid

    async def kill(self) -> None:
        """End it as `kill -9` does."""
        if self.process.returncode is None:
            self.process.kill()
        await asyncio.wait_for(self.process.wait(), PATIENCE)

    async def stop(self) -> int:
        """Ask it to stop, and return the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), PATIENCE)

    def check_log(self, *secrets: str) -> None:
        """No traceback, and none of these words."""
        text = "".join(self.logged)
        assert "Traceback" not in text, text
        for secret in secrets:
            assert secret not in text, f"the log tells {secret!r}"


async def _listen(stream: asyncio.StreamReader, lines: list[str]) -> None:
    async for line in stream:
        lines.append(line.decode())


@asynccontextmanager
async def serving(folder: Path, *arguments: str, **env: str) -> AsyncIterator[Server]:
    """Start `utelys serve` on any free port, wait until it is open, and end it with the context."""
    process = await start("serve", "--data", folder, "--port", "0", *arguments, **env)
    server = Server(process, folder)
    assert process.stdout is not None
    assert process.stderr is not None
    told = asyncio.create_task(_listen(process.stderr, server.logged))
    try:
        async with asyncio.timeout(PATIENCE):
            await _until_open(process.stdout, server)
        rest = asyncio.create_task(_listen(process.stdout, server.printed))
        yield server
        await server.kill()
        await asyncio.gather(rest)
    finally:
        await server.kill()
        await asyncio.gather(told)


async def _until_open(stream: asyncio.StreamReader, server: Server) -> None:
    """Read what is greeted with: the address at once, the first keeper's link just after it."""
    async for line in stream:
        server.printed.append(line.decode())
        found = re.search(r"open at (\S+)", line.decode())
        if found:
            server.url = found[1]
            break
    else:
        raise AssertionError("".join(server.logged) or "the server ended before it was open")
    if (server.folder / "key").exists() and await _first_time(stream, server):
        return


async def _first_time(stream: asyncio.StreamReader, server: Server) -> bool:
    """The link comes in the same breath as the address, or not at all."""
    try:
        async with asyncio.timeout(0.2):
            while server.code is None:
                line = (await stream.readline()).decode()
                server.printed.append(line)
                found = re.search(r"/join#(\S+)", line)
                if found:
                    server.code = found[1]
    except TimeoutError:
        return False
    return True


def fingerprints(folder: Path) -> dict[str, str]:
    """Every file below a folder with the hash of its bytes, the lock left out."""
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "lock" and not path.name.endswith("-shm")
    }
