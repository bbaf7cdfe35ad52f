"""The tables. Moments are milliseconds since 1970 UTC; what ends in `sealed` is encrypted."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    false,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column[str]:
    return Column("id", String, primary_key=True)


meta = Table(
    "meta",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

streams = Table(
    "streams",
    metadata,
    Column("num", Integer, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("key_wrapped", LargeBinary),
)

# Clustered by stream: paging through one stream reads neighbours, whatever else is written.
entries = Table(
    "entries",
    metadata,
    Column("stream", Integer, ForeignKey("streams.num"), primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("kind", String, nullable=False),
    Column("by", String, nullable=False),
    Column("body_sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# `num` grows with time, so that what is older than seven days is the beginning of the table.
results = Table(
    "results",
    metadata,
    Column("num", Integer, primary_key=True),
    Column("command", LargeBinary, nullable=False, unique=True),
    Column("at", BigInteger, nullable=False),
    Column("result_sealed", LargeBinary, nullable=False),
)

timers = Table(
    "timers",
    metadata,
    Column("kind", String, primary_key=True),
    Column("ref", String, primary_key=True),
    Column("due", BigInteger, nullable=False, index=True),
)

houses = Table(
    "houses",
    metadata,
    _id(),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("zone", String, nullable=False),
    Column("room", String, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("waves", String),
)

members = Table(
    "members",
    metadata,
    _id(),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("stage", String, nullable=False),
    Column("language", String, nullable=False),
    Column("time_zone", String, nullable=False),
    Column("push_text", String, nullable=False, server_default="neutral"),
    Column("joined_at", BigInteger, nullable=False),
    Column("picture", String),
    Column("left_at", BigInteger),
    Column("show", String),
)

# Apart from `members`, which is read far more often than what somebody looks like.
faces = Table(
    "faces",
    metadata,
    Column("member", String, ForeignKey("members.id"), primary_key=True),
    Column("picture_sealed", LargeBinary, nullable=False),
)

duties = Table(
    "duties",
    metadata,
    Column("member", String, ForeignKey("members.id"), primary_key=True),
    Column("duty", String, primary_key=True),
)

house_members = Table(
    "house_members",
    metadata,
    Column("house", String, ForeignKey("houses.id"), primary_key=True),
    Column("member", String, ForeignKey("members.id"), primary_key=True, index=True),
    Column("from_seq", BigInteger, nullable=False),
    Column("joined_at", BigInteger, nullable=False),
)

# `rooms` are those of the house that the member was in, each with the first number readable.
pauses = Table(
    "pauses",
    metadata,
    Column("house", String, ForeignKey("houses.id"), primary_key=True),
    Column("member", String, ForeignKey("members.id"), primary_key=True, index=True),
    Column("until", BigInteger, nullable=False),
    Column("from_seq", BigInteger, nullable=False),
    Column("rooms", String, nullable=False),
    Column("held", String),
)

devices = Table(
    "devices",
    metadata,
    _id(),
    Column("member", String, ForeignKey("members.id"), nullable=False, index=True),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("made_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
)

invitations = Table(
    "invitations",
    metadata,
    Column("code_hash", LargeBinary, primary_key=True),
    Column("stage", String, nullable=False),
    Column("duties", String, nullable=False),
    Column("house", String, ForeignKey("houses.id"), nullable=False),
    Column("rooms", String, nullable=False),
    Column("made_by", String, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    Column("used_command", LargeBinary),
    Column("device", String),
)

# By which another device of the same member comes in.
links = Table(
    "links",
    metadata,
    Column("code_hash", LargeBinary, primary_key=True),
    Column("member", String, ForeignKey("members.id"), nullable=False, index=True),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_command", LargeBinary),
    Column("device", String),
)

rooms = Table(
    "rooms",
    metadata,
    _id(),
    Column("kind", String, nullable=False),
    Column("name_sealed", LargeBinary),
    Column("house", String, ForeignKey("houses.id"), index=True),
    Column("pair", String, unique=True),
    Column("made_at", BigInteger, nullable=False),
    Column("closed", Boolean),
    Column("history_from", BigInteger),
)

# `from_seq` is the first number that the member may read, `joined_seq` the one of their coming in
# where that is another.
room_members = Table(
    "room_members",
    metadata,
    Column("room", String, ForeignKey("rooms.id"), primary_key=True),
    Column("member", String, ForeignKey("members.id"), primary_key=True, index=True),
    Column("from_seq", BigInteger, nullable=False),
    Column("joined_at", BigInteger, nullable=False),
    Column("joined_seq", BigInteger),
)

# `seq` is the entry that tells of it, and what they were called by then.
departures = Table(
    "departures",
    metadata,
    Column("room", String, ForeignKey("rooms.id"), primary_key=True),
    Column("member", String, ForeignKey("members.id"), primary_key=True),
    Column("seq", BigInteger, nullable=False),
)

# Without `message` a file waits to be sent. Destroying its keys destroys it.
files = Table(
    "files",
    metadata,
    _id(),
    Column("room", String, ForeignKey("rooms.id"), nullable=False),
    Column("by", String, ForeignKey("members.id"), nullable=False, index=True),
    Column("message", BigInteger),
    Column("activity", String),
    Column("preview_size", Integer, nullable=False),
    Column("size", Integer, nullable=False, server_default="0"),
    Column("keys_sealed", LargeBinary, nullable=False),
    Column("card_sealed", LargeBinary, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Index(None, "room", "message"),
)

# Rooms in which not all is kept for ever; all messages below `expired` are erased.
retention = Table(
    "retention",
    metadata,
    Column("room", String, ForeignKey("rooms.id"), primary_key=True),
    Column("days", Integer, nullable=False),
    Column("expired", BigInteger, nullable=False),
)

# How far a member has read a stream.
marks = Table(
    "marks",
    metadata,
    Column("member", String, ForeignKey("members.id"), primary_key=True),
    Column("stream", String, primary_key=True),
    Column("seq", BigInteger, nullable=False),
)

# Those who have chosen receipts.
receipts = Table(
    "receipts",
    metadata,
    Column("member", String, ForeignKey("members.id"), primary_key=True),
)

# Without `until` a room is silent until the member says otherwise.
mutes = Table(
    "mutes",
    metadata,
    Column("member", String, ForeignKey("members.id"), primary_key=True),
    Column("room", String, ForeignKey("rooms.id"), primary_key=True),
    Column("until", BigInteger),
)

# Which entries are about which message: those that go when it is erased.
notes = Table(
    "notes",
    metadata,
    Column("room", String, ForeignKey("rooms.id"), primary_key=True),
    Column("message", BigInteger, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    sqlite_with_rowid=False,
)

# Which messages stand in the thread of one time of an activity.
threads = Table(
    "threads",
    metadata,
    Column("room", String, ForeignKey("rooms.id"), primary_key=True),
    Column("occurrence", String, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    sqlite_with_rowid=False,
)

pins = Table(
    "pins",
    metadata,
    Column("room", String, ForeignKey("rooms.id"), primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("by", String, nullable=False),
    Column("at", BigInteger, nullable=False),
)

# `name` is what the one who is blocked was called by then.
blocks = Table(
    "blocks",
    metadata,
    Column("by", String, ForeignKey("members.id"), primary_key=True),
    Column("of", String, ForeignKey("members.id"), primary_key=True, index=True),
    Column("at", BigInteger, nullable=False),
    Column("name_sealed", LargeBinary, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    _id(),
    Column("house", String, ForeignKey("houses.id"), nullable=False),
    Column("member", String, ForeignKey("members.id"), nullable=False),
    Column("as_", String, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("show", String, nullable=False),
    Column("claimed_at", BigInteger, nullable=False, server_default="0"),
    Column("offered_to", String, index=True),
    Column("through_quiet", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("house", "member"),
)

asks = Table(
    "asks",
    metadata,
    _id(),
    Column("house", String, ForeignKey("houses.id"), nullable=False, index=True),
    Column("room", String, ForeignKey("rooms.id"), nullable=False, unique=True),
    Column("asker", String, ForeignKey("members.id"), nullable=False, index=True),
    Column("state", String, nullable=False, index=True),
    Column("taker", String),
    Column("taken_at", BigInteger),
    Column("whole", LargeBinary, nullable=False),
    Column("raised_at", BigInteger, nullable=False, server_default="0"),
)

shifts = Table(
    "shifts",
    metadata,
    _id(),
    Column("house", String, ForeignKey("houses.id"), nullable=False, index=True),
    Column("whole", LargeBinary, nullable=False),
)

# Times soon to begin of whose members the devices have been asked whether they are reached.
reach_checks = Table(
    "reach_checks",
    metadata,
    _id(),
    Column("plan", String, nullable=False, index=True),
    Column("house", String, ForeignKey("houses.id"), nullable=False, index=True),
    Column("member", String, ForeignKey("members.id"), nullable=False, index=True),
    Column("whole", LargeBinary, nullable=False),
)

# Swaps that wait for the other's word.
swaps = Table(
    "swaps",
    metadata,
    _id(),
    Column("by", String, ForeignKey("members.id"), nullable=False, index=True),
    Column("to", String, ForeignKey("members.id"), nullable=False, index=True),
    Column("whole", LargeBinary, nullable=False),
)

# The numbers of a house's crisis card.
crisis = Table(
    "crisis",
    metadata,
    _id(),
    Column("house", String, ForeignKey("houses.id"), nullable=False, index=True),
    Column("whole_sealed", LargeBinary, nullable=False),
)

# Whom an ask rings just now.
rings = Table(
    "rings",
    metadata,
    Column("member", String, ForeignKey("members.id"), primary_key=True),
    Column("ask", String, ForeignKey("asks.id"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)

# What a member has said of being quiet; times are `HH:MM` on the wall of `zone`.
quiet = Table(
    "quiet",
    metadata,
    Column("member", String, ForeignKey("members.id"), primary_key=True),
    Column("starts", String),
    Column("ends", String),
    Column("zone", String),
    Column("until", BigInteger),
    Column("wakings", Integer, nullable=False),
)

wakings = Table(
    "wakings",
    metadata,
    Column("num", Integer, primary_key=True),
    Column("member", String, ForeignKey("members.id"), nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
)

Index("ix_leases_until", leases.c.until)
Index("ix_leases_member", leases.c.member)
Index("ix_asks_house_raised_at", asks.c.house, asks.c.raised_at)
Index("ix_asks_house_taken_at", asks.c.house, asks.c.taken_at)
