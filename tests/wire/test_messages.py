"""Editing, erasing, reacting, mentioning and pinning over real sockets."""

from pathlib import Path

from tests.kit.house import opened
from tests.kit.rooms import room_of_two
from utelys.store.queries import messages


async def test_an_edit_reaches_everyone_and_leaves_nothing_of_what_was_said(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        async with house.phone(room.eva) as evas:
            await evas.reset(room.stream)
            seq = await room.say(room.ola, "Vi møtes klokka fem")
            await room.do(room.ola, "message.edit", seq=seq, text="Vi møtes klokka seks")
            told = await evas.entry(room.stream, "message.edited")
            assert told["body"] == {"seq": seq, "text": "Vi møtes klokka seks"}
            await room.do(room.ola, "message.edit", seq=seq, text="Vi møtes klokka sju")
        assert (await room.entry(room.eva, seq))["body"]["text"] == "Vi møtes klokka sju"
        assert (await room.entry(room.eva, seq))["body"]["edited_at"] >= told["at"]
        kinds = [one["kind"] for one in await room.entries(room.eva)]
        assert kinds == ["room.opened", "message.sent", "erased", "message.edited"]
        assert "seks" not in str(await room.entries(room.eva))


async def test_each_edit_looks_at_the_one_before_it_and_no_further(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        seq = await room.say(room.ola, "Vi møtes klokka fem")
        await room.do(room.eva, "message.react", seq=seq, reaction="👍")
        for hour in range(6, 12):
            await room.do(room.ola, "message.edit", seq=seq, text=f"Vi møtes klokka {hour}")
        async with house.running.parts.database.reader() as source:
            about = await messages.about(source, room.id, [seq])
        assert [one.kind for one in about] == ["message.reacted", "message.edited"]


async def test_only_who_wrote_it_may_edit_or_erase(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        seq = await room.say(room.ola, "Min")
        refused = await room.refused(room.eva, "message.edit", seq=seq, text="Din")
        assert refused == ("forbidden", "seq")
        assert await room.refused(room.eva, "message.erase", seq=seq) == ("forbidden", "seq")
        assert await room.refused(room.eva, "message.erase", seq=1) == ("not_found", "seq")
        assert await room.refused(room.eva, "message.erase", seq=99) == ("not_found", "seq")


async def test_what_is_erased_is_gone_wherever_one_looks(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        async with house.phone(room.eva) as evas:
            await evas.reset(room.stream)
            before = dict(evas.cursors)
            seq = await room.say(room.ola, "Hemmelig")
            await room.do(room.ola, "message.edit", seq=seq, text="Fortsatt hemmelig")
            await room.do(room.eva, "message.react", seq=seq, reaction="hemmelig")
            await room.do(room.eva, "message.pin", seq=seq)
            await room.do(room.ola, "message.erase", seq=seq)
            gone = await evas.entry(room.stream, "message.erased")
            assert gone["body"] == {"seq": seq}
        read = await room.entries(room.eva)
        assert [one["seq"] for one in read] == list(range(1, len(read) + 1))
        assert read[seq - 1]["kind"] == "erased"
        assert read[seq - 1]["body"] == {}
        state = (await room.snapshot(room.eva))["snapshot"]
        assert state["pins"] == []
        async with house.phone(room.eva, cursors=before) as back:
            caught_up = await back.entry(room.stream, "message.erased")
            assert caught_up["seq"] == gone["seq"]
            told = back.streams[room.stream]
        assert "emmelig" not in str(read) + str(state) + str(told)
        assert await room.refused(room.ola, "message.erase", seq=seq) == ("gone", "seq")
        assert await room.refused(room.ola, "message.react", seq=seq, reaction="x") == (
            "gone",
            "seq",
        )


async def test_a_device_that_has_it_catches_up_to_its_being_erased(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        seq = await room.say(room.ola, "Hei")
        async with house.phone(room.eva) as evas:
            await evas.reset(room.stream)
            cursors = dict(evas.cursors)
        await room.do(room.ola, "message.erase", seq=seq)
    async with (
        opened(tmp_path, keeper=house.keeper) as again,
        again.phone(room.eva, cursors=cursors) as back,
    ):
        assert (await back.entry(room.stream, "message.erased"))["body"] == {"seq": seq}


async def test_reactions_are_a_set(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        seq = await room.say(room.ola, "Kaffe?")
        for _ in range(2):
            await room.do(room.eva, "message.react", seq=seq, reaction="👍")
        await room.do(room.ola, "message.react", seq=seq, reaction="👍")
        given = (await room.entry(room.ola, seq))["body"]["reactions"]
        assert given == {"👍": [room.eva.id, room.ola.id]}
        for person in (room.eva, room.ola):
            await room.do(person, "message.react", seq=seq, reaction="👍", on=False)
        assert "reactions" not in (await room.entry(room.ola, seq))["body"]
        kinds = [one["kind"] for one in await room.entries(room.ola)]
        assert kinds.count("message.reacted") == 4
        for number in range(20):
            await room.do(room.eva, "message.react", seq=seq, reaction=f"r{number}")
        refused = await room.refused(room.eva, "message.react", seq=seq, reaction="r20")
        assert refused == ("conflict", "reaction")


async def test_only_those_in_the_room_can_be_mentioned(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        seq = await room.say(room.ola, "Eva?", mentions=[room.eva.id, room.eva.id])
        assert (await room.entry(room.eva, seq))["body"]["mentions"] == [room.eva.id]
        await room.do(room.ola, "message.edit", seq=seq, text="Noen?")
        assert "mentions" not in (await room.entry(room.eva, seq))["body"]
        outside = [house.keeper.id]
        refused = await room.refused(room.ola, "message.send", text="Du?", mentions=outside)
        assert refused == ("not_found", "mentions")


async def test_pins_are_the_rooms(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        seq = await room.say(room.ola, "Nøkkelen ligger under matta")
        async with house.phone(room.ola) as olas:
            await olas.reset(room.stream)
            await room.do(room.eva, "message.pin", seq=seq)
            pinned = await olas.entry(room.stream, "message.pinned")
            await room.do(room.ola, "message.pin", seq=seq)
            state = (await room.snapshot(room.ola))["snapshot"]
            assert state["pins"] == [{"seq": seq, "by": room.eva.id, "at": pinned["at"]}]
            await room.do(room.ola, "message.unpin", seq=seq)
            await olas.entry(room.stream, "message.unpinned")
        assert (await room.snapshot(room.ola))["snapshot"]["pins"] == []


async def test_an_edit_tells_one_who_came_later_nothing_of_the_message(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        seq = await room.say(room.ola, "Før Margrethe kom")
        await room.do(room.ola, "room.admit", member=house.keeper.id)
        async with house.phone(house.keeper) as keepers:
            await keepers.reset(room.stream)
            await room.do(room.ola, "message.edit", seq=seq, text="Fortsatt før")
            told = await keepers.entry(room.stream, "message.edited")
            assert told["body"] == {"seq": seq}
        assert (await room.entry(room.eva, seq))["body"]["text"] == "Fortsatt før"
        refused = await room.refused(house.keeper, "message.react", seq=seq, reaction="👍")
        assert refused == ("not_found", "seq")
