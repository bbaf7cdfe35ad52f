"""Events between the client, which makes them, and the application, which takes them one by one."""

import asyncio
from collections import deque

from utelys_client.errors import Closed
from utelys_client.events import Event
from utelys_client.store import Store
from utelys_client.store.base import KeptEvent

ENOUGH = 10_000
"""Events that may wait for the application before the client stops reading from the server."""


class Events:
    """A line with one end for each side."""

    def __init__(self, store: Store, kept: list[tuple[int, KeptEvent]]) -> None:
        self._store = store
        self._line: deque[tuple[int | None, Event]] = deque(kept)
        self._number = max((number for number, _ in kept), default=0)
        self._end: Exception | None = None
        self._more = asyncio.Event()
        self._less = asyncio.Event()
        self._note()

    def number(self, events: list[KeptEvent]) -> list[tuple[int, KeptEvent]]:
        """Give each of the events the next number."""
        first = self._number + 1
        self._number += len(events)
        return list(enumerate(events, first))

    def put_kept(self, events: list[tuple[int, KeptEvent]]) -> None:
        """Add events that the store has by these numbers."""
        self._line.extend(events)
        self._note()

    def put(self, event: Event) -> None:
        """Add an event of the moment."""
        self._line.append((None, event))
        self._note()

    async def room(self) -> None:
        """Wait until the application has taken enough of them."""
        await self._less.wait()

    async def take(self) -> Event:
        """Return the next event; what the store holds of it is let go first (at most once).

        Raises:
            StopAsyncIteration: the application has closed the client.
            Ended: the client is over; everything before that has been taken.
        """
        while not self._line:
            if isinstance(self._end, Closed):
                raise StopAsyncIteration
            if self._end is not None:
                raise self._end
            await self._more.wait()
        number, event = self._line.popleft()
        if number is not None and not isinstance(self._end, Closed):
            self._store.handed_out(number)
        self._note()
        return event

    def end(self, error: Exception) -> None:
        """Nothing comes after what is in line now."""
        self._end = error
        if isinstance(error, Closed):
            self._line.clear()
        self._note()

    def _note(self) -> None:
        _set(self._more, bool(self._line) or self._end is not None)
        _set(self._less, len(self._line) < ENOUGH)


def _set(event: asyncio.Event, to: bool) -> None:
    if to:
        event.set()
    else:
        event.clear()
