"""The outbox of what must reach someone outside a socket."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, not_, or_, select, update

from utelys.core.clock import from_millis, to_millis
from utelys.store.base import Source, Tx
from utelys.store.queries.sound import moment_in, no_moment, none_of
from utelys.store.schema_notices import deliveries, notices
from utelys_protocol.words import NoticeKind, NoticeState

LIVE = (NoticeState.WAITING, NoticeState.SENDING, NoticeState.SENT)
"""What may still be shown, now or later."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that one member must hear of.

    `about` is the thing, `stream` and `seq` the entry where it stands in one, `device` the only one
    that it is for. At `due` it is decided whether it is needed, after `until` it is pointless.
    """

    id: str
    member: str
    kind: NoticeKind
    about: str
    stream: str | None
    seq: int | None
    device: str | None
    made_at: datetime
    due: datetime
    until: datetime
    state: NoticeState
    at: datetime


_MOMENTS = ("made_at", "due", "until", "at")

# What cannot be read is as if it were not there, until the outbox sets it aside: one such row must
# fail nobody else's look, and no member's command.
_UNREADABLE = or_(
    none_of(notices.c.kind, NoticeKind),
    none_of(notices.c.state, NoticeState),
    *(no_moment(notices.c[name]) for name in _MOMENTS),
)
# As one term, so that no index is chosen by what is so of nearly every row.
_READABLE = not_(_UNREADABLE)
_SOUND = select(notices).where(_READABLE)
_DAMAGED = select(notices).where(_UNREADABLE).order_by(notices.c.id)
_LIVE = notices.c.state.in_(LIVE)
_WAITING = (
    _SOUND.where(notices.c.state == NoticeState.WAITING, notices.c.due <= bindparam("now"))
    .order_by(notices.c.due, notices.c.id)
    .limit(bindparam("most"))
)
_NEXT = (
    select(notices.c.due)
    .where(notices.c.state == NoticeState.WAITING, _READABLE)
    .order_by(notices.c.due)
    .limit(1)
)
_SOME = _SOUND.where(notices.c.id.in_(bindparam("ids", expanding=True)))
_WAITING_OF = _SOME.where(notices.c.state == NoticeState.WAITING)
_ABOUT = _SOUND.where(
    notices.c.about.in_(bindparam("abouts", expanding=True)),
    notices.c.member.in_(bindparam("members", expanding=True)),
    _LIVE,
)
_ABOUT_ANY = _SOUND.where(
    notices.c.member == bindparam("member"),
    notices.c.about >= bindparam("first"),
    notices.c.about < bindparam("last"),
    _LIVE,
)
_IN_STREAM = _SOUND.where(
    notices.c.member == bindparam("member"),
    notices.c.stream == bindparam("stream"),
    notices.c.seq <= bindparam("seq"),
    _LIVE,
)
_OF = _SOUND.where(
    notices.c.stream == bindparam("stream"),
    notices.c.seq.in_(bindparam("seqs", expanding=True)),
    _LIVE,
)
_IN_STREAMS = _SOUND.where(notices.c.stream.is_not(None), _LIVE)
_TOLD = _SOUND.where(
    notices.c.member == bindparam("member"),
    notices.c.stream == bindparam("stream"),
    notices.c.seq == bindparam("seq"),
)
_NEWEST = (
    _SOUND.where(notices.c.member == bindparam("member"))
    .order_by(notices.c.id.desc())
    .limit(bindparam("most"))
)
_ADD = insert(notices)
_MOVE = (
    update(notices)
    .where(notices.c.id == bindparam("b_id"))
    .values(
        state=bindparam("b_state"),
        at=bindparam("b_at"),
        due=bindparam("b_due"),
        seq=bindparam("b_seq"),
    )
)
_MEND = (
    update(notices)
    .where(notices.c.id == bindparam("b_id"))
    .values(
        kind=bindparam("b_kind"),
        state=bindparam("b_state"),
        **{name: bindparam(f"b_{name}") for name in _MOMENTS},
    )
)
_MOVE_BACK = (
    update(notices)
    .where(notices.c.state == NoticeState.WAITING)
    .values(due=notices.c.due - bindparam("b_by"))
)
_IS_OLD = and_(notices.c.at < bindparam("b_before"), notices.c.until < bindparam("b_before"))
_FORGET_DELIVERIES = delete(deliveries).where(
    deliveries.c.notice.in_(select(notices.c.id).where(_IS_OLD))
)
_FORGET = delete(notices).where(_IS_OLD)


def _read(row: Any) -> Notice:
    return Notice(
        row.id,
        row.member,
        NoticeKind(row.kind),
        row.about,
        row.stream,
        row.seq,
        row.device,
        from_millis(row.made_at),
        from_millis(row.due),
        from_millis(row.until),
        NoticeState(row.state),
        from_millis(row.at),
    )


def _given_up(row: Any, now: datetime) -> Notice:
    """What can be read of a row. What had come to an end stays as it was, the rest has failed."""
    moments = [from_millis(moment_in(row._mapping[name], to_millis(now))) for name in _MOMENTS]
    made_at, due_, until, at = moments
    ended = row.state in set(NoticeState) - {NoticeState.WAITING, NoticeState.SENDING}
    return Notice(
        row.id,
        row.member,
        NoticeKind(row.kind) if row.kind in set(NoticeKind) else NoticeKind.SHIFT,
        row.about,
        row.stream,
        row.seq,
        row.device,
        made_at,
        due_,
        until,
        NoticeState(row.state) if ended else NoticeState.FAILED,
        at if ended else now,
    )


async def damaged(source: Source, now: datetime) -> list[Notice]:
    """Those that cannot be read, each as it is to be written anew.

    A kind that we do not know becomes the one that says least: there is something to look at.
    """
    return [_given_up(row, now) for row in await source.rows(_DAMAGED)]


def mend(tx: Tx, one: Notice) -> None:
    """Write one of the `damaged` so that it can be read."""
    row = {
        "b_id": one.id,
        "b_kind": one.kind,
        "b_state": one.state,
        "b_made_at": to_millis(one.made_at),
        "b_due": to_millis(one.due),
        "b_until": to_millis(one.until),
        "b_at": to_millis(one.at),
    }
    tx.write(_MEND, row)


async def due(source: Source, now: datetime, most: int) -> list[Notice]:
    """Those of which it is to be decided now whether they are needed."""
    found = await source.rows(_WAITING, {"now": to_millis(now), "most": most})
    return [_read(row) for row in found]


async def next_due(source: Source) -> datetime | None:
    """When the next decision is due."""
    found = await source.rows(_NEXT)
    return from_millis(found[0].due) if found else None


async def notice(source: Source, id_: str) -> Notice | None:
    """Find a notice."""
    return (await some(source, [id_])).get(id_)


async def some(source: Source, ids: Collection[str]) -> dict[str, Notice]:
    """Find several notices, asked at once, by their ids."""
    found = await source.rows(_SOME, {"ids": list(ids)}) if ids else ()
    return {row.id: _read(row) for row in found}


async def waiting(source: Source, ids: list[str]) -> list[Notice]:
    """Those of these that wait to be decided."""
    return [_read(row) for row in await source.rows(_WAITING_OF, {"ids": ids})]


async def live_about(source: Source, about: str, members: list[str]) -> list[Notice]:
    """All that may still be shown to these members about a thing."""
    return await live_about_each(source, [(about, member) for member in members])


async def live_about_each(source: Source, things: Sequence[tuple[str, str]]) -> list[Notice]:
    """The same for several things, each with its member, asked at once."""
    wanted = set(things)
    abouts, members = ({each[place] for each in wanted} for place in (0, 1))
    found = await source.rows(_ABOUT, {"abouts": sorted(abouts), "members": sorted(members)})
    return [_read(row) for row in found if (row.about, row.member) in wanted]


async def live_about_any(source: Source, begins: str, member: str) -> list[Notice]:
    """All that may still be shown to a member about things whose names begin so."""
    values = {"member": member, "first": begins, "last": begins + "\U0010ffff"}
    return [_read(row) for row in await source.rows(_ABOUT_ANY, values)]


async def live_in_stream(source: Source, member: str, stream: str, seq: int) -> list[Notice]:
    """All that may still be shown to a member of a stream up to a number."""
    values = {"member": member, "stream": stream, "seq": seq}
    return [_read(row) for row in await source.rows(_IN_STREAM, values)]


async def live_of(source: Source, stream: str, seqs: list[int]) -> list[Notice]:
    """All that tell of some entries, to whomever, and may still be shown."""
    return [_read(row) for row in await source.rows(_OF, {"stream": stream, "seqs": seqs})]


async def live_in_streams(source: Source) -> list[Notice]:
    """All that tell of an entry and may still be shown."""
    return [_read(row) for row in await source.rows(_IN_STREAMS)]


async def told_of(source: Source, member: str, stream: str, seq: int) -> list[Notice]:
    """All that an entry has become to a member, also what is over."""
    values = {"member": member, "stream": stream, "seq": seq}
    return [_read(row) for row in await source.rows(_TOLD, values)]


async def newest(source: Source, member: str, most: int) -> list[Notice]:
    """A member's newest notices, the newest first."""
    found = await source.rows(_NEWEST, {"member": member, "most": most})
    return [_read(row) for row in found]


def add(tx: Tx, one: Notice) -> None:
    """Write a notice."""
    row = {
        "id": one.id,
        "member": one.member,
        "kind": one.kind,
        "about": one.about,
        "stream": one.stream,
        "seq": one.seq,
        "device": one.device,
        "made_at": to_millis(one.made_at),
        "due": to_millis(one.due),
        "until": to_millis(one.until),
        "state": one.state,
        "at": to_millis(one.at),
    }
    tx.write(_ADD, row)


def change(tx: Tx, one: Notice) -> None:
    """Write a notice's state, its moment and the entry that it tells of anew."""
    row = {
        "b_id": one.id,
        "b_state": one.state,
        "b_at": to_millis(tx.now),
        "b_due": to_millis(one.due),
        "b_seq": one.seq,
    }
    tx.write(_MOVE, row)


def move_back(tx: Tx, by: timedelta) -> None:
    """The clock went back: let everything that waits be due by so much earlier."""
    tx.write(_MOVE_BACK, {"b_by": by // timedelta(milliseconds=1)})


def forget_before(tx: Tx, moment: datetime) -> None:
    """Forget what came to its end before a moment."""
    tx.write(_FORGET_DELIVERIES, {"b_before": to_millis(moment)})
    tx.write(_FORGET, {"b_before": to_millis(moment)})
