"""Files that members send, encrypted in pieces so that any part can be read by itself.

Each file has a key of its own, which is only in the database, sealed under its room's key. A piece
is 64 KiB, sealed with AES-256-GCM; its number is the nonce, which no other piece under that key
has, so pieces cannot change places. That none is missing at the end, the size in the database says.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from utelys.store.errors import StoreRefusal

PIECE = 64 * 1024
_TAG = 16


def new_key() -> bytes:
    """Make a key for one file and nothing else."""
    return AESGCM.generate_key(bit_length=256)


class FileWriter:
    """One file on its way to the disk. Nothing of it is there under its name before `finish`."""

    def __init__(self, path: Path, key: bytes, kept: Callable[[int], None]) -> None:
        """Write next to where it will be; `kept` hears how many bytes have come to the disk."""
        self._kept = kept
        self._path = path
        self._part = path.with_suffix(".part")
        self._cipher = AESGCM(key)
        self._file = os.fdopen(
            os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb"
        )
        self._held = bytearray()
        self._pieces = 0
        self.size = 0

    def write(self, data: bytes | bytearray) -> None:
        """Take the next bytes."""
        self.size += len(data)
        self._held += data
        while len(self._held) >= PIECE:
            self._seal(bytes(self._held[:PIECE]))
            del self._held[:PIECE]

    def finish(self) -> None:
        """Bring it to the disk, flushed, under its name."""
        if self._held:
            self._seal(bytes(self._held))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._part.rename(self._path)
        self._kept(self._path.stat().st_size)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def drop(self) -> None:
        """Leave nothing of it; nothing happens after `finish`."""
        self._file.close()
        self._part.unlink(missing_ok=True)

    def _seal(self, piece: bytes) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._pieces), piece, None))
        self._pieces += 1


class FileStore:
    """The folder of all files. Names are ids, which say nothing."""

    def __init__(self, folder: Path) -> None:
        """Use a folder, made if absent (mode 0700)."""
        self._folder = folder
        folder.mkdir(mode=0o700, exist_ok=True)
        self._counting = Lock()
        self.used = taken_in(folder)
        """Bytes that all files take."""

    def create(self, id_: str, key: bytes) -> FileWriter:
        """Begin a file.

        Raises:
            OSError: the folder cannot be written to.
        """
        return FileWriter(self._folder / id_, key, self._count)

    def _count(self, size: int) -> None:
        """Note what has come or, below zero, gone; files come from other threads."""
        with self._counting:
            self.used += size

    def free(self) -> int:
        """Bytes that are free on the disk."""
        return shutil.disk_usage(self._folder).free

    def read(self, id_: str, key: bytes, start: int, end: int) -> Iterator[bytes]:
        """The bytes from `start` up to and without `end`, a piece at a time.

        Raises:
            StoreRefusal: a piece is missing or damaged.
        """
        cipher = AESGCM(key)
        try:
            with (self._folder / id_).open("rb") as file:
                for number in range(start // PIECE, -(-end // PIECE)):
                    file.seek(number * (PIECE + _TAG))
                    piece = cipher.decrypt(_nonce(number), file.read(PIECE + _TAG), None)
                    first = number * PIECE
                    yield piece[max(0, start - first) : end - first]
        except (OSError, InvalidTag, ValueError):
            raise StoreRefusal(f"The file {id_} is missing or damaged.") from None

    def remove(self, ids: Iterable[str]) -> None:
        """Remove files; those that are not there are no error."""
        for id_ in ids:
            self._drop(self._folder / id_)

    def _drop(self, path: Path) -> None:
        with suppress(FileNotFoundError):
            size = path.stat().st_size
            path.unlink()
            self._count(-size)

    def sweep(self, known: set[str]) -> None:
        """Remove what nobody knows of: what was on its way when the program last ended."""
        for path in self._folder.iterdir():
            if path.name not in known:
                self._drop(path)


def taken_in(folder: Path) -> int:
    """How many bytes the files of a folder take."""
    return sum(path.stat().st_size for path in folder.iterdir()) if folder.is_dir() else 0


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")
