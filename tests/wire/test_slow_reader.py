"""A device that stops reading is cut, is told so if it reads on, loses nothing, slows nobody.

One that only reads slowly is never cut for what it missed.
"""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from tests.kit.house import House, Person, opened
from tests.kit.phone import PATIENCE, Phone, phone
from tests.kit.road import road
from utelys.hub import catchup
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


async def _rooms(house: House, count: int, messages: int) -> dict[str, int]:
    """Rooms of the keeper's in which much is written; each with the number of its newest entry."""
    heads = {}
    async with house.phone(house.keeper) as phone:
        for number in range(count):
            made = await phone.do("room.open", kind="group", name=f"Tur {number}")
            id_ = made["room"]["id"]
            for sent in range(messages):
                args = {"room": id_, "text": TEXT}
                await phone.send(
                    type="command", id=f"{number}.{sent}", name="message.send", args=args
                )
            last = await phone.until("result", id=f"{number}.{messages - 1}")
            heads[f"room:{id_}"] = last["ok"]["seq"]
            phone.waiting.clear()
    return heads


async def _everything(
    house: House, person: Person, heads: dict[str, int], cursors: dict[str, int]
) -> Phone:
    """Come back over a slow line, without hanging up before everything has come."""
    async with road(house.url) as line_, phone(line_.url, person.token, cursors) as slow:
        line_.piece, line_.delay = 16_384, 0.002
        while any(slow.cursors.get(stream, 0) < head for stream, head in heads.items()):
            frame = await slow.receive()
            assert frame["type"] != "bye"
    assert house.running.parts.hub.cut == 0
    return slow


@pytest.mark.parametrize(("count", "messages"), [(1, MISSED), (12, MISSED // 12)])
async def test_nobody_is_cut_for_what_it_missed(tmp_path: Path, count: int, messages: int) -> None:
    """It lies ready, in one room or in many: it is sent as it is taken, not all at once."""
    async with opened(tmp_path, outbox_bytes=MOST, commands_burst=100_000) as house:
        heads = await _rooms(house, count, messages)
        slow = await _everything(house, house.keeper, heads, dict.fromkeys(heads, 1))
        assert not heads.keys() & slow.snapshots.keys()


async def test_nobody_is_cut_for_what_it_missed_before_the_server_started(tmp_path: Path) -> None:
    """Then it comes from the disk."""
    async with opened(tmp_path, outbox_bytes=MOST, commands_burst=100_000) as house:
        heads = await _rooms(house, 2, MISSED // 2)
    async with opened(tmp_path, keeper=house.keeper, outbox_bytes=MOST) as house:
        slow = await _everything(house, house.keeper, heads, dict.fromkeys(heads, 1))
        assert not heads.keys() & slow.snapshots.keys()


async def test_nobody_is_cut_for_a_state_that_is_larger_than_an_outbox(tmp_path: Path) -> None:
    async with opened(tmp_path, outbox_bytes=MOST, commands_burst=100_000) as house:
        heads = await _rooms(house, 8, 50)
        slow = await _everything(house, house.keeper, heads, {})
        assert heads.keys() <= slow.snapshots.keys()


async def test_a_device_that_stops_in_the_middle_of_catching_up_is_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is waited for, but not without end."""
    monkeypatch.setattr(catchup, "_TAKES_NOTHING", 0.5)
    async with opened(tmp_path, outbox_bytes=MOST, commands_burst=100_000) as house:
        heads = await _rooms(house, 1, MISSED)
        async with house.phone(house.keeper, cursors=dict.fromkeys(heads, 1)) as deaf:
            deaf.connection.transport.pause_reading()
            async with asyncio.timeout(PATIENCE):
                while not all(  # noqa: ASYNC110 - the server cuts by the loop's own clock
                    one.closed for one in house.running.parts.hub.all()
                ):
                    await asyncio.sleep(0.02)
            deaf.connection.transport.resume_reading()
            assert (await _last(deaf))["code"] == "too_slow"


async def test_what_is_said_while_a_slow_device_catches_up_comes_behind_it(tmp_path: Path) -> None:
    """It is told live once it has caught up, and is not cut for what was put on its way before."""
    async with opened(tmp_path, outbox_bytes=MOST, commands_burst=100_000) as house:
        heads = await _rooms(house, 1, MISSED)
        [(stream, head)] = heads.items()
        async with (
            road(house.url) as line_,
            house.phone(house.keeper) as sender,
            phone(line_.url, house.keeper.token, dict.fromkeys(heads, 1)) as slow,
        ):
            line_.delay = 0.002
            room = stream.removeprefix("room:")
            sent = 0
            while slow.cursors[stream] < head + sent:
                await slow.receive()
                if slow.cursors[stream] < head:
                    sent += 1
                    await sender.command("message.send", f"live{sent}", room=room, text="Hei!")
            assert sent > 0
            assert stream not in slow.snapshots
        assert house.running.parts.hub.cut == 0
