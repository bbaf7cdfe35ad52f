"""Devices behind roads of their own, and everything that each of them has heard."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.kit.house import House, Person
from tests.kit.phone import PATIENCE
from tests.kit.road import Road, road
from utelys_client import Backoff, Client, Happened, Replaced


@dataclass
class Device:
    """A client of somebody's, the road that it is behind, and what it has handed out."""

    person: Person
    road: Road
    client: Client
    heard: list[Happened | Replaced] = field(default_factory=list)

    async def listen(self) -> None:
        """Take in whatever comes."""
        async for event in self.client:
            if isinstance(event, Happened | Replaced):
                self.heard.append(event)

    def messages(self, stream: str, *, own: bool) -> list[int]:
        """The messages that this device shows, by number: its member's own, or everybody's."""
        state = self.client.state(stream)
        return [
            entry["seq"]
            for entry in (state.snapshot["entries"] if state else ())
            if entry["kind"] == "message.sent" and (not own or entry["by"] == self.person.id)
        ]

    async def reaches(self, stream: str, seq: int) -> None:
        """Wait until the device is so far in a stream."""
        async with asyncio.timeout(PATIENCE):
            while (state := self.client.state(stream)) is None or state.seq < seq:  # noqa: ASYNC110
                await asyncio.sleep(0.002)


@asynccontextmanager
async def devices_of(house: House, *people: Person) -> AsyncIterator[list[Device]]:
    """One device for each of these; who is named twice has two connections with the same key."""
    async with AsyncExitStack() as stack:
        found = []
        for person in people:
            way = await stack.enter_async_context(road(house.url))
            client = Client(way.url, person.token, backoff=Backoff(0.001, 0.01), heartbeat=1.0)
            device = Device(person, way, await stack.enter_async_context(client))
            listening = asyncio.create_task(device.listen())
            stack.callback(listening.cancel)
            found.append(device)
        yield found


async def agree(house: House, device: Device) -> None:
    """Wait until a device is where the server is, and hold all that it heard against that.

    Every stream: its state is a fresh one, and each entry was handed out once and in order.
    """
    _, told = await house.get(device.person, "/streams")
    for head in told["streams"]:
        stream = head["id"]
        await device.reaches(stream, head["head"])
        state = device.client.streams[stream]
        assert state.seq == head["head"]
        if not stream.startswith("house:"):  # its light is as of the moment that it is read
            assert state.snapshot == await house.state(device.person, stream)
        await _in_order(house, device, stream, head["head"])


async def _in_order(house: House, device: Device, stream: str, head: int) -> None:
    at: int | None = None
    there = {entry["seq"]: entry for entry in await house.entries(device.person, stream)}
    async with asyncio.timeout(PATIENCE):
        while _last(device, stream) < head:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    for event in device.heard:
        if event.stream != stream:
            continue
        if isinstance(event, Replaced):
            assert at is None, f"{stream} was replaced though the cursor was good"
            at = event.seq
            continue
        entry = event.entry
        assert at is not None
        assert entry.seq == at + 1, f"{stream} went from {at} to {entry.seq}"
        at = entry.seq
        now = there.get(entry.seq)
        if now is not None:
            assert (now["by"], now["kind"]) in ((entry.by, entry.kind), (entry.by, "erased"))
    assert at == head


def _last(device: Device, stream: str) -> int:
    numbers = (
        event.seq if isinstance(event, Replaced) else event.entry.seq
        for event in reversed(device.heard)
        if event.stream == stream
    )
    return next(numbers, 0)


def once(entries: list[dict[str, Any]], texts: dict[str, int]) -> None:
    """Every acknowledged text stands where it was acknowledged, and no text stands twice."""
    there = {entry["seq"]: entry for entry in entries}
    counted = Counter(entry["body"].get("text") for entry in entries)
    for text, seq in texts.items():
        assert there[seq]["body"].get("text") == text
        assert counted[text] == 1
