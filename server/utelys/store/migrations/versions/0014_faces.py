"""The picture that a member shows of themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make the table, and the column that says which picture it is."""
    op.add_column("members", sa.Column("picture", sa.String()))
    op.create_table(
        "faces",
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("picture_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_faces_member")),
        sa.PrimaryKeyConstraint("member", name=op.f("pk_faces")),
    )
