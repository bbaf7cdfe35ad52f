"""A push service that opens what it gets, as the device would, and counts.

It plays both parts: the service (RFC 8030) checks the headers and the signature (RFC 8292), the
device decrypts (RFC 8291). A push that nobody waited for fails the test when it ends, a push that
does not come fails the one who waits for it.
"""

import asyncio
import base64
import json
import os
import re
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tests.kit.phone import PATIENCE

NOTHING = "nothing at all"
"""An answer that never comes."""


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Push:
    """One message as it arrived."""

    payload: dict[str, Any]
    ttl: int
    urgency: str
    topic: str
    size: int
    status: int | str


@dataclass
class Answer:
    """What the service says to the next message."""

    status: int | str
    headers: dict[str, str] = field(default_factory=dict)


class Browser:
    """One subscription, with the private key that only the device has."""

    def __init__(self, service: "PushService", name: str, path: str) -> None:
        self.name = name
        self.path = path
        self._service = service
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._auth = os.urandom(16)
        self._answers: deque[Answer] = deque()
        self._arrived: asyncio.Queue[Push] = asyncio.Queue()
        self.counted = True
        self.in_flight: set[str] = set()
        """The topics of what the service has not answered yet."""

    @property
    def subscription(self) -> dict[str, Any]:
        """The JSON of a browser's `PushSubscription`."""
        point = self._key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        return {
            "endpoint": self._service.url + self.path,
            "expirationTime": None,
            "keys": {"p256dh": encode(point), "auth": encode(self._auth)},
        }

    def will_answer(self, status: int | str, **headers: str) -> None:
        """Answer the next message so; without this it is 201."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._answers.append(Answer(status, named))

    def forget_answers(self) -> None:
        """Take whatever still comes."""
        self._answers.clear()

    async def push(self, type_: str = "notice", **fields: Any) -> Push:
        """Wait for the next message, which must be of this type and have these fields."""
        async with asyncio.timeout(PATIENCE):
            push = await self._arrived.get()
        assert push.payload["type"] == type_, push
        for name, value in fields.items():
            assert push.payload[name] == value, push
        return push

    async def push_of(self, kind: str) -> Push:
        """Wait for the next notice of a kind, passing over all that comes before it."""
        async with asyncio.timeout(PATIENCE):
            while (push := await self._arrived.get()).payload.get("kind") != kind:
                pass
        return push

    def may_get_more(self) -> None:
        """Whatever still arrives until the end is what the test is not about."""
        self.counted = False

    def left_over(self) -> list[Push]:
        """What arrived and nobody waited for."""
        return [self._arrived.get_nowait() for _ in range(self._arrived.qsize())]

    def take(self, body: bytes, headers: Any) -> Answer:
        """Open a message and decide on the answer."""
        answer = self._answers.popleft() if self._answers else Answer(201)
        text = self.decrypt(body)
        push = Push(
            payload=json.loads(text),
            ttl=int(headers["TTL"]),
            urgency=headers["Urgency"],
            topic=headers["Topic"],
            size=len(body),
            status=answer.status,
        )
        assert push.payload["tag"] == push.topic
        self._arrived.put_nowait(push)
        self._service.order.append(push)
        return answer

    def decrypt(self, body: bytes) -> bytes:
        """Open a message by the steps of RFC 8291 section 3.4 and RFC 8188 section 2."""
        salt, size = body[:16], int.from_bytes(body[16:20], "big")
        server, sealed = body[21 : 21 + body[20]], body[21 + body[20] :]
        assert len(sealed) <= size, "more than one record"
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), server)
        secret = self._key.exchange(ec.ECDH(), public)
        about = b"WebPush: info\0" + decode(self.subscription["keys"]["p256dh"]) + server
        key = derive(secret, self._auth, about, 32)
        content = derive(key, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = derive(key, salt, b"Content-Encoding: nonce\0", 12)
        padded = AESGCM(content).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert padded.endswith(b"\2"), "the last record ends so"
        return padded[:-1]


def derive(secret: bytes, salt: bytes, about: bytes, length: int) -> bytes:
    """HKDF with SHA-256 (RFC 5869)."""
    return HKDF(hashes.SHA256(), length, salt, about).derive(secret)


class PushService:
    """The service. What is wrong with a request is kept and told when the test ends."""

    def __init__(self) -> None:
        self.url = ""
        self.browsers: dict[str, Browser] = {}
        self.wrong: list[str] = []
        self.keys: set[str] = set()
        self.closing = asyncio.Event()
        self.deaf = False
        """Whether nothing reaches it, as where the machine that sends has lost its power."""
        self.clock: Any = None
        self.order: list[Push] = []
        """All that arrived, for whomever."""

    def browser(self, name: str, path: str = "") -> Browser:
        """Make a subscription; distributors of UnifiedPush have other paths than browsers."""
        made = self.browsers[name] = Browser(self, name, path or f"/push/{name}")
        return made

    async def handle(self, request: web.Request) -> web.Response:
        """A message for one of the browsers."""
        if self.deaf:
            return web.Response(status=503)
        browser = next((one for one in self.browsers.values() if one.path == request.path_qs), None)
        if browser is None:
            self.wrong.append(f"{request.method} {request.path} is nobody's")
            return web.Response(status=404)
        topic, urgent = request.headers["Topic"], request.headers["Urgency"] == "high"
        if topic in browser.in_flight or (browser.in_flight and not urgent):
            self.wrong.append(f"{browser.name} got two at once")
        browser.in_flight.add(topic)
        try:
            self.check_headers(request.headers)
            answer = browser.take(await request.read(), request.headers)
            if answer.status == NOTHING:
                browser.in_flight.discard(topic)
                await self.closing.wait()
                return web.Response(status=500)
            return web.Response(status=int(answer.status), headers=answer.headers)
        except Exception as error:
            self.wrong.append(f"{type(error).__name__}: {error}")
            return web.Response(status=400)
        finally:
            browser.in_flight.discard(topic)

    def check_headers(self, headers: Any) -> None:
        """What a push service insists on."""
        assert headers["Content-Encoding"] == "aes128gcm"
        assert headers["Urgency"] in ("very-low", "low", "normal", "high")
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,32}", headers["Topic"]), headers["Topic"]
        assert "Cookie" not in headers
        scheme, _, rest = headers["Authorization"].partition(" ")
        assert scheme == "vapid"
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        claims = self.check_token(parts["t"], parts["k"])
        assert claims["aud"] == self.url, claims
        assert claims["sub"].startswith(("mailto:", "https://"))
        now = self.clock.now() if self.clock else datetime.now(UTC)
        assert now < datetime.fromtimestamp(claims["exp"], UTC) <= now + timedelta(hours=24)
        self.keys.add(parts["k"])

    def check_token(self, token: str, key: str) -> dict[str, Any]:
        """Verify an ES256 token and return its claims."""
        signed, _, signature = token.rpartition(".")
        header, claims = (json.loads(decode(part)) for part in signed.split("."))
        assert header["alg"] == "ES256"
        raw = decode(signature)
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decode(key))
        der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        public.verify(der, signed.encode(), ec.ECDSA(hashes.SHA256()))
        assert isinstance(claims, dict)
        return claims


@asynccontextmanager
async def push_service(clock: Any = None) -> AsyncIterator[PushService]:
    """Run a push service; at the end nothing may have arrived that nobody waited for."""
    service = PushService()
    service.clock = clock
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", service.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    service.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield service
        left = {one.name: one.left_over() for one in service.browsers.values() if one.counted}
        assert not any(left.values()), f"too many: {left}"
        assert service.wrong == []
    finally:
        service.closing.set()
        await runner.cleanup()
