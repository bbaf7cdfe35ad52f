"""Rooms that keep what is written for some days only."""

from itertools import pairwise
from pathlib import Path

from tests.kit.house import opened
from tests.kit.rooms import Room, room_of_two
from utelys_protocol.snapshots import fold


async def test_what_is_older_is_erased_by_the_clock(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        old = await room.say(room.ola, "gammelt")
        await room.do(room.eva, "message.react", seq=old, reaction="gammel")
        await room.do(room.eva, "message.pin", seq=old)
        house.clock.move(days=29, hours=1)
        await room.do(room.ola, "message.edit", seq=old, text="gammelt, men endret")
        young = await room.say(room.ola, "nytt")
        await room.do(room.ola, "room.retain", days=30)
        before = await room.snapshot(room.eva)
        assert before["snapshot"]["room"]["retain_days"] == 30
        async with house.phone(room.eva) as evas:
            await evas.reset(room.stream)
            house.clock.move(hours=23)
            seq = await room.say(room.eva, "ennå")
            assert (await room.entry(room.eva, old))["kind"] == "message.sent"
            house.clock.move(hours=2)
            told = await evas.entry(room.stream, "room.expired")
            assert (told["by"], told["body"]) == ("clock", {"before": old + 1})
        assert (await room.entry(room.eva, old))["kind"] == "erased"
        assert (await room.entry(room.eva, young))["body"] == {"text": "nytt"}
        assert (await room.entry(room.eva, seq))["kind"] == "message.sent"
        assert "gammel" not in str(await room.entries(room.eva))
        fresh = await room.snapshot(room.eva)
        assert fresh["snapshot"]["pins"] == []
        state = before["snapshot"]
        for entry in await room.entries(room.eva, f"after={before['seq']}"):
            state = fold(state, entry)
        assert state == fresh["snapshot"]
        async with house.phone(room.eva) as evas:
            await evas.reset(room.stream)
            house.clock.move(days=30)
            told = await evas.entry(room.stream, "room.expired")
            assert told["body"]["before"] == seq + 1


async def test_many_are_erased_in_turns(tmp_path: Path) -> None:
    async with opened(tmp_path) as house, house.phone(house.keeper) as phone:
        room = (await phone.do("room.open", kind="group", name="Tur"))["room"]["id"]
        stream = f"room:{room}"
        await phone.reset(stream)
        for number in range(450):
            args = {"room": room, "text": f"nr {number}"}
            await phone.send(type="command", id=f"m{number}", name="message.send", args=args)
        await phone.until("result", id="m449")
        await phone.do("room.retain", room=room, days=1)
        house.clock.move(days=3)
        befores = [1]
        while befores[-1] < 452:
            befores.append((await phone.entry(stream, "room.expired"))["body"]["before"])
        # No commit of the clock's holds up those who write for long.
        assert max(b - a for a, b in pairwise(befores)) <= 17


async def test_once_the_one_who_opened_it_has_left_others_decide(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        await room.do(room.ola, "room.leave")
        await room.do(room.eva, "room.retain", days=9)
        made = await house.do(room.ola, "room.open", kind="topic", name="Mat")
        topic = Room(house, made["room"]["id"], room.ola, room.eva)
        for one in (room.eva, house.keeper):
            await topic.do(one, "room.join")
            assert await topic.refused(one, "room.retain", days=9) == ("forbidden", "room")
        await topic.do(room.ola, "room.leave")
        assert (await topic.refused(room.eva, "room.retain", days=9))[0] == "forbidden"
        await topic.do(house.keeper, "room.retain", days=9)


async def test_who_may_decide_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        assert await room.refused(room.eva, "room.retain", days=1) == ("forbidden", "room")
        home = (await house.do(room.ola, "room.open", kind="house"))["room"]["id"]
        status, _ = await house.post("room.retain", {"room": home, "days": 9}, room.ola.token)
        assert status == 403
        await house.do(house.keeper, "room.retain", room=home, days=9)
        direct = await house.do(room.ola, "room.open", kind="direct", members=[room.eva.id])
        status, _ = await house.post(
            "room.retain", {"room": direct["room"]["id"], "days": 9}, room.ola.token
        )
        assert status == 403
        await room.do(room.ola, "room.retain", days=3)
        await room.do(room.ola, "room.retain")
        assert "retain_days" not in (await room.snapshot(room.ola))["snapshot"]["room"]
        seq = await room.say(room.ola, "for alltid")
        house.clock.move(days=900)
        assert (await room.entry(room.eva, seq))["kind"] == "message.sent"
