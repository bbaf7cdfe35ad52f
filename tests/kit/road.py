"""A road between a client and a server that loses, holds back and cuts what goes over it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit


class Road:
    """Passes bytes on until it is told otherwise.

    `up_left` and `down_left` say after how many more bytes to the server, or from it, whatever goes
    on then is cut, wherever in a frame that is; `deaf` loses all without a word, `deaf_up` and
    `deaf_down` what goes one way. `piece` is the most that goes over at once, and `delay` how many
    seconds each of them takes. On a `lingering` road the server does not learn of a cut.
    """

    def __init__(self, to: str) -> None:
        self.to = to
        self.url = ""
        self.open = True
        self.heal()
        self.up = 0
        """Bytes that have gone to the server so far."""
        self.down = 0
        self._ours: set[asyncio.StreamWriter] = set()
        self._theirs: set[asyncio.StreamWriter] = set()
        self._passing: set[asyncio.Task[None]] = set()

    def heal(self) -> None:
        """Be a good road from now on; what was cut stays so."""
        self.open = True
        self.deaf = self.deaf_up = self.deaf_down = self.lingering = False
        self.up_left: int | None = None
        self.down_left: int | None = None
        self.piece = 65_536
        self.delay = 0.0

    def cut(self) -> None:
        """Cut what goes on now."""
        _abort(self._ours)
        if not self.lingering:
            _abort(self._theirs)

    async def close(self) -> None:
        """Leave nothing open, on either side."""
        _abort(self._ours | self._theirs)
        await asyncio.gather(*self._passing)

    async def pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._passing.add(task)
        task.add_done_callback(self._passing.discard)
        if self.open:
            with suppress(OSError):
                await self._pass_on(reader, writer)
        writer.transport.abort()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, port = urlsplit(self.to).hostname, urlsplit(self.to).port
        there, back = await asyncio.open_connection(host, port)
        self._ours.add(writer)
        self._theirs.add(back)
        ways = [
            asyncio.ensure_future(self._copy(reader, back, down=False)),
            asyncio.ensure_future(self._copy(there, writer, down=True)),
        ]
        # An end on one side is an end on both: half-open connections come from a deaf road alone.
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        self._ours.discard(writer)
        if not self.lingering:
            back.transport.abort()
            self._theirs.discard(back)

    async def _copy(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, down: bool
    ) -> None:
        whole = True
        while whole and (data := await reader.read(self.piece)):
            if self.delay:
                await asyncio.sleep(self.delay)
            data, whole = self._until_cut(data, down=down)
            if not (self.deaf or (self.deaf_down if down else self.deaf_up)):
                writer.write(data)
                await writer.drain()

    def _until_cut(self, data: bytes, *, down: bool) -> tuple[bytes, bool]:
        """What still goes over, and whether that is all."""
        name = "down_left" if down else "up_left"
        left: int | None = getattr(self, name)
        cut = left is not None and left <= len(data)
        if left is not None:
            setattr(self, name, None if cut else left - len(data))
            data = data[:left]
        if down:
            self.down += len(data)
        else:
            self.up += len(data)
        return data, not cut


def _abort(writers: set[asyncio.StreamWriter]) -> None:
    for writer in list(writers):
        writer.transport.abort()


@asynccontextmanager
async def road(to: str) -> AsyncIterator[Road]:
    """Lay a road to a server."""
    laid = Road(to)
    server = await asyncio.start_server(laid.pass_on, "127.0.0.1", 0)
    laid.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield laid
    finally:
        server.close()
        await laid.close()
