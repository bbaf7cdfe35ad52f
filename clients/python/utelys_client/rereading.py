"""Reading messages again whose edits came without their words (`message.edited`)."""

import asyncio
from collections.abc import Awaitable, Callable

from utelys_client.clock import Clock
from utelys_client.errors import NoContact
from utelys_client.intake import Intake
from utelys_protocol.frames import DownFrame, Entries, Entry

AGAIN = 5.0
"""Seconds after which a message that could not be read is asked for again."""

Read = Callable[[str, int], Awaitable[Entry | None]]


class Rereading:
    """Sees to it that the state is the server's again.

    Nothing need be remembered for it: the state itself shows which messages were edited later than
    the words that are here.
    """

    def __init__(self, intake: Intake, clock: Clock, read: Read) -> None:
        """`read` reads one entry of a stream as it is now; it may raise `NoContact`."""
        self._intake = intake
        self._clock = clock
        self._read = read
        self._look = asyncio.Event()

    def look(self, frame: DownFrame | None = None) -> None:
        """Something came from the server; without a frame, anything may have."""
        if frame is None or (isinstance(frame, Entries) and any(map(_wordless, frame.entries))):
            self._look.set()

    async def run(self) -> None:
        """Read whatever is outdated; never returns."""
        while True:
            await self._look.wait()
            self._look.clear()
            try:
                for stream, seq in self._intake.mirror.outdated():
                    read = await self._read(stream, seq)
                    if read is not None:
                        self._intake.reread(stream, read)
            except NoContact:
                await self._clock.sleep(AGAIN)
                self._look.set()


def _wordless(entry: Entry) -> bool:
    return entry.kind == "message.edited" and "text" not in entry.body
