"""aiohttp's socket as we use it: the way out to one device, and an end that only we tell."""

import asyncio
from typing import Any, Literal

from aiohttp import WSCloseCode, web

from utelys.net.frames import close_frame, text_frame
from utelys_protocol import PROTOCOL, codec
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

LINGER = 2.0
"""Seconds that a device has to take our goodbye and to hang up."""

_READ_AT_MOST = 16 * MAX_FRAME
"""What is a little too large is read whole, so that its sender can be told with a command's id."""


class Ears(web.WebSocketResponse[Literal[False]]):
    """A socket that leaves the last word to us: aiohttp closes without a `bye`, and twice."""

    def __init__(self) -> None:
        super().__init__(
            protocols=(PROTOCOL,), max_msg_size=_READ_AT_MOST, compress=False, decode_text=False
        )
        self.told = False

    async def close(
        self, *, code: int = WSCloseCode.OK, message: bytes = b"", drain: bool = True
    ) -> bool:
        """Answer a close of the device's; what it did wrong is told by whoever reads."""
        if self.told or code != WSCloseCode.OK:
            return False
        return await super().close(code=code, message=message, drain=drain)


class SocketPipe:
    """The way out to one device."""

    __slots__ = ("_ears", "_transport")

    def __init__(self, transport: Any, ears: Ears) -> None:
        self._transport = transport
        self._ears = ears

    def write(self, data: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(data)

    def waiting(self) -> int:
        waiting: int = self._transport.get_write_buffer_size()
        return waiting

    def end(self, code: ByeCode, reason: str, retry_after: int | None = None) -> None:
        bye = codec.write(Bye(type="bye", code=code, reason=reason, retry_after=retry_after))
        self.write(text_frame(bye) + close_frame(CLOSE_CODES[code]))
        self._ears.told = True
        # Who answers the close is gone before that; who does not read is cut.
        asyncio.get_running_loop().call_later(LINGER, self._transport.abort)

    async def hung_up(self) -> None:
        """Wait until the other end has closed, or `end` has cut it.

        To close while the other end still sends would make the kernel throw our goodbye away.
        """
        while not self._transport.is_closing():  # noqa: ASYNC110 - two seconds at most
            await asyncio.sleep(0.05)
