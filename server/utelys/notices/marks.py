"""What has happened in streams and has yet to be looked at: nothing but a note in memory.

A note is kept for each stream and each half second of the clock, so that all busy rooms together
cost no more than two looks a second. What cannot wait has a note of its own (`at_once`). What is
lost here when the server dies, `noticed` knows.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from utelys.core.clock import EPOCH
from utelys.core.notice_kinds import CONFIRM_WITHIN

STEP = timedelta(milliseconds=500)


@dataclass(frozen=True, slots=True)
class Mark:
    """Entries of a stream after one number and up to another.

    Those that wait, those that do not (`at_once`), or all of them where it is None. With `since`,
    only those at or after that moment matter, to devices that were there by then.
    """

    stream: str
    after: int
    to: int
    at_once: bool | None = None
    since: datetime | None = None


class Marks:
    """Notes by stream, each due when devices have had their time to confirm."""

    def __init__(self) -> None:
        """Start with none."""
        self._newest: dict[str, tuple[datetime, Mark]] = {}
        self._waiting: list[tuple[datetime, Mark]] = []

    def happened(self, stream: str, seq: int, now: datetime) -> datetime | None:
        """Note an entry that waits; returns when it is due if the note is a new one."""
        found = self._newest.get(stream)
        if found is not None and now < found[0] - CONFIRM_WITHIN:
            self._newest[stream] = (found[0], Mark(stream, found[1].after, seq, False))
            return None
        if found is not None:
            self._waiting.append(found)
        due = _end_of_step(now) + CONFIRM_WITHIN
        self._newest[stream] = (due, Mark(stream, seq - 1, seq, False))
        return due

    def at_once(self, stream: str, seq: int, now: datetime) -> None:
        """Note an entry that does not wait."""
        self._waiting.append((now, Mark(stream, seq - 1, seq, True)))

    def missed(self, mark: Mark, now: datetime) -> None:
        """Note what happened before the server started."""
        self._waiting.append((now, mark))

    def next_due(self) -> datetime | None:
        """When the first of them is due."""
        moments = [due for due, _ in self._waiting] + [due for due, _ in self._newest.values()]
        return min(moments, default=None)

    def take(self, now: datetime, most: int) -> list[Mark]:
        """Take out what is due, those that have waited longest first."""
        for stream, found in list(self._newest.items()):
            if found[0] <= now:
                self._waiting.append(self._newest.pop(stream))
        self._waiting.sort(key=lambda one: one[0])
        due = [mark for moment, mark in self._waiting[:most] if moment <= now]
        del self._waiting[: len(due)]
        return due

    def looked_up_to(self, marks: list[Mark]) -> dict[str, int]:
        """How far the streams of these marks have been looked at, once these have been."""
        reached: dict[str, int] = {}
        for mark in marks:
            reached[mark.stream] = max(mark.to, reached.get(mark.stream, 0))
        for _, mark in [*self._waiting, *self._newest.values()]:
            if mark.stream in reached:
                reached[mark.stream] = min(mark.after, reached[mark.stream])
        return reached

    def put_back(self, marks: list[Mark], now: datetime) -> None:
        """Note again what could not be looked at."""
        self._waiting.extend((now, mark) for mark in marks)

    def move_back(self, by: timedelta) -> None:
        """The clock went back: let everything be due by so much earlier."""
        self._newest = {key: (due - by, mark) for key, (due, mark) in self._newest.items()}
        self._waiting = [(due - by, mark) for due, mark in self._waiting]


def _end_of_step(now: datetime) -> datetime:
    steps = (now - EPOCH) // STEP + 1
    return EPOCH + steps * STEP
