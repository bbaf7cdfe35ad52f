"""What has happened in streams and has yet to be looked at: nothing but a note in memory.

A note is kept for each stream and each half second of the clock, so that all busy rooms together
cost no more than two looks a second. What cannot wait has a note of its own (`at_once`). What is
lost here when the server dies, `noticed` knows.

Taken out is first what a server before this one has missed, then what cannot wait, each in its
order: until then it is not known what may be sent. What waits comes after both: a call passes
twenty thousand reminders.
"""

from bisect import insort
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, islice

from utelys.core.clock import EPOCH
from utelys.core.notice_kinds import CONFIRM_WITHIN

STEP = timedelta(milliseconds=500)


@dataclass(frozen=True, slots=True)
class Mark:
    """Entries of a stream after one number and up to another.

    Those that wait, those that do not (`at_once`), or all of them where it is None. With `since`,
    only those at or after that moment matter, to devices that were there by then. With `past`, the
    members of the room up to that one have been looked at.
    """

    stream: str
    after: int
    to: int
    at_once: bool | None = None
    since: datetime | None = None
    past: str = ""


class Marks:
    """Notes by stream, each due when devices have had their time to confirm."""

    def __init__(self) -> None:
        """Start with none."""
        self._missed: dict[str, tuple[datetime, Mark]] = {}
        self._pressing: deque[tuple[datetime, Mark]] = deque()
        self._waiting: list[tuple[datetime, Mark]] = []
        # In the order in which they are due, since each is due so much after it was made.
        self._newest: dict[str, tuple[datetime, Mark]] = {}
        # Of each stream, how many are pressing or waiting.
        self._queued = Counter[str]()

    def happened(self, stream: str, seq: int, now: datetime) -> datetime | None:
        """Note an entry that waits; returns when it is due if the note is a new one."""
        found = self._newest.get(stream)
        if found is not None and now < found[0] - CONFIRM_WITHIN:
            self._newest[stream] = (found[0], Mark(stream, found[1].after, seq, False))
            return None
        if found is not None:
            self._wait(*self._newest.pop(stream))
        due = _end_of_step(now) + CONFIRM_WITHIN
        self._newest[stream] = (due, Mark(stream, seq - 1, seq, False))
        return due

    def _wait(self, due: datetime, mark: Mark) -> None:
        insort(self._waiting, (due, mark), key=_due)
        self._queued[mark.stream] += 1

    def at_once(self, stream: str, seq: int, now: datetime) -> None:
        """Note an entry that does not wait."""
        self._pressing.append((now, Mark(stream, seq - 1, seq, True)))
        self._queued[stream] += 1

    def missed(self, mark: Mark, now: datetime) -> None:
        """Note what happened in a stream before the server started."""
        self._missed[mark.stream] = (now, mark)

    def next_due(self) -> datetime | None:
        """When the first of them is due."""
        firsts = (self._missed.values(), self._pressing, self._waiting, self._newest.values())
        return min((one[0] for all_ in firsts for one in islice(all_, 1)), default=None)

    def presses(self, now: datetime) -> bool:
        """Whether something is due that may take back what is about to leave."""
        return bool(self._missed) or (bool(self._pressing) and self._pressing[0][0] <= now)

    def take(self, now: datetime, most: int) -> list[Mark]:
        """Take out what presses, or else what is due, those that have waited longest first."""
        taken: list[Mark] = []
        while len(taken) < most and (one := self._take_one(now)) is not None:
            taken.append(one)
        return taken

    def _take_one(self, now: datetime) -> Mark | None:
        if self._missed:
            stream = next(iter(self._missed))
            return self._missed.pop(stream)[1]
        if self._pressing and self._pressing[0][0] <= now:
            return self._unqueue(self._pressing.popleft()[1])
        stream = next(iter(self._newest), "")
        if self._waiting and (not stream or self._waiting[0][0] <= self._newest[stream][0]):
            return self._unqueue(self._waiting.pop(0)[1]) if self._waiting[0][0] <= now else None
        if stream and self._newest[stream][0] <= now:
            return self._newest.pop(stream)[1]
        return None

    def _unqueue(self, mark: Mark) -> Mark:
        self._queued[mark.stream] -= 1
        if not self._queued[mark.stream]:
            del self._queued[mark.stream]
        return mark

    def looked_up_to(self, marks: Sequence[Mark]) -> dict[str, int]:
        """How far the streams of these marks have been looked at, once these have been."""
        reached: dict[str, int] = {}
        for mark in marks:
            reached[mark.stream] = max(mark.to, reached.get(mark.stream, 0))
        alone = [
            all_[name] for name in reached for all_ in (self._missed, self._newest) if name in all_
        ]
        queued = (self._pressing, self._waiting) if self._queued.keys() & reached.keys() else ()
        for _, mark in chain(alone, *queued):
            if mark.stream in reached:
                reached[mark.stream] = min(mark.after, reached[mark.stream])
        return reached

    def put_back(self, marks: list[Mark], now: datetime) -> None:
        """Note again what could not be looked at."""
        for mark in reversed(marks):
            if mark.at_once is None:
                self._missed = {mark.stream: (now, mark), **self._missed}
            elif mark.at_once:
                self._pressing.appendleft((now, mark))
                self._queued[mark.stream] += 1
            else:
                self._wait(now, mark)

    def move_back(self, by: timedelta) -> None:
        """The clock went back: let everything be due by so much earlier."""
        self._missed = {key: (due - by, mark) for key, (due, mark) in self._missed.items()}
        self._newest = {key: (due - by, mark) for key, (due, mark) in self._newest.items()}
        self._pressing = deque((due - by, mark) for due, mark in self._pressing)
        self._waiting = [(due - by, mark) for due, mark in self._waiting]


def _due(one: tuple[datetime, Mark]) -> datetime:
    return one[0]


def _end_of_step(now: datetime) -> datetime:
    steps = (now - EPOCH) // STEP + 1
    return EPOCH + steps * STEP
