"""Whether whoever has a shift is reached; shifts that are planned already are looked at at once."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Make the table, and let the clock come to each shift."""
    op.create_table(
        "reach_checks",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("house", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("whole", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["house"], ["houses.id"], name=op.f("fk_reach_checks_house")),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_reach_checks_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reach_checks")),
    )
    for column in ("plan", "house", "member"):
        op.create_index(op.f(f"ix_reach_checks_{column}"), "reach_checks", [column], unique=False)
    op.execute("INSERT INTO timers (kind, ref, due) SELECT 'shift.nears', id, 0 FROM shifts")
