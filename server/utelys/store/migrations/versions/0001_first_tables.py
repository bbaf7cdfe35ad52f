"""The tables of the first round."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "houses",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_houses")),
    )
    op.create_table(
        "members",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
    )
    op.create_table(
        "meta",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_meta")),
    )
    op.create_table(
        "results",
        sa.Column("num", sa.Integer(), nullable=False),
        sa.Column("command", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("result_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("num", name=op.f("pk_results")),
        sa.UniqueConstraint("command", name=op.f("uq_results_command")),
    )
    op.create_table(
        "streams",
        sa.Column("num", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key_wrapped", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("num", name=op.f("pk_streams")),
        sa.UniqueConstraint("name", name=op.f("uq_streams_name")),
    )
    op.create_table(
        "timers",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "ref", name=op.f("pk_timers")),
    )
    op.create_index(op.f("ix_timers_due"), "timers", ["due"], unique=False)
    op.create_table(
        "devices",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_devices_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_devices")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_devices_token_hash")),
    )
    op.create_index(op.f("ix_devices_member"), "devices", ["member"], unique=False)
    op.create_table(
        "duties",
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_duties_member")),
        sa.PrimaryKeyConstraint("member", "duty", name=op.f("pk_duties")),
    )
    op.create_table(
        "entries",
        sa.Column("stream", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["stream"], ["streams.num"], name=op.f("fk_entries_stream")),
        sa.PrimaryKeyConstraint("stream", "seq", name=op.f("pk_entries")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "house_members",
        sa.Column("house", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("from_seq", sa.BigInteger(), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["house"], ["houses.id"], name=op.f("fk_house_members_house")),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_house_members_member")),
        sa.PrimaryKeyConstraint("house", "member", name=op.f("pk_house_members")),
    )
    op.create_index(op.f("ix_house_members_member"), "house_members", ["member"], unique=False)
    op.create_table(
        "invitations",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("duties", sa.String(), nullable=False),
        sa.Column("house", sa.String(), nullable=False),
        sa.Column("rooms", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column("used_command", sa.LargeBinary(), nullable=True),
        sa.Column("device", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["house"], ["houses.id"], name=op.f("fk_invitations_house")),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_invitations")),
    )
    op.create_table(
        "leases",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("house", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("as_", sa.String(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("show", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["house"], ["houses.id"], name=op.f("fk_leases_house")),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_leases_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leases")),
        sa.UniqueConstraint("house", "member", name=op.f("uq_leases_house_member")),
    )
    op.create_index("ix_leases_until", "leases", ["until"], unique=False)
    op.create_table(
        "rooms",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("house", sa.String(), nullable=True),
        sa.Column("pair", sa.String(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["house"], ["houses.id"], name=op.f("fk_rooms_house")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
        sa.UniqueConstraint("pair", name=op.f("uq_rooms_pair")),
    )
    op.create_index(op.f("ix_rooms_house"), "rooms", ["house"], unique=False)
    op.create_table(
        "activities",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("house", sa.String(), nullable=True),
        sa.Column("room", sa.String(), nullable=True),
        sa.Column("leader", sa.String(), nullable=True),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("wall", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("lasts", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("max", sa.Integer(), nullable=True),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("cancelled_from", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["house"], ["houses.id"], name=op.f("fk_activities_house")),
        sa.ForeignKeyConstraint(["leader"], ["members.id"], name=op.f("fk_activities_leader")),
        sa.ForeignKeyConstraint(["room"], ["rooms.id"], name=op.f("fk_activities_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
    )
    op.create_index(op.f("ix_activities_house"), "activities", ["house"], unique=False)
    op.create_index(op.f("ix_activities_room"), "activities", ["room"], unique=False)
    op.create_table(
        "room_members",
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("from_seq", sa.BigInteger(), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_room_members_member")),
        sa.ForeignKeyConstraint(["room"], ["rooms.id"], name=op.f("fk_room_members_room")),
        sa.PrimaryKeyConstraint("room", "member", name=op.f("pk_room_members")),
    )
    op.create_index(op.f("ix_room_members_member"), "room_members", ["member"], unique=False)
    op.create_table(
        "answers",
        sa.Column("activity", sa.String(), nullable=False),
        sa.Column("occurrence", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["activity"], ["activities.id"], name=op.f("fk_answers_activity")),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_answers_member")),
        sa.PrimaryKeyConstraint("activity", "occurrence", "member", name=op.f("pk_answers")),
    )
    op.create_table(
        "cancelled_occurrences",
        sa.Column("activity", sa.String(), nullable=False),
        sa.Column("occurrence", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity"], ["activities.id"], name=op.f("fk_cancelled_occurrences_activity")
        ),
        sa.PrimaryKeyConstraint("activity", "occurrence", name=op.f("pk_cancelled_occurrences")),
    )
