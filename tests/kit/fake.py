"""A scripted server: speaks the frames, keeps its streams in memory, and fails on demand.

It is small on purpose: what it does wrong (gaps, cuts, silence, another life) is what it is for.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from utelys_protocol import PROTOCOL
from utelys_protocol.codec import read_up, write
from utelys_protocol.frames import (
    Bye,
    Command,
    Entries,
    Entry,
    Hello,
    Ping,
    Pong,
    Problem,
    Reset,
    Result,
    StreamHead,
    UpFrame,
    Welcome,
)
from utelys_protocol.snapshots import Snapshot, fold
from utelys_protocol.words import ByeCode

ROOM = "room:r1"
HOUSE = "house:h1"
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)

Answer = dict[str, Any] | Problem | None
Handler = Callable[[Command], Answer]


@dataclass
class Stream:
    """A stream from its first state on."""

    first: Snapshot
    entries: list[Entry] = field(default_factory=list)

    @property
    def head(self) -> int:
        return len(self.entries)

    def snapshot(self) -> Snapshot:
        state = self.first
        for entry in self.entries:
            state = fold(state, entry.model_dump(mode="json"))
        return state


class Fake:
    """One member's server. Change its fields to change what it does."""

    def __init__(self) -> None:
        self.epoch = "life-1"
        self.member = "m1"
        self.device = "d1"
        self.now = NOON
        self.streams: dict[str, Stream] = {
            ROOM: Stream({"room": {"id": "r1"}, "members": [], "entries": []})
        }
        self.heard: list[UpFrame] = []
        self.answers = True
        self.pongs = True
        self.bye: Bye | None = None
        self.handler: Handler = self.place
        self.done: dict[str, Answer] = {}
        self.connections: list[ServerConnection] = []
        self.attempts = 0
        self._changed = asyncio.Condition()

    @property
    def url(self) -> str:
        host, port = self.server.sockets[0].getsockname()[:2]
        return f"http://{host}:{port}"

    server: Server

    # What the test does.

    async def say(self, frame: BaseModel | bytes) -> None:
        """Send a frame, or bytes that are none, to every connection."""
        for connection in self.connections:
            data = frame if isinstance(frame, bytes) else write(frame)
            await connection.send(data, text=True)

    def happen(
        self, kind: str, body: dict[str, Any], *, stream: str = ROOM, by: str = "m2"
    ) -> Entry:
        """Let something happen without telling anybody."""
        log = self.streams[stream].entries
        entry = Entry(seq=len(log) + 1, at=self.now, kind=kind, by=by, body=body)
        log.append(entry)
        return entry

    async def write(self, text: str, *, stream: str = ROOM) -> Entry:
        """Let somebody write, and tell it."""
        entry = self.happen("message.sent", {"text": text}, stream=stream)
        await self.say(Entries(type="entries", stream=stream, entries=[entry]))
        return entry

    async def cut(self) -> None:
        """Cut every connection, without a word."""
        for connection in list(self.connections):
            connection.transport.abort()
        await self.until(lambda: not self.connections)

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is so; it is looked at after every frame and connection."""
        async with asyncio.timeout(10), self._changed:
            await self._changed.wait_for(true)

    def commands(self) -> list[Command]:
        return [frame for frame in self.heard if isinstance(frame, Command)]

    def hellos(self) -> list[Hello]:
        return [frame for frame in self.heard if isinstance(frame, Hello)]

    def place(self, command: Command) -> Answer:
        """Do what message.send does."""
        stream = f"room:{command.args['room']}"
        entry = self.happen("message.sent", {"text": command.args["text"]}, stream=stream, by="m1")
        return {"seq": entry.seq, "at": entry.model_dump(mode="json")["at"]}

    # What it does by itself.

    async def serve(self, connection: ServerConnection) -> None:
        self.attempts += 1
        try:
            hello = read_up(await connection.recv(decode=False))
            assert isinstance(hello, Hello)
            self.heard.append(hello)
            if self.bye is not None:
                await connection.send(write(self.bye), text=True)
                return
            await self._welcome(connection, hello)
            self.connections.append(connection)
            await self._tell()
            async for data in connection:
                await self._frame(connection, read_up(data))
        except ConnectionClosed:
            pass
        finally:
            if connection in self.connections:
                self.connections.remove(connection)
            await self._tell()

    async def _welcome(self, connection: ServerConnection, hello: Hello) -> None:
        heads = [
            StreamHead(id=name, kind=name.split(":")[0], head=stream.head)  # type: ignore[arg-type]
            for name, stream in self.streams.items()
        ]
        frames: list[BaseModel] = [
            Welcome(
                type="welcome",
                member=self.member,
                device=self.device,
                now=self.now,
                epoch=self.epoch,
                streams=heads,
            )
        ]
        for name, stream in self.streams.items():
            cursor = hello.cursors.get(name) if hello.epoch in {None, self.epoch} else None
            if cursor is None or cursor > stream.head:
                snapshot = stream.snapshot()
                frames.append(Reset(type="reset", stream=name, seq=stream.head, snapshot=snapshot))
            elif cursor < stream.head:
                missed = stream.entries[cursor:]
                frames.append(Entries(type="entries", stream=name, entries=missed))
        for frame in frames:
            await connection.send(write(frame), text=True)

    async def _frame(self, connection: ServerConnection, frame: UpFrame) -> None:
        self.heard.append(frame)
        if isinstance(frame, Ping) and self.pongs:
            await connection.send(write(Pong(type="pong", n=frame.n, now=self.now)), text=True)
        if isinstance(frame, Command):
            await self._command(connection, frame)
        await self._tell()

    async def _command(self, connection: ServerConnection, command: Command) -> None:
        heads = {name: stream.head for name, stream in self.streams.items()}
        if command.id not in self.done:
            self.done[command.id] = self.handler(command)
        answer = self.done[command.id]
        if not self.answers:
            return
        ok, error = (None, answer) if isinstance(answer, Problem) else (answer, None)
        result = Result(type="result", id=command.id, ok=ok, error=error)
        await connection.send(write(result), text=True)
        for name, head in heads.items():
            if new := self.streams[name].entries[head:]:
                await self.say(Entries(type="entries", stream=name, entries=new))

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()


@asynccontextmanager
async def fake_server() -> AsyncIterator[Fake]:
    """Serve on a free port of this machine."""
    fake = Fake()
    fake.server = await serve(
        fake.serve, "127.0.0.1", 0, subprotocols=[Subprotocol(PROTOCOL)], compression=None
    )
    async with fake.server:
        yield fake


def bye(code: ByeCode, retry_after: int | None = None) -> Bye:
    return Bye(type="bye", code=code, reason=f"because of {code}", retry_after=retry_after)


__all__ = ["HOUSE", "NOON", "ROOM", "Fake", "bye", "fake_server"]
