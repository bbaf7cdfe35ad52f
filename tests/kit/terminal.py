"""A real terminal with a program in it: a pseudo-terminal that is read, typed on and answered."""

import asyncio
import fcntl
import os
import re
import struct
import sys
import termios
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

_SEQUENCE = re.compile(
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # titles and the like
    r"|\x1b\[[0-?]*[ -/]*[@-~]"  # colours and movements (ECMA-48, section 5.4)
    r"|\x1b[()][A-Z0-9]|\x1b[=>]"
)
_WHERE_IS_THE_CURSOR = b"\x1b[6n"
_PASTE_ME = (
    b"\x1b[?2004h"  # bracketed paste, which a program asks for when it takes each key itself
)
PATIENCE = 30.0


class Terminal:
    """A screen of 100 by 30 with a program that believes a person sits in front of it."""

    def __init__(self, master: int, process: Process) -> None:
        self.process = process
        self.raw = b""
        self._master = master
        self._seen = 0
        self._more = asyncio.Event()

    @property
    def text(self) -> str:
        """Everything that was written so far, without colours and movements."""
        return _SEQUENCE.sub("", self.raw.decode("utf-8", errors="replace"))

    def read(self) -> None:
        """Take what the program wrote, and answer what it asks of a terminal."""
        try:
            data = os.read(self._master, 65_536)
        except OSError:
            data = b""
        if not data:
            asyncio.get_running_loop().remove_reader(self._master)
        if _WHERE_IS_THE_CURSOR in data:
            os.write(self._master, b"\x1b[1;1R")
        self.raw += data
        self._more.set()

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._master, keys.encode())

    def enter(self, line: str) -> None:
        """Type a line and press Enter."""
        self.type(f"{line}\r")

    async def listens(self) -> None:
        """Wait until the program takes each key itself: before that, Ctrl-D is the terminal's."""
        async with asyncio.timeout(PATIENCE):
            while _PASTE_ME not in self.raw:
                self._more.clear()
                await self._more.wait()

    async def sees(self, text: str) -> None:
        """Wait until this is written, after what was seen last.

        Raises:
            AssertionError: it was not written in time.
        """
        try:
            async with asyncio.timeout(PATIENCE):
                while (at := self.text.find(text, self._seen)) < 0:
                    self._more.clear()
                    await self._more.wait()
        except TimeoutError:
            raise AssertionError(f"never saw {text!r}, but:\n{self.text[self._seen :]}") from None
        self._seen = at + len(text)

    async def ended(self) -> int:
        """Wait until the program has ended; return its exit code."""
        async with asyncio.timeout(PATIENCE):
            return await self.process.wait()


@asynccontextmanager
async def terminal(*arguments: str, **environment: str) -> AsyncIterator[Terminal]:
    """Start `utelys` with these arguments in a terminal."""
    master, slave = os.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "utelys", *arguments,
        stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
        env={**os.environ, "TERM": "xterm-256color", "LANG": "nb_NO.UTF-8", **environment},
    )  # fmt: skip
    os.close(slave)
    screen = Terminal(master, process)
    asyncio.get_running_loop().add_reader(master, screen.read)
    try:
        yield screen
    finally:
        asyncio.get_running_loop().remove_reader(master)
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        os.close(master)
