"""A device that stops reading is cut, is told so if it reads on, loses nothing, slows nobody."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from tests.kit.house import opened
from tests.kit.phone import Phone
from utelys.net import line

TEXT = "å" * 7_900
MOST = 64 * 1024
"""Bytes that a device may leave unread here."""

MESSAGES = 900
"""With the kernel's buffers of both ends, far more than an outbox holds."""

MISSED = 450


async def _send(phone: Phone, room: str, count: int) -> None:
    """Send one after the other, each answered before the next."""
    for _ in range(count):
        await phone.do("message.send", room=room, text=TEXT)
        phone.waiting.clear()


async def _last(phone: Phone) -> dict[str, Any]:
    """Read to the end; return the last frame."""
    last: dict[str, Any] = {}
    with suppress(ConnectionClosed):
        while True:
            last = await phone.receive()
    return last


async def test_a_deaf_device_is_cut_told_so_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for it: what others have waiting for them stays as it is without it."""
    monkeypatch.setattr(line, "LINGER", 60.0)
    async with opened(tmp_path, outbox_bytes=MOST, commands_burst=100_000) as house:
        ola, eva = await house.invite("Ola"), await house.invite("Eva")
        members = [ola.id, eva.id]
        made = await house.do(house.keeper, "room.open", kind="group", name="Tur", members=members)
        room, hub = made["room"]["id"], house.running.parts.hub
        stream = f"room:{room}"
        async with (
            house.phone(eva) as sender,
            house.phone(house.keeper) as other,
            house.phone(ola) as deaf,
        ):
            for phone in (sender, other, deaf):
                await phone.reset(stream)
            pipes = {one.member: one.pipe for one in hub.all()}
            deaf.connection.transport.pause_reading()
            sent = 0
            while hub.cut == 0:
                assert sent < MESSAGES
                await _send(sender, room, 1)
                sent += 1
                while other.cursors[stream] < sender.cursors[stream]:
                    await other.receive()
                other.waiting.clear()
                assert pipes[eva.id].waiting() + pipes[house.keeper.id].waiting() < MOST
            await _send(sender, room, 3)
            deaf.connection.transport.resume_reading()
            last = await _last(deaf)
            assert (last["type"], last["code"]) == ("bye", "too_slow")
            assert deaf.connection.close_code == 1013
            head = sender.cursors[stream]
        # The kit sees to it that the numbers follow one another without a gap.
        async with house.phone(ola, cursors=deaf.cursors) as back:
            while back.cursors[stream] < head:
                await back.receive()
            assert stream not in back.snapshots


async def test_a_device_that_stops_in_the_middle_of_catching_up_is_let_go(tmp_path: Path) -> None:
    """It is never cut for what it missed, but neither is it waited for without end."""
    async with opened(tmp_path, outbox_bytes=64 * 1024, commands_burst=100_000) as house:
        room = (await house.do(house.keeper, "room.open", kind="group", name="Tur"))["room"]["id"]
        async with house.phone(house.keeper) as phone:
            await _send(phone, room, MISSED)
        stream = f"room:{room}"
        async with house.phone(house.keeper, cursors={stream: 1}) as slow:
            while slow.cursors.get(stream, 1) < MISSED:
                await slow.receive()
                await asyncio.sleep(0.002)
            assert stream not in slow.snapshots
