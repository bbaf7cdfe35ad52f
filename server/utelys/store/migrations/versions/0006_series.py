"""Activities are kept as series: what is planned from when on, and what single times do otherwise.

The tables of before are made anew; nothing has been released that would have filled them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables of activities anew."""
    for table in ("cancelled_occurrences", "answers", "activities"):
        op.drop_table(table)
    op.create_table(
        "activities",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("house", sa.String(), nullable=True),
        sa.Column("room", sa.String(), nullable=True),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("series_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("stages", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("own_room", sa.String(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("turned_at", sa.BigInteger(), nullable=False),
        sa.Column("invited", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["house"], ["houses.id"], name=op.f("fk_activities_house")),
        sa.ForeignKeyConstraint(["room"], ["rooms.id"], name=op.f("fk_activities_room")),
        sa.ForeignKeyConstraint(["own_room"], ["rooms.id"], name=op.f("fk_activities_own_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
    )
    op.create_index(op.f("ix_activities_house"), "activities", ["house"], unique=False)
    op.create_index(op.f("ix_activities_room"), "activities", ["room"], unique=False)
    op.create_table(
        "activity_members",
        sa.Column("activity", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity"], ["activities.id"], name=op.f("fk_activity_members_activity")
        ),
        sa.ForeignKeyConstraint(
            ["member"], ["members.id"], name=op.f("fk_activity_members_member")
        ),
        sa.PrimaryKeyConstraint("activity", "member", name=op.f("pk_activity_members")),
    )
    op.create_index(
        op.f("ix_activity_members_member"), "activity_members", ["member"], unique=False
    )
    op.create_table(
        "answers",
        sa.Column("activity", sa.String(), nullable=False),
        sa.Column("occurrence", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["activity"], ["activities.id"], name=op.f("fk_answers_activity")),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_answers_member")),
        sa.PrimaryKeyConstraint("activity", "occurrence", "member", name=op.f("pk_answers")),
    )
    op.create_table(
        "attendance",
        sa.Column("activity", sa.String(), nullable=False),
        sa.Column("occurrence", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("starts", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity"], ["activities.id"], name=op.f("fk_attendance_activity")
        ),
        sa.PrimaryKeyConstraint("activity", "occurrence", "member", name=op.f("pk_attendance")),
    )
