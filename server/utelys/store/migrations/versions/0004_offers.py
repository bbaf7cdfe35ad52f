"""To whom a lease is offered, and whom an ask rings now."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Let leases say to whom they are offered, and find what rings for a member at once."""
    op.add_column("leases", sa.Column("offered_to", sa.String()))
    op.create_index("ix_leases_offered_to", "leases", ["offered_to"])
    op.create_index("ix_leases_member", "leases", ["member"])
    op.create_table(
        "rings",
        sa.Column("member", sa.String(), sa.ForeignKey("members.id"), primary_key=True),
        sa.Column("ask", sa.String(), sa.ForeignKey("asks.id"), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_rings_ask", "rings", ["ask"])
    op.create_index("ix_asks_house_taken_at", "asks", ["house", "taken_at"])
