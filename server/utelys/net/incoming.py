"""What a client sends, taken apart into messages (RFC 6455 section 5); no I/O.

Ours rather than the library's, because a socket that is given away by the library (see `line`)
costs half the memory, and its messages come without a task being woken for each.
"""

from typing import NamedTuple

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
_CONTINUATION = 0
_CONTROL = 8
"""Opcodes from here on are of control frames, which are whole and short."""

_MOST_IN_CONTROL = 125
_CODES = frozenset((1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014))
"""What may be said in a close (section 7.4.1, and the IANA registry)."""


class Message(NamedTuple):
    """A whole message, or a control frame."""

    opcode: int
    data: bytes


class NotAFrame(ValueError):
    """The bytes are not as the RFC has them; `too_large` if they are but are too many."""

    def __init__(self, *, too_large: bool = False) -> None:
        super().__init__("too large" if too_large else "no frame")
        self.too_large = too_large


class Incoming:
    """Bytes as they come, messages as they are asked for."""

    __slots__ = ("_at", "_bytes", "_most", "_opcode", "_parts")

    def __init__(self, most: int) -> None:
        """A message may have at most this many bytes."""
        self._most = most
        self._bytes = b""
        self._at = 0
        self._opcode = _CONTINUATION
        self._parts: list[bytes] | None = None

    def feed(self, data: bytes) -> None:
        """Take in what came."""
        self._bytes = self._bytes[self._at :] + data if self._at < len(self._bytes) else data
        self._at = 0

    def next(self) -> Message | None:
        """Return the next message; None until more bytes have come.

        Raises:
            NotAFrame: there is none, and never will be.
        """
        while True:
            found = self._frame()
            if found is None:
                return None
            fin, opcode, data = found
            if opcode >= _CONTROL:
                return Message(_control(opcode, data), data)
            message = self._join(opcode, data, fin=fin)
            if message is not None:
                return message

    def _frame(self) -> tuple[bool, int, bytes] | None:
        """Section 5.2: flags and opcode, mask bit and length, mask, payload."""
        data, at = self._bytes, self._at
        if len(data) - at < 2:
            return None
        first, length = data[at], data[at + 1] & 0x7F
        fin, opcode = first >= 0x80, first & 0x0F
        # No extension was agreed on, and whoever is no server masks (sections 5.1 and 5.2).
        if first & 0x70 or data[at + 1] < 0x80:
            raise NotAFrame
        if opcode >= _CONTROL and (length > _MOST_IN_CONTROL or not fin):
            raise NotAFrame
        start = at + 2
        if length > _MOST_IN_CONTROL:
            wide = 2 if length == 126 else 8
            if len(data) - start < wide:
                return None
            length = int.from_bytes(data[start : start + wide], "big")
            start += wide
        if length > self._most:
            raise NotAFrame(too_large=True)
        end = start + 4 + length
        if len(data) < end:
            return None
        self._at = end
        return fin, opcode, _unmasked(data[start + 4 : end], data[start : start + 4])

    def _join(self, opcode: int, data: bytes, *, fin: bool) -> Message | None:
        """Section 5.4: a message is one frame, or a first one and its continuations."""
        if opcode == _CONTINUATION:
            if self._parts is None:
                raise NotAFrame
            self._parts.append(data)
        elif opcode not in (TEXT, BINARY) or self._parts is not None:
            raise NotAFrame
        elif fin:
            return Message(opcode, data)
        else:
            self._opcode, self._parts = opcode, [data]
        if sum(map(len, self._parts)) > self._most:
            raise NotAFrame(too_large=True)
        if not fin:
            return None
        whole, self._parts = b"".join(self._parts), None
        return Message(self._opcode, whole)


def _control(opcode: int, data: bytes) -> int:
    """Section 5.5: what a control frame may hold; a close has no body, or a code and a reason."""
    if opcode not in (CLOSE, PING, PONG):
        raise NotAFrame
    if opcode == CLOSE and data:
        code = int.from_bytes(data[:2], "big")
        if len(data) < 2 or not (code in _CODES or 3000 <= code < 5000):
            raise NotAFrame
        try:
            data[2:].decode()
        except UnicodeDecodeError:
            raise NotAFrame from None
    return opcode


def _unmasked(data: bytes, mask: bytes) -> bytes:
    """Section 5.3, all bytes at once."""
    size = len(data)
    key = int.from_bytes((mask * (size // 4 + 1))[:size], "little")
    return (int.from_bytes(data, "little") ^ key).to_bytes(size, "little")
