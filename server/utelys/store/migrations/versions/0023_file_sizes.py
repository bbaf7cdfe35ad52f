"""How large each file is; of those from before, nothing is counted."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Add the column."""
    size = sa.Column("size", sa.Integer(), nullable=False, server_default="0")
    op.add_column("files", size)
