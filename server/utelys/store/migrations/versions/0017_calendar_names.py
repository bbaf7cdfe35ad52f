"""What a member calls a calendar of theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Add the column."""
    op.add_column("calendars", sa.Column("name_sealed", sa.LargeBinary(), nullable=True))
