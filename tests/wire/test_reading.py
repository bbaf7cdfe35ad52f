"""How far one has read, what is unread, receipts, mutes, and looking at a date."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.kit.house import House, Person, opened
from tests.kit.rooms import Room, room_of_two
from utelys_protocol.base import format_moment
from utelys_protocol.snapshots import fold


async def position(house: House, person: Person, stream: str) -> dict[str, Any]:
    _, answer = await house.get(person, "/streams")
    (found,) = [one for one in answer["streams"] if one["id"] == stream]
    return dict(found)


async def test_a_mark_is_the_same_on_all_devices_and_never_goes_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        for text in ("en", "to", "tre"):
            await room.say(room.ola, text)
        async with house.phone(room.eva) as phone, house.phone(room.eva) as tablet:
            await tablet.reset(f"member:{room.eva.id}")
            assert (await position(house, room.eva, room.stream))["unread"] == 3
            await phone.do("read.mark", stream=room.stream, seq=3)
            told = await tablet.entry(f"member:{room.eva.id}", "read.marked")
            assert told["body"] == {"stream": room.stream, "seq": 3}
            back = await phone.do("read.mark", stream=room.stream, seq=2)
            assert back == {"stream": room.stream, "seq": 3}
            beyond = await phone.do("read.mark", stream=room.stream, seq=99)
            assert beyond["seq"] == 4
        found = await position(house, room.eva, room.stream)
        assert (found["read"], found["unread"]) == (4, 0)
        _, own = await house.get(room.eva, f"/streams/member:{room.eva.id}/snapshot")
        assert own["snapshot"]["reads"] == {room.stream: 4}
        status, _ = await house.post(
            "read.mark", {"stream": f"member:{room.ola.id}", "seq": 1}, room.eva.token
        )
        assert status == 404


async def test_what_was_before_one_came_and_rooms_one_left_never_count(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        await room.say(room.ola, "før")
        await room.do(room.ola, "room.admit", member=house.keeper.id)
        assert (await position(house, house.keeper, room.stream))["unread"] == 0
        await room.say(room.ola, "etter")
        assert (await position(house, house.keeper, room.stream))["unread"] == 1
        await room.do(house.keeper, "room.leave")
        _, answer = await house.get(house.keeper, "/streams")
        assert room.stream not in [one["id"] for one in answer["streams"]]


async def test_receipts_are_seen_only_where_both_chose_them(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        await room.do(room.ola, "room.admit", member=house.keeper.id)
        seq = await room.say(room.ola, "Lest?")
        path = f"/streams/{room.stream}/receipts"
        async with house.phone(room.ola) as olas, house.phone(house.keeper) as keepers:
            await olas.reset(room.stream)
            await keepers.reset(room.stream)
            await house.do(room.ola, "member.update", receipts=True)
            await house.do(room.eva, "read.mark", stream=room.stream, seq=seq - 1)
            assert (await house.get(room.ola, path))[1]["receipts"] == []
            await house.do(room.eva, "member.update", receipts=True)
            await house.do(room.eva, "read.mark", stream=room.stream, seq=seq)
            told = await olas.until("signal", kind="read")
            assert (told["by"], told["seq"]) == (room.eva.id, seq)
            given = (await house.get(room.ola, path))[1]["receipts"]
            assert given == [{"member": room.eva.id, "seq": seq}]
            assert (await house.get(house.keeper, path))[1]["receipts"] == []
            await room.say(room.ola, "ferdig")
            await keepers.entry(room.stream, "message.sent")
            assert all(one["type"] != "signal" for one in keepers.waiting)
            await house.do(room.eva, "member.update", receipts=False)
            assert (await house.get(room.ola, path))[1]["receipts"] == []
        assert (await house.get(room.ola, "/me"))[1]["receipts"] is True


async def test_a_mute_ends_by_the_clock(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        own = f"member:{room.eva.id}"
        until = format_moment(house.clock.now() + timedelta(hours=1))
        async with house.phone(room.eva) as phone:
            await phone.reset(own)
            await room.do(room.eva, "room.mute", until=until)
            muted = await phone.entry(own, "room.muted")
            assert muted["body"] == {"mute": {"id": room.id, "until": until}}
            house.clock.move(hours=1)
            ended = await phone.entry(own, "room.unmuted")
            assert (ended["by"], ended["body"]) == ("clock", {"room": room.id})
        refused = await room.refused(room.eva, "room.mute", until=until)
        assert refused == ("invalid", "until")
        await room.do(room.eva, "room.mute")
        _, state = await house.get(room.eva, f"/streams/{own}/snapshot")
        assert state["snapshot"]["mutes"] == [{"id": room.id}]
        await room.do(room.eva, "room.leave")
        _, state = await house.get(room.eva, f"/streams/{own}/snapshot")
        assert state["snapshot"]["mutes"] == []


async def test_ones_own_state_and_what_happened_make_the_fresh_state(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        path = f"/streams/member:{room.eva.id}"
        _, old = await house.get(room.eva, f"{path}/snapshot")
        seq = await room.say(room.ola, "Hei")
        await house.do(room.eva, "read.mark", stream=room.stream, seq=seq)
        await house.do(room.eva, "member.update", receipts=True)
        await room.do(room.eva, "room.mute")
        await room.do(room.eva, "room.unmute")
        await room.do(room.eva, "room.mute")
        _, fresh = await house.get(room.eva, f"{path}/snapshot")
        _, page = await house.get(room.eva, f"{path}/entries?after={old['seq']}")
        state = old["snapshot"]
        for entry in page["entries"]:
            state = fold(state, entry)
        assert state == fresh["snapshot"]


async def test_jumping_to_a_date(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        moments = []
        for day in range(5):
            moments.append(house.clock.now())
            await room.say(room.ola, f"dag {day}")
            house.clock.move(days=1)

        async def texts(room: Room, query: str) -> list[str]:
            return [one["body"]["text"] for one in await room.entries(room.ola, query)]

        assert await texts(room, f"at={format_moment(moments[3])}") == ["dag 3", "dag 4"]
        assert await texts(room, f"at={format_moment(moments[2])}&limit=1") == ["dag 2"]
        assert await texts(room, f"at={format_moment(house.clock.now())}") == []
        assert len(await room.entries(room.ola, "at=2000-01-01T00:00:00Z")) == 6
        status, _ = await house.get(room.ola, f"/streams/{room.stream}/entries?at=i%20fjor")
        assert status == 400
