"""Regulars who wish to be missed."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "missing",
        sa.Column("activity", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["activity"], ["activities.id"], name=op.f("fk_missing_activity")),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_missing_member")),
        sa.PrimaryKeyConstraint("activity", "member", name=op.f("pk_missing")),
    )
    op.create_index(op.f("ix_missing_member"), "missing", ["member"], unique=False)
