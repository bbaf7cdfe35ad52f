"""The terminal: where lines are shown and where they come from."""

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Protocol

from prompt_toolkit import PromptSession
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.patch_stdout import patch_stdout
from rich.console import Console, RenderableType


class Screen(Protocol):
    """What the chat needs of a terminal."""

    def show(self, what: RenderableType) -> None:
        """Show something below what is there."""
        ...

    def lines(self, status: Callable[[], str]) -> AsyncIterator[str]:
        """Lines as they are entered, until the input ends; `status` is shown all the time."""
        ...

    def refresh(self) -> None:
        """Show the status anew."""
        ...

    def open(self) -> AbstractContextManager[object]:
        """Hold the terminal for as long as the context lasts."""
        ...


class PromptScreen:
    """A terminal with somebody in front of it: the line being typed stays whole below the rest."""

    def __init__(self) -> None:
        self._session: PromptSession[str] = PromptSession(erase_when_done=True)

    def open(self) -> AbstractContextManager[object]:
        return patch_stdout(raw=True)

    def show(self, what: RenderableType) -> None:
        # Made anew each time: the terminal may have another width, and stdout is patched by now.
        Console(file=sys.stdout, force_terminal=True, highlight=False).print(what)

    def refresh(self) -> None:
        if self._session.app.is_running:
            self._session.app.invalidate()

    async def lines(self, status: Callable[[], str]) -> AsyncIterator[str]:
        def toolbar() -> FormattedText:
            return FormattedText([("noreverse", status())])

        while True:
            try:
                yield await self._session.prompt_async("> ", bottom_toolbar=toolbar)
            except (EOFError, KeyboardInterrupt):
                return


class PlainScreen:
    """No terminal, such as a pipe: lines in and lines out, and the status only as it changes."""

    def __init__(self) -> None:
        self._console = Console(highlight=False, soft_wrap=True)

    def open(self) -> AbstractContextManager[object]:
        return nullcontext()

    def show(self, what: RenderableType) -> None:
        self._console.print(what)

    def refresh(self) -> None:
        pass

    async def lines(self, status: Callable[[], str]) -> AsyncIterator[str]:  # noqa: ARG002
        loop, read = asyncio.get_running_loop(), asyncio.Queue[bytes]()
        # A thread, since a file or /dev/null cannot be waited for as a pipe can; a daemon, since
        # nothing can end a read that waits, and the program must end all the same.

        def give(data: bytes) -> None:
            loop.call_soon_threadsafe(read.put_nowait, data)

        threading.Thread(target=_read_all, args=(sys.stdin.fileno(), give), daemon=True).start()
        rest = b""
        while data := await read.get():
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                yield _text(line)
        if rest:
            yield _text(rest)


def _read_all(file: int, give: Callable[[bytes], object]) -> None:
    """Give what can be read from a file, and at its end nothing once."""
    data = b"-"
    # The loop may have been closed while this waited: then nobody wants it any more.
    with suppress(OSError, RuntimeError):
        while data:
            data = os.read(file, 65_536)
            give(data)


def _text(line: bytes) -> str:
    return line.decode("utf-8", errors="replace").rstrip("\r")


def screen() -> Screen:
    """The terminal that this program was started in."""
    talks = sys.stdin.isatty() and sys.stdout.isatty()
    return PromptScreen() if talks else PlainScreen()
