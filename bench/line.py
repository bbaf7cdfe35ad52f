"""A WebSocket client that costs next to nothing, so that the server is what is measured.

It speaks RFC 6455 as far as the server does: text frames down, and up text frames under a mask of
zeros, which leaves the payload as it is. Once it is signed in, bytes go unparsed to an ear.
"""

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any, cast

from bench.village import Villager

Ear = Callable[[bytes], None]

_UPGRADE = (
    b"GET /api/v1/socket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: utelys.v1\r\n\r\n"
)
_AT_ONCE = 50


class Line(asyncio.Protocol):
    """One connection. `lost` is set when it is no more."""

    def __init__(self) -> None:
        """Collect what comes until somebody listens."""
        self.transport: asyncio.Transport
        self.lost = False
        self.ear: Ear = self._collect
        self._kept = bytearray()
        self._news = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are not asyncio's by class.
        self.transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self.lost = True
        self._news.set()

    def data_received(self, data: bytes) -> None:
        self.ear(data)

    def _collect(self, data: bytes) -> None:
        self._kept += data
        self._news.set()

    def say(self, frame: dict[str, Any]) -> None:
        """Send a frame."""
        self.transport.write(masked(json.dumps(frame).encode()))

    def send(self, room: str, id_: str, text: str) -> None:
        """Write in a room."""
        self.transport.write(masked(message(room, id_, text)))

    async def sign_in(self, villager: Villager) -> None:
        """Upgrade, say hello and hear the welcome.

        Raises:
            ConnectionError: the server closed instead.
        """
        self.transport.write(_UPGRADE)
        while b"\r\n\r\n" not in self._kept:
            await self._more()
        self._kept = self._kept.partition(b"\r\n\r\n")[2]
        self.say({"type": "hello", "token": villager.token, "cursors": villager.cursors})
        while b'"type":"welcome"' not in self._kept:
            await self._more()

    def listen(self, ear: Ear) -> None:
        """Give an ear what has come since the welcome, and everything from now on."""
        after = list(frames(bytes(self._kept)))
        self._kept = bytearray()
        self.ear = ear
        if any(not one.startswith(b'{"type":"welcome"') for one in after):
            raise RuntimeError("something came that the cursors should have told to leave out")

    def hand_over(self, ear: Ear) -> None:
        """Give an ear everything from the welcome on."""
        self.ear = ear
        ear(bytes(self._kept))
        self._kept = bytearray()

    async def _more(self) -> None:
        self._news.clear()
        async with asyncio.timeout(30):
            await self._news.wait()
        if self.lost:
            raise ConnectionError(f"closed by the server: {bytes(self._kept[-300:])!r}")


def message(room: str, id_: str, text: str) -> bytes:
    """The frame of one `message.send`."""
    return (
        f'{{"type":"command","id":"{id_}","name":"message.send",'
        f'"args":{{"room":"{room}","text":"{text}"}}}}'
    ).encode()


def masked(payload: bytes) -> bytes:
    """A whole text frame from a client (RFC 6455 section 5.2)."""
    size = len(payload)
    if size < 126:
        return b"\x81%c\0\0\0\0%b" % (0x80 | size, payload)
    if size < 1 << 16:
        return b"\x81\xfe%b\0\0\0\0%b" % (size.to_bytes(2, "big"), payload)
    return b"\x81\xff%b\0\0\0\0%b" % (size.to_bytes(8, "big"), payload)


def frames(data: bytes) -> Iterator[bytes]:
    """The payloads of whole frames from a server; a half one at the end is an error.

    Raises:
        ValueError: there is half a frame, or one that is no text.
    """
    at = 0
    while at < len(data):
        size, start = data[at + 1], at + 2
        if size >= 126:
            wide = 2 if size == 126 else 8
            size, start = int.from_bytes(data[start : start + wide], "big"), start + wide
        if data[at] != 0x81 or start + size > len(data):
            raise ValueError(f"no whole text frame: {data[at : at + 200]!r}")
        yield data[start : start + size]
        at = start + size


async def connect(port: int) -> Line:
    """Open a connection, not yet upgraded."""
    loop = asyncio.get_running_loop()
    _, line = await loop.create_connection(Line, "127.0.0.1", port)
    return line


async def connect_all(port: int, villagers: list[Villager]) -> list[Line]:
    """Sign everybody in, some at a time."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(villager: Villager) -> Line:
        async with gate:
            line = await connect(port)
            await line.sign_in(villager)
            return line

    return list(await asyncio.gather(*map(one, villagers)))


def hang_up(lines: list[Line]) -> None:
    """Cut all connections."""
    for line in lines:
        line.transport.abort()
