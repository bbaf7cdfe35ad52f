"""Links for another device of the same member, and who has left a room."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "links",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_command", sa.LargeBinary(), nullable=True),
        sa.Column("device", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_links_member")),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_links")),
    )
    op.create_index(op.f("ix_links_member"), "links", ["member"], unique=False)
    op.create_table(
        "departures",
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_departures_member")),
        sa.ForeignKeyConstraint(["room"], ["rooms.id"], name=op.f("fk_departures_room")),
        sa.PrimaryKeyConstraint("room", "member", name=op.f("pk_departures")),
    )
