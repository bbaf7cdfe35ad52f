"""What those who are out of a house for a while had answered there."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Add the column."""
    op.add_column("pauses", sa.Column("held", sa.String(), nullable=True))
