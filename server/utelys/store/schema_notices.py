"""The tables of what must reach someone outside a socket; see `schema` for what all share."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
)

from utelys.store.schema import metadata

# `push_sealed` is the endpoint and the keys, `place` what tells endpoints apart without saying
# which they are. `test` is the newest test sent to it.
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", String, primary_key=True),
    Column("member", String, ForeignKey("members.id"), nullable=False, index=True),
    Column("device", String, ForeignKey("devices.id"), nullable=False, unique=True),
    Column("push_sealed", LargeBinary, nullable=False),
    Column("place", LargeBinary, nullable=False, unique=True),
    Column("made_at", BigInteger, nullable=False),
    Column("test", String),
    Column("tested_at", BigInteger),
    Column("confirmed_at", BigInteger),
)

# How far the entries of a stream have been looked at for whom they must reach outside a socket.
noticed = Table(
    "noticed",
    metadata,
    Column("stream", String, primary_key=True),
    Column("seq", BigInteger, nullable=False),
)

# What is told of stands in `stream` at `seq`, where it stands in one.
notices = Table(
    "notices",
    metadata,
    Column("id", String, primary_key=True),
    Column("member", String, ForeignKey("members.id"), nullable=False),
    Column("kind", String, nullable=False),
    Column("about", String, nullable=False, index=True),
    Column("stream", String),
    Column("seq", BigInteger),
    Column("device", String),
    Column("made_at", BigInteger, nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("state", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("ix_notices_member_id", "member", "id"),
    Index("ix_notices_stream_seq", "stream", "seq"),
    Index("ix_notices_state_due", "state", "due"),
)

# `what` is the notice itself or its withdrawal; `rank` puts the urgent ones first.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String, primary_key=True),
    Column("notice", String, ForeignKey("notices.id"), nullable=False, index=True),
    Column("subscription", String, nullable=False),
    Column("what", String, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("shrunk", Boolean, nullable=False),
    Column("next_at", BigInteger, nullable=False),
    Column("status", Integer),
    Index("ix_deliveries_state_next_at", "state", "next_at"),
    Index("ix_deliveries_subscription_state", "subscription", "state"),
)
