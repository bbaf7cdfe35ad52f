"""How each member last chose to be shown in the light; of those from before, nothing is known."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Add the column."""
    op.add_column("members", sa.Column("show", sa.String()))
