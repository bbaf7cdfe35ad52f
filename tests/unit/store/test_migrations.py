"""A database that the migrations made is one that the program expects."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from utelys.store import migrate
from utelys.store.schema_together import metadata


def test_the_newest_revision_is_the_one_that_the_program_names() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [migrate.NEWEST]


def test_the_migrations_make_the_tables_of_the_schema(tmp_path: Path) -> None:
    path = tmp_path / "utelys.sqlite3"
    migrate.bring_up_to_date(path, 0)
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        differs = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    assert differs == []
