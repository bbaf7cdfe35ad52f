"""Encrypting for one device alone (RFC 8291), and signing as this server (RFC 8292).

What does either is loaded with the first push: without subscriptions it is memory for nothing.
"""

import base64
import binascii
import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from utelys.core.endpoints import origin_of
from utelys.core.errors import Invalid

NOBODY = "mailto:utelys@localhost"
"""The contact where there is none to give; some push services refuse what is signed with it."""

_NAME = re.compile(r"(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*")
_SIGNED_FOR = timedelta(hours=12)
"""RFC 8292 section 2 allows 24 hours at most."""

_MOST_ORIGINS = 100


class BadContact(Exception):
    """Nothing can be signed with this contact; the message says what one looks like."""


def contact_of(configured: str | None, public_url: str | None) -> str:
    """Whom push services may write to (RFC 8292 section 2.1): as configured, else where we are.

    Of the public address only the name is told, and only a full one: what signs takes no port and
    no path, and some push services take no name without a dot.
    """
    if configured is not None:
        return configured
    try:
        parts = urlsplit((public_url or "").lower())
    except ValueError:
        return NOBODY
    host = parts.hostname or ""
    return f"https://{host}" if parts.scheme == "https" and _NAME.fullmatch(host) else NOBODY


def is_weak(contact: str) -> bool:
    """Whether some push services, Apple's among them, refuse what is signed with this contact."""
    return re.search(r"(?:@|//|\.)localhost$", contact, re.IGNORECASE) is not None


class Signer:
    """Signs for push services with the installation's own key, and keeps what it has signed."""

    def __init__(self, key: bytes, contact: str) -> None:
        """`key` is a P-256 private key of 32 bytes, `contact` a `mailto:` or `https:` address."""
        self._key = ec.derive_private_key(int.from_bytes(key, "big"), ec.SECP256R1())
        self._contact = contact
        self._signed: dict[str, tuple[datetime, str]] = {}

    def check(self) -> None:
        """Sign once, so that a contact that cannot be signed with is known at the start.

        Raises:
            BadContact: nothing could ever be pushed.
        """
        from py_vapid import VapidException

        try:
            self._sign("https://push.example.org", 0)
        except VapidException:
            raise BadContact(
                "UTELYS_PUSH_CONTACT is not what push services take: write it as "
                "mailto:name@example.org or https://example.org, with a full name and no port."
            ) from None

    def _sign(self, origin: str, ends: int) -> str:
        from py_vapid import Vapid02

        claims = {"aud": origin, "exp": ends, "sub": self._contact}
        return str(Vapid02(self._key).sign(claims)["Authorization"])

    @property
    def public(self) -> str:
        """The public key that subscriptions are bound to, uncompressed, in base64url."""
        point = self._key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        return base64.urlsafe_b64encode(point).decode().rstrip("=")

    def authorization(self, endpoint: str, now: datetime) -> str:
        """The header that says who posts. The same is used again for half of its life."""
        origin = origin_of(endpoint)
        ends, header = self._signed.get(origin, (now, ""))
        if not now + _SIGNED_FOR / 2 < ends <= now + _SIGNED_FOR:
            ends = now + _SIGNED_FOR
            header = self._sign(origin, int(ends.timestamp()))
            if len(self._signed) >= _MOST_ORIGINS:
                self._signed.clear()
            self._signed[origin] = (ends, header)
        return header


def encrypt(text: bytes, p256dh: str, auth: str) -> bytes:
    """Encrypt as `aes128gcm` in one record (RFC 8291 section 4), under a key made for this once.

    `text` may be 3,993 bytes, which is what every push service takes (RFC 8030 section 7.2).
    """
    import http_ece

    sealed: bytes = http_ece.encrypt(
        text,
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=_decode(p256dh),
        auth_secret=_decode(auth),
        version="aes128gcm",
    )
    return sealed


def check_keys(p256dh: str, auth: str) -> None:
    """Refuse keys that nothing could be encrypted for.

    Raises:
        Invalid: with the field `keys.p256dh` or `keys.auth`.
    """
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decode(p256dh))
    except (ValueError, binascii.Error):
        raise Invalid("This is no public key on the curve P-256.", field="keys.p256dh") from None
    try:
        length = len(_decode(auth))
    except (ValueError, binascii.Error):
        length = 0
    if length != 16:
        raise Invalid("The shared secret has 16 bytes.", field="keys.auth")


def _decode(text: str) -> bytes:
    bare = text.rstrip("=")
    return base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
