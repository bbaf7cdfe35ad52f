"""How far members have read, who wants receipts, and which rooms are to be silent."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "marks",
        sa.Column("member", sa.String(), sa.ForeignKey("members.id"), primary_key=True),
        sa.Column("stream", sa.String(), primary_key=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "receipts",
        sa.Column("member", sa.String(), sa.ForeignKey("members.id"), primary_key=True),
    )
    op.create_table(
        "mutes",
        sa.Column("member", sa.String(), sa.ForeignKey("members.id"), primary_key=True),
        sa.Column("room", sa.String(), sa.ForeignKey("rooms.id"), primary_key=True),
        sa.Column("until", sa.BigInteger()),
    )
