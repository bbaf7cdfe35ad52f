"""Calendars that other programs read, by the hash of their secret address."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, select

from utelys.core.clock import from_millis, to_millis
from utelys.core.ids import member_stream
from utelys.store.base import Source, Tx
from utelys.store.schema_together import calendars
from utelys_protocol.together import CalendarCard


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar's row. `room` is the group that it is about, None for the member's own."""

    id: str
    member: str
    room: str | None
    neutral: bool
    alarm: timedelta | None
    made_at: datetime
    name: str | None = None

    @property
    def card(self) -> CalendarCard:
        """How it is shown to its owner."""
        alarm = int(self.alarm.total_seconds()) if self.alarm is not None else None
        return CalendarCard(
            id=self.id,
            group=self.room,
            neutral=self.neutral,
            alarm=alarm,
            name=self.name,
            made_at=self.made_at,
        )


_BY_HASH = select(calendars).where(calendars.c.secret_hash == bindparam("hash"))
_OF = select(calendars).where(calendars.c.member == bindparam("member")).order_by(calendars.c.id)
_ADD = insert(calendars)
_DROP = delete(calendars).where(calendars.c.id == bindparam("b_id"))


async def _feed(source: Source, row: Any) -> Feed:
    alarm = timedelta(seconds=row.alarm) if row.alarm is not None else None
    name = None
    if row.name_sealed is not None:
        name = await source.open(member_stream(row.member), row.name_sealed, row.id.encode())
    return Feed(
        row.id,
        row.member,
        row.room,
        row.neutral,
        alarm,
        from_millis(row.made_at),
        name.decode() if name is not None else None,
    )


async def by_hash(source: Source, secret_hash: bytes) -> Feed | None:
    """Find the calendar that a secret opens."""
    found = await source.rows(_BY_HASH, {"hash": secret_hash})
    return await _feed(source, found[0]) if found else None


async def of_member(source: Source, member: str) -> list[Feed]:
    """A member's calendars, oldest first."""
    return [await _feed(source, row) for row in await source.rows(_OF, {"member": member})]


async def add(tx: Tx, feed: Feed, secret_hash: bytes) -> None:
    """Write a new calendar."""
    alarm = int(feed.alarm.total_seconds()) if feed.alarm is not None else None
    row = {"id": feed.id, "member": feed.member, "room": feed.room, "neutral": feed.neutral}
    more = {"secret_hash": secret_hash, "alarm": alarm, "made_at": to_millis(feed.made_at)}
    name = feed.name and await tx.seal(
        member_stream(feed.member), feed.name.encode(), feed.id.encode()
    )
    tx.write(_ADD, row | more | {"name_sealed": name})


def drop(tx: Tx, id_: str) -> None:
    """Let a calendar's address open nothing any more."""
    tx.write(_DROP, {"b_id": id_})
