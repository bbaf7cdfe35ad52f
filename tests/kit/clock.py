"""A client's clock that the test moves."""

import asyncio
import time


class MovableClock:
    """The machine's clock, plus what the test has added to it."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._moved = asyncio.Event()

    def wall(self) -> float:
        return time.time() + self._ahead

    def steady(self) -> float:
        return time.monotonic() + self._ahead

    async def sleep(self, seconds: float) -> None:
        end = self.steady() + seconds
        while (left := end - self.steady()) > 0:
            moved = self._moved
            try:
                async with asyncio.timeout(left):
                    await moved.wait()
            except TimeoutError:
                return

    def move(self, seconds: float) -> None:
        """Let time pass; whoever sleeps looks again."""
        self._ahead += seconds
        self._moved.set()
        self._moved = asyncio.Event()
