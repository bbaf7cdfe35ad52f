"""What members have said of being quiet, and when they were woken."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from sqlalchemy import bindparam, delete, insert, select

from utelys.core.clock import from_millis, to_millis
from utelys.core.quiet import WEEK, Quiet, QuietHours
from utelys.store.base import Source, Tx
from utelys.store.schema import quiet, wakings
from utelys_protocol.quiet import QuietCard, QuietHoursCard

_OF = select(quiet).where(quiet.c.member.in_(bindparam("members", expanding=True)))
_DROP = delete(quiet).where(quiet.c.member == bindparam("b_member"))
_ADD = insert(quiet)
_WOKEN = (
    select(quiet.c.member, wakings.c.at)
    .outerjoin(wakings, (wakings.c.member == quiet.c.member) & (wakings.c.at > bindparam("since")))
    .where(quiet.c.wakings > 0)
)
_WAKE = insert(wakings)
_FORGET = delete(wakings).where(
    wakings.c.member == bindparam("b_member"), wakings.c.at <= bindparam("b_before")
)


def _quiet(row: Any) -> Quiet:
    hours = None
    if row.starts is not None:
        starts, ends = time.fromisoformat(row.starts), time.fromisoformat(row.ends)
        hours = QuietHours(starts, ends, row.zone)
    return Quiet(hours, None if row.until is None else from_millis(row.until))


async def of(source: Source, member: str) -> tuple[Quiet, int]:
    """A member's quiet, and how often a week they agree to be woken."""
    return (await of_each(source, [member]))[member]


async def of_each(source: Source, members: Sequence[str]) -> dict[str, tuple[Quiet, int]]:
    """The same of several members, asked at once."""

    async def load(missing: list[str]) -> dict[str, tuple[Quiet, int]]:
        found = dict.fromkeys(missing, (Quiet(), 0))
        for row in await source.rows(_OF, {"members": missing}):
            found[row.member] = _quiet(row), row.wakings
        return found

    return await source.recall_each("quiet", members, load)


def put(tx: Tx, member: str, said: Quiet, limit: int) -> None:
    """Write a member's quiet, in place of what it was."""
    tx.write(_DROP, {"b_member": member})
    hours = said.hours
    tx.write(
        _ADD,
        {
            "member": member,
            "starts": hours and hours.starts.isoformat("minutes"),
            "ends": hours and hours.ends.isoformat("minutes"),
            "zone": hours and hours.zone,
            "until": None if said.until is None else to_millis(said.until),
            "wakings": limit,
        },
    )
    tx.forget(("quiet", member))


def drop(tx: Tx, member: str) -> None:
    """Take away all that a member has said of being quiet and of being woken."""
    tx.write(_DROP, {"b_member": member})
    tx.forget(("quiet", member))


async def woken(source: Source, now: datetime) -> dict[str, list[datetime]]:
    """Those who agree to be woken at all, and when each was in the last seven days."""
    found: dict[str, list[datetime]] = {}
    for row in await source.rows(_WOKEN, {"since": to_millis(now - WEEK)}):
        times = found.setdefault(row.member, [])
        if row.at is not None:
            times.append(from_millis(row.at))
    return found


def wake(tx: Tx, member: str) -> None:
    """Note that a member is woken now; what is over a week old is forgotten."""
    tx.write(_FORGET, {"b_member": member, "b_before": to_millis(tx.now - WEEK)})
    tx.write(_WAKE, {"member": member, "at": to_millis(tx.now)})


def card(said: Quiet, wakings: int) -> QuietCard:
    """Tell a member's quiet as the wire does."""
    hours = said.hours
    told = None
    if hours is not None:
        starts, ends = hours.starts.isoformat("minutes"), hours.ends.isoformat("minutes")
        told = QuietHoursCard(starts=starts, ends=ends, zone=hours.zone)
    return QuietCard(hours=told, until=said.until, wakings=wakings)
