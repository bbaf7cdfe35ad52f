"""What opens something for whoever holds it: codes, tokens, secret addresses."""

import base64
import hashlib

CODE_BYTES = 20
"""Random bytes of a code."""


def hash_secret(secret: str) -> bytes:
    """The form in which codes and tokens are kept: they are random, so one round is enough."""
    # Bytes of a header that are not UTF-8 come as surrogates: they open nothing, like any other.
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).digest()


def code_of(secret: bytes) -> str:
    """160 bits that a person can read aloud: lower case letters and the digits 2 to 7."""
    return base64.b32encode(secret[:CODE_BYTES]).decode().lower()


def key_of(secret: bytes) -> str:
    """All of it, for programs alone: letters, digits, `-` and `_`."""
    return base64.urlsafe_b64encode(secret).decode().rstrip("=")
