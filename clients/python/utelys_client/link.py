"""One connection from `hello` to its end: reading, writing, and noticing that it is dead."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from utelys_client.clock import Clock, ServerTime
from utelys_client.errors import LostContact, Misunderstood, NotSignedIn, SignedOut
from utelys_protocol.codec import read_down, write
from utelys_protocol.frames import Bye, DownFrame, Hello, Ping, Pong, Welcome
from utelys_protocol.words import ByeCode

_KNOWN = {"welcome", "entries", "reset", "result", "signal", "pong", "bye"}

WELCOME_WITHIN = 10.0
"""Seconds that the server has to answer `hello`."""


class ToldBye(LostContact):
    """The server closes the connection, and may say after how many seconds to come back."""

    def __init__(self, bye: Bye) -> None:
        super().__init__(bye.reason)
        self.retry_after = bye.retry_after


class Link:
    """Speaks frames over one socket.

    `heartbeat` is the longest silence in seconds before the server is asked whether it is there,
    and then the longest that it may stay silent.
    """

    def __init__(
        self, socket: ClientConnection, clock: Clock, time: ServerTime, heartbeat: float
    ) -> None:
        self._socket = socket
        self._clock = clock
        self._time = time
        self._heartbeat = heartbeat
        self._out: deque[BaseModel] = deque()
        self._something_to_send = asyncio.Event()
        self._heard = asyncio.Event()
        self._asked: dict[int, float] = {}
        self._busy = False

    async def greet(self, hello: Hello) -> Welcome:
        """Say who we are.

        Raises:
            LostContact: no welcome came.
            SignedOut, NotSignedIn, Misunderstood: none will come.
        """
        asked = self._clock.steady()
        try:
            async with asyncio.timeout(WELCOME_WITHIN):
                await self._socket.send(write(hello), text=True)
                frame = self._read(await self._socket.recv(decode=False))
        except ConnectionClosed as error:
            raise LostContact("the server closed before it said welcome") from error
        except TimeoutError:
            raise LostContact("the server did not say welcome") from None
        if not isinstance(frame, Welcome):
            raise LostContact("the server said something else than welcome")
        self._time.heard()
        self._time.told(frame.now, self._clock.steady() - asked)
        return frame

    def send(self, frame: BaseModel) -> None:
        """Let a frame go out after those before it; it is lost if the connection is."""
        self._out.append(frame)
        self._something_to_send.set()

    async def run(self, receive: Callable[[DownFrame], Awaitable[None]]) -> None:
        """Pass frames on until the connection ends.

        Raises:
            LostContact: the connection is gone.
            SignedOut, NotSignedIn, Misunderstood: and there is no coming back.
        """
        await _until_one_ends(self._reader(receive), self._writer(), self._watcher())

    async def _reader(self, receive: Callable[[DownFrame], Awaitable[None]]) -> None:
        try:
            while True:
                frame = self._read(await self._socket.recv(decode=False))
                self._time.heard()
                self._heard.set()
                if isinstance(frame, Pong):
                    asked = self._asked.pop(frame.n, self._clock.steady())
                    self._time.told(frame.now, self._clock.steady() - asked)
                if frame is not None:
                    self._busy = True
                    await receive(frame)
                    self._busy = False
        except ConnectionClosed as error:
            raise LostContact("the connection was closed") from error

    async def _writer(self) -> None:
        try:
            while True:
                await self._something_to_send.wait()
                self._something_to_send.clear()
                while self._out:
                    await self._socket.send(write(self._out.popleft()), text=True)
        except ConnectionClosed:
            # Why it was closed may still wait to be read: the verdict is the reader's.
            await asyncio.get_running_loop().create_future()

    async def _watcher(self) -> None:
        number = 0
        while True:
            silence = self._time.silence() or 0.0
            if silence < self._heartbeat:
                await self._clock.sleep(self._heartbeat - silence)
                continue
            number += 1
            self._heard.clear()
            self._asked[number] = self._clock.steady()
            self.send(Ping(type="ping", n=number))
            try:
                async with asyncio.timeout(self._heartbeat):
                    await self._heard.wait()
            except TimeoutError:
                # When events pile up it is our application that keeps us from reading.
                if not self._busy:
                    raise LostContact("the server has fallen silent") from None

    def _read(self, data: bytes) -> DownFrame | None:
        """Read a frame; None for one that this version does not know. A bye is raised."""
        try:
            frame = read_down(data)
        except ValidationError as error:
            if _is_unknown(data):
                return None
            raise LostContact("the server said something that cannot be read") from error
        if isinstance(frame, Bye):
            raise _farewell(frame)
        return frame


def _is_unknown(data: bytes) -> bool:
    """Whether this is a frame of a type that a later version of the wire has added."""
    try:
        frame = from_json(data)
    except ValueError:
        return False
    type_ = frame.get("type") if isinstance(frame, dict) else None
    return isinstance(type_, str) and type_ not in _KNOWN


def _farewell(bye: Bye) -> Exception:
    match bye.code:
        case ByeCode.SIGNED_OUT:
            return SignedOut(bye.reason)
        case ByeCode.UNAUTHENTICATED:
            return NotSignedIn(bye.reason)
        case ByeCode.PROTOCOL_ERROR | ByeCode.TOO_LARGE:
            return Misunderstood(bye.reason)
        case _:
            return ToldBye(bye)


async def _until_one_ends(*work: Coroutine[Any, Any, None]) -> None:
    """Run all of these; when one ends, end the others and pass on how the first one ended."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    # The reader comes first: what the server itself said is the better reason.
    next(task for task in tasks if task in done).result()
