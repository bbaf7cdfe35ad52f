"""The loop that lets the clock do what is due.

A timer is a row, written in the same transaction as the thing that it belongs to, and it is taken
away in the transaction that does what it was set for: killed at any moment, the program does it
exactly once. The loop looks at the clock five times a second and not only when the next timer is
due, because a clock may jump and a machine may sleep.

Most timers are *pressing*: until they have run, members see what is no longer so (a light, a call).
Of these all that are due run at once, and before a server that starts lets anybody in. *Patient*
ones, of which a whole network's may come due in one minute, let members' commands and pressing
timers pass, and rest for as long as they have worked.

A timer that cannot be run holds up none of those behind it. One of a kind that we do not know was
set by a newer version: it stays for that one, and is told of in the log once.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from utelys.core.clock import Clock
from utelys.core.errors import Refusal
from utelys.core.jumps import Look, jumped
from utelys.store.base import Tx
from utelys.trouble import Complaints

log = structlog.get_logger()

Do = Callable[[Tx, str], Awaitable[None]]
"""What a timer does: gets the transaction and what the timer is for."""

_LOOK = 0.2
_AT_ONCE = 200
_TOGETHER = 8
"""Timers that are handed over at once, and may share a commit."""
_PAUSE = 0.5
_SAME_MOMENT = 0.1


class Timer(Protocol):
    """A timer as the store gives it."""

    kind: str
    ref: str
    due: datetime


class Timers(Protocol):
    """What the loop needs of the store."""

    async def due(self, now: datetime, most: int, but: Collection[str]) -> Sequence[Any]:
        """The timers that are due but for these kinds, the longest due first."""
        ...

    async def next_due(self, but: Collection[str]) -> datetime | None:
        """When the next one but for these kinds is due."""
        ...

    async def kinds(self) -> Collection[str]:
        """The kinds of all that are set."""
        ...

    async def fire(self, timer: Any, do: Do, *, patient: bool) -> None:
        """Take the timer away and do what it was set for, in one transaction, unless it is gone."""
        ...


class TimerLoop:
    """Runs what is due, the longest due first."""

    def __init__(
        self,
        clock: Clock,
        timers: Timers,
        table: Mapping[str, Do],
        passed_over: Callable[[], Awaitable[None]],
        jumped: Callable[[timedelta], Awaitable[None]],
        patient: Collection[str],
    ) -> None:
        """`table` says what a timer of each kind does, `patient` which kinds can wait a little.

        `passed_over` is told that the clock has gone forward, before what is due by that is done;
        `jumped` sets right a clock that jumped, after it.
        """
        self._clock = clock
        self._patient = patient
        self._passed_over = passed_over
        self._jumped = jumped
        self._last = self._look()
        self._timers = timers
        self._table = table
        self._unknown: frozenset[str] | None = None
        self._next: datetime | None = None
        self._wake = asyncio.Event()
        self._pause = False
        self._complaints = Complaints()

    def expect(self, due: datetime) -> None:
        """Hear of a timer that has just been set."""
        if self._next is None or due < self._next:
            self._next = due
            self._wake.set()

    async def run(self) -> None:
        """Run until cancelled."""
        await self.run_due()
        while True:
            await self._rest()
            await self._mind_the_clock()
            if self._is_due():
                await self.run_due()

    async def run_pressing(self) -> None:
        """Run everything that is due and cannot wait; what fails stays due, for after a pause.

        Where none of those at hand can be done it is no fault of theirs: the rest waits as well.
        """
        failed: set[Any] = set()
        try:
            while due := await self._pressing(failed):
                for group in _groups(due):
                    failed |= await self._several(group)
                if failed.issuperset(due):
                    break
        except Exception as error:
            self._not_read(error)
        self._pause = self._pause or bool(failed)

    async def _pressing(self, failed: Collection[Any]) -> list[Any]:
        """The pressing ones that are due, but for those that have failed just now."""
        but = {*self._patient, *await self._unknown_kinds()}
        due = await self._timers.due(self._clock.now(), _AT_ONCE + len(failed), but)
        return [one for one in due if one not in failed]

    async def _unknown_kinds(self) -> frozenset[str]:
        """The kinds that nobody here sets: there were all of them when the server started."""
        if self._unknown is None:
            self._unknown = frozenset(await self._timers.kinds()) - self._table.keys()
            for kind in sorted(self._unknown):
                log.warning("timer_of_unknown_kind", kind=kind)
        return self._unknown

    async def run_due(self) -> None:
        """Run what is due now, and find out when the next is.

        What cannot be done stays due, and the loop comes back to it after a pause: it never ends.
        """
        self._next = None
        try:
            await self.run_pressing()
            unknown = await self._unknown_kinds()
            for group in _groups(await self._timers.due(self._clock.now(), _AT_ONCE, unknown)):
                await self._patiently(group)
            upcoming = await self._timers.next_due(unknown)
        except Exception as error:
            self._not_read(error)
            upcoming = self._clock.now()
        if upcoming is not None:
            self.expect(upcoming)

    def _not_read(self, error: Exception) -> None:
        """A reader that cannot read must not stop time."""
        self._complaints.say(log.warning, "timers_not_read", error=type(error).__name__)
        self._pause = True

    async def _patiently(self, group: Sequence[Any]) -> None:
        began = time.perf_counter()
        if await self._several(group):
            self._pause = True
        if not self._pause:
            await self.run_pressing()
        await asyncio.sleep(time.perf_counter() - began)

    async def _several(self, timers: Sequence[Any]) -> set[Any]:
        """Run these together; returns those that failed."""
        done = await asyncio.gather(*(self._run(timer) for timer in timers))
        return {timer for timer, is_done in zip(timers, done, strict=True) if not is_done}

    def _look(self) -> Look:
        """Read both clocks at the same moment: what came between the two is no jump."""
        while True:
            before = self._clock.steady()
            clock = self._clock.now()
            after = self._clock.steady()
            if after - before < _SAME_MOMENT:
                return Look(clock, after)

    async def _mind_the_clock(self) -> None:
        """Notice a clock that has jumped, or a machine that has slept.

        What is due by then is done first: only after it can be told how things stand.
        """
        last, now = self._last, self._look()
        by = jumped(last, now)
        if by:
            log.warning("clock_jumped", seconds=round(by.total_seconds()))
            try:
                if by > timedelta(0):
                    await self._passed_over()
                    await self.run_pressing()
                await self._jumped(by)
            except Refusal as refusal:
                # The old look stays, so that the next one finds the jump again.
                self._complaints.say(log.warning, "clock_not_settled", code=refusal.code)
                return
        self._last = now

    def _is_due(self) -> bool:
        return self._next is not None and self._next <= self._clock.now()

    async def _run(self, timer: Any) -> bool:
        try:
            await self._timers.fire(
                timer, self._table[timer.kind], patient=timer.kind in self._patient
            )
        except Refusal as refusal:
            # It stays due and is tried again after a pause, so that a full disk only delays.
            self._complaints.say(log.warning, "timer_failed", kind=timer.kind, code=refusal.code)
            return False
        return True

    async def _rest(self) -> None:
        if self._pause:
            self._pause = False
            await asyncio.sleep(_PAUSE)
            return
        self._wake.clear()
        wait = _LOOK
        if self._next is not None:
            ahead = (self._next - self._clock.now()).total_seconds()
            wait = min(_LOOK, max(ahead, 0.01))
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), wait)


def _groups(due: Sequence[Any]) -> list[Sequence[Any]]:
    return [due[at : at + _TOGETHER] for at in range(0, len(due), _TOGETHER)]
