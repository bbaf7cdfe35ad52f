"""Who wants company, who offers it, and who went with whom."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "company",
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("activity", sa.String(), nullable=False),
        sa.Column("occurrence", sa.String(), nullable=False),
        sa.Column("says", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("still_asked", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_company_member")),
        sa.PrimaryKeyConstraint("member", "activity", "occurrence", name=op.f("pk_company")),
    )
    op.create_index(op.f("ix_company_activity"), "company", ["activity"], unique=False)
    op.create_table(
        "pairs",
        sa.Column("occurrence", sa.String(), nullable=False),
        sa.Column("wants", sa.String(), nullable=False),
        sa.Column("offers", sa.String(), nullable=False),
        sa.Column("starts", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["wants"], ["members.id"], name=op.f("fk_pairs_wants")),
        sa.ForeignKeyConstraint(["offers"], ["members.id"], name=op.f("fk_pairs_offers")),
        sa.PrimaryKeyConstraint("occurrence", "wants", "offers", name=op.f("pk_pairs")),
    )
    op.create_index(op.f("ix_pairs_wants"), "pairs", ["wants"], unique=False)
    op.create_index(op.f("ix_pairs_offers"), "pairs", ["offers"], unique=False)
    op.create_table(
        "asked_along",
        sa.Column("occurrence", sa.String(), nullable=False),
        sa.Column("wants", sa.String(), nullable=False),
        sa.Column("offers", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("occurrence", "wants", "offers", name=op.f("pk_asked_along")),
    )
