"""Bytes as they are, for tests of what no decent client would send."""

import asyncio
import base64
import json
import os
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

from tests.kit.phone import PATIENCE

TEXT, BINARY, CLOSE, PING, PONG = 0x1, 0x2, 0x8, 0x9, 0xA


def client_frame(
    payload: bytes, opcode: int = TEXT, *, final: bool = True, masked: bool = True, rsv: int = 0
) -> bytes:
    """A frame as RFC 6455 section 5.2 has it, or nearly."""
    first = (0x80 if final else 0) | rsv << 4 | opcode
    length, bit = len(payload), 0x80 if masked else 0
    if length < 126:
        head = struct.pack("!BB", first, bit | length)
    elif length < 1 << 16:
        head = struct.pack("!BBH", first, bit | 126, length)
    else:
        head = struct.pack("!BBQ", first, bit | 127, length)
    if not masked:
        return head + payload
    key = os.urandom(4)
    return head + key + bytes(byte ^ key[at % 4] for at, byte in enumerate(payload))


class Wire:
    """One TCP connection to the server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, data: bytes) -> None:
        """Send bytes; either end may have hung up already."""
        with suppress(ConnectionError, RuntimeError):
            self.writer.write(data)
            await self.writer.drain()

    async def say(self, **frame: Any) -> None:
        """Send a frame as a client that behaves would."""
        await self.send(client_frame(json.dumps(frame).encode()))

    async def frame(self) -> tuple[int, bytes]:
        """Wait for a frame; opcode and payload."""
        async with asyncio.timeout(PATIENCE):
            first, second = await self.reader.readexactly(2)
            length = second & 0x7F
            if length == 126:
                (length,) = struct.unpack("!H", await self.reader.readexactly(2))
            elif length == 127:
                (length,) = struct.unpack("!Q", await self.reader.readexactly(8))
            return first & 0xF, await self.reader.readexactly(length)

    async def said(self, type_: str) -> dict[str, Any]:
        """Wait for a frame of this wire of a type; others are passed over."""
        while True:
            opcode, payload = await self.frame()
            if opcode == TEXT:
                frame: dict[str, Any] = json.loads(payload)
                if frame["type"] == type_:
                    return frame

    async def ended(self) -> tuple[dict[str, Any] | None, int | None]:
        """Wait until the server has hung up; its bye, and the code of its close."""
        bye, code = None, None
        try:
            while True:
                opcode, payload = await self.frame()
                if opcode == CLOSE:
                    (code,) = struct.unpack("!H", payload[:2])
                    await self.send(client_frame(payload[:2], CLOSE))
                    with suppress(OSError):
                        self.writer.write_eof()
                elif opcode == TEXT and (frame := json.loads(payload))["type"] == "bye":
                    bye = frame
        except (asyncio.IncompleteReadError, ConnectionError):
            return bye, code

    async def answer(self) -> tuple[int, dict[str, str], bytes]:
        """Read an HTTP answer: status, headers in lower case, body."""
        async with asyncio.timeout(PATIENCE):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            first, *lines = head.strip().split("\r\n")
            headers = {
                name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)
            }
            body = await self.reader.readexactly(int(headers.get("content-length", "0")))
        return int(first.split()[1]), headers, body

    async def gone(self) -> None:
        """Wait until the server has hung up, reading what it still sends."""
        async with asyncio.timeout(PATIENCE):
            with suppress(ConnectionError):
                await self.reader.read(-1)


@asynccontextmanager
async def wire(url: str) -> AsyncIterator[Wire]:
    """Open a TCP connection to the server."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=1 << 24)
    try:
        yield Wire(reader, writer)
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


def handshake(**more: str) -> bytes:
    """What a client sends to open a socket (RFC 6455 section 4.1)."""
    key = base64.b64encode(os.urandom(16)).decode()
    headers = {
        "Host": "127.0.0.1",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": key,
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Protocol": "utelys.v1",
    } | more
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"GET /api/v1/socket HTTP/1.1\r\n{lines}\r\n".encode()


@asynccontextmanager
async def open_socket(url: str, token: str | None = None) -> AsyncIterator[Wire]:
    """Open a socket whose bytes are one's own; with a token, hello is said and welcome heard."""
    async with wire(url) as one:
        await one.send(handshake())
        status, _, _ = await one.answer()
        assert status == 101
        if token is not None:
            await one.say(type="hello", token=token, cursors={}, client="raw")
            await one.said("welcome")
        yield one
