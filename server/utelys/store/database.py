"""Opening the data folder: the lock, the key, the database file, and its migrations."""

import fcntl
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import IO, Any

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import event, func, literal_column, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool
from ulid import ULID

from utelys.store.errors import StoreRefusal
from utelys.store.migrate import bring_up_to_date, check_revision, revision_of
from utelys.store.schema import meta, streams
from utelys.store.source import ReadSource
from utelys.store.vault import Vault, make_key, read_key
from utelys.store.visit import VisitedConnection

APPLICATION_ID = 0x7574656C
"""Marks the file as ours in SQLite's header ("utel")."""

_MAGIC = b"SQLite format 3\0"
_KEY_CHECK = b"this key opens this database"


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
        """Use `open_database` instead, which checks everything first."""
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


def open_database(folder: Path, *, serving: bool) -> Database:
    """Open a data folder, made if absent (mode 0700), its database brought up to date.

    `serving` takes the folder for this process alone; without it a server may be running on it.
    Nothing is written before everything has been checked.

    Raises:
        StoreRefusal: something is not as it must be; the message says what, and what to do.
    """
    lock = None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = _take(folder) if serving else None
        path = folder / "utelys.sqlite3"
        _check_file(path)
        key = _key_for(folder / "key", path)
        check_revision(path)
        vault = Vault(key)
        # Before the tables are changed, for a key that is another's must change nothing.
        _check_key(path, vault)
        bring_up_to_date(path, APPLICATION_ID)
        epoch = _begin_life(path, vault)
        return Database(folder, vault, epoch, _push_key(path, vault), lock)
    except (OSError, sqlite3.Error, SQLAlchemyError) as error:
        _let_go(lock)
        raise _unusable(folder, error) from None
    except StoreRefusal:
        _let_go(lock)
        raise


def _let_go(lock: IO[str] | None) -> None:
    if lock is not None:
        lock.close()


def _unusable(folder: Path, error: Exception) -> StoreRefusal:
    words = str(getattr(error, "orig", None) or error)
    return StoreRefusal(
        f"The data folder {folder} cannot be used: {words}. "
        "Check that the disk is sound and has free space and that this user may write there; "
        "where the files are damaged, bring back a backup."
    )


@asynccontextmanager
async def usable(folder: Path) -> AsyncIterator[None]:
    """Say in plain words what stops the store while it is being opened.

    Raises:
        StoreRefusal: the engine cannot read or write.
    """
    try:
        yield
    except SQLAlchemyError as error:
        raise _unusable(folder, error) from None


def _take(folder: Path) -> IO[str]:
    """Hold the folder's lock for as long as this process lives."""
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    lock = os.fdopen(handle, "r+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise StoreRefusal(
            f"Another utelys serves from {folder} already. Stop it first, or use another --data."
        ) from None
    return lock


def _check_file(path: Path) -> None:
    """Refuse a database that is not ours before SQLite touches it.

    Read from the header (SQLite's file format, section 1.3), because even to look at a file SQLite
    may lay others beside it, or find a journal that it would have to roll back first.
    """
    if not path.exists() or (path.is_file() and path.stat().st_size == 0):
        return
    header = b""
    if path.is_file():
        with path.open("rb") as file:
            header = file.read(72)
    if not any(header) and path.with_name(f"{path.name}-journal").exists():
        return  # killed while it was being made: SQLite rolls it back to nothing
    if header[:16] != _MAGIC or header[68:] != APPLICATION_ID.to_bytes(4, "big"):
        raise StoreRefusal(
            f"{path} is not a database of Utelys. Move it away, or use another --data."
        )


def _key_for(path: Path, database: Path) -> bytes:
    key = read_key(path)
    if key is not None:
        return key
    if database.exists() and database.stat().st_size:
        raise StoreRefusal(
            f"The key file {path} is missing, and the database cannot be read without it. "
            "Bring it back from a backup; nothing has been changed."
        )
    return make_key(path)


def key_opens(connection: sqlite3.Connection, key: bytes) -> bool:
    """Whether this is the key of the database; one that was never opened takes any."""
    checks = select(meta.c.value).where(meta.c.name == "key_check")
    found = connection.execute(str(checks.compile(compile_kwargs={"literal_binds": True})))
    row = found.fetchone()
    try:
        return row is None or Vault(key).open(row[0], b"key check") == _KEY_CHECK
    except StoreRefusal:
        return False


def _push_key(path: Path, vault: Vault) -> bytes:
    """The private key that pushes are signed with, made the first time; P-256, 32 bytes.

    Another key would make every subscription worthless: they are bound to the public half.
    """
    connection = sqlite3.connect(path)
    try:
        found = dict(connection.execute(str(select(meta.c.name, meta.c.value))).fetchall())
        if "push_key" not in found:
            number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
            found["push_key"] = vault.seal(number.to_bytes(32, "big"), b"push key")
            with connection:
                connection.execute(
                    "INSERT INTO meta (name, value) VALUES (?, ?)", ("push_key", found["push_key"])
                )
    finally:
        connection.close()
    return vault.open(found["push_key"], b"push key")


def _check_key(path: Path, vault: Vault) -> None:
    """Make sure that this key is this database's; one without tables takes any."""
    if revision_of(path) is None:
        return
    with closing(sqlite3.connect(f"file:{path}?mode=rw", uri=True)) as connection:
        checks = str(select(meta.c.value).where(meta.c.name == literal_column("'key_check'")))
        row = connection.execute(checks).fetchone()
    try:
        if row is not None:
            vault.open(row[0], b"key check")
    except StoreRefusal:
        raise StoreRefusal(
            f"The key file beside {path} is not this database's key. "
            "Bring back the right one from a backup; nothing has been changed."
        ) from None


def _begin_life(path: Path, vault: Vault) -> str:
    """Return the database's epoch; a new one gets it here, and is bound to its key."""
    with closing(sqlite3.connect(path)) as connection:
        found = dict(connection.execute(str(select(meta.c.name, meta.c.value))).fetchall())
        missing = {
            "key_check": vault.seal(_KEY_CHECK, b"key check"),
            # A backup has none: what is brought back from it is another life of the database.
            "epoch": str(ULID()).encode(),
        }
        found = missing | found
        with connection:
            rows = [(name, found[name]) for name in missing]
            connection.executemany("INSERT OR IGNORE INTO meta (name, value) VALUES (?, ?)", rows)
    return bytes(found["epoch"]).decode()
