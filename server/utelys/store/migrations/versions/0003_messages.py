"""What is about a message, and what is pinned."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "notes",
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("message", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["room"], ["rooms.id"], name=op.f("fk_notes_room")),
        sa.PrimaryKeyConstraint("room", "message", "seq", name=op.f("pk_notes")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pins",
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["room"], ["rooms.id"], name=op.f("fk_pins_room")),
        sa.PrimaryKeyConstraint("room", "seq", name=op.f("pk_pins")),
    )
