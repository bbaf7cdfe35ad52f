"""Free text encrypted at rest: AES-256-GCM, a key for each stream, wrapped by the installation's.

The installation's key lies in a file beside the database and never inside it. A stolen backup of
the database shows ids and times and nothing that anybody wrote. Destroying a stream's wrapped key
destroys what was written in it, in every backup that lacks the key of that day.
"""

import hashlib
import hmac
import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from utelys.store.errors import StoreRefusal

_NONCE = 12
_KEY = 32


# A cipher takes 2.5 KiB and a key 65 bytes: heads of many streams are kept, few are in use.
_cipher = lru_cache(maxsize=1024)(AESGCM)


class Sealer:
    """Seals and opens texts under one key. `about` binds a text to the one place it opens at."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        """Take a key of 32 bytes."""
        self._key = key

    def seal(self, text: bytes, about: bytes) -> bytes:
        """Encrypt. The random 96-bit nonce stands in front (NIST SP 800-38D, section 8.2.2)."""
        nonce = os.urandom(_NONCE)
        return nonce + _cipher(self._key).encrypt(nonce, text, about)

    def open(self, sealed: bytes, about: bytes) -> bytes:
        """Decrypt.

        Raises:
            StoreRefusal: the text was sealed by another key, or for another place, or is damaged.
        """
        try:
            return _cipher(self._key).decrypt(sealed[:_NONCE], sealed[_NONCE:], about)
        except (InvalidTag, ValueError):  # ValueError: shorter than a nonce
            raise StoreRefusal(
                "Something in the database does not open with this key: it is damaged, or the key "
                "is another one. Bring both back from the same backup."
            ) from None


class Vault:
    """The installation's key and what is derived from it."""

    def __init__(self, key: bytes) -> None:
        """Take the installation's key of 32 bytes."""
        self._sealer = Sealer(key)
        self._derive = hmac.new(key, b"utelys derived secrets", hashlib.sha256).digest()

    def new_stream_key(self, stream: str) -> tuple[Sealer, bytes]:
        """Make a key for a stream; the second is its wrapped form, to be stored."""
        key = AESGCM.generate_key(bit_length=256)
        return Sealer(key), self._sealer.seal(key, b"key of " + stream.encode())

    def open_stream_key(self, stream: str, wrapped: bytes) -> Sealer:
        """Unwrap a stored key.

        Raises:
            StoreRefusal: it was not wrapped by this installation's key.
        """
        return Sealer(self._sealer.open(wrapped, b"key of " + stream.encode()))

    def seal(self, text: bytes, about: bytes) -> bytes:
        """Encrypt what belongs to no stream."""
        return self._sealer.seal(text, about)

    def open(self, sealed: bytes, about: bytes) -> bytes:
        """Decrypt what belongs to no stream.

        Raises:
            StoreRefusal: it does not open with this key.
        """
        return self._sealer.open(sealed, about)

    def derived_secret(self, *parts: str) -> bytes:
        """Make 256 bits that nobody can guess without the key, the same for the same parts."""
        message = b"".join(len(part).to_bytes(4, "big") + part.encode() for part in parts)
        return hmac.new(self._derive, message, hashlib.sha256).digest()


def read_key(path: Path) -> bytes | None:
    """Read the installation's key; None where there is no such file.

    Raises:
        StoreRefusal: the file cannot be read or holds no key.
    """
    try:
        text = path.read_text("ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise StoreRefusal(f"The key file {path} cannot be read: {error}.") from None
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != _KEY:
        raise StoreRefusal(f"The key file {path} does not hold a key. Bring it back from a backup.")
    return key


def make_key(path: Path) -> bytes:
    """Make the installation's key, in a file that only its owner can read, and flush it to disk.

    Raises:
        OSError: the file is there already or cannot be written.
    """
    key = secrets.token_bytes(_KEY)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(key.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return key
