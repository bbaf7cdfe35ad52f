"""What has happened in streams and has yet to be looked at: nothing but a note in memory.

A note is kept for each stream, lane and half second of the clock, so that all busy rooms together
cost no more than two looks a second. What cannot wait has a note of its own, due at once. What is
lost here when the server dies, `noticed` knows.

Taken out is first what a server before this one has missed, then lane by lane, each in its order:
a call passes whatever waits, and a message passes twenty thousand reminders.
"""

from bisect import insort
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import chain, islice

from utelys.core.clock import EPOCH
from utelys.core.notice_kinds import CONFIRM_WITHIN, Lane

STEP = timedelta(milliseconds=500)


@dataclass(frozen=True, slots=True)
class Mark:
    """Entries of a stream after one number and up to another: those of one lane, or of all.

    With `since`, only those at or after that moment matter, to devices that were there by then.
    With `past`, the members of the room up to that one have been looked at.
    """

    stream: str
    after: int
    to: int
    lane: Lane | None = None
    since: datetime | None = None
    past: str = ""


class _Queue:
    """The notes of one lane of what waits, each due when devices have had their time to confirm."""

    def __init__(self, lane: Lane) -> None:
        self._lane = lane
        self._waiting: list[tuple[datetime, Mark]] = []
        # In the order in which they are due, since each is due so much after it was made.
        self._newest: dict[str, tuple[datetime, Mark]] = {}
        # Of each stream, how many are waiting beside the newest.
        self._streams = Counter[str]()

    def happened(self, stream: str, seq: int, now: datetime) -> datetime | None:
        found = self._newest.get(stream)
        if found is not None and now < found[0] - CONFIRM_WITHIN:
            self._newest[stream] = (found[0], Mark(stream, found[1].after, seq, self._lane))
            return None
        if found is not None:
            self.wait(*self._newest.pop(stream))
        due = _end_of_step(now) + CONFIRM_WITHIN
        self._newest[stream] = (due, Mark(stream, seq - 1, seq, self._lane))
        return due

    def wait(self, due: datetime, mark: Mark) -> None:
        insort(self._waiting, (due, mark), key=_due)
        self._streams[mark.stream] += 1

    def next_due(self) -> datetime | None:
        firsts = (self._waiting, self._newest.values())
        return min((one[0] for all_ in firsts for one in islice(all_, 1)), default=None)

    def take_one(self, now: datetime) -> Mark | None:
        """Take out the first if it is due."""
        due = self.next_due()
        if due is None or due > now:
            return None
        if not self._waiting or self._waiting[0][0] > due:
            return self._newest.pop(next(iter(self._newest)))[1]
        mark = self._waiting.pop(0)[1]
        self._streams[mark.stream] -= 1
        if not self._streams[mark.stream]:
            del self._streams[mark.stream]
        return mark

    def of(self, streams: Sequence[str]) -> Iterator[Mark]:
        """The notes of these streams. Mostly there are none, and none are looked for."""
        yield from (self._newest[stream][1] for stream in streams if stream in self._newest)
        wanted = self._streams.keys() & set(streams)
        if wanted:
            yield from (mark for _, mark in self._waiting if mark.stream in wanted)

    def move_back(self, by: timedelta) -> None:
        self._newest = {key: (due - by, mark) for key, (due, mark) in self._newest.items()}
        self._waiting = [(due - by, mark) for due, mark in self._waiting]


class Marks:
    """Notes by stream, of what was missed and of each lane."""

    def __init__(self) -> None:
        """Start with none."""
        self._missed: dict[str, tuple[datetime, Mark]] = {}
        self._pressing: deque[tuple[datetime, Mark]] = deque()
        self._queues = {lane: _Queue(lane) for lane in (Lane.USUAL, Lane.MANY)}

    def happened(self, stream: str, seq: int, lane: Lane, now: datetime) -> datetime | None:
        """Note an entry; returns when it is due if the note is a new one."""
        if lane is Lane.PRESSING:
            self._pressing.append((now, Mark(stream, seq - 1, seq, lane)))
            return now
        return self._queues[lane].happened(stream, seq, now)

    def missed(self, mark: Mark, now: datetime) -> None:
        """Note what happened in a stream before the server started."""
        self._missed[mark.stream] = (now, mark)

    def next_due(self) -> datetime | None:
        """When the first of them is due."""
        firsts = (self._missed.values(), self._pressing)
        moments = [one[0] for all_ in firsts for one in islice(all_, 1)]
        queued = (queue.next_due() for queue in self._queues.values())
        return min(chain(moments, (one for one in queued if one is not None)), default=None)

    def presses(self, now: datetime) -> bool:
        """Whether something is due that may take back what is about to leave."""
        return bool(self._missed) or (bool(self._pressing) and self._pressing[0][0] <= now)

    def take(self, now: datetime, most: int, little: int) -> list[Mark]:
        """Take out what presses, so many at most; or else so little of what is due.

        What presses waits for nothing that could wait.
        """
        if self.presses(now):
            return list(islice(iter(partial(self._take_pressing, now), None), most))
        return list(islice(iter(partial(self._take_due, now), None), little))

    def _take_pressing(self, now: datetime) -> Mark | None:
        if self._missed:
            return self._missed.pop(next(iter(self._missed)))[1]
        return self._pressing.popleft()[1] if self.presses(now) else None

    def _take_due(self, now: datetime) -> Mark | None:
        due = (queue.take_one(now) for queue in self._queues.values())
        return next((mark for mark in due if mark is not None), None)

    def looked_up_to(self, marks: Sequence[Mark]) -> dict[str, int]:
        """How far the streams of these marks have been looked at, once these have been."""
        reached: dict[str, int] = {}
        for mark in marks:
            reached[mark.stream] = max(mark.to, reached.get(mark.stream, 0))
        streams = list(reached)
        missed = (self._missed[name][1] for name in streams if name in self._missed)
        pressing = (mark for _, mark in self._pressing if mark.stream in reached)
        for mark in chain(missed, pressing, *(one.of(streams) for one in self._queues.values())):
            reached[mark.stream] = min(mark.after, reached[mark.stream])
        return reached

    def put_back(self, marks: list[Mark], now: datetime) -> None:
        """Note again what could not be looked at."""
        for mark in marks:
            if mark.lane in self._queues:
                self._queues[mark.lane].wait(now, mark)
        for mark in reversed(marks):
            if mark.lane is None:
                self._missed = {mark.stream: (now, mark), **self._missed}
            elif mark.lane is Lane.PRESSING:
                self._pressing.appendleft((now, mark))

    def move_back(self, by: timedelta) -> None:
        """The clock went back: let everything be due by so much earlier."""
        self._missed = {key: (due - by, mark) for key, (due, mark) in self._missed.items()}
        self._pressing = deque((due - by, mark) for due, mark in self._pressing)
        for queue in self._queues.values():
            queue.move_back(by)


def _due(one: tuple[datetime, Mark]) -> datetime:
    return one[0]


def _end_of_step(now: datetime) -> datetime:
    steps = (now - EPOCH) // STEP + 1
    return EPOCH + steps * STEP
