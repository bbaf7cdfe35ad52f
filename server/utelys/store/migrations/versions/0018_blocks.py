"""Who has blocked whom."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "blocks",
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("of", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["members.id"], name=op.f("fk_blocks_by")),
        sa.ForeignKeyConstraint(["of"], ["members.id"], name=op.f("fk_blocks_of")),
        sa.PrimaryKeyConstraint("by", "of", name=op.f("pk_blocks")),
    )
    op.create_index(op.f("ix_blocks_of"), "blocks", ["of"], unique=False)
