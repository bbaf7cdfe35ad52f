"""Rooms in which not all is kept for ever."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "retention",
        sa.Column("room", sa.String(), sa.ForeignKey("rooms.id"), primary_key=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("expired", sa.BigInteger(), nullable=False),
    )
