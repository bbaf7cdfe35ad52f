"""Whether a claim was made while its member was quiet; of those from before, it was not."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Add the column."""
    none = sa.false()
    op.add_column(
        "leases", sa.Column("through_quiet", sa.Boolean(), nullable=False, server_default=none)
    )
