"""Membership ends at once: every way around it, written as an attack."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from tests.kit.house import House, opened
from tests.kit.rooms import Room, room_of_two

SECRET = "Dette er ikke for Eva"


async def heard_nothing(room: Room, phone: Any) -> None:
    """What Eva's phone gets until it has certainly got all that there was does not hold it."""
    await phone.send(type="ping", n=7)
    await phone.until("pong", n=7)
    assert SECRET not in str(phone.waiting) + str(phone.streams) + str(phone.snapshots)


async def test_who_left_hears_nothing_more_on_an_open_socket(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        async with house.phone(room.eva) as evas, house.phone(room.ola) as olas:
            await evas.reset(room.stream)
            await olas.reset(room.stream)
            await room.do(room.eva, "room.leave")
            await room.say(room.ola, SECRET)
            await olas.entry(room.stream, "message.sent")
            await olas.send(type="signal", stream=room.stream, kind="typing")
            await heard_nothing(room, evas)
            assert not [one for one in evas.waiting if one["type"] == "signal"]


async def test_leaving_and_writing_in_one_commit_tells_only_what_came_before(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        async with house.phone(room.eva) as evas, house.phone(room.ola) as olas:
            await evas.reset(room.stream)
            await olas.reset(room.stream)
            for number in range(50):
                await evas.send(
                    type="command", id=f"l{number}", name="room.leave", args={"room": room.id}
                )
                await olas.send(
                    type="command",
                    id=f"s{number}",
                    name="message.send",
                    args={"room": room.id, "text": f"nr {number}"},
                )
            await olas.until("result", id="s49")
            await evas.until("result", id="l49")
            left = (await olas.entry(room.stream, "room.left"))["seq"]
            assert all(one["seq"] <= left for one in evas.streams.get(room.stream, []))


async def test_who_left_cannot_read_over_http(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        await room.say(room.ola, "før")
        await room.do(room.eva, "room.leave")
        seq = await room.say(room.ola, SECRET)
        for path in ("entries", "entries?after=0", "snapshot", "receipts", "entries?before=99"):
            status, problem = await house.get(room.eva, f"/streams/{room.stream}/{path}")
            assert (status, problem["code"]) == (404, "not_found")
        for name, args in (
            ("message.send", {"text": "hei"}),
            ("message.edit", {"seq": seq, "text": "hei"}),
            ("message.erase", {"seq": seq}),
            ("message.react", {"seq": seq, "reaction": "x"}),
            ("message.pin", {"seq": seq}),
            ("message.unpin", {"seq": seq}),
            ("room.mute", {}),
        ):
            assert await room.refused(room.eva, name, **args) == ("not_found", "room"), name
        _, problem = await house.post(
            "read.mark", {"stream": room.stream, "seq": 1}, room.eva.token
        )
        assert problem["code"] == "not_found"


async def test_what_is_not_there_and_what_one_left_look_the_same(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        await room.do(room.eva, "room.leave")
        _, left = await house.get(room.eva, f"/streams/{room.stream}/entries")
        _, none = await house.get(room.eva, "/streams/room:01KB0ZQ8N40000000000000099/entries")
        assert left == none


async def test_who_was_let_in_again_reads_nothing_from_between(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        async with house.phone(room.eva) as evas:
            await evas.reset(room.stream)
            old = dict(evas.cursors)
            await room.do(room.eva, "room.leave")
            between = await room.say(room.ola, SECRET)
            await room.do(room.ola, "room.admit", member=room.eva.id)
            evas.snapshots.pop(room.stream)
            state = await evas.reset(room.stream)
            assert [one["kind"] for one in state["entries"]] == ["room.joined"]
            await heard_nothing(room, evas)
        # Coming back with the cursor from before must not bridge the gap either.
        async with house.phone(room.eva, cursors=old) as back:
            await back.reset(room.stream)
            await heard_nothing(room, back)
        for query in ("after=0", "before=99", "limit=200", "at=2000-01-01T00:00:00Z"):
            assert SECRET not in str(await room.entries(room.eva, query))
        for name, args in (("message.react", {"reaction": "x"}), ("message.pin", {})):
            refused = await room.refused(room.eva, name, seq=between, **args)
            assert refused == ("not_found", "seq")


class Slow:
    """Holds up what is read from the disk for catching up until the test lets it go on."""

    def __init__(self, house: House) -> None:
        disk: Any = house.running.parts.catch_up._disk
        self._after: Callable[..., Awaitable[Any]] = disk.after
        self.asked = asyncio.Event()
        self.go_on = asyncio.Event()
        disk.after = self._wait

    async def _wait(self, *args: Any) -> Any:
        self.asked.set()
        await self.go_on.wait()
        return await self._after(*args)


async def room_behind(house: House) -> tuple[Room, dict[str, int]]:
    """A room with more to catch up with than is kept ready; Eva has none of it yet."""
    room = await room_of_two(house)
    async with house.phone(room.eva) as evas:
        await evas.reset(room.stream)
        cursors = {room.stream: evas.cursors[room.stream]}
    for number in range(520):
        await house.running.parts.writer.drain()
        await room.say(room.ola, f"nr {number}")
    return room, cursors


async def test_who_leaves_while_catching_up_gets_no_further(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room, cursors = await room_behind(house)
        slow = Slow(house)
        async with house.phone(room.eva, cursors=cursors) as evas:
            await slow.asked.wait()
            await room.do(room.eva, "room.leave")
            await room.say(room.ola, SECRET)
            slow.go_on.set()
            await heard_nothing(room, evas)
            assert room.stream not in evas.streams


async def test_an_old_catching_up_does_not_live_on_in_a_new_membership(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room, cursors = await room_behind(house)
        slow = Slow(house)
        async with house.phone(room.eva, cursors=cursors) as evas:
            await slow.asked.wait()
            await room.do(room.eva, "room.leave")
            await room.say(room.ola, SECRET)
            await room.do(room.ola, "room.admit", member=room.eva.id)
            slow.go_on.set()
            state = await evas.reset(room.stream)
            assert [one["kind"] for one in state["entries"]] == ["room.joined"]
            await room.say(room.ola, "velkommen tilbake")
            await evas.entry(room.stream, "message.sent")
            await heard_nothing(room, evas)


async def test_a_year_away_is_a_fresh_start_and_nothing_is_missing(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        async with house.phone(room.eva) as evas:
            await evas.reset(room.stream)
            cursors = dict(evas.cursors)
        await room.say(room.ola, "i fjor")
        house.clock.move(days=20)
        async with house.phone(room.eva, cursors=cursors) as evas:
            await evas.entry(room.stream, "message.sent")
            assert room.stream not in evas.snapshots
        house.clock.move(days=345)
        await room.say(room.ola, "i år")
        async with house.phone(room.eva, cursors=cursors) as evas:
            state = await evas.reset(room.stream)
            texts = [one["body"].get("text") for one in state["entries"]]
            assert texts[-2:] == ["i fjor", "i år"]
            await room.say(room.ola, "nå")
            told = await evas.entry(room.stream, "message.sent")
            assert told["body"] == {"text": "nå"}


async def test_who_gives_a_call_back_takes_no_part_in_what_its_room_does(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        eva, ola = await house.invite("Eva", duties=["peer_mentor"]), await house.invite("Ola")
        raised = await house.do(ola, "ask.raise", house=await house.house_id())
        ask, room = raised["ask"]["id"], raised["room"]["id"]
        await house.do(eva, "ask.take", ask=ask)
        starts = {"wall": "2031-10-09T18:00", "zone": "Europe/Oslo"}
        walk = await house.do(
            ola, "activity.plan", title="Tur", group=room, place="Parken", starts=starts
        )
        answer = {"activity": walk["activity"]["id"], "occurrence": "all", "answer": "maybe"}
        await house.do(eva, "activity.answer", **answer)
        await house.do(eva, "ask.pass", ask=ask)
        assert (await house.state(ola, f"room:{room}"))["answers"] == []
        assert (await house.state(eva, f"member:{eva.id}"))["invitations"] == []
