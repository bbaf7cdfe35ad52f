"""The tables of doing something together; `schema` says how they are to be read."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, LargeBinary, String, Table

from utelys.store.schema import metadata

__all__ = ["activities", "activity_members", "answers", "attendance", "metadata"]

# What is planned is read and written as a whole: segments, overrides and all that is said of them.
# `invited` is the slots to which invitations have gone out, where they go out some days ahead.
activities = Table(
    "activities",
    metadata,
    Column("id", String, primary_key=True),
    Column("house", String, ForeignKey("houses.id"), index=True),
    Column("room", String, ForeignKey("rooms.id"), index=True),
    Column("made_by", String, nullable=False),
    Column("series_sealed", LargeBinary, nullable=False),
    Column("stages", String, nullable=False),
    Column("days", Integer),
    Column("own_room", String, ForeignKey("rooms.id")),
    Column("sequence", Integer, nullable=False),
    Column("ended", Boolean, nullable=False),
    Column("turned_at", BigInteger, nullable=False),
    Column("invited", String),
    Column("picture", String),
)

# Those who are invited by name.
activity_members = Table(
    "activity_members",
    metadata,
    Column("activity", String, ForeignKey("activities.id"), primary_key=True),
    Column("member", String, ForeignKey("members.id"), primary_key=True, index=True),
)

# `occurrence` is an id, or "all"; `turn` is the place in the queue.
answers = Table(
    "answers",
    metadata,
    Column("activity", String, ForeignKey("activities.id"), primary_key=True),
    Column("occurrence", String, primary_key=True),
    Column("member", String, ForeignKey("members.id"), primary_key=True),
    Column("answer", String, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
)

# Who came; kept for eight weeks.
attendance = Table(
    "attendance",
    metadata,
    Column("activity", String, ForeignKey("activities.id"), primary_key=True),
    Column("occurrence", String, primary_key=True),
    Column("member", String, primary_key=True),
    Column("starts", BigInteger, nullable=False),
)

# Regulars who wish to be missed; `told` is whether their leader has been told of this absence.
missing = Table(
    "missing",
    metadata,
    Column("activity", String, ForeignKey("activities.id"), primary_key=True),
    Column("member", String, ForeignKey("members.id"), primary_key=True, index=True),
    Column("told", Boolean, nullable=False),
)

# The address is kept as a hash; `room` is the group that it is about, null for the member's own.
calendars = Table(
    "calendars",
    metadata,
    Column("id", String, primary_key=True),
    Column("member", String, ForeignKey("members.id"), nullable=False, index=True),
    Column("room", String, ForeignKey("rooms.id")),
    Column("secret_hash", LargeBinary, nullable=False, unique=True),
    Column("neutral", Boolean, nullable=False),
    Column("alarm", Integer),
    Column("made_at", BigInteger, nullable=False),
    Column("name_sealed", LargeBinary),
)

# What members say about company. `activity` is "" for what is said in general; `occurrence` is an
# id or "all". `still_asked` is when they were asked whether they still want it.
company = Table(
    "company",
    metadata,
    Column("member", String, ForeignKey("members.id"), primary_key=True),
    Column("activity", String, primary_key=True, index=True),
    Column("occurrence", String, primary_key=True),
    Column("says", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("still_asked", BigInteger),
)

pairs = Table(
    "pairs",
    metadata,
    Column("occurrence", String, primary_key=True),
    Column("wants", String, ForeignKey("members.id"), primary_key=True, index=True),
    Column("offers", String, ForeignKey("members.id"), primary_key=True, index=True),
    Column("starts", BigInteger, nullable=False),
    Column("ended", Boolean, nullable=False),
)

# Who was asked to come along with whom, so that nobody is asked twice; and of whom the leaders have
# heard that they are alone, which stands as "leaders" with a moment in `offers`.
asked_along = Table(
    "asked_along",
    metadata,
    Column("occurrence", String, primary_key=True),
    Column("wants", String, primary_key=True),
    Column("offers", String, primary_key=True),
)

# Which activity an event of another program's calendar became. Its UID and what it said are kept as
# keyed hashes; `place` is the house or the room.
imports = Table(
    "imports",
    metadata,
    Column("place", String, primary_key=True),
    Column("uid_hash", LargeBinary, primary_key=True),
    Column("says_hash", LargeBinary, nullable=False),
    Column("activity", String, ForeignKey("activities.id"), nullable=False),
)
