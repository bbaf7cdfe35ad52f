"""A push service that takes everything, notes when it came and opens nothing."""

import asyncio
import base64
import os
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bench.process import PATIENCE

SETTINGS = {"UTELYS_TEST": "1", "UTELYS_PUSH_ALLOW_PRIVATE": "1"}
"""Lets a server post to this machine."""

_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
_TAKEN = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"


class PushService:
    """Counts what comes; `at` is when each came, by the clock of performance."""

    def __init__(self) -> None:
        """Start with nothing taken."""
        # All may have the same: what is posted differs by the keys that the server makes each time.
        self._point = (
            ec.generate_private_key(ec.SECP256R1())
            .public_key()
            .public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        )
        self.at: list[float] = []
        self.port = 0
        self._news = asyncio.Event()

    def subscription(self, name: str) -> dict[str, Any]:
        """A subscription as a browser gives it, with a key that nobody keeps."""
        keys = {"p256dh": _text(self._point), "auth": _text(os.urandom(16))}
        return {"endpoint": f"http://127.0.0.1:{self.port}/push/{name}", "keys": keys}

    async def reaches(self, count: int) -> None:
        """Wait until so many have come."""
        async with asyncio.timeout(PATIENCE):
            while len(self.at) < count:
                self._news.clear()
                await self._news.wait()

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take pushes from one connection until it is closed."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                found = _LENGTH.search(head)
                await reader.readexactly(int(found[1]) if found else 0)
                self.at.append(time.perf_counter())
                self._news.set()
                writer.write(_TAKEN)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@asynccontextmanager
async def push_service() -> AsyncIterator[PushService]:
    """Run one for as long as the context lasts."""
    service = PushService()
    server = await asyncio.start_server(service.take, "127.0.0.1", 0)
    service.port = server.sockets[0].getsockname()[1]
    try:
        yield service
    finally:
        server.close()
