"""Which activity an event of an imported calendar became."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "imports",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("uid_hash", sa.LargeBinary(), nullable=False),
        sa.Column("says_hash", sa.LargeBinary(), nullable=False),
        sa.Column("activity", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["activity"], ["activities.id"], name=op.f("fk_imports_activity")),
        sa.PrimaryKeyConstraint("place", "uid_hash", name=op.f("pk_imports")),
    )
