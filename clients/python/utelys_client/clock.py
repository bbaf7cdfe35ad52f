"""What time it is here, and what time it therefore is at the server.

A client must not trust the machine it runs on: phones sleep, and people set clocks. So the
server's time is kept as "what it last said, plus what has passed since", and what has passed is the
longer of two measures: the steady clock (which nobody can set, but which may stand still in sleep)
and the wall clock (which goes on in sleep, but which people can set). An error then only ever makes
the server's time too late, and a light that is believed too briefly does not lie.
"""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock(Protocol):
    """The time of the machine, handed in so that tests can move it."""

    def wall(self) -> float:
        """Seconds since 1970 by the machine's wall clock; may jump."""
        ...

    def steady(self) -> float:
        """Seconds since some moment; never goes back."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait for so many seconds of this clock."""
        ...


class SystemClock:
    """The machine's own clocks."""

    def wall(self) -> float:
        return time.time()  # noqa: TID251  (this is where the clock that is handed in comes from)

    def steady(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class MovableClock:
    """The machine's clocks plus what was added by hand, for the tests of an application."""

    def __init__(self) -> None:
        self._system = SystemClock()
        self._ahead = 0.0
        self._moved = asyncio.Event()

    def wall(self) -> float:
        return self._system.wall() + self._ahead

    def steady(self) -> float:
        return self._system.steady() + self._ahead

    async def sleep(self, seconds: float) -> None:
        end = self.steady() + seconds
        while (left := end - self.steady()) > 0:
            try:
                async with asyncio.timeout(left):
                    await self._moved.wait()
            except TimeoutError:
                return

    def move(self, seconds: float) -> None:
        """Let time pass at once; whoever sleeps looks again."""
        self._ahead += seconds
        self._moved.set()
        self._moved = asyncio.Event()


class ServerTime:
    """The server's time as it must be by now, and how long ago the server was last heard."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._said: datetime | None = None
        self._said_at = (0.0, 0.0)
        self._heard_at: tuple[float, float] | None = None

    def heard(self) -> None:
        """Something came from the server just now."""
        self._heard_at = self._here()

    def told(self, now: datetime, took: float = 0.0) -> None:
        """The server said what time it is, in answer to a question that took so many seconds.

        Its word may have been on its way for all of that time, so it counts as that much later.
        """
        self._set(now + timedelta(seconds=took))

    def at_least(self, moment: datetime) -> None:
        """An entry was made at this moment: the server's time is not before it."""
        if self._said is None or self.now() < moment:
            self._set(moment)

    def now(self) -> datetime:
        """The server's time; by the machine's own wall clock for as long as nothing was heard."""
        if self._said is None:
            return EPOCH + timedelta(seconds=self._clock.wall())
        return self._said + timedelta(seconds=self._since(self._said_at))

    def silence(self) -> float | None:
        """Seconds since the server was last heard; None if it never was."""
        return None if self._heard_at is None else self._since(self._heard_at)

    def _set(self, now: datetime) -> None:
        self._said = now
        self._said_at = self._here()

    def _here(self) -> tuple[float, float]:
        return self._clock.steady(), self._clock.wall()

    def _since(self, then: tuple[float, float]) -> float:
        steady, wall = self._here()
        return max(steady - then[0], wall - then[1])
