"""Catching up by itself: how much of the disk it asks, and for whom."""

import asyncio
from dataclasses import dataclass, field

from tests.unit.hub.test_hub import Wire, hub
from utelys.hub.catchup import AT_ONCE, CatchUp
from utelys.hub.hub import Hub
from utelys.hub.outbox import Outbox

ROOM = "room:a"


@dataclass
class Disk:
    """Answers once it may, and counts."""

    may: asyncio.Event = field(default_factory=asyncio.Event)
    now: int = 0
    most: int = 0
    snapshots: int = 0

    async def _answer(self) -> None:
        self.now += 1
        self.most = max(self.most, self.now)
        await self.may.wait()
        self.now -= 1

    async def after(self, stream: str, seq: int, most: int, size: int) -> list[tuple[int, bytes]]:
        await self._answer()
        return []

    async def newest(self, stream: str, most: int) -> tuple[int, list[tuple[int, bytes]]]:
        await self._answer()
        return 0, []

    async def snapshot(self, member: str, stream: str) -> tuple[int, bytes]:
        self.snapshots += 1
        await self._answer()
        return 0, b"{}"


def come(to: Hub, catch_up: CatchUp, number: int) -> Outbox:
    outbox = Outbox(Wire(), f"m{number}", "d", to.mark, most=1000)
    to.attach(outbox, [ROOM])
    catch_up.start(outbox, {ROOM: None})
    return outbox


async def idle(disk: Disk) -> None:
    while disk.now < AT_ONCE:  # noqa: ASYNC110
        await asyncio.sleep(0)


async def test_some_readers_are_left_for_others() -> None:
    tells, disk = hub(), Disk()
    tells.recent.fill(ROOM, 0, [])
    catch_up = CatchUp(tells, disk)
    everybody = [come(tells, catch_up, number) for number in range(30)]
    await idle(disk)
    disk.may.set()
    await asyncio.gather(*catch_up._tasks)
    assert disk.most == AT_ONCE
    assert disk.snapshots == len(everybody)


async def test_nothing_is_read_for_those_who_have_hung_up() -> None:
    """A phone that comes back again and again would else keep the disk from all others."""
    tells, disk = hub(), Disk()
    tells.recent.fill(ROOM, 0, [])
    catch_up = CatchUp(tells, disk)
    everybody = [come(tells, catch_up, number) for number in range(30)]
    await idle(disk)
    for outbox in everybody[AT_ONCE:]:
        tells.detach(outbox)
    disk.may.set()
    await asyncio.gather(*catch_up._tasks)
    assert disk.snapshots == AT_ONCE
