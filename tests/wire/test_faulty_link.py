"""Devices behind bad roads: delays, cuts at every byte, half-open links, doubled connections.

In the end every device has exactly the server's entries, in order and once, its state is a fresh
one, and what was acknowledged stands once.
"""

import asyncio
import tempfile
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kit.devices import Device, agree, devices_of, once
from tests.kit.house import House, opened
from tests.kit.phone import PATIENCE
from tests.kit.road import Road
from tests.kit.rooms import Room, room_of_two
from utelys_client import Refused
from utelys_protocol.base import Said
from utelys_protocol.commands.messages import (
    MessageEdit,
    MessageErase,
    MessageReact,
    MessageSend,
)
from utelys_protocol.commands.reading import ReadMark


@dataclass
class Party:
    """What is being done in one room, and what of it has been acknowledged."""

    room: Room
    devices: list[Device]
    texts: dict[str, int] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    doing: list[asyncio.Task[None]] = field(default_factory=list)
    count: int = 0

    def say(self, device: Device, _: int) -> None:
        self.count += 1
        text = f"nr {self.count}"

        async def said() -> None:
            placed = await device.client.do(MessageSend(room=self.room.id, text=text))
            self.texts[text] = placed.seq

        self.start(said())

    def edit(self, device: Device, pick: int) -> None:
        self.count += 1
        text = f"endret {self.count}"
        self.about(device, pick, lambda seq: MessageEdit(room=self.room.id, seq=seq, text=text))

    def erase(self, device: Device, pick: int) -> None:
        self.about(device, pick, lambda seq: MessageErase(room=self.room.id, seq=seq))

    def react(self, device: Device, pick: int) -> None:
        reaction = MessageReact(room=self.room.id, seq=1, reaction="👍", on=pick % 3 > 0)
        self.about(device, pick, lambda seq: reaction.model_copy(update={"seq": seq}), own=False)

    def mark(self, device: Device, _: int) -> None:
        state = device.client.state(self.room.stream)
        if state is not None:
            self.start(self.try_(device, ReadMark(stream=self.room.stream, seq=state.seq)))

    def about(
        self, device: Device, pick: int, make: Callable[[int], Said], *, own: bool = True
    ) -> None:
        """Do something about a message that the device shows."""
        seqs = device.messages(self.room.stream, own=own)
        if seqs:
            seq = seqs[pick % len(seqs)]
            if own:
                self.gone.add(seq)
            self.start(self.try_(device, make(seq)))

    async def try_(self, device: Device, args: Any) -> None:
        # What it is about may have been erased by then, from another device.
        with suppress(Refused):
            await device.client.do(args)

    def start(self, doing: Coroutine[Any, Any, None]) -> None:
        self.doing.append(asyncio.create_task(doing))

    async def end(self) -> None:
        """Mend every road, let everything be answered, and look at what everybody has."""
        for device in self.devices:
            device.road.heal()
            device.road.cut()
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*self.doing)
        house = self.room.house
        for device in self.devices:
            await agree(house, device)
        entries = await self.room.entries(self.room.ola)
        kept = {text: seq for text, seq in self.texts.items() if seq not in self.gone}
        once(entries, kept)
        assert len([one for one in entries if one["kind"] == "message.sent"]) <= len(self.texts)


DOINGS = {
    "say": Party.say,
    "edit": Party.edit,
    "erase": Party.erase,
    "react": Party.react,
    "mark": Party.mark,
}


def spoil(way: Road, fault: str, much: int) -> None:
    """Let something be wrong with a road from now on."""
    if fault == "cut":
        way.cut()
    elif fault == "linger":
        way.lingering = True
        way.cut()
    elif fault == "cut up":
        way.up_left = much
    elif fault == "cut down":
        way.down_left = much
    elif fault == "slow":
        way.delay, way.piece = 0.002, 1 + much % 90
    elif fault == "closed":
        way.open = False
        way.cut()
    elif fault == "mended":
        way.heal()
        way.cut()
    else:
        setattr(way, fault, True)


FAULTS = (
    *("cut", "linger", "cut up", "cut down", "slow", "closed", "mended", "mended"),
    *("deaf", "deaf_up", "deaf_down"),
)
STEP = st.tuples(
    st.integers(0, 4), st.sampled_from([*DOINGS, "say", "say"]), st.integers(0, 50)
) | st.tuples(st.integers(0, 4), st.sampled_from(FAULTS), st.integers(0, 700))


@pytest.mark.slow
@settings(max_examples=12)
@given(st.lists(STEP, min_size=5, max_size=40))
async def test_whatever_the_roads_do(steps: list[tuple[int, str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with opened(Path(folder)) as house:
            room = await room_of_two(house)
            # Ola's second device comes with the key of the first: two connections of one device.
            people = (room.ola, room.ola, room.eva, room.eva, await another(house, room))
            async with devices_of(house, *people) as devices:
                party = Party(room, devices)
                for which, what, much in steps:
                    if what in DOINGS:
                        DOINGS[what](party, devices[which], much)
                    else:
                        spoil(devices[which].road, what, much)
                    await asyncio.sleep(0)
                    if much % 4 == 0:
                        await asyncio.sleep(0.01)
                await party.end()


async def another(house: House, room: Room) -> Any:
    """A third member of the room, who came before anything was written."""
    per = await house.invite("Per")
    await room.do(room.ola, "room.admit", member=per.id)
    return per


async def passed(device: Device, room: Room, up: bool) -> int:
    """How many bytes a short message takes, with all that it brings back."""
    before = device.road.up if up else device.road.down
    await say_and_hear(device, room, "målt")
    return (device.road.up if up else device.road.down) - before


async def say_and_hear(device: Device, room: Room, text: str) -> int:
    """Write, and wait until the device has it from the server as well."""
    seq = (await device.client.do(MessageSend(room=room.id, text=text))).seq
    await device.reaches(room.stream, seq)
    return seq


@pytest.mark.slow
@pytest.mark.parametrize("up", [True, False])
async def test_a_cut_at_every_byte(tmp_path: Path, up: bool) -> None:
    """A message on its way to the server, and its result and entry on their way back."""
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        async with devices_of(house, room.ola, room.eva) as devices:
            sender, listener = devices
            await say_and_hear(sender, room, "først")
            # Numbers grow by a digit or two on the way.
            length = await passed(sender, room, up) + 8
            texts = {}
            for after in range(length):
                sender.road.up_left, sender.road.down_left = (after, None) if up else (None, after)
                texts[f"{after:04}"] = await say_and_hear(sender, room, f"{after:04}")
            sender.road.heal()
            await agree(house, sender)
            await agree(house, listener)
            once(await everything(house, room), texts)


NEWEST = 250
"""Bytes at the end of what a device gets that comes back: all that it missed, and some before."""


@pytest.mark.slow
async def test_a_cut_at_every_byte_of_what_was_missed(tmp_path: Path) -> None:
    """The device comes back, and is cut in the middle of what it missed, ever earlier."""
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        async with devices_of(house, room.eva) as (device,):
            await say_and_hear(device, room, "først")
            before = device.road.down
            await away(device)
            await room.say(room.ola, "målt")
            await back(device, room)
            length = device.road.down - before + 8
            for left in range(length, length - NEWEST, -1):
                await away(device)
                await room.say(room.ola, "borte")
                device.road.down_left = left
                await back(device, room)
                device.road.down_left = None
            await agree(house, device)


async def away(device: Device) -> None:
    """Let a device be without its road."""
    device.road.open = False
    device.road.cut()


async def back(device: Device, room: Room) -> None:
    """Open the road, and wait until the device has the newest."""
    device.road.open = True
    head = (await room.snapshot(room.ola))["seq"]
    await device.reaches(room.stream, head)


async def everything(house: House, room: Room) -> list[dict[str, Any]]:
    """All entries of the room, page by page."""
    found: list[dict[str, Any]] = []
    while page := await room.entries(room.ola, f"limit=200&after={len(found)}"):
        found += page
    return found
