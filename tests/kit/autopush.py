"""A push service that a real Firefox subscribes at: it passes on what it cannot read.

The browser's side is the protocol between Firefox and its push service (autopush, "WebPush" mode:
hello, register, notification, ack, unregister), the server's side is RFC 8030. Unlike
`tests.kit.push_service` it has no keys: what the browser shows, the browser has decrypted.
"""

import asyncio
import base64
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiohttp import WSMsgType, web


class Autopush:
    """The service: one browser, whose subscriptions are its channels."""

    def __init__(self) -> None:
        self.url = ""
        self.delivered: asyncio.Queue[int] = asyncio.Queue()
        """What the browser made of each message: 100 is that it decrypted and delivered it."""
        self._channels: dict[str, str] = {}
        self._socket: web.WebSocketResponse | None = None

    async def is_empty(self) -> bool:
        """Whether nobody is subscribed any more."""
        return not self._channels

    async def talk(self, request: web.Request) -> web.WebSocketResponse:
        """A browser's connection."""
        self._socket = socket = web.WebSocketResponse(protocols=("push-notification",))
        await socket.prepare(request)
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                with suppress(ConnectionResetError):
                    await self._answer(socket, json.loads(message.data))
        return socket

    async def _answer(self, socket: web.WebSocketResponse, said: dict[str, Any]) -> None:
        kind = said.get("messageType")
        told: dict[str, Any] = {"messageType": kind, "status": 200}
        if kind == "hello":
            told |= {"uaid": secrets.token_hex(16), "use_webpush": True, "broadcasts": {}}
        elif kind == "register":
            key = secrets.token_urlsafe(16)
            self._channels[key] = said["channelID"]
            told |= {"channelID": said["channelID"], "pushEndpoint": f"{self.url}/push/{key}"}
        elif kind == "unregister":
            told["channelID"] = said["channelID"]
            kept = {key: one for key, one in self._channels.items() if one != said["channelID"]}
            self._channels = kept
        elif kind == "ack":
            for update in said["updates"]:
                self.delivered.put_nowait(update["code"])
            return
        elif said:
            return
        await socket.send_json(told if said else {})

    async def pass_on(self, request: web.Request) -> web.Response:
        """A message from the server, to the browser as it is."""
        channel = self._channels.get(request.match_info["key"])
        if channel is None or self._socket is None:
            return web.Response(status=410)
        body = base64.urlsafe_b64encode(await request.read()).decode().rstrip("=")
        await self._socket.send_json(
            {
                "messageType": "notification",
                "channelID": channel,
                "version": secrets.token_hex(8),
                "data": body,
                "headers": {"encoding": request.headers["Content-Encoding"]},
            }
        )
        return web.Response(status=201)


@asynccontextmanager
async def autopush() -> AsyncIterator[Autopush]:
    """Run the service on any free port."""
    service = Autopush()
    app = web.Application()
    app.router.add_get("/", service.talk)
    app.router.add_post("/push/{key}", service.pass_on)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    service.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield service
    finally:
        await runner.cleanup()
