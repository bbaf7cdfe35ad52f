"""The socket door: a thin shell around the table of states, the table of commands and the hub."""

import asyncio
import socket as sockets
from dataclasses import replace
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from utelys import access, commands
from utelys.core.caller import Caller
from utelys.core.errors import Forbidden, Invalid, Refusal, TooMany, Unauthenticated
from utelys.core.session import Event, OutOfTurn, State, step
from utelys.hub.outbox import Outbox
from utelys.net.frames import text_frame
from utelys.net.gate import address_of, token_of
from utelys.net.parts import PARTS, Parts
from utelys.net.pipe import Ears, SocketPipe
from utelys.net.problems import problem
from utelys.store.base import Tx
from utelys.store.writer import Job, command_key
from utelys_protocol import PROTOCOL, codec
from utelys_protocol.base import MAX_FRAME
from utelys_protocol.codec import BadFrame
from utelys_protocol.frames import (
    Command,
    Hello,
    Ping,
    Pong,
    Result,
    Seen,
    Signal,
    SignalDown,
    StreamHead,
    Welcome,
)
from utelys_protocol.words import ByeCode

MOST_WAITING = 256
"""Commands of one connection that may wait for their commit; then nothing more is read from it."""

_TOO_LARGE = "A frame may be at most 64 KiB (65,536 bytes); send less at once."


async def socket(request: web.Request) -> web.StreamResponse:
    """`GET /api/v1/socket`."""
    parts = request.app[PARTS]
    ws = Ears()
    address = address_of(request, parts.settings.behind_proxy)
    try:
        token = token_of(request)
    except Unauthenticated:
        raise Forbidden("A page from elsewhere may not open this socket.") from None
    offered = request.headers.get("Sec-WebSocket-Protocol")
    if offered is not None and PROTOCOL not in {one.strip() for one in offered.split(",")}:
        title = f"This socket speaks {PROTOCOL}; offer it as the subprotocol."
        raise Invalid(title, field="Sec-WebSocket-Protocol")
    try:
        await ws.prepare(request)
    except web.HTTPBadRequest:
        raise Invalid("This address takes WebSockets (RFC 6455, version 13) only.") from None
    transport = request.transport
    if transport is not None:
        # Not asked by isinstance: uvloop's transports are asyncio's in everything but their class.
        _notice_the_dead(transport)
        pipe = SocketPipe(transport, ws)
        await Connection(parts, ws, pipe, token, address).run()
    return ws


def _notice_the_dead(transport: asyncio.BaseTransport) -> None:
    """Let the kernel find out within two minutes that the other end has gone without a word.

    It also keeps the way through a home router open, for 40 bytes a minute and no work of ours.
    """
    raw: Any = transport.get_extra_info("socket")
    if raw is None or not hasattr(sockets, "TCP_USER_TIMEOUT"):
        return
    raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_KEEPALIVE, 1)
    raw.setsockopt(sockets.IPPROTO_TCP, sockets.TCP_KEEPIDLE, 60)
    raw.setsockopt(sockets.IPPROTO_TCP, sockets.TCP_KEEPINTVL, 20)
    raw.setsockopt(sockets.IPPROTO_TCP, sockets.TCP_KEEPCNT, 3)
    raw.setsockopt(sockets.IPPROTO_TCP, sockets.TCP_USER_TIMEOUT, 60_000)


class Connection:
    """One socket from its first frame to its last."""

    __slots__ = (
        "_address", "_caller", "_outbox", "_parts", "_pipe", "_room", "_state", "_token",
        "_waiting", "_ws",
    )  # fmt: skip

    def __init__(
        self,
        parts: Parts,
        ws: Ears,
        pipe: SocketPipe,
        token: str | None,
        address: str,
    ) -> None:
        self._parts = parts
        self._ws = ws
        self._pipe = pipe
        self._token = token
        self._address = address
        self._caller = Caller("", "", address)
        self._state = State.FRESH
        self._outbox = Outbox(pipe, "", "", parts.hub.mark, parts.settings.outbox_bytes)
        self._waiting = 0
        self._room: asyncio.Event | None = None

    async def run(self) -> None:
        """Read frames until either side ends it."""
        patience = asyncio.get_running_loop().call_later(
            self._parts.settings.hello_within, self._lost_patience
        )
        try:
            async for message in self._ws:
                patience.cancel()
                if self._outbox.closed:
                    continue
                if message.type is WSMsgType.TEXT:
                    await self._take(message.data)
                elif message.type is WSMsgType.BINARY:
                    self._end(ByeCode.PROTOCOL_ERROR, "Frames are JSON text, not binary.")
                elif message.type is WSMsgType.ERROR:
                    await self._broken(message.data)
                    break
        finally:
            patience.cancel()
            self._state = step(self._state, Event.ENDED)
            self._parts.hub.detach(self._outbox)

    async def _take(self, data: bytes) -> None:
        if len(data) > MAX_FRAME:
            self._end(ByeCode.TOO_LARGE, _TOO_LARGE)
            return
        try:
            frame = codec.read_up(data)
        except BadFrame as bad:
            self._answer_bad(bad)
            return
        try:
            self._state = step(self._state, Event(frame.type))
        except OutOfTurn as error:
            self._end(ByeCode.PROTOCOL_ERROR, str(error))
            return
        if isinstance(frame, Command):
            await self._command(frame)
        elif isinstance(frame, Hello):
            await self._hello(frame)
        else:
            self._passing(frame)

    def _passing(self, frame: Seen | Signal | Ping) -> None:
        """What is answered at once, without the store."""
        if isinstance(frame, Seen):
            self._saw(frame)
        elif isinstance(frame, Ping):
            pong = Pong(type="pong", n=frame.n, now=self._parts.clock.now())
            self._outbox.put(text_frame(codec.write(pong)))
            self._parts.hub.flush()
        elif self._parts.gate.allows_signal(self._caller.device):
            down = SignalDown(
                type="signal", stream=frame.stream, kind=frame.kind, by=self._caller.member
            )
            self._parts.hub.signal(frame.stream, self._outbox, codec.write(down))
            self._parts.hub.flush()

    def _saw(self, frame: Seen) -> None:
        """Nobody has seen what has not happened: a wrong number would silence later notices."""
        ring = self._parts.hub.recent.ring(frame.stream)
        if frame.stream in self._outbox.streams:
            seq = frame.seq if ring is None else min(frame.seq, ring.head)
            caller = self._caller
            self._parts.post.seen(caller.member, caller.device, frame.stream, seq)

    # hello

    async def _hello(self, hello: Hello) -> None:
        token = hello.token or self._token
        try:
            self._parts.gate.check_address(self._address)
            if token is None:
                raise Unauthenticated("A hello needs the device's token.")
            if not self._parts.ready:
                self._end(ByeCode.GOING_DOWN, "The server is stopping.", 5)
                return
            await self._greet(hello, token)
        except Unauthenticated as refusal:
            self._end(ByeCode.UNAUTHENTICATED, refusal.title)
        except TooMany as refusal:
            self._end(ByeCode.TOO_MANY, refusal.title, refusal.retry_after)
        except Refusal as refusal:
            self._end(ByeCode.UNAVAILABLE, refusal.title, 5)

    async def _greet(self, hello: Hello, token: str) -> None:
        """Sign in between two commits: nothing happens between the look and the listening."""
        told: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

        async def look(tx: Tx) -> tuple[Caller, dict[str, int], list[StreamHead]]:
            caller = await self._parts.gate.identify(tx, token, self._address)
            first = await access.readable(tx, caller.member)
            return caller, first, await access.heads(tx, caller.member)

        def listen(outcome: Any) -> None:
            if isinstance(outcome, tuple) and not self._outbox.closed:
                self._welcome(hello, *outcome)
            if not told.done():
                told.set_result(outcome)

        self._parts.writer.submit(Job(look, listen, only_reads=True))
        outcome = await told
        if isinstance(outcome, Refusal):
            raise outcome

    def _welcome(
        self, hello: Hello, caller: Caller, first: dict[str, int], heads: list[StreamHead]
    ) -> None:
        parts = self._parts
        self._state = step(self._state, Event.WELCOMED)
        self._caller = caller
        self._outbox.member, self._outbox.device = caller.member, caller.device
        parts.hub.attach(self._outbox, first)
        welcome = Welcome(
            type="welcome",
            member=caller.member,
            device=caller.device,
            now=parts.clock.now(),
            epoch=parts.database.epoch,
            streams=heads,
        )
        self._outbox.put(text_frame(codec.write(welcome)))
        same_life = hello.epoch in (None, parts.database.epoch)
        cursors = hello.cursors if same_life else {}
        parts.catch_up.start(
            self._outbox,
            {
                stream: cursor if (cursor := cursors.get(stream, -1)) >= seq - 1 else None
                for stream, seq in first.items()
            },
        )

    # commands

    async def _command(self, frame: Command) -> None:
        try:
            row = commands.find(frame.name)
            self._parts.gate.check_rate(row, self._caller)
            args = commands.read_args(row, frame.args)
            await self._parts.carrier.check(args)
        except Refusal as refusal:
            self._answer(frame.id, refusal)
            self._parts.hub.flush()
            return
        caller = replace(self._caller, command=frame.id) if row.secret else self._caller
        run = commands.bind(row, caller, args)
        key = None if row.secret else command_key(self._caller.device, frame.id)
        id_ = frame.id

        def done(outcome: Any) -> None:
            self._waiting -= 1
            if self._room is not None:
                self._room.set()
            self._answer(id_, outcome)

        self._waiting += 1
        self._parts.writer.submit(Job(run, done, key))
        if self._waiting >= MOST_WAITING:
            self._room = asyncio.Event()
            await self._room.wait()
            self._room = None

    def _answer(self, id_: str, outcome: bytes | Refusal) -> None:
        if self._outbox.closed:
            return
        if isinstance(outcome, Refusal):
            result = codec.write(Result(type="result", id=id_, error=problem(outcome)))
        else:
            quoted = id_.replace("\\", "\\\\").replace('"', '\\"').encode()
            result = b'{"type":"result","id":"%b","ok":%b}' % (quoted, outcome)
        self._outbox.put(text_frame(result))

    def _answer_bad(self, bad: BadFrame) -> None:
        """A command that can be answered is; for anything else the connection ends."""
        if bad.id is not None and self._state is State.OPEN:
            told = {"code": "invalid", "title": bad.title, "field": bad.field}
            result = Result.model_validate({"type": "result", "id": bad.id, "error": told})
            self._outbox.put(text_frame(codec.write(result)))
            self._parts.hub.flush()
        else:
            self._end(ByeCode.PROTOCOL_ERROR, bad.title)

    # the end

    async def _broken(self, error: object) -> None:
        """What came were no frames by RFC 6455, or one so large that it was not read."""
        if getattr(error, "code", None) == WSCloseCode.MESSAGE_TOO_BIG:
            self._end(ByeCode.TOO_LARGE, _TOO_LARGE)
        else:
            self._end(ByeCode.PROTOCOL_ERROR, "What came is not a WebSocket frame.")
        await self._pipe.hung_up()

    def _lost_patience(self) -> None:
        seconds = self._parts.settings.hello_within
        self._end(ByeCode.PROTOCOL_ERROR, f"No hello came within {seconds:g} s.")

    def _end(self, code: ByeCode, reason: str, retry_after: int | None = None) -> None:
        self._outbox.flush()
        self._outbox.end(code, reason[:500], retry_after)
