"""One HTTP connection of aiohttp's, and what it does with what is no request at all."""

import asyncio

from aiohttp import web

from utelys.core.errors import Invalid
from utelys.net.problems import problem_response
from utelys.trouble import unexpected

_IDLE = 75.0
"""Seconds that a connection may rest between two requests."""

_LINGER = 2.0
"""Seconds in which the rest of a refused body is read, so that the refusal gets through."""


class Door(web.RequestHandler):
    """A connection whose refusals have our form, and that is let go when it says nothing.

    aiohttp answers what it cannot read in words of its own, and logs a traceback with the address
    that it came from.
    """

    __slots__ = ("_patience", "_within")

    def __init__(self, server: web.Server, within: float) -> None:
        """A fresh connection has `within` seconds to make its first request."""
        super().__init__(
            server,
            loop=asyncio.get_running_loop(),
            access_log=None,  # type: ignore[arg-type]  # as `AppRunner` takes it
            keepalive_timeout=_IDLE,
            lingering_time=_LINGER,
        )
        self._within = within

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._patience = self._loop.call_later(self._within, self._lost_patience)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Wait no more."""
        self._patience.cancel()
        super().connection_lost(exc)

    def let_go(self) -> bytes:
        """Give the transport away to a protocol of our own; return what came after the request.

        What is left of the library's side ends by itself, as if the other end had gone.
        """
        behind, self._message_tail = self._message_tail, b""
        self.transport = None  # it would be closed
        self.connection_lost(None)
        return behind

    def _lost_patience(self) -> None:
        if not self._request_count:
            self.force_close()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - what the library says holds the sender's bytes
    ) -> web.StreamResponse:
        """Answer what cannot be read, and close."""
        if request.writer.output_size > 0:
            raise ConnectionError("The answer has been begun already.")
        if status == 400:
            refusal = Invalid("What came cannot be read as a request of HTTP/1.1.")
            response = problem_response(refusal)
        else:
            cause = exc if isinstance(exc, Exception) else RuntimeError(f"status {status}")
            response = problem_response(unexpected(cause))
        response.force_close()
        return response
