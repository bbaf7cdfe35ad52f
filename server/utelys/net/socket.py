"""The socket door: `GET /api/v1/socket`, from the request to the open line."""

import asyncio
import base64
import hashlib
import socket as sockets
from typing import Any

from aiohttp import web
from aiohttp.http import WS_KEY

from utelys.core.errors import Forbidden, Invalid, Unauthenticated
from utelys.net.connection import Connection
from utelys.net.door import Door
from utelys.net.gate import token_of, visitor
from utelys.net.line import Line
from utelys.net.parts import PARTS
from utelys_protocol import PROTOCOL


async def socket(request: web.Request) -> web.StreamResponse:
    """`GET /api/v1/socket`."""
    parts = request.app[PARTS]
    try:
        token = token_of(request)
    except Unauthenticated:
        raise Forbidden("A page from elsewhere may not open this socket.") from None
    accepted = _handshake(request)
    door, transport = request.protocol, request.transport
    if isinstance(door, Door) and transport is not None and not transport.is_closing():
        _notice_the_dead(transport)
        behind = door.let_go()
        line = Line(transport)
        line.write(accepted)
        line.listen(Connection(parts, line, token, visitor(request, parts.settings)), behind)
    return web.Response()  # nobody gets it any more


def _handshake(request: web.Request) -> bytes:
    """The answer that opens a socket (RFC 6455 section 4.2.2).

    Raises:
        Invalid: this is no handshake, or not one for this wire.
    """
    offered = request.headers.get("Sec-WebSocket-Protocol")
    if offered is not None and PROTOCOL not in {one.strip() for one in offered.split(",")}:
        title = f"This socket speaks {PROTOCOL}; offer it as the subprotocol."
        raise Invalid(title, field="Sec-WebSocket-Protocol")
    if not web.WebSocketResponse(protocols=(PROTOCOL,)).can_prepare(request):
        raise Invalid("This address takes WebSockets (RFC 6455, version 13) only.")
    key = request.headers["Sec-WebSocket-Key"].encode() + WS_KEY
    accept = base64.b64encode(hashlib.sha1(key, usedforsecurity=False).digest()).decode()
    spoken = f"Sec-WebSocket-Protocol: {PROTOCOL}\r\n" if offered is not None else ""
    return (
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {accept}\r\n{spoken}\r\n"
    ).encode()


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
