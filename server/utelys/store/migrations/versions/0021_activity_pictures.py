"""Pictures of activities."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("activities", sa.Column("picture", sa.String(), nullable=True))
    op.add_column("files", sa.Column("activity", sa.String(), nullable=True))
