"""Bringing a database to this program's tables. Alembic is only loaded when there is work to do."""

import sqlite3
from pathlib import Path

from utelys.store.errors import StoreRefusal

NEWEST = "0013"
"""The revision that this program works with; a test holds it against the migrations' own head."""

_MIGRATIONS = Path(__file__).parent / "migrations"


def check_revision(path: Path) -> None:
    """Refuse what this program cannot know.

    Raises:
        StoreRefusal: the database was made by a newer program.
    """
    revision = revision_of(path)
    if revision is not None and revision > NEWEST:
        raise StoreRefusal(
            f"{path} was made by a newer Utelys (revision {revision}; this one knows {NEWEST}). "
            "Start the newer program, or bring back a backup from before it."
        )


def bring_up_to_date(path: Path, application_id: int) -> None:
    """Run the migrations that a database still lacks; a new file gets all of them.

    Raises:
        StoreRefusal: the database was made by a newer program.
        sqlite3.Error: the file cannot be written.
    """
    check_revision(path)
    if revision_of(path) != NEWEST:
        _upgrade(path, application_id)


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


def _upgrade(path: Path, application_id: int) -> None:
    from alembic import command  # 0.2 s that a normal start does not pay
    from alembic.config import Config
    from sqlalchemy import create_engine, event

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    engine = create_engine(f"sqlite:///{path}")
    # One transaction, begun by us: a program that is killed in the middle has changed nothing.
    event.listen(engine, "connect", lambda raw, _: setattr(raw, "isolation_level", None))
    event.listen(engine, "begin", lambda conn: conn.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA application_id={application_id}")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
    finally:
        engine.dispose()
    path.chmod(0o600)
