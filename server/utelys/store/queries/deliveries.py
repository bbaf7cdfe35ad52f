"""Notices on their way to single subscriptions, and how far streams have been looked at."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, delete, exists, func, insert, not_, or_, select, update

from utelys.core.clock import from_millis, to_millis
from utelys.core.deliveries import ENDS, State
from utelys.core.notice_kinds import RANK, Urgency
from utelys.store.base import Source, Tx
from utelys.store.queries.sound import moment_in, no_moment, none_of
from utelys.store.schema import entries, streams
from utelys.store.schema_notices import deliveries, noticed, notices

SHOWN = "notice"
WITHDRAWN = "withdrawn"

OURSELVES = 0
"""The status of what was given up here; no service answers so."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A notice, or its withdrawal (`what`), to one subscription.

    `tries` counts from 0. `status` is what was answered last; None while none or not all of them
    were: what nobody answered may have arrived.
    """

    id: str
    notice: str
    subscription: str
    what: str
    rank: int
    state: State
    tries: int
    shrunk: bool
    next_at: datetime
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """An entry, as far as it matters for notices; `sealed` is its body where that was asked for."""

    seq: int
    at: datetime
    kind: str
    by: str
    sealed: bytes = b""


_MOST_TRIES = 1_000_000
"""More than there is time for: what says so has been damaged."""

# What cannot be read is as if it were not there, until the outbox sets it aside (see `notices`).
_UNREADABLE = or_(
    none_of(deliveries.c.what, (SHOWN, WITHDRAWN)),
    none_of(deliveries.c.state, State),
    none_of(deliveries.c.rank, RANK.values()),
    not_(deliveries.c.tries.between(0, _MOST_TRIES)),
    no_moment(deliveries.c.next_at),
    and_(deliveries.c.status.is_not(None), not_(deliveries.c.status.between(0, 999))),
)
_READABLE = not_(_UNREADABLE)
_SOUND = select(deliveries).where(_READABLE)
_DAMAGED = select(deliveries).where(_UNREADABLE).order_by(deliveries.c.id)
_posting, _told, _mine = deliveries.alias(), notices.alias(), notices.alias()
_BUSY = select(_posting.c.subscription).where(_posting.c.state == State.POSTING)
_SAME = exists().where(
    _posting.c.state == State.POSTING,
    _posting.c.subscription == deliveries.c.subscription,
    _told.c.id == _posting.c.notice,
    _mine.c.id == deliveries.c.notice,
    _told.c.about == _mine.c.about,
)
# One message at a time for each subscription. What is urgent passes a post that hangs, and waits
# only for one about the same thing: those two must arrive in their order.
_MAY_GO = and_(
    deliveries.c.state == State.WAITING,
    deliveries.c.rank >= bindparam("rank"),
    or_(
        deliveries.c.subscription.not_in(_BUSY),
        and_(deliveries.c.rank == RANK[Urgency.HIGH], ~_SAME),
    ),
)
_FREE = (
    _SOUND.where(_MAY_GO, deliveries.c.next_at <= bindparam("now"))
    .order_by(deliveries.c.rank.desc(), deliveries.c.next_at, deliveries.c.id)
    .limit(bindparam("most"))
)
_NEXT = (
    select(deliveries.c.next_at).where(_MAY_GO, _READABLE).order_by(deliveries.c.next_at).limit(1)
)
_OF_NOTICES = _SOUND.where(deliveries.c.notice.in_(bindparam("notices", expanding=True)))
_ONE = _SOUND.where(deliveries.c.id == bindparam("id"))
_UNENDED_TO = _SOUND.where(
    deliveries.c.subscription == bindparam("subscription"),
    deliveries.c.state.in_((State.WAITING, State.POSTING)),
)
_POSTING = _SOUND.where(deliveries.c.state == State.POSTING)
_WITHDRAWALS = (
    select(deliveries, notices.c.member, notices.c.about)
    .join(notices, notices.c.id == deliveries.c.notice)
    .where(
        deliveries.c.what == WITHDRAWN,
        deliveries.c.state == State.WAITING,
        _READABLE,
        notices.c.about.in_(bindparam("abouts", expanding=True)),
    )
)
_ADD = insert(deliveries)
_SET = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("b_id"))
    .values(
        state=bindparam("b_state"),
        tries=bindparam("b_tries"),
        shrunk=bindparam("b_shrunk"),
        next_at=bindparam("b_next"),
        status=bindparam("b_status"),
    )
)
_MEND = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("b_id"))
    .values(
        what=bindparam("b_what"),
        rank=bindparam("b_rank"),
    )
)
_MOVE_BACK = (
    update(deliveries)
    .where(deliveries.c.state == State.WAITING)
    .values(next_at=deliveries.c.next_at - bindparam("b_by"))
)
_head = select(func.max(entries.c.seq)).where(entries.c.stream == streams.c.num).scalar_subquery()
_UNNOTICED = (
    select(streams.c.name, func.coalesce(noticed.c.seq, 0), _head)
    .select_from(streams.outerjoin(noticed, noticed.c.stream == streams.c.name))
    .where(func.coalesce(noticed.c.seq, 0) < _head, ~streams.c.name.startswith("house:"))
)
_ENTRIES = (
    select(entries.c.seq, entries.c.at, entries.c.kind, entries.c.by)
    .join(streams, streams.c.num == entries.c.stream)
    .where(
        streams.c.name == bindparam("stream"),
        entries.c.seq > bindparam("after"),
        entries.c.seq <= bindparam("to"),
    )
    .order_by(entries.c.seq.desc())
    .limit(bindparam("most"))
)
_WITH_BODIES = _ENTRIES.add_columns(entries.c.body_sealed)
_CAME_IN = (
    select(entries.c.by, func.max(entries.c.seq).label("seq"))
    .join(streams, streams.c.num == entries.c.stream)
    .where(streams.c.name == bindparam("stream"), entries.c.kind == "room.joined")
    .group_by(entries.c.by)
)
_DROP_NOTICED = delete(noticed).where(noticed.c.stream == bindparam("b_stream"))
_ADD_NOTICED = insert(noticed)


def _read(row: Any) -> Delivery:
    return Delivery(
        row.id,
        row.notice,
        row.subscription,
        row.what,
        row.rank,
        State(row.state),
        row.tries,
        row.shrunk,
        from_millis(row.next_at),
        row.status,
    )


def _given_up(row: Any, now: datetime) -> Delivery:
    """What can be read of a row. What had come to an end stays as it was, the rest is given up."""
    ended = row.state in {State.SENT, *ENDS}
    return Delivery(
        row.id,
        row.notice,
        row.subscription,
        row.what if row.what in (SHOWN, WITHDRAWN) else SHOWN,
        row.rank if row.rank in RANK.values() else RANK[Urgency.LOW],
        State(row.state) if ended else State.GAVE_UP,
        0,
        row.shrunk,
        from_millis(moment_in(row.next_at, to_millis(now))),
        OURSELVES,
    )


async def damaged(source: Source, now: datetime) -> list[Delivery]:
    """Those that cannot be read, each as it is to be written anew."""
    return [_given_up(row, now) for row in await source.rows(_DAMAGED)]


def mend(tx: Tx, one: Delivery) -> None:
    """Write one of the `damaged` so that it can be read."""
    tx.write(_MEND, {"b_id": one.id, "b_what": one.what, "b_rank": one.rank})
    change(tx, one)


async def free(source: Source, now: datetime, most: int, rank: int = 0) -> list[Delivery]:
    """Those of at least this rank to be posted now, the urgent first, one for each subscription."""
    found = await source.rows(_FREE, {"now": to_millis(now), "most": most, "rank": rank})
    first: dict[str, Delivery] = {}
    for row in found:
        first.setdefault(row.subscription, _read(row))
    return list(first.values())


async def next_due(source: Source, rank: int = 0) -> datetime | None:
    """When the next of at least this rank is to be posted, but for those that wait for another."""
    found = await source.rows(_NEXT, {"rank": rank})
    return from_millis(found[0].next_at) if found else None


async def delivery(source: Source, id_: str) -> Delivery | None:
    """Find a delivery."""
    found = await source.rows(_ONE, {"id": id_})
    return _read(found[0]) if found else None


async def of_notices(source: Source, ids: Collection[str]) -> list[Delivery]:
    """All deliveries of these notices."""
    return [_read(row) for row in await source.rows(_OF_NOTICES, {"notices": list(ids)})]


async def unended_to(source: Source, subscription: str) -> list[Delivery]:
    """What is still on its way to a subscription."""
    found = await source.rows(_UNENDED_TO, {"subscription": subscription})
    return [_read(row) for row in found]


async def posting(source: Source) -> list[Delivery]:
    """What was being posted when the server stopped."""
    return [_read(row) for row in await source.rows(_POSTING)]


async def withdrawals(source: Source, abouts: Collection[str]) -> list[tuple[str, str, Delivery]]:
    """What is still to be taken away about these things, each with its member and its thing."""
    found = await source.rows(_WITHDRAWALS, {"abouts": sorted(abouts)})
    return [(row.member, row.about, _read(row)) for row in found]


def add(tx: Tx, one: Delivery) -> None:
    """Write a delivery."""
    row = {
        "id": one.id,
        "notice": one.notice,
        "subscription": one.subscription,
        "what": one.what,
        "rank": one.rank,
        "state": one.state,
        "tries": one.tries,
        "shrunk": one.shrunk,
        "next_at": to_millis(one.next_at),
        "status": one.status,
    }
    tx.write(_ADD, row)
    tx.delivery_is(one.state)


def change(tx: Tx, one: Delivery) -> None:
    """Write a delivery anew."""
    row = {
        "b_id": one.id,
        "b_state": one.state,
        "b_tries": one.tries,
        "b_shrunk": one.shrunk,
        "b_next": to_millis(one.next_at),
        "b_status": one.status,
    }
    tx.write(_SET, row)
    tx.delivery_is(one.state)


def move_back(tx: Tx, by: timedelta) -> None:
    """The clock went back: let everything that waits go out by so much earlier."""
    tx.write(_MOVE_BACK, {"b_by": by // timedelta(milliseconds=1)})


async def unnoticed(source: Source) -> list[tuple[str, int, int]]:
    """Streams of rooms and members that hold more than was looked at: from and up to where."""
    return [(row[0], row[1], row[2]) for row in await source.rows(_UNNOTICED)]


async def noted(source: Source, stream: str, after: int, to: int, most: int) -> list[Noted]:
    """A stream's entries after one number and up to another, the newest first."""
    values = {"stream": stream, "after": after, "to": to, "most": most}
    found = await source.rows(_ENTRIES, values)
    return [Noted(row.seq, from_millis(row.at), row.kind, row.by) for row in found]


async def noted_with_bodies(
    source: Source, stream: str, after: int, to: int, most: int
) -> list[Noted]:
    """The same, each with its body."""
    values = {"stream": stream, "after": after, "to": to, "most": most}
    found = await source.rows(_WITH_BODIES, values)
    return [Noted(row.seq, from_millis(row.at), row.kind, row.by, row.body_sealed) for row in found]


async def came_in(source: Source, stream: str) -> dict[str, int]:
    """The number at which each member last came into a room by themselves."""
    return {row.by: row.seq for row in await source.rows(_CAME_IN, {"stream": stream})}


def note(tx: Tx, seen: dict[str, int]) -> None:
    """Note up to which number each of these streams has been looked at."""
    for stream in seen:
        tx.write(_DROP_NOTICED, {"b_stream": stream})
    for stream, seq in seen.items():
        tx.write(_ADD_NOTICED, {"stream": stream, "seq": seq})
