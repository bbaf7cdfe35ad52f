"""Writing to one another over real sockets."""

from pathlib import Path

from tests.kit.house import opened


async def test_a_message_reaches_everyone_in_the_room_once(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        eva = await house.invite("Eva", "friend", duties=["peer_mentor"])
        async with house.phone(ola) as olas, house.phone(eva) as evas:
            room = (await olas.do("room.open", kind="direct", members=[eva.id]))["room"]
            assert {one["name"] for one in room["members"]} == {"Ola", "Eva"}
            stream = f"room:{room['id']}"
            await evas.reset(stream)
            placed = await olas.do("message.send", room=room["id"], text="Er du der?")
            told = await evas.entry(stream, "message.sent")
            assert (told["seq"], told["at"]) == (placed["seq"], placed["at"])
            assert told["by"] == ola.id
            assert told["body"] == {"text": "Er du der?"}


async def test_what_was_missed_comes_once_and_in_order(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        async with house.phone(ola) as first:
            room = (await first.do("room.open", kind="group", name="Tur"))["room"]["id"]
            await first.reset(f"room:{room}")
            cursors = dict(first.cursors)
        for text in ("en", "to", "tre"):
            await house.do(ola, "message.send", room=room, text=text)
        async with house.phone(ola, cursors=cursors) as second:
            texts = [
                (await second.entry(f"room:{room}", "message.sent"))["body"]["text"]
                for _ in range(3)
            ]
            assert texts == ["en", "to", "tre"]


async def test_the_same_command_sent_again_happens_once(tmp_path: Path) -> None:
    async with opened(tmp_path) as house, house.phone(house.keeper) as phone:
        room = (await phone.do("room.open", kind="group", name="Tur"))["room"]["id"]
        first = await phone.command("message.send", "x1", room=room, text="Hei")
        again = await phone.command("message.send", "x1", room=room, text="Hei")
        assert first == again
        _, page = await house.get(house.keeper, f"/streams/room:{room}/entries")
        assert [one["kind"] for one in page["entries"]] == ["room.opened", "message.sent"]


async def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        keeper = house.keeper
        room = (await house.do(keeper, "room.open", kind="group", name="Tur"))["room"]["id"]
        await house.do(keeper, "message.send", room=room, text="Før")
        _, before = await house.get(keeper, f"/streams/room:{room}/entries")
    async with opened(tmp_path, keeper=keeper) as house:
        _, after = await house.get(keeper, f"/streams/room:{room}/entries")
        assert after == before
        async with house.phone(keeper, cursors={f"room:{room}": 1}) as phone:
            told = await phone.entry(f"room:{room}", "message.sent")
            assert told["body"] == {"text": "Før"}
