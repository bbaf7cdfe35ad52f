"""The way to the server: `websockets` opens it and opens it again; here is only what differs."""

from collections.abc import Callable, Generator

from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, InvalidStatus
from websockets.typing import Subprotocol

from utelys_client.address import is_this_machine, socket
from utelys_client.errors import NotUtelys
from utelys_protocol import PROTOCOL

MAX_DOWN = 32 * 1024 * 1024
"""Bytes in one frame from the server; the largest are the states of streams."""

_PASSING = {408, 425, 429, 500, 502, 503, 504}


class _Connect(connect):
    """Follows no redirect: the token goes to the address it was given for, and nowhere else."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


class Road:
    """Decides, after each failure to connect, whether and when to try again.

    `waits` gives the wait in seconds after a failure, told in a few words.
    """

    def __init__(self, url: str, wait: Callable[[str], float]) -> None:
        self._url = url
        self._wait = wait
        self._failure = ""
        self.known_good = False
        """Whether the server has ever said welcome: from then on any failure may pass."""

    def connect(self) -> connect:
        """Return what opens one socket after the other, as an async iterator."""
        return _Connect(
            socket(self._url),
            subprotocols=[Subprotocol(PROTOCOL)],
            compression=None,
            proxy=None if is_this_machine(self._url) else True,
            process_exception=self._judge,
            reconnect_delays=self._waits,
            close_timeout=1,
            ping_interval=None,
            max_size=MAX_DOWN,
        )

    def _judge(self, error: Exception) -> Exception | None:
        """Tell what ends the client from what passes by itself (None)."""
        self._failure = str(error) or type(error).__name__
        if isinstance(error, OSError | TimeoutError) or self.known_good:
            return None
        if isinstance(error, InvalidStatus) and error.response.status_code in _PASSING:
            return None
        if isinstance(error, InvalidHandshake) and not isinstance(error.__cause__, EOFError):
            return NotUtelys(f"No Utelys answers at {self._url}. Check the address.")
        return None if isinstance(error, InvalidHandshake | EOFError) else error

    def _waits(self) -> Generator[float]:
        while True:
            yield self._wait(self._failure)
