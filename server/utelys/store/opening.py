"""Opening the data folder: the lock, the key, the database file, and its migrations."""

import fcntl
import os
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import IO

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy.exc import SQLAlchemyError
from ulid import ULID

from utelys.store.database import Database
from utelys.store.errors import StoreRefusal
from utelys.store.migrate import bring_up_to_date, check_revision
from utelys.store.vault import Vault, make_key, read_key

APPLICATION_ID = 0x7574656C
"""Marks the file as ours in SQLite's header ("utel")."""

_MAGIC = b"SQLite format 3\0"
_KEY_CHECK = b"this key opens this database"
_META = "SELECT name, value FROM meta"


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
        revision = check_revision(path)
        if revision is not None:
            # Before the tables are changed, for a key that is another's must change nothing.
            _check_key(path, key)
        bring_up_to_date(path, APPLICATION_ID, revision)
        epoch, push_key = _life(path, vault := Vault(key))
        return Database(folder, vault, epoch, push_key, lock)
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
    found = dict(connection.execute(_META))
    try:
        check = found.get("key_check")
        return check is None or Vault(key).open(check, b"key check") == _KEY_CHECK
    except StoreRefusal:
        return False


def _check_key(path: Path, key: bytes) -> None:
    # Not for reading alone: that could neither roll back what a kill has left nor tidy up after it.
    with closing(sqlite3.connect(f"file:{path}?mode=rw", uri=True)) as connection:
        if not key_opens(connection, key):
            raise StoreRefusal(
                f"The key file beside {path} is not this database's key. "
                "Bring back the right one from a backup; nothing has been changed."
            )


def _life(path: Path, vault: Vault) -> tuple[str, bytes]:
    """Return the database's epoch and push key; what it lacks it gets here.

    A new one is bound to its key. Of a backup only the epoch is missing: what is brought back from
    it is another life of the database.
    """
    made: dict[str, Callable[[], bytes]] = {
        "key_check": lambda: vault.seal(_KEY_CHECK, b"key check"),
        "epoch": lambda: str(ULID()).encode(),
        "push_key": lambda: vault.seal(_new_push_key(), b"push key"),
    }
    with closing(sqlite3.connect(path)) as connection:
        found = dict(connection.execute(_META))
        missing = [(name, make()) for name, make in made.items() if name not in found]
        if missing:
            with connection:
                connection.executemany("INSERT INTO meta (name, value) VALUES (?, ?)", missing)
    found |= dict(missing)
    return bytes(found["epoch"]).decode(), vault.open(found["push_key"], b"push key")


def _new_push_key() -> bytes:
    """The private key that pushes are signed with; P-256, 32 bytes.

    Another one later would make every subscription worthless: they are bound to the public half.
    """
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return number.to_bytes(32, "big")
