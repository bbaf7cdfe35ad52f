"""What the clock has to do, and when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from utelys.core.clock import LATEST, from_millis, to_millis
from utelys.store.base import Source
from utelys.store.schema import timers


@dataclass(frozen=True, slots=True)
class Timer:
    """What (`kind`), for which thing (`ref`), and when."""

    kind: str
    ref: str
    due: datetime


_OF_OTHERS = timers.c.kind.not_in(bindparam("but", expanding=True))
_DUE = (
    select(timers)
    .where(timers.c.due <= bindparam("now"), _OF_OTHERS)
    .order_by(timers.c.due, timers.c.kind, timers.c.ref)
    .limit(bindparam("most"))
)
_NEXT = (
    select(timers.c.due)
    .where(timers.c.due <= to_millis(LATEST), _OF_OTHERS)
    .order_by(timers.c.due)
    .limit(1)
)
_KINDS = select(timers.c.kind).distinct()
_ONE = select(timers).where(timers.c.kind == bindparam("kind"), timers.c.ref == bindparam("ref"))


async def due(source: Source, now: datetime, most: int, but: Collection[str] = ()) -> list[Timer]:
    """The timers that are due but for these kinds, the longest due first."""
    found = await source.rows(_DUE, {"now": to_millis(now), "most": most, "but": [*but]})
    return [_read(row) for row in found]


async def next_due(source: Source, but: Collection[str] = ()) -> datetime | None:
    """When the next timer but for these kinds is due."""
    found = await source.rows(_NEXT, {"but": [*but]})
    return _moment(found[0].due) if found else None


async def kinds(source: Source) -> set[str]:
    """The kinds of all timers that are set."""
    return {row.kind for row in await source.rows(_KINDS)}


async def find(source: Source, kind: str, ref: str) -> Timer | None:
    """Find a timer that has neither run nor been taken back."""
    found = await source.rows(_ONE, {"kind": kind, "ref": ref})
    return _read(found[0]) if found else None


def _read(row: Any) -> Timer:
    return Timer(row.kind, row.ref, _moment(row.due))


def _moment(millis: int) -> datetime:
    """What is due before all time is due now: a call may hang on it."""
    return from_millis(max(millis, 0))
