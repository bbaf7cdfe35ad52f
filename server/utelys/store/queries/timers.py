"""What the clock has to do, and when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from utelys.core.clock import from_millis, to_millis
from utelys.store.base import Source
from utelys.store.schema import timers


@dataclass(frozen=True, slots=True)
class Timer:
    """What (`kind`), for which thing (`ref`), and when."""

    kind: str
    ref: str
    due: datetime


_DUE = (
    select(timers)
    .where(
        timers.c.due <= bindparam("now"),
        timers.c.kind.not_in(bindparam("but", expanding=True)),
    )
    .order_by(timers.c.due, timers.c.kind, timers.c.ref)
    .limit(bindparam("most"))
)
_ONE = select(timers).where(timers.c.kind == bindparam("kind"), timers.c.ref == bindparam("ref"))


async def due(source: Source, now: datetime, most: int, but: Collection[str] = ()) -> list[Timer]:
    """The timers that are due but for these kinds, the longest due first."""
    found = await source.rows(_DUE, {"now": to_millis(now), "most": most, "but": [*but]})
    return [Timer(row.kind, row.ref, from_millis(row.due)) for row in found]


async def next_due(source: Source) -> datetime | None:
    """When the next timer is due."""
    found = await source.rows(select(func.min(timers.c.due)))
    return from_millis(found[0][0]) if found[0][0] is not None else None


async def find(source: Source, kind: str, ref: str) -> Timer | None:
    """Find a timer that has neither run nor been taken back."""
    found = await source.rows(_ONE, {"kind": kind, "ref": ref})
    return Timer(kind, ref, from_millis(found[0].due)) if found else None
