"""An open database: how its connections are made, and what is read on them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, Any

from sqlalchemy import event, func, select
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from utelys.store.schema import streams
from utelys.store.source import ReadSource
from utelys.store.vault import Vault
from utelys.store.visit import VisitedConnection


def _connect_hook(begin: str) -> tuple[Any, Any]:
    """Let SQLAlchemy and not the driver say when a transaction begins, and in which way."""

    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        # Compacting at night may hold the file for a while: the writer waits rather than fails.
        cursor.execute("PRAGMA busy_timeout=60000")
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.execute("PRAGMA cache_size=-16000")
        cursor.close()

    def begun(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return connected, begun


def _engine(path: Path, begin: str, size: int) -> AsyncEngine:
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{path}",
        connect_args={"async_creator_fn": lambda *_, **__: VisitedConnection(path)},
        poolclass=AsyncAdaptedQueuePool,
        pool_size=size,
        max_overflow=0,
        hide_parameters=True,
    )
    connected, begun = _connect_hook(begin)
    event.listen(engine.sync_engine, "connect", connected)
    event.listen(engine.sync_engine, "begin", begun)
    return engine


class Database:
    """An open data folder. One process at a time serves from it."""

    def __init__(
        self, folder: Path, vault: Vault, epoch: str, push_key: bytes, lock: IO[str] | None
    ) -> None:
        """Use `opening.open_database` instead, which checks everything first."""
        path = self.path = folder / "utelys.sqlite3"
        self.folder = folder
        self.vault = vault
        self.epoch = epoch
        self.push_key = push_key
        self.writing = _engine(path, "BEGIN IMMEDIATE", 1)
        self.reading = _engine(path, "BEGIN", 3)
        self._lock = lock

    @asynccontextmanager
    async def reader(self) -> AsyncIterator[ReadSource]:
        """Give one consistent view of what is committed."""
        async with self.reading.connect() as connection:
            yield ReadSource(connection, self.vault)

    async def next_stream(self) -> int:
        """Return the number that the next new stream's row gets."""
        async with self.reading.connect() as connection:
            return (await connection.scalar(select(func.max(streams.c.num))) or 0) + 1

    async def close(self) -> None:
        """Close every connection and let go of the folder."""
        await self.writing.dispose()
        await self.reading.dispose()
        if self._lock is not None:
            self._lock.close()
