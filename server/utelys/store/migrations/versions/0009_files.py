"""Files that members send."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "files",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("room", sa.String(), sa.ForeignKey("rooms.id"), nullable=False),
        sa.Column("by", sa.String(), sa.ForeignKey("members.id"), nullable=False),
        sa.Column("message", sa.BigInteger()),
        sa.Column("preview_size", sa.Integer(), nullable=False),
        sa.Column("keys_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("card_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_files_room_message", "files", ["room", "message"])
    op.create_index("ix_files_by", "files", ["by"])
