"""One open socket: the way out to a device, and the bytes that come from it.

The library opens it, as a request over HTTP, and then gives its transport away: for as long as a
socket is open, neither the request nor the library's tasks and queues stay behind it.
"""

import asyncio
from contextlib import suppress
from typing import Any, Protocol

from utelys.net.frames import close_frame, pong_frame, text_frame
from utelys.net.incoming import BINARY, CLOSE, PING, TEXT, Incoming, Message, NotAFrame
from utelys_protocol import codec
from utelys_protocol.base import MAX_FRAME
from utelys_protocol.frames import Bye
from utelys_protocol.words import ByeCode

CLOSE_CODES: dict[ByeCode, int] = {
    ByeCode.SIGNED_OUT: 1008,
    ByeCode.UNAUTHENTICATED: 1008,
    ByeCode.TOO_SLOW: 1013,
    ByeCode.GOING_DOWN: 1012,
    ByeCode.PROTOCOL_ERROR: 1002,
    ByeCode.TOO_LARGE: 1009,
    ByeCode.TOO_MANY: 1013,
    ByeCode.UNAVAILABLE: 1011,
}
"""RFC 6455 section 7.4.1, and the IANA registry for 1012 and 1013."""

TOO_LARGE = "A frame may be at most 64 KiB (65,536 bytes); send less at once."

LINGER = 2.0
"""Seconds that a device has to take our goodbye and to hang up."""

_NORMAL = 1000
_READ_AT_MOST = 16 * MAX_FRAME
"""What is a little too large is read whole, so that its sender can be told with a command's id."""


class Owner(Protocol):
    """Who listens to a line."""

    def heard(self, data: bytes) -> None:
        """A text has come."""
        ...

    def not_understood(self, code: ByeCode, reason: str) -> None:
        """What came was no text; nothing more is read."""
        ...

    def hung_up(self) -> None:
        """The line is no more."""
        ...


class Line(asyncio.Protocol):
    """The protocol of a socket's transport, from the handshake on."""

    __slots__ = ("_deaf", "_incoming", "_owner", "_paused", "_told", "_transport")

    def __init__(self, transport: Any) -> None:
        """Take over a transport. `Any`: uvloop's are asyncio's in everything but their class."""
        self._transport = transport
        self._incoming = Incoming(_READ_AT_MOST)
        self._owner: Owner | None = None
        self._paused = False
        self._deaf = False
        self._told = False
        transport.set_protocol(self)

    def listen(self, owner: Owner, already: bytes) -> None:
        """Begin to tell what comes, and what has come `already`."""
        self._owner = owner
        if already:
            self.data_received(already)
        self.resume()  # the library may have stopped reading behind the request

    # Coming in

    def data_received(self, data: bytes) -> None:
        if not self._deaf:
            self._incoming.feed(data)
            self._read()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        owner, self._owner = self._owner, None
        if owner is not None:
            owner.hung_up()

    def pause(self) -> None:
        """Tell nothing more until `resume`; what comes waits, at last with its sender."""
        self._paused = True
        with suppress(RuntimeError):  # it is closing
            self._transport.pause_reading()

    def resume(self) -> None:
        """Go on telling, with what has come meanwhile first."""
        if self._paused:
            self._paused = False
            self._read()
        if not self._paused:
            with suppress(RuntimeError):
                self._transport.resume_reading()

    def _read(self) -> None:
        try:
            while not self._paused and not self._deaf and self._owner is not None:
                message = self._incoming.next()
                if message is None:
                    return
                self._tell(message, self._owner)
        except NotAFrame as error:
            if error.too_large:
                self._stop_listening(ByeCode.TOO_LARGE, TOO_LARGE)
            else:
                self._stop_listening(ByeCode.PROTOCOL_ERROR, "What came is not a WebSocket frame.")

    def _tell(self, message: Message, owner: Owner) -> None:
        if message.opcode == TEXT:
            owner.heard(message.data)
        elif message.opcode == PING:
            self.write(pong_frame(message.data))
        elif message.opcode == CLOSE:
            self._deaf = True
            if not self._told:
                self.write(close_frame(_NORMAL))
            self._transport.close()
        elif message.opcode == BINARY:
            self._stop_listening(ByeCode.PROTOCOL_ERROR, "Frames are JSON text, not binary.")

    def _stop_listening(self, code: ByeCode, reason: str) -> None:
        self._deaf = True
        if self._owner is not None:
            self._owner.not_understood(code, reason)

    def cut(self) -> None:
        """End the line without a word."""
        self._transport.abort()

    # Going out

    def write(self, data: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(data)

    def waiting(self) -> int:
        waiting: int = self._transport.get_write_buffer_size()
        return waiting

    def end(self, code: ByeCode, reason: str, retry_after: int | None = None) -> None:
        bye = codec.write(Bye(type="bye", code=code, reason=reason, retry_after=retry_after))
        self.write(text_frame(bye) + close_frame(CLOSE_CODES[code]))
        self._told = True
        # Who answers the close is gone before that; who does not read is cut. To close at once,
        # while the other end still sends, would make the kernel throw our goodbye away.
        asyncio.get_running_loop().call_later(LINGER, self.cut)
