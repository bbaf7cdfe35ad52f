"""A raw socket that speaks frames as they are, for tests of the wire itself."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

PATIENCE = 10.0
"""How long a test waits for what must come, in seconds; it passes as soon as it has."""


class Phone:
    """One socket. Frames that nobody has asked for yet wait in order."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.waiting: list[dict[str, Any]] = []
        self.streams: dict[str, list[dict[str, Any]]] = {}
        self.snapshots: dict[str, dict[str, Any]] = {}
        self.cursors: dict[str, int] = {}
        self._ids = 0

    async def send(self, **frame: Any) -> None:
        """Send a frame."""
        await self.connection.send(json.dumps(frame))

    async def raw(self, data: str | bytes) -> None:
        """Send anything at all."""
        await self.connection.send(data)

    async def receive(self) -> dict[str, Any]:
        """Wait for the next frame, whatever it is."""
        async with asyncio.timeout(PATIENCE):
            frame: dict[str, Any] = json.loads(await self.connection.recv())
        self._note(frame)
        return frame

    async def until(self, type_: str, **fields: Any) -> dict[str, Any]:
        """Wait for a frame of a type with these fields, keeping what comes before it."""
        for place, frame in enumerate(self.waiting):
            if _fits(frame, type_, fields):
                return self.waiting.pop(place)
        while True:
            frame = await self.receive()
            if _fits(frame, type_, fields):
                return frame
            self.waiting.append(frame)

    async def entry(self, stream: str, kind: str) -> dict[str, Any]:
        """Wait for an entry of a kind in a stream that has not been asked for yet."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for place, entry in enumerate(self.streams.get(stream, [])):
                    if entry["kind"] == kind:
                        return self.streams[stream].pop(place)
                self.waiting.append(await self.receive())

    async def reset(self, stream: str) -> dict[str, Any]:
        """Wait for the state of a stream."""
        async with asyncio.timeout(PATIENCE):
            while stream not in self.snapshots:
                self.waiting.append(await self.receive())
        return self.snapshots[stream]

    async def command(self, name: str, id_: str | None = None, /, **args: Any) -> dict[str, Any]:
        """Send a command and wait for its result."""
        self._ids += 1
        id_ = id_ or f"c{self._ids}"
        await self.send(type="command", id=id_, name=name, args=args)
        return await self.until("result", id=id_)

    async def do(self, name: str, /, **args: Any) -> dict[str, Any]:
        """Send a command that is expected to work; return what it gave."""
        result = await self.command(name, **args)
        assert "ok" in result, result
        ok: dict[str, Any] = result["ok"]
        return ok

    async def closed(self) -> tuple[int | None, dict[str, Any] | None]:
        """Wait until the server has closed; return the close code and its bye."""
        bye = next((one for one in self.waiting if one["type"] == "bye"), None)
        async with asyncio.timeout(PATIENCE):
            with suppress(ConnectionClosed):
                async for data in self.connection:
                    frame = json.loads(data)
                    if frame["type"] == "bye":
                        bye = frame
            await self.connection.wait_closed()
        return self.connection.close_code, bye

    def _note(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "entries":
            stream = frame["stream"]
            for entry in frame["entries"]:
                assert entry["seq"] == self.cursors.get(stream, entry["seq"] - 1) + 1, (
                    f"{stream} went from {self.cursors[stream]} to {entry['seq']}"
                )
                self.cursors[stream] = entry["seq"]
                self.streams.setdefault(stream, []).append(entry)
        elif frame["type"] == "reset":
            self.cursors[frame["stream"]] = frame["seq"]
            self.snapshots[frame["stream"]] = frame["snapshot"]


def _fits(frame: dict[str, Any], type_: str, fields: dict[str, Any]) -> bool:
    return frame["type"] == type_ and all(frame.get(k) == v for k, v in fields.items())


@asynccontextmanager
async def line(url: str, **more: Any) -> AsyncIterator[Phone]:
    """Open a socket and say nothing yet."""
    address = url.replace("http", "ws", 1) + "/api/v1/socket"
    connection = connect(
        address,
        subprotocols=[Subprotocol("utelys.v1")],
        max_size=None,
        proxy=None,
        **more,
    )
    async with connection as open_connection:
        yield Phone(open_connection)


@asynccontextmanager
async def phone(
    url: str, token: str, cursors: dict[str, int] | None = None, **hello: Any
) -> AsyncIterator[Phone]:
    """Open a socket, say hello and hear the welcome."""
    async with line(url) as one:
        one.cursors = dict(cursors or {})
        frame = {"token": token, "cursors": cursors or {}, "client": "tests"} | hello
        await one.send(type="hello", **frame)
        one.waiting.append(await one.until("welcome"))
        yield one
