"""A road between a client and a server that loses, holds back and cuts what goes over it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit


class Road:
    """Passes bytes on until it is told otherwise.

    `cut_after` cuts the next connection after so many bytes from the server, wherever in a frame
    that is.
    """

    def __init__(self, to: str) -> None:
        self.to = to
        self.url = ""
        self.open = True
        self.deaf = False
        self.cut_after: int | None = None
        self._transports: set[asyncio.Transport | asyncio.WriteTransport] = set()

    def cut(self) -> None:
        """Cut what goes on now."""
        for transport in self._transports:
            transport.abort()

    async def pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.open:
            writer.transport.abort()
            return
        host, port = urlsplit(self.to).hostname, urlsplit(self.to).port
        there, back = await asyncio.open_connection(host, port)
        mine = {writer.transport, back.transport}
        self._transports |= mine
        left, self.cut_after = self.cut_after, None
        try:
            await asyncio.gather(self._copy(reader, back), self._copy(there, writer, left))
        except OSError:
            pass
        finally:
            self._transports -= mine
            for transport in mine:
                transport.abort()

    async def _copy(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, left: int | None = None
    ) -> None:
        while data := await reader.read(65_536):
            if left is not None:
                data, left = data[:left], left - len(data)
            if not self.deaf:
                writer.write(data)
                await writer.drain()
            if left is not None and left <= 0:
                break
        # An end on one side is an end on both: half-open connections come from `deaf` alone.
        raise ConnectionAbortedError


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
        laid.cut()
