"""A backup: the database as it is at one moment, taken while the server runs, and the files.

The key is not in it, so that what is stolen tells nothing; keep that apart. What is brought back
from a backup is another life of the database: it gets a new epoch at its first start, and devices
that have seen more than it holds are told to start again.
"""

import shutil
import sqlite3
from contextlib import suppress
from pathlib import Path

from utelys.store.errors import StoreRefusal

_FILES = "files"


def back_up(folder: Path, target: Path) -> int:
    """Write a backup of a data folder into a new folder; return its size in bytes.

    Raises:
        StoreRefusal: there is nothing to back up, or no room for it, or the target is there.
    """
    source = folder / "utelys.sqlite3"
    if not source.exists():
        raise StoreRefusal(f"There is no database in {folder}. Name the data folder with --data.")
    try:
        target.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        raise StoreRefusal(f"{target} is there already. Name a folder that is not.") from None
    try:
        _copy_database(source, target / source.name)
        _copy_files(folder / _FILES, target / _FILES)
        return sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    except (OSError, sqlite3.Error) as error:
        shutil.rmtree(target, ignore_errors=True)
        raise StoreRefusal(
            f"The backup could not be written: {error}. Check that there is space for it."
        ) from None


def _copy_files(source: Path, target: Path) -> None:
    """Copy the files after the database, while they come and go.

    A file is written whole before the database knows of it and never changed after that, so every
    file that the copied database knows of is there, but for what was erased in between. That stays
    erased.
    """
    if not source.is_dir():
        return
    target.mkdir(mode=0o700)
    for path in source.iterdir():
        if path.suffix != ".part":
            with suppress(FileNotFoundError):
                shutil.copy2(path, target / path.name)


def _copy_database(source: Path, target: Path) -> None:
    reading = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
    writing = sqlite3.connect(target)
    try:
        reading.backup(writing)
        with writing:
            writing.execute("DELETE FROM meta WHERE name = 'epoch'")
        writing.execute("PRAGMA journal_mode=DELETE")
    finally:
        reading.close()
        writing.close()
    target.chmod(0o600)
