"""What a client sends, taken apart into messages by the Sans-I/O core of `websockets`; no I/O.

aiohttp's own reader cannot be had without its request, its tasks and its queues, which cost a
signed-in connection that says nothing three times its memory (see `line`).
"""

from collections import deque
from typing import NamedTuple

from websockets.exceptions import PayloadTooBig
from websockets.frames import Frame, Opcode
from websockets.protocol import Protocol, Side

TEXT, BINARY, CLOSE, PING, PONG = (
    Opcode.TEXT,
    Opcode.BINARY,
    Opcode.CLOSE,
    Opcode.PING,
    Opcode.PONG,
)


class Message(NamedTuple):
    """A whole message, or a control frame."""

    opcode: Opcode
    data: bytes


class NotAFrame(ValueError):
    """The bytes are not as RFC 6455 has them; `too_large` if they are but are too many."""

    def __init__(self, *, too_large: bool = False) -> None:
        super().__init__("too large" if too_large else "no frame")
        self.too_large = too_large


class Incoming:
    """Bytes as they come, messages as they are asked for."""

    __slots__ = ("_messages", "_opcode", "_parts", "_protocol")

    def __init__(self, most: int) -> None:
        """A message may have at most this many bytes."""
        self._protocol = Protocol(Side.SERVER, max_size=most)
        self._messages: deque[Message] = deque()
        self._opcode = TEXT
        self._parts: list[bytes] | None = None

    def feed(self, data: bytes) -> None:
        """Take in what came."""
        self._protocol.receive_data(data)
        self._protocol.data_to_send()  # pongs and closes: the line has its own
        for frame in self._protocol.events_received():
            assert isinstance(frame, Frame)  # noqa: S101 - an open protocol gives nothing else
            self._take(frame.opcode, bytes(frame.data), fin=frame.fin)

    def next(self) -> Message | None:
        """Return the next message; None until more bytes have come.

        Raises:
            NotAFrame: there is none, and never will be.
        """
        if self._messages:
            return self._messages.popleft()
        error = self._protocol.parser_exc
        if error is not None:
            raise NotAFrame(too_large=isinstance(error, PayloadTooBig))
        return None

    def _take(self, opcode: Opcode, data: bytes, *, fin: bool) -> None:
        """Put together what was sent in parts (section 5.4)."""
        if opcode in (CLOSE, PING, PONG) or (fin and opcode is not Opcode.CONT):
            self._messages.append(Message(opcode, data))
            return
        if opcode is not Opcode.CONT or self._parts is None:
            self._opcode, self._parts = opcode, []
        self._parts.append(data)
        if fin:
            self._messages.append(Message(self._opcode, b"".join(self._parts)))
            self._parts = None
