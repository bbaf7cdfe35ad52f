"""One connection's outbox: what waits leaves in one write; who reads too slowly is cut.

What a device missed is put in when there is room, a piece at a time, and nobody is cut for it.
"""

from collections.abc import Callable
from typing import Protocol

from utelys_protocol.words import ByeCode

PIECE = 64 * 1024
"""Bytes of what was missed that are sent at a time, and that may wait when more is sent."""


class Pipe(Protocol):
    """The way out to one device, as the network gives it."""

    def write(self, data: bytes) -> None:
        """Hand bytes to the network; never blocks."""
        ...

    def waiting(self) -> int:
        """Bytes that were handed over and that the device has not yet taken."""
        ...

    def end(self, code: ByeCode, reason: str, retry_after: int | None = None) -> None:
        """Say goodbye and close; what waits is dropped if the device does not read."""
        ...


class Outbox:
    """Frames on their way to one device of one member.

    `streams` are those that the member may read just now, each with the admission that lets them:
    whatever is sent later than a change of it holds to the change. Who was put out and let in again
    has another admission, and what was begun under the old one goes no further.
    """

    __slots__ = (
        "_allowed", "_dirty", "_most", "_pending", "closed", "device", "member", "pipe", "streams",
    )  # fmt: skip

    def __init__(
        self,
        pipe: Pipe,
        member: str,
        device: str,
        dirty: Callable[["Outbox"], None],
        most: int,
    ) -> None:
        """`dirty` is told once when something waits to be flushed; `most` bytes may wait unread."""
        self.pipe = pipe
        self.member = member
        self.device = device
        self.streams: dict[str, object] = {}
        self.closed = False
        self._dirty = dirty
        self._most = self._allowed = most
        self._pending: list[bytes] = []

    def put(self, frame: bytes) -> None:
        """Let a frame wait for the next flush."""
        if not self._pending:
            self._dirty(self)
        self._pending.append(frame)

    def put_missed(self, frame: bytes) -> None:
        """Let a frame wait of what the device missed: it is not cut for what waits by then."""
        self.put(frame)
        self._allowed = self._most + self.waiting()

    def waiting(self) -> int:
        """Bytes that the device has not taken yet, and those that wait for the next flush."""
        return sum(map(len, self._pending)) + self.pipe.waiting()

    def has_room(self) -> bool:
        """Whether the device has taken enough to be sent more of what it missed."""
        return self.waiting() <= PIECE

    def flush(self) -> bool:
        """Hand over everything that waits, in one write.

        True for a device that does not keep up: it has been cut.
        """
        pending = self._pending
        if not pending or self.closed:
            return False
        self.pipe.write(pending[0] if len(pending) == 1 else b"".join(pending))
        self._pending = []
        if self.pipe.waiting() <= self._allowed:
            return False
        reason = "This device did not read fast enough. Come back with its cursors."
        self.end(ByeCode.TOO_SLOW, reason)
        return True

    def end(self, code: ByeCode, reason: str, retry_after: int | None = None) -> None:
        """Say goodbye, once; nothing more is sent."""
        if not self.closed:
            self.closed = True
            self._pending = []
            self.pipe.end(code, reason, retry_after)
