"""Calendars that other programs read, by the hash of their secret address."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, select

from utelys.core.clock import from_millis, to_millis
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

    @property
    def card(self) -> CalendarCard:
        """How it is shown to its owner."""
        alarm = int(self.alarm.total_seconds()) if self.alarm is not None else None
        return CalendarCard(id=self.id, group=self.room, neutral=self.neutral, alarm=alarm)


_BY_HASH = select(calendars).where(calendars.c.secret_hash == bindparam("hash"))
_OF = select(calendars).where(calendars.c.member == bindparam("member")).order_by(calendars.c.id)
_ADD = insert(calendars)
_DROP = delete(calendars).where(calendars.c.id == bindparam("b_id"))


def _feed(row: Any) -> Feed:
    alarm = timedelta(seconds=row.alarm) if row.alarm is not None else None
    return Feed(row.id, row.member, row.room, row.neutral, alarm, from_millis(row.made_at))


async def by_hash(source: Source, secret_hash: bytes) -> Feed | None:
    """Find the calendar that a secret opens."""
    found = await source.rows(_BY_HASH, {"hash": secret_hash})
    return _feed(found[0]) if found else None


async def of_member(source: Source, member: str) -> list[Feed]:
    """A member's calendars, oldest first."""
    return [_feed(row) for row in await source.rows(_OF, {"member": member})]


def add(tx: Tx, feed: Feed, secret_hash: bytes) -> None:
    """Write a new calendar."""
    alarm = int(feed.alarm.total_seconds()) if feed.alarm is not None else None
    row = {"id": feed.id, "member": feed.member, "room": feed.room, "neutral": feed.neutral}
    more = {"secret_hash": secret_hash, "alarm": alarm, "made_at": to_millis(feed.made_at)}
    tx.write(_ADD, row | more)


def drop(tx: Tx, id_: str) -> None:
    """Let a calendar's address open nothing any more."""
    tx.write(_DROP, {"b_id": id_})
