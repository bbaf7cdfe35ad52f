"""Calls for someone, quiet hours, and when a claim was last made or kept."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables, and let leases say when they were claimed."""
    op.create_table(
        "asks",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("house", sa.String(), sa.ForeignKey("houses.id"), nullable=False),
        sa.Column("room", sa.String(), sa.ForeignKey("rooms.id"), nullable=False, unique=True),
        sa.Column("asker", sa.String(), sa.ForeignKey("members.id"), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("taker", sa.String()),
        sa.Column("taken_at", sa.BigInteger()),
        sa.Column("whole", sa.LargeBinary(), nullable=False),
    )
    for column in ("house", "asker", "state"):
        op.create_index(f"ix_asks_{column}", "asks", [column])
    op.create_table(
        "quiet",
        sa.Column("member", sa.String(), sa.ForeignKey("members.id"), primary_key=True),
        sa.Column("starts", sa.String()),
        sa.Column("ends", sa.String()),
        sa.Column("zone", sa.String()),
        sa.Column("until", sa.BigInteger()),
        sa.Column("wakings", sa.Integer(), nullable=False),
    )
    op.create_table(
        "wakings",
        sa.Column("num", sa.Integer(), primary_key=True),
        sa.Column("member", sa.String(), sa.ForeignKey("members.id"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_wakings_member", "wakings", ["member"])
    claimed_at = sa.Column("claimed_at", sa.BigInteger(), nullable=False, server_default="0")
    op.add_column("leases", claimed_at)
