"""Rooms of which those who come in may read what was written before."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("rooms", sa.Column("history_from", sa.BigInteger(), nullable=True))
    op.add_column("room_members", sa.Column("joined_seq", sa.BigInteger(), nullable=True))
