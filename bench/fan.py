"""Fan-out: one room, everybody in it listening, some of them writing."""

import asyncio
import tempfile
from collections.abc import Callable
from itertools import count
from pathlib import Path

import uvloop

from bench import floors
from bench.figures import Figure, percentile
from bench.hearing import Ear, Tally, TimingEar, check, check_same, listen, text_now
from bench.line import Line, connect_all, hang_up
from bench.loops import closed, even
from bench.process import Program, serving
from bench.village import Villager, build
from utelys.core.ids import room_stream

SIZES = {10: 32, 50: 32, 200: 16, 1000: 6}
"""Members, and the messages that may be on their way at once."""

TARGETS = {10: 20.0, 50: 4.0, 200: 3.0, 1000: 5.0}
STEADY_TARGET, STEADY_RATE = 19.0, 4.0
SECONDS, STEADY_SECONDS = 3.0, 6.0
_WRITERS = 16


class Crowd:
    """Everybody in one room, and where its stream stands."""

    def __init__(self, lines: list[Line], room: str, head: int) -> None:
        """Take signed-in lines of members of the room, which stands at `head`."""
        self.lines = lines
        self.writers = lines[:_WRITERS]
        self.room = room
        self.head = head
        self.ids = count()
        self.text: Callable[[], str] = text_now

    def start(self, ear: type[Ear]) -> None:
        """Begin a phase with new ears; one that only listens keeps what it hears, too."""
        self.tally = Tally()
        self.ears = listen(self.lines, self.tally, ear, keep=len(self.writers) + 1)
        self.sent: list[set[str]] = [set() for _ in self.writers]

    def write(self) -> None:
        """Let the next one write."""
        number = next(self.ids)
        at = number % len(self.writers)
        id_ = f"m{number}"
        self.sent[at].add(id_)
        self.writers[at].send(self.room, id_, self.text())

    def check(self) -> int:
        """Make sure that everybody heard everything; return how many messages that was."""
        messages = sum(map(len, self.sent))
        stream = room_stream(self.room)
        several = zip(self.ears, [*self.sent, set()], strict=False)
        for ear, sent in several:
            heard = check(ear, sent, {stream: self.head})
            assert heard == messages, f"{heard} of {messages}"
        listeners = self.ears[len(self.writers) :]
        if listeners:
            check_same(listeners, listeners[0])
        assert not any(line.lost for line in self.lines), "a connection was lost"
        self.head += messages
        return messages


def run() -> list[Figure]:
    """Measure each size once."""
    return [figure for size in SIZES for figure in uvloop.run(_size(size))]


async def _size(size: int) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        village = await asyncio.to_thread(build, Path(folder, "data"), 1, size)
        with serving(Path(folder, "data")) as program:
            crowd = await gather(program, village.people)
            await saturate(crowd, program, SIZES[size], 0.5)
            busy, rate = await saturate(crowd, program, SIZES[size], SECONDS)
            steady = await _steady(crowd, program) if size == 1000 else []
            hang_up(crowd.lines)
    floor = await floors.fan(size, SIZES[size], SECONDS)
    name = f"fan-out {size:,}"
    return [
        Figure(f"{name} saturated", "µs a delivery", (busy,), most=TARGETS[size], floor=floor),
        Figure(f"{name} throughput", "deliveries a second", (rate,)),
        *steady,
    ]


async def gather(program: Program, people: list[Villager]) -> Crowd:
    """Sign everybody of one house in, ready for a first phase."""
    lines = await connect_all(program.port, people)
    await asyncio.sleep(0.5)
    for line in lines:
        line.listen(lambda _: None)
    room = people[0].house_room
    return Crowd(lines, room, people[0].cursors[room_stream(room)])


async def saturate(
    crowd: Crowd, program: Program, window: int, seconds: float
) -> tuple[float, float]:
    """Write as fast as it is delivered, with at most `window` messages on their way.

    Returns microseconds of CPU a delivery, and deliveries a second.
    """
    crowd.start(Ear)
    tally, size = crowd.tally, len(crowd.lines)
    cpu = program.cpu()
    sent, passed = await closed(crowd.write, tally, size, window, seconds)
    await asyncio.sleep(0.1)
    used = program.cpu() - cpu
    assert crowd.check() == sent
    assert tally.heard == sent * size, f"{tally.heard} of {sent * size}"
    return used * 1e6 / tally.heard, tally.heard / passed


async def _steady(crowd: Crowd, program: Program) -> list[Figure]:
    crowd.start(TimingEar)
    size = len(crowd.lines)
    cpu = program.cpu()
    messages = await even(crowd.write, crowd.tally, size, STEADY_RATE, STEADY_SECONDS)
    await asyncio.sleep(0.1)
    used = program.cpu() - cpu
    crowd.check()
    floor = await floors.fan_steady(size, STEADY_RATE, STEADY_SECONDS)
    each, last = used * 1e6 / (messages * size), percentile(crowd.tally.delays, 99) / 1e3
    name = f"fan-out {size:,} steady"
    return [
        Figure(name, "µs a delivery", (each,), most=STEADY_TARGET, floor=floor),
        Figure(f"{name} p99", "ms from send to receipt", (last,)),
    ]
