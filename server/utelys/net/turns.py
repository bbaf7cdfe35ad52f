"""Taking turns at what takes a while, so that nobody keeps the others from it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from utelys.core.errors import TooMany


@dataclass(slots=True)
class _Own:
    """One member's own turns, and how many requests of theirs are here."""

    turns: asyncio.Semaphore
    here: int = 0


class Turns:
    """So many at once, of one member fewer: more of theirs wait behind their own.

    Of all whose turn it can be, the one who has waited longest is next.
    """

    def __init__(self, at_once: int, each: int, waiting: int) -> None:
        """Take `at_once` in all and `each` of one member; `waiting` of theirs may wait besides."""
        self._all = asyncio.Semaphore(at_once)
        self._each = each
        self._most = each + waiting
        self._own: dict[str, _Own] = {}

    def members(self) -> int:
        """How many members are here, at work or waiting."""
        return len(self._own)

    @asynccontextmanager
    async def turn(self, member: str) -> AsyncIterator[None]:
        """Wait for a turn and have it.

        Raises:
            TooMany: too many of this member's wait already.
        """
        own = self._own.setdefault(member, _Own(asyncio.Semaphore(self._each)))
        if own.here >= self._most:
            raise TooMany("Too many of yours are under way. Wait for some of them.", retry_after=1)
        own.here += 1
        try:
            async with own.turns, self._all:
                yield
        finally:
            own.here -= 1
            if not own.here:
                del self._own[member]
