"""What a load hears, counted cheaply while it runs and checked to the last byte afterwards."""

import asyncio
import json
import re
import time
import zlib
from dataclasses import dataclass, field
from typing import Any

from bench.line import Line, frames
from bench.process import PATIENCE

MARK = b'"kind":"message.sent"'
"""Stands once in each entry that a message makes, and nowhere else."""

_STAMP = re.compile(rb'"text":"(\d{16}) ')
_OVERLAP = len(MARK) - 1
TEXT_SIZE = 200


def text_now(size: int = TEXT_SIZE, fill: str = "x") -> str:
    """A message that says when it was sent, in microseconds of this machine's clock."""
    return f"{time.monotonic_ns() // 1000:016d} ".ljust(size, fill)


@dataclass
class Tally:
    """What all connections have heard together in one phase."""

    heard: int = 0
    target: int = 0
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    delays: list[int] = field(default_factory=list)
    """Microseconds from send to receipt, where ears take the time."""

    def add(self, count: int) -> None:
        """Count deliveries."""
        self.heard += count
        if self.heard >= self.target:
            self.reached.set()

    async def until(self, target: int, patience: float = 30.0) -> None:
        """Wait for so many deliveries.

        Raises:
            TimeoutError: they did not come.
        """
        self.target = target
        self.reached.clear()
        if self.heard < target:
            async with asyncio.timeout(patience):
                await self.reached.wait()


class Ear:
    """Counts the deliveries of one connection; keeps the bytes, or only their checksum."""

    __slots__ = ("_tail", "checksum", "kept", "tally")

    def __init__(self, tally: Tally, *, keep: bool) -> None:
        """Count for this tally."""
        self.tally = tally
        self.checksum = 0
        self.kept: list[bytes] | None = [] if keep else None
        self._tail = b""

    def __call__(self, data: bytes) -> None:
        if self.kept is not None:
            self.kept.append(data)
        self.checksum = zlib.crc32(data, self.checksum)
        self.tally.add(self._count(data))

    def _count(self, data: bytes) -> int:
        if self._tail:
            data = self._tail + data
        # Frames end in a brace; where a chunk does not, a mark may be cut in two.
        self._tail = b"" if data.endswith(b"}") else data[-_OVERLAP:]
        return data.count(MARK)


class TimingEar(Ear):
    """Notes besides how long each message was on its way."""

    __slots__ = ()

    def __call__(self, data: bytes) -> None:
        now = time.monotonic_ns() // 1000
        self.tally.delays += [now - int(stamp) for stamp in _STAMP.findall(data)]
        super().__call__(data)


def listen(
    lines: list[Line], tally: Tally, ear: type[Ear] = Ear, keep: int | None = None
) -> list[Ear]:
    """Give every line a new ear; the first `keep` (all, if None) keep what they hear."""
    ears = [ear(tally, keep=keep is None or at < keep) for at in range(len(lines))]
    for line, one in zip(lines, ears, strict=True):
        line.ear = one
    return ears


def check_same(ears: list[Ear], reference: Ear) -> None:
    """Make sure that ears heard the very bytes that another heard.

    Raises:
        AssertionError: one did not.
    """
    different = [ear for ear in ears if ear.checksum != reference.checksum]
    assert not different, f"{len(different)} of {len(ears)} heard something else than the others"


def check(ear: Ear, sent: set[str], heads: dict[str, int]) -> int:
    """Make sure that an ear heard every stream without a gap and that all it sent is acknowledged.

    `sent` are the ids that this connection sent, `heads` where its streams stood before and stand
    now. Returns how many entries it heard.

    Raises:
        AssertionError: something is missing, doubled, out of order or refused.
    """
    assert ear.kept is not None
    entries, acknowledged = 0, set()
    for payload in frames(b"".join(ear.kept)):
        frame = json.loads(payload)
        if frame["type"] == "entries":
            for entry in frame["entries"]:
                before = heads[frame["stream"]]
                assert entry["seq"] == before + 1, f"{entry['seq']} came after {before}"
                heads[frame["stream"]] = entry["seq"]
                entries += entry["kind"] == "message.sent"
        else:
            assert frame["type"] == "result", frame
            assert "ok" in frame, frame
            assert frame["id"] not in acknowledged, frame
            acknowledged.add(frame["id"])
    assert acknowledged == sent, f"{len(sent - acknowledged)} of {len(sent)} not acknowledged"
    return entries


class Heard:
    """Counts what many lines hear of one kind; a mark may come in two pieces."""

    def __init__(self, lines: list[Line], mark: bytes) -> None:
        """Listen on these lines from now on."""
        self.count = 0
        self._news = asyncio.Event()
        for line in lines:
            line.ear = self._ear(mark)

    def _ear(self, mark: bytes) -> Any:
        rest = b""

        def ear(data: bytes) -> None:
            nonlocal rest
            whole = rest + data
            self.count += whole.count(mark)
            rest = whole[-(len(mark) - 1) :]
            self._news.set()

        return ear

    async def reaches(self, count: int) -> None:
        """Wait until so many have come."""
        async with asyncio.timeout(PATIENCE):
            while self.count < count:
                self._news.clear()
                await self._news.wait()
