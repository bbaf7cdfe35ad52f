"""One visit to the driver's thread where the driver's own way makes several.

aiosqlite runs each call of the driver on its connection's thread, and each visit wakes two threads:
some 70 µs of CPU. A statement by way of SQLAlchemy makes four (a cursor, run, fetch, close), a
whole commit a dozen. Here each statement is one, and so is a commit that needs no reading first.
"""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import aiosqlite
from sqlalchemy.ext.asyncio import AsyncConnection

Ready = Sequence[tuple[str, list[tuple[Any, ...]]]]
"""Statements of the driver's, each with its rows."""


class VisitedConnection(aiosqlite.Connection):
    """A connection whose cursors are `VisitedCursor`; started when it is awaited."""

    def __init__(self, path: Path) -> None:
        """Connect to this file; statements run on the connection's own thread."""
        super().__init__(lambda: sqlite3.connect(path, check_same_thread=False), 64)
        # A server that ends does not wait for it.
        self._thread.daemon = True

    def cursor(self) -> Any:
        """Make a cursor, without a visit."""
        return VisitedCursor(self)

    async def visit(self, job: Callable[..., Any], *args: Any) -> Any:
        """Run something with the driver's own connection, on its thread."""
        # aiosqlite's one call that takes a function; the public ones take one statement each.
        return await self._execute(job, self._conn, *args)  # type: ignore[no-untyped-call]


class VisitedCursor:
    """What SQLAlchemy asks of a cursor. All rows are fetched with the statement."""

    arraysize = 1
    description: Any = None
    rowcount = -1
    lastrowid: int | None = None

    def __init__(self, connection: VisitedConnection) -> None:
        """Nothing is asked of the driver before there is a statement."""
        self._connection = connection
        self._rows: list[Any] = []

    async def __aenter__(self) -> "VisitedCursor":
        """SQLAlchemy enters a cursor when it has made it."""
        return self

    async def execute(self, statement: str, parameters: Any = ()) -> "VisitedCursor":
        """Run a statement.

        Raises:
            sqlite3.Error: the driver could not.
        """
        return await self._run(sqlite3.Cursor.execute, statement, parameters)

    async def executemany(self, statement: str, rows: Any) -> "VisitedCursor":
        """Run a statement for each of these rows.

        Raises:
            sqlite3.Error: the driver could not.
        """
        return await self._run(sqlite3.Cursor.executemany, statement, rows)

    async def _run(self, how: Callable[..., Any], statement: str, given: Any) -> "VisitedCursor":
        found = await self._connection.visit(_run, how, statement, given)
        self.description, self.rowcount, self.lastrowid, self._rows = found
        return self

    async def fetchall(self) -> list[Any]:
        """Return the rows."""
        return self._rows

    async def close(self) -> None:
        """Do nothing: it was closed with its statement."""


def _run(raw: sqlite3.Connection, how: Callable[..., Any], statement: str, given: Any) -> Any:
    cursor = raw.cursor()
    try:
        how(cursor, statement, given)
        rows = cursor.fetchall() if cursor.description else []
        return cursor.description, cursor.rowcount, cursor.lastrowid, rows
    finally:
        cursor.close()


async def commit_at_once(connection: AsyncConnection, ready: Ready) -> None:
    """Begin, write and commit, or write nothing.

    Raises:
        sqlite3.Error: the driver could not; nothing was written.
    """
    driver: Any = (await connection.get_raw_connection()).driver_connection
    await driver.visit(_commit, ready)


def _commit(raw: sqlite3.Connection, ready: Ready) -> None:
    raw.execute("BEGIN IMMEDIATE")
    try:
        for statement, rows in ready:
            raw.executemany(statement, rows)
        raw.execute("COMMIT")
    finally:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
