"""Rooms that are closed, and threads of single times."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Add the column and make the table."""
    op.add_column("rooms", sa.Column("closed", sa.Boolean(), nullable=True))
    op.create_table(
        "threads",
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("occurrence", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["room"], ["rooms.id"], name=op.f("fk_threads_room")),
        sa.PrimaryKeyConstraint("room", "occurrence", "seq", name=op.f("pk_threads")),
        sqlite_with_rowid=False,
    )
