"""Damaging what a server has stored, as a bad disk or a newer version would."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

BEYOND = 2**60
"""In milliseconds: a moment that there is not."""


def write_into(folder: Path, table: str, **columns: Any) -> None:
    """Write these into every row of a table, in the file itself.

    While a server runs in this thread it is to be called in another: it waits for that to write.
    """
    with closing(sqlite3.connect(folder / "utelys.sqlite3", timeout=10)) as database, database:
        for name, value in columns.items():
            database.execute(f"UPDATE {table} SET {name} = ?", (value,))
