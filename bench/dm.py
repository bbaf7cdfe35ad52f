"""Direct rooms: many pairs who write to each other, each waiting for the other's word.

Last everybody is reached by push, and no device confirms what it hears: the most that the rule of
three seconds can cost, a look at each room and a push to each member.
"""

import asyncio
import tempfile
from itertools import count
from pathlib import Path

import uvloop

from bench import floors
from bench.figures import Figure, percentile
from bench.hearing import MARK, Ear, Heard, Tally, TimingEar, check, listen, text_now
from bench.line import Line, connect_all, hang_up
from bench.loops import even
from bench.process import Program, serving
from bench.pushes import SETTINGS, PushService, push_service
from bench.village import Villager, build
from utelys.core.ids import room_stream

USERS, HOUSES = 500, 10
SECONDS = 4.0
RATE, RATE_SECONDS = 200.0, 6.0
_WARM_SECONDS = 0.5


class Pairs:
    """Everybody with their other half, and where their rooms stand."""

    def __init__(self, people: list[Villager], lines: list[Line]) -> None:
        """Two neighbours in the list share a direct room."""
        self.people = people
        self.lines = lines
        self.heads = {room_stream(one.direct_room): _cursor(one) for one in people}
        self.ids = count()

    def start(self, ear: type[Ear]) -> None:
        """Begin a phase with new ears."""
        self.tally = Tally()
        self.ears = listen(self.lines, self.tally, ear)
        self.sent: list[set[str]] = [set() for _ in self.lines]

    def write(self, at: int) -> None:
        """Let one write to their other half."""
        id_ = f"m{next(self.ids)}"
        self.sent[at].add(id_)
        self.lines[at].send(self.people[at].direct_room, id_, text_now())

    def answer_for(self, seconds: float) -> None:
        """Let each answer the other's word for a while; the first word is theirs."""
        end = asyncio.get_running_loop().time() + seconds
        for at, (person, line) in enumerate(zip(self.people, self.lines, strict=True)):
            line.ear = Answering(self, at, person.id, end)
        for at in range(len(self.lines)):
            self.write(at)

    def check(self) -> int:
        """Make sure that all is there, in order, and acknowledged; return how many messages."""
        before = dict(self.heads)
        for person, ear, sent in zip(self.people, self.ears, self.sent, strict=True):
            stream = room_stream(person.direct_room)
            heads = {stream: before[stream]}
            check(ear, sent, heads)
            self.heads[stream] = heads[stream]
        messages = sum(map(len, self.sent))
        stored = sum(self.heads.values()) - sum(before.values())
        assert stored == messages, f"{stored} of {messages} messages in the rooms"
        assert not any(line.lost for line in self.lines), "a connection was lost"
        return messages


class Answering:
    """Hears for one of a pair, and answers each of the other's words with one."""

    def __init__(self, pairs: Pairs, at: int, me: str, end: float) -> None:
        """Answer until the loop's clock says `end`."""
        self._pairs = pairs
        self._at = at
        self._mine = MARK + b',"by":"%b"' % me.encode()
        self._end = end
        self._ear = pairs.ears[at]
        self._clock = asyncio.get_running_loop().time

    def __call__(self, data: bytes) -> None:
        self._ear(data)
        # The server writes whole frames, far smaller than a socket's buffer: none comes in two.
        others = data.count(MARK) - data.count(self._mine)
        if others and self._clock() < self._end:
            for _ in range(others):
                self._pairs.write(self._at)


def _cursor(villager: Villager) -> int:
    return villager.cursors[room_stream(villager.direct_room)]


def run() -> list[Figure]:
    """Measure once."""
    return uvloop.run(_run())


async def _run() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "data")
        village = await asyncio.to_thread(build, data, HOUSES, USERS // HOUSES, pairs=True)
        async with push_service() as service:
            with serving(data, **SETTINGS) as program:
                pairs = await gather(program, village.people)
                used, rate = await saturate(pairs, program, SECONDS)
                steady = await _steady(pairs, program, "direct at 200 a second", most=10)
                await _subscribe(pairs, service)
                steady += await _steady(pairs, program, "direct at 200 a second with push")
                assert service.at, "nothing was pushed"
                hang_up(pairs.lines)
    floor = await floors.pairs(USERS, 2.0) + await floors.rows()
    return [
        Figure("direct saturated", "µs a message", (used,), most=130, floor=floor),
        Figure("direct throughput", "messages a second", (rate,), least=6000),
        *steady,
    ]


async def gather(program: Program, people: list[Villager]) -> Pairs:
    """Sign everybody in, and let them talk a little, so that the server has met them."""
    lines = await connect_all(program.port, people)
    await asyncio.sleep(0.5)
    for line in lines:
        line.listen(lambda _: None)
    pairs = Pairs(people, lines)
    await saturate(pairs, program, _WARM_SECONDS)
    return pairs


async def saturate(pairs: Pairs, program: Program, seconds: float) -> tuple[float, float]:
    """Let everybody answer; return microseconds of CPU a message, and messages a second."""
    pairs.start(Ear)
    cpu = program.cpu()
    pairs.answer_for(seconds)
    await asyncio.sleep(seconds)
    rate = pairs.tally.heard / 2 / seconds
    await pairs.tally.until(2 * sum(map(len, pairs.sent)))
    await asyncio.sleep(0.2)
    used = program.cpu() - cpu
    return used * 1e6 / pairs.check(), rate


async def _subscribe(pairs: Pairs, service: PushService) -> None:
    """Let everybody be reached by push from here on."""
    heard = Heard(pairs.lines, b'"type":"result"')
    for person, line in zip(pairs.people, pairs.lines, strict=True):
        args = service.subscription(person.id)
        line.say({"type": "command", "id": "push", "name": "push.subscribe", "args": args})
    await heard.reaches(len(pairs.lines))
    # The entries that tell of it come after the result.
    await asyncio.sleep(0.5)


async def _steady(
    pairs: Pairs, program: Program, name: str, most: float | None = None
) -> list[Figure]:
    pairs.start(TimingEar)
    order = iter(count(0, 7))
    cpu = program.cpu()
    messages = await even(
        lambda: pairs.write(next(order) % USERS), pairs.tally, 2, RATE, RATE_SECONDS
    )
    await asyncio.sleep(0.2)
    used = program.cpu() - cpu
    pairs.check()
    delays = [delay / 1e3 for delay in pairs.tally.delays]
    floor = await floors.disk()
    unit = "ms from send to receipt"
    return [
        Figure(f"{name} p50", unit, (percentile(delays, 50),)),
        Figure(f"{name} p99", unit, (percentile(delays, 99),), most=most, floor=floor),
        Figure(name, "µs a message", (used * 1e6 / messages,)),
    ]
