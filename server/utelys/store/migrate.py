"""Bringing a database to this program's tables. Alembic is only loaded when there is work to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine, event

from utelys.store import tables
from utelys.store.errors import StoreRefusal

NEWEST = "0027"
"""The revision that this program works with; a test holds it against the migrations' own head."""

_MIGRATIONS = Path(__file__).parent / "migrations"


def check_revision(path: Path) -> str | None:
    """Return the revision that a database is at, None for one without tables.

    Raises:
        StoreRefusal: the database was made by a newer program.
    """
    revision = revision_of(path)
    if revision is not None and revision > NEWEST:
        raise StoreRefusal(
            f"{path} was made by a newer Utelys (revision {revision}; this one knows {NEWEST}). "
            "Start the newer program, or bring back a backup from before it."
        )
    return revision


def bring_up_to_date(path: Path, application_id: int, revision: str | None) -> None:
    """Run the migrations that a database of this revision lacks; a new one is made as it is to be.

    Raises:
        sqlite3.Error: the file cannot be written.
    """
    if revision is None:
        make(path, application_id)
    elif revision != NEWEST:
        upgrade(path, application_id)


def revision_of(path: Path) -> str | None:
    """Return the revision that a database is at, None for one without tables."""
    if not path.exists() or path.stat().st_size == 0:
        return None
    # Not for reading alone: that could neither roll back what a kill has left nor tidy up after it.
    connection = sqlite3.connect(f"file:{path}?mode=rw", uri=True)
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError:
        return None
    finally:
        connection.close()
    return str(row[0]) if row else None


def make(path: Path, application_id: int) -> None:
    """Make all tables of a new database at once, as the migrations would one after another.

    A test holds the two to be the same. Alembic is not loaded for it: 0.3 s, and 11 MiB for as
    long as the server then runs.
    """
    with _transaction(path, application_id) as connection:
        tables.ALL.create_all(connection)
        connection.exec_driver_sql(
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
            "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
        )
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (NEWEST,))


def upgrade(path: Path, application_id: int) -> None:
    """Run the migrations that a database still lacks."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with _transaction(path, application_id) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def _transaction(path: Path, application_id: int) -> Iterator[Connection]:
    """One transaction, begun by us: a program that is killed in the middle has changed nothing."""
    engine = create_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", lambda raw, _: setattr(raw, "isolation_level", None))
    event.listen(engine, "begin", lambda conn: conn.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA application_id={application_id}")
            yield connection
            connection.commit()
    finally:
        engine.dispose()
    path.chmod(0o600)
