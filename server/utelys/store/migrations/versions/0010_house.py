"""What a house plans, sets and keeps: shifts, swaps, waves, crisis card; when asks were raised."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the tables and the columns."""
    op.add_column("houses", sa.Column("waves", sa.String()))
    raised_at = sa.Column("raised_at", sa.BigInteger(), nullable=False, server_default="0")
    op.add_column("asks", raised_at)
    op.create_index("ix_asks_house_raised_at", "asks", ["house", "raised_at"])
    op.create_table(
        "shifts",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("house", sa.String(), sa.ForeignKey("houses.id"), nullable=False),
        sa.Column("whole", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_shifts_house", "shifts", ["house"])
    op.create_table(
        "swaps",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("by", sa.String(), sa.ForeignKey("members.id"), nullable=False),
        sa.Column("to", sa.String(), sa.ForeignKey("members.id"), nullable=False),
        sa.Column("whole", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_swaps_by", "swaps", ["by"])
    op.create_index("ix_swaps_to", "swaps", ["to"])
    op.create_table(
        "crisis",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("house", sa.String(), sa.ForeignKey("houses.id"), nullable=False),
        sa.Column("whole_sealed", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_crisis_house", "crisis", ["house"])
