"""A whole commit in one visit to the driver's thread.

aiosqlite runs each call of the driver on its connection's thread, and each visit wakes two threads:
some 70 µs of CPU. A commit by way of SQLAlchemy makes a dozen visits, which is most of what a
lonely message costs. What needs no reading first is therefore committed in one.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any

import aiosqlite
from sqlalchemy.ext.asyncio import AsyncConnection

Ready = Sequence[tuple[str, list[tuple[Any, ...]]]]
"""Statements of the driver's, each with its rows."""


async def commit_at_once(connection: AsyncConnection, ready: Ready) -> bool:
    """Begin, write and commit, or write nothing; False where the driver has no thread to visit.

    Raises:
        sqlite3.Error: the driver could not; nothing was written.
    """
    driver = (await connection.get_raw_connection()).driver_connection
    if not isinstance(driver, aiosqlite.Connection):
        return False
    # Its one call that takes a function; the public ones take one statement each.
    await driver._execute(_commit, driver._conn, ready)  # type: ignore[no-untyped-call]
    return True


def _commit(raw: sqlite3.Connection, ready: Ready) -> None:
    raw.execute("BEGIN IMMEDIATE")
    try:
        for statement, rows in ready:
            raw.executemany(statement, rows)
        raw.execute("COMMIT")
    finally:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
