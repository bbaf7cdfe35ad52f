"""A database that the migrations made is one that the program expects."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from utelys.store import migrate
from utelys.store.tables import ALL


def test_the_newest_revision_is_the_one_that_the_program_names() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [migrate.NEWEST]


@pytest.mark.parametrize("way", [migrate.make, migrate.upgrade])
def test_either_way_makes_the_tables_of_the_schema(
    tmp_path: Path, way: Callable[[Path, int], None]
) -> None:
    path = tmp_path / "utelys.sqlite3"
    way(path, 7)
    assert migrate.revision_of(path) == migrate.NEWEST
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        differs = compare_metadata(MigrationContext.configure(connection), ALL)
    engine.dispose()
    assert differs == []


def test_both_ways_make_the_same(tmp_path: Path) -> None:
    made, upgraded = tmp_path / "made", tmp_path / "upgraded"
    migrate.make(made, 7)
    migrate.upgrade(upgraded, 7)
    assert shape(made) == shape(upgraded)


def shape(path: Path) -> dict[str, object]:
    """Every table's columns, keys and indexes in any order, and what marks the file as ours."""
    connection = sqlite3.connect(path)
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master")]
    found: dict[str, object] = {
        name: [
            # Without its place, which is the first of each row.
            {row[1:] for row in connection.execute(f"PRAGMA {asked}({name})")}
            for asked in ("table_info", "foreign_key_list", "index_info")
        ]
        for name in names
        if not name.startswith("sqlite_")
    }
    found["application"] = connection.execute("PRAGMA application_id").fetchone()
    connection.close()
    return found
