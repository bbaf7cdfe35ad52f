"""One connection: a thin shell around the table of states, the table of commands and the hub."""

import asyncio
from dataclasses import replace
from typing import Any

from utelys import access, commands
from utelys.actions.row import Row
from utelys.core.caller import Caller
from utelys.core.errors import Refusal, TooMany, Unauthenticated
from utelys.core.session import Event, OutOfTurn, State, step
from utelys.hub.outbox import Outbox
from utelys.net.frames import text_frame
from utelys.net.line import TOO_LARGE, Line
from utelys.net.parts import Parts
from utelys.net.problems import problem
from utelys.store.base import Tx
from utelys.store.writer import Job, command_key
from utelys_protocol import codec
from utelys_protocol.base import MAX_FRAME, Said
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


class Connection:
    """One socket from its first frame to its last."""

    __slots__ = (
        "_caller", "_checking", "_line", "_outbox", "_parts", "_patience", "_state",
        "_token", "_waiting",
    )  # fmt: skip

    def __init__(self, parts: Parts, line: Line, token: str | None, visitor: Caller) -> None:
        """Wait for a hello on this line; `token` came with the request, if any did."""
        self._parts = parts
        self._line = line
        self._token = token
        self._caller = visitor
        self._state = State.FRESH
        self._outbox = Outbox(line, "", "", parts.hub.mark, parts.settings.outbox_bytes)
        self._waiting = 0
        self._checking: asyncio.Task[None] | None = None
        self._patience: asyncio.TimerHandle | None = asyncio.get_running_loop().call_later(
            parts.settings.hello_within, self._lost_patience
        )
        parts.lines.add(line)

    # what the line tells

    def heard(self, data: bytes) -> None:
        """Take a frame."""
        self._be_patient()
        if not self._outbox.closed:
            self._take(data)

    def not_understood(self, code: ByeCode, reason: str) -> None:
        """Say goodbye to one who sends no frames of this wire."""
        self._be_patient()
        self._end(code, reason)

    def hung_up(self) -> None:
        """Forget the connection."""
        self._be_patient()
        self._parts.lines.discard(self._line)
        if self._checking is not None:
            self._checking.cancel()
        self._state = step(self._state, Event.ENDED)
        self._parts.hub.detach(self._outbox)

    def _be_patient(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _take(self, data: bytes) -> None:
        if len(data) > MAX_FRAME:
            self._end(ByeCode.TOO_LARGE, TOO_LARGE)
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
            self._command(frame)
        elif isinstance(frame, Hello):
            self._hello(frame)
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

    def _hello(self, hello: Hello) -> None:
        token = hello.token or self._token
        try:
            self._parts.gate.check_address(self._caller.address)
            if token is None:
                raise Unauthenticated("A hello needs the device's token.")
            if not self._parts.ready:
                self._end(ByeCode.GOING_DOWN, "The server is stopping.", 5)
                return
        except (Unauthenticated, TooMany) as refusal:
            self._turn_away(refusal)
            return
        self._greet(hello, token)

    def _greet(self, hello: Hello, token: str) -> None:
        """Sign in between two commits: nothing happens between the look and the listening."""

        async def look(tx: Tx) -> tuple[Caller, dict[str, int], list[StreamHead]]:
            caller = await self._parts.gate.identify(tx, token, self._caller)
            first = await access.readable(tx, caller.member)
            return caller, first, await access.heads(tx, caller.member)

        def listen(outcome: Any) -> None:
            if isinstance(outcome, Refusal):
                self._turn_away(outcome)
            elif not self._outbox.closed:
                self._welcome(hello, *outcome)
            self._line.resume()

        self._line.pause()
        self._parts.writer.submit(Job(look, listen, only_reads=True))

    def _turn_away(self, refusal: Refusal) -> None:
        if isinstance(refusal, Unauthenticated):
            self._end(ByeCode.UNAUTHENTICATED, refusal.title)
        elif isinstance(refusal, TooMany):
            self._end(ByeCode.TOO_MANY, refusal.title, refusal.retry_after)
        else:
            self._end(ByeCode.UNAVAILABLE, refusal.title, 5)

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

    def _command(self, frame: Command) -> None:
        try:
            row = commands.find(frame.name)
            self._parts.gate.check_rate(row.rate, self._caller)
            args = commands.read_args(row, frame.args)
        except Refusal as refusal:
            self._refuse(frame.id, refusal)
            return
        if row.prepare is not None or self._parts.carrier.must_check(args):
            self._line.pause()
            self._checking = asyncio.create_task(self._check(frame.id, row, args))
        else:
            self._submit(frame.id, row, args)

    async def _check(self, id_: str, row: Row, args: Said) -> None:
        """Look at what takes a while to look at; the commands behind it wait."""
        try:
            await self._parts.carrier.check(args)
            ready = await commands.prepared(row, args)
        except Refusal as refusal:
            self._refuse(id_, refusal)
        else:
            self._submit(id_, row, ready)
        finally:
            self._checking = None
            self._line.resume()

    def _submit(self, id_: str, row: Row, args: Any) -> None:
        caller = replace(self._caller, command=id_) if row.secret else self._caller
        key = None if row.secret else command_key(self._caller.device, id_)

        def done(outcome: Any) -> None:
            self._waiting -= 1
            self._parts.gate.count_guess(row.rate, caller, outcome)
            self._answer(id_, outcome)
            if self._waiting == MOST_WAITING - 1:
                self._line.resume()

        self._waiting += 1
        self._parts.writer.submit(Job(commands.bind(row, caller, args), done, key))
        if self._waiting >= MOST_WAITING:
            self._line.pause()

    def _refuse(self, id_: str, refusal: Refusal) -> None:
        self._answer(id_, refusal)
        self._parts.hub.flush()

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

    def _lost_patience(self) -> None:
        seconds = self._parts.settings.hello_within
        self._end(ByeCode.PROTOCOL_ERROR, f"No hello came within {seconds:g} s.")

    def _end(self, code: ByeCode, reason: str, retry_after: int | None = None) -> None:
        self._outbox.flush()
        self._outbox.end(code, reason[:500], retry_after)
