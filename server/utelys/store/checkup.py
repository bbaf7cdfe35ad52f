"""Looking a data folder over, whether a server runs on it or not. Nothing in it is changed."""

import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from utelys.core.clock import from_millis
from utelys.store.errors import StoreRefusal
from utelys.store.migrate import NEWEST, revision_of
from utelys.store.opening import APPLICATION_ID, key_opens
from utelys.store.vault import read_key

ENOUGH = 500 * 1024 * 1024
"""Bytes that should be free: room for the log of a busy day, and for compacting a small house."""

_AHEAD = timedelta(minutes=1)

_WITH_GAPS = """
SELECT count(*) FROM (
    SELECT stream FROM entries GROUP BY stream HAVING min(seq) <> 1 OR max(seq) <> count(*)
)
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, whether it is as it should be, and in words what is so or what to do."""

    what: str
    good: bool
    words: str


def look_over(folder: Path, now: datetime) -> Iterator[Finding]:
    """Look at the folder, the key, the database, the clock and the disk; now is by this machine."""
    if not folder.is_dir():
        yield Finding(
            "folder", False, f"{folder} is not there. Start once: utelys serve --data DIR"
        )
        return
    yield _folder(folder)
    path = folder / "utelys.sqlite3"
    if not path.exists():
        yield Finding("database", False, "There is none yet. Start once: utelys serve --data DIR")
    else:
        for what, look in _LOOKS.items():
            yield _guarded(what, look, path)
        yield _guarded("clock", lambda file: _clock(file, now), path)
    yield _disk(folder, path)


def _guarded(what: str, look: Callable[[Path], Finding], path: Path) -> Finding:
    try:
        return look(path)
    except (StoreRefusal, OSError) as error:
        return Finding(what, False, str(error))
    except sqlite3.Error as error:
        return Finding(what, False, f"{path} cannot be read: {error}. Bring back a backup.")


def _folder(folder: Path) -> Finding:
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & 0o077:
        return Finding("folder", False, f"Others may look into {folder}. Run: chmod 700 {folder}")
    return Finding("folder", True, f"{folder}, for its owner alone")


def _key(path: Path) -> Finding:
    file = path.with_name("key")
    key = read_key(file)
    if key is None:
        words = f"{file} is missing, and nothing can be read without it. Bring it back."
        return Finding("key", False, words)
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        return Finding("key", False, f"Others may read the key. Run: chmod 600 {file}")
    with closing(_read_only(path)) as connection:
        if not key_opens(connection, key):
            words = f"{file} is not this database's key. Bring back the right one."
            return Finding("key", False, words)
    return Finding("key", True, "it opens this database; keep a copy of it apart from the backups")


def _database(path: Path) -> Finding:
    with closing(_read_only(path)) as connection:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        if application != APPLICATION_ID:
            return Finding("database", False, f"{path} is not a database of Utelys. Move it away.")
        (sound,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if sound != "ok":
            return Finding("database", False, f"It is damaged ({sound}). Bring back a backup.")
        (gaps,) = connection.execute(_WITH_GAPS).fetchone()
        if gaps:
            return Finding("database", False, f"{gaps} streams have gaps. Bring back a backup.")
        (count,) = connection.execute("SELECT count(*) FROM entries").fetchone()
    return Finding("database", True, f"sound; {count} entries, no stream with a gap")


def _tables(path: Path) -> Finding:
    revision = revision_of(path)
    if revision is None or revision < NEWEST:
        words = f"of revision {revision}; the next start brings them to {NEWEST}"
        return Finding("tables", True, words)
    if revision > NEWEST:
        words = f"They are of revision {revision}, newer than this program. Start the newer one."
        return Finding("tables", False, words)
    return Finding("tables", True, f"of revision {revision}, as this program has them")


def _clock(path: Path, now: datetime) -> Finding:
    with closing(_read_only(path)) as connection:
        (newest,) = connection.execute("SELECT max(at) FROM entries").fetchone()
    if newest is not None and from_millis(newest) - now > _AHEAD:
        words = (
            f"This machine says {now:%Y-%m-%d %H:%M} UTC, but something is stored that happened "
            f"{from_millis(newest):%Y-%m-%d %H:%M}. Set the clock, or let NTP set it."
        )
        return Finding("clock", False, words)
    return Finding("clock", True, f"{now:%Y-%m-%d %H:%M:%S} UTC, after everything that is stored")


def _disk(folder: Path, path: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    size = path.stat().st_size if path.exists() else 0
    needed = ENOUGH + size
    if free < needed:
        words = f"{_mib(free)} MiB are free. Make room: {_mib(needed)} MiB should be."
        return Finding("disk", False, words)
    return Finding("disk", True, f"{_mib(free)} MiB are free, {_mib(size)} are used")


def _mib(size: int) -> int:
    return round(size / 1024 / 1024)


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


_LOOKS: dict[str, Callable[[Path], Finding]] = {
    "key": _key,
    "database": _database,
    "tables": _tables,
}
