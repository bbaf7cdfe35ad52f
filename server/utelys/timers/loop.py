"""The loop that lets the clock do what is due.

A timer is a row, written in the same transaction as the thing that it belongs to, and it is taken
away in the transaction that does what it was set for: killed at any moment, the program does it
exactly once. The loop looks at the clock five times a second and not only when the next timer is
due, because a clock may jump and a machine may sleep.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, Protocol

import structlog

from utelys.core.clock import Clock
from utelys.core.errors import Refusal
from utelys.store.base import Tx

log = structlog.get_logger()

Do = Callable[[Tx, str], Awaitable[None]]
"""What a timer does: gets the transaction and what the timer is for."""

_LOOK = 0.2
_AT_ONCE = 200


class Timer(Protocol):
    """A timer as the store gives it."""

    kind: str
    ref: str
    due: datetime


class Timers(Protocol):
    """What the loop needs of the store."""

    async def due(self, now: datetime, most: int) -> list[Any]:
        """The timers that are due, the longest due first."""
        ...

    async def next_due(self) -> datetime | None:
        """When the next one is due."""
        ...

    async def fire(self, timer: Any, do: Do) -> None:
        """Take the timer away and do what it was set for, in one transaction, unless it is gone."""
        ...


class TimerLoop:
    """Runs what is due, the longest due first."""

    def __init__(self, clock: Clock, timers: Timers, table: Mapping[str, Do]) -> None:
        """`table` says what a timer of each kind does."""
        self._clock = clock
        self._timers = timers
        self._table = table
        self._next: datetime | None = None
        self._wake = asyncio.Event()

    def expect(self, due: datetime) -> None:
        """Hear of a timer that has just been set."""
        if self._next is None or due < self._next:
            self._next = due
            self._wake.set()

    async def run(self) -> None:
        """Run until cancelled."""
        self._next = await self._timers.next_due()
        while True:
            if self._next is not None and self._next <= self._clock.now():
                await self.run_due()
            await self._rest()

    async def run_due(self) -> None:
        """Run everything that is due now, and find out when the next is."""
        self._next = None
        due = await self._timers.due(self._clock.now(), _AT_ONCE)
        await asyncio.gather(*(self._run(timer) for timer in due))
        upcoming = await self._timers.next_due()
        if upcoming is not None:
            self.expect(upcoming)

    async def _run(self, timer: Any) -> None:
        do = self._table.get(timer.kind)
        if do is None:
            log.error("timer_of_unknown_kind", kind=timer.kind)
            return
        try:
            await self._timers.fire(timer, do)
        except Refusal as refusal:
            # It stays due and is tried again with the next look, so that a full disk only delays.
            log.warning("timer_failed", kind=timer.kind, code=refusal.code)

    async def _rest(self) -> None:
        self._wake.clear()
        wait = _LOOK
        if self._next is not None:
            ahead = (self._next - self._clock.now()).total_seconds()
            wait = min(_LOOK, max(ahead, 0.01))
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), wait)
