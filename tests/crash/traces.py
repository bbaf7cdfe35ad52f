"""What is left of something in the files of a folder, byte by byte.

What is at rest is sealed, so besides the words themselves one has to look for the sealed bytes as
they were on the disk before: `Traces` notes them, from a copy, at moments when no server runs.
"""

import shutil
import sqlite3
import sys
from array import array
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

WINDOW = 8
_STEP = 64
"""Every so many bytes a window of what is sealed is noted: a part left behind is a trace too."""


class Traces:
    """Windows of sealed bytes that have been on the disk."""

    def __init__(self, scratch: Path) -> None:
        """`scratch` is a folder for copies of the database."""
        self._scratch = scratch
        self._noted: set[int] = set()

    def note(self, folder: Path) -> None:
        """Note everything that is sealed in a data folder now."""
        self._noted |= self._sealed(folder)

    def parted(self, folder: Path) -> tuple[set[int], set[int]]:
        """Of what was noted: what is still kept, and what is in no table and no file any more."""
        now = self._sealed(folder)
        return self._noted & now, self._noted - now

    def _sealed(self, folder: Path) -> set[int]:
        copy = self._scratch / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir(parents=True)
        # A copy, so that it is the server and not we who brings the database in order.
        for path in folder.glob("utelys.sqlite3*"):
            shutil.copy(path, copy / path.name)
        with closing(sqlite3.connect(copy / "utelys.sqlite3")) as connection:
            found = {one for blob in _blobs(connection) for one in _windows(blob)}
        for path in (folder / "files").iterdir():
            found.update(_windows(path.read_bytes()))
        return found


def _blobs(connection: sqlite3.Connection) -> Iterator[bytes]:
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (table,) in tables:
        for _, column, *_ in connection.execute(f"PRAGMA table_info({table})").fetchall():
            if column.endswith("_sealed"):
                for (blob,) in connection.execute(f"SELECT {column} FROM {table}"):
                    if blob is not None:
                        yield bytes(blob)


def _windows(data: bytes) -> list[int]:
    """Some of the bytes at the beginning, and at every step from there."""
    last = len(data) - WINDOW
    return [
        int.from_bytes(data[at : at + WINDOW], sys.byteorder) for at in range(0, last + 1, _STEP)
    ]


def found(folder: Path, traces: set[int], *words: bytes) -> list[str]:
    """The files of a folder in which one of the traces or of the words stands, anywhere."""
    return [
        path.name
        for path in folder.rglob("*")
        if path.is_file() and _holds(path.read_bytes(), traces, words)
    ]


def _holds(data: bytes, traces: set[int], words: tuple[bytes, ...]) -> bool:
    if any(word in data for word in words):
        return True
    for shift in range(WINDOW):
        end = shift + (len(data) - shift) // WINDOW * WINDOW
        if not traces.isdisjoint(array("Q", data[shift:end])):
            return True
    return False
