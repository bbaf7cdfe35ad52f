"""Letting what has been erased leave the files, and not only the tables.

SQLite overwrites what is deleted (`secure_delete`), but two places keep old bytes for longer: the
journal beside the database (`-wal`) until it is written over, and the unused part of a page that
was once split in two. So there are two steps. Soon after every erasure the journal is brought into
the database and emptied. In the night after it, or by `utelys compact`, the whole database is also
written anew. After that no file of the data folder holds what was erased, not even encrypted.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import structlog

from utelys.store.errors import StoreRefusal

log = structlog.get_logger()

_AGAIN = 5.0
_PATIENCE = 10.0


def empty_journal(path: Path) -> bool:
    """Bring the journal into the database and cut it to nothing; False if readers were in the way.

    Raises:
        StoreRefusal: the file cannot be written.
    """
    (busy, *_) = _run(path, "PRAGMA wal_checkpoint(TRUNCATE)")
    return not busy


def rewrite_whole(path: Path) -> bool:
    """Write the database anew, then empty the journal; False if readers were in the way.

    Takes about 10 ms for each MB; who writes waits meanwhile, who reads does not.

    Raises:
        StoreRefusal: the file cannot be written, or there is no room for a second copy.
    """
    _run(path, "VACUUM")
    return empty_journal(path)


def _run(path: Path, statement: str) -> tuple[int, ...]:
    try:
        with closing(sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)) as connection:
            connection.execute("PRAGMA secure_delete=ON")
            found: tuple[int, ...] = connection.execute(statement).fetchone() or ()
    except sqlite3.Error as error:
        raise StoreRefusal(
            f"The store could not be compacted: {error}. Nothing is lost; try again later."
        ) from None
    return found


class Compaction:
    """Runs beside the server, on a connection and in a thread of its own."""

    def __init__(self, path: Path, after: float, done: Callable[[], Awaitable[None]]) -> None:
        """Wait `after` seconds for what else is erased; `done` is told of a whole compaction."""
        self._path = path
        self._after = after
        self._done = done
        self._whole = False
        # What was erased just before the last end of the program may still be in the journal.
        self._wake = asyncio.Event()
        self._wake.set()

    def expect(self, *, whole: bool = False) -> None:
        """Hear that something has been erased, or that it is time to write everything anew."""
        self._whole = self._whole or whole
        self._wake.set()

    async def run(self) -> None:
        """Compact whenever there is something to, until cancelled."""
        while True:
            await self._wake.wait()
            await asyncio.sleep(self._after)
            self._wake.clear()
            if not await self._compact():
                self._wake.set()
                await asyncio.sleep(_AGAIN)

    async def _compact(self) -> bool:
        whole, self._whole = self._whole, False
        step = rewrite_whole if whole else empty_journal
        try:
            finished = await asyncio.to_thread(step, self._path)
        except StoreRefusal as refusal:
            log.warning("compaction_failed", error=str(refusal))
            finished = False
        # Whoever has asked again meanwhile may have erased what this one still took along.
        if whole and finished and not self._whole:
            await self._done()
        # A whole compaction that failed is asked for again by its timer.
        return finished
