"""Leaving the network, and being out of a house for a while."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Make the table, and the column."""
    op.add_column("members", sa.Column("left_at", sa.BigInteger(), nullable=True))
    op.create_table(
        "pauses",
        sa.Column("house", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("from_seq", sa.BigInteger(), nullable=False),
        sa.Column("rooms", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["house"], ["houses.id"], name=op.f("fk_pauses_house")),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_pauses_member")),
        sa.PrimaryKeyConstraint("house", "member", name=op.f("pk_pauses")),
    )
    op.create_index(op.f("ix_pauses_member"), "pauses", ["member"], unique=False)
