"""How long to wait before coming back: longer after each failure, and never all at once.

Full jitter (a random share of a limit that doubles) spreads a thousand clients that lost the same
server evenly over the wait, which neither a fixed delay nor a small jitter does.
"""

import random
from collections.abc import Generator


class Backoff:
    """Waits in seconds; `first` is the longest first one, `longest` the longest ever."""

    def __init__(self, first: float = 0.5, longest: float = 30.0) -> None:
        self.first = first
        self.longest = longest
        self._limit = first

    def next(self) -> float:
        """The wait after one more failure."""
        wait = random.uniform(0, self._limit)
        self._limit = min(self._limit * 2, self.longest)
        return wait

    def after(self, seconds: float) -> float:
        """The wait when the server asked for so many seconds: no less, and a little spread."""
        return min(seconds, 3600) + random.uniform(0, self.first + min(seconds, self.longest) / 4)

    def reset(self) -> None:
        """All is well again: the next failure is the first."""
        self._limit = self.first

    def waits(self) -> Generator[float]:
        """The waits one after the other, without end, for who wants a generator."""
        while True:
            yield self.next()
