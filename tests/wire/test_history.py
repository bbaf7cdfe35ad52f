"""A room lets newcomers read what was written before them, from when it says so and no earlier."""

from pathlib import Path
from typing import Any

import pytest

from tests.kit.house import House, Person, opened
from tests.kit.rooms import Room, room_of_two
from tests.wire.test_parting import scene
from utelys_protocol.snapshots import fold

BEFORE = "Det var hemmelig"
SINCE = "Det kan alle lese"


async def that_says_so(house: House) -> tuple[Room, int, int]:
    """A room with a message from before it said so, and one from after."""
    room = await room_of_two(house)
    old = await room.say(room.ola, BEFORE)
    await room.do(room.eva, "room.update", history=True)
    return room, old, await room.say(room.ola, SINCE)


async def positions(house: House, who: Person, stream: str) -> dict[str, Any]:
    _, told = await house.get(who, "/streams")
    return next(one for one in told["streams"] if one["id"] == stream)


async def test_a_newcomer_reads_what_was_written_since_the_room_said_so(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room, old, seq = await that_says_so(house)
        async with house.phone(house.keeper) as phone:
            await room.do(room.ola, "room.admit", member=house.keeper.id)
            state = await phone.reset(room.stream)
        shown = [one["seq"] for one in state["entries"]]
        assert shown == list(range(old + 1, seq + 2))
        assert [one["seq"] for one in await room.entries(house.keeper)] == shown
        assert (await room.entry(house.keeper, seq))["body"]["text"] == SINCE
        told = str(await room.entries(house.keeper, f"before={old + 1}")) + str(state)
        assert BEFORE not in told
        _, found = await house.get(house.keeper, "/search?q=det")
        assert [hit["entry"]["seq"] for hit in found["hits"]] == [seq]


async def test_it_is_seen_by_all_in_the_room_and_can_be_taken_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        state = (await room.snapshot(room.eva))["snapshot"]
        assert "history_from" not in state["room"]
        async with house.phone(room.eva) as phone:
            await phone.reset(room.stream)
            told = await room.do(room.ola, "room.update", history=True)
            entry = await phone.entry(room.stream, "room.history_changed")
        assert entry["by"] == room.ola.id
        assert entry["body"] == {"history_from": entry["seq"]}
        assert told["room"]["history_from"] == entry["seq"]
        state = fold(state, entry)
        assert state == (await room.snapshot(room.eva))["snapshot"]
        again = await room.do(room.eva, "room.update", history=True, name="Tur")
        assert again["room"]["history_from"] == entry["seq"]
        await room.do(room.eva, "room.update", history=False)
        (closed,) = await room.entries(room.eva, f"after={entry['seq']}")
        assert (closed["kind"], closed["body"]) == ("room.history_changed", {})
        assert fold(state, closed) == (await room.snapshot(room.eva))["snapshot"]
        await room.do(room.ola, "room.admit", member=house.keeper.id)
        assert [one["kind"] for one in await room.entries(house.keeper)] == ["room.joined"]


async def test_only_group_and_topic_rooms_have_it(tmp_path: Path) -> None:
    async with scene(tmp_path) as it:
        direct = await it.do(it.ola, "room.open", kind="direct", members=[it.eva.id])
        ask = await it.do(it.ola, "ask.raise", house=it.id)
        topic = await it.do(it.ola, "room.open", kind="topic", name="Mat", house=it.id)
        for room in (direct["room"]["id"], await it.room(), ask["room"]["id"]):
            args = {"room": room, "history": True}
            status, _ = await it.house.post("room.update", args, it.ola.token)
            assert status == 403
        args = {"room": topic["room"]["id"], "history": True}
        assert (await it.do(it.ola, "room.update", **args))["room"]["history_from"] == 2
        status, problem = await it.house.post("room.update", args, it.eva.token)
        assert (status, problem["code"]) == (404, "not_found")


async def test_what_was_written_before_one_came_is_not_unread(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room, _, seq = await that_says_so(house)
        for one in (house.keeper, room.eva):
            await house.do(one, "member.update", receipts=True)
        async with house.phone(house.keeper) as phone:
            mine = f"member:{house.keeper.id}"
            state = await phone.reset(mine)
            await room.do(room.ola, "room.admit", member=house.keeper.id)
            marked = await phone.entry(mine, "read.marked")
        assert fold(state, marked)["reads"][room.stream] == seq
        assert (await positions(house, house.keeper, room.stream))["unread"] == 0
        await room.say(room.ola, "Velkommen")
        assert (await positions(house, house.keeper, room.stream))["unread"] == 1
        # Nobody is told of a newcomer that they have read it.
        _, given = await house.get(room.eva, f"/streams/{room.stream}/receipts")
        assert given["receipts"] == []
        await house.do(house.keeper, "read.mark", stream=room.stream, seq=seq + 1)
        _, given = await house.get(room.eva, f"/streams/{room.stream}/receipts")
        assert given["receipts"] == [{"member": house.keeper.id, "seq": seq + 1}]


async def test_files_hold_to_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        files = []
        for history in (True, None):
            headers = {"Authorization": f"Bearer {room.ola.token}", "Utelys-Room": room.id}
            named = headers | {"Utelys-Name": "fil.txt"}
            url = f"{house.url}/api/v1/files"
            async with house.http.post(url, data=b"hei", headers=named) as answer:
                files.append((await answer.json())["id"])
            await room.do(room.ola, "message.send", files=[files[-1]])
            if history:
                await room.do(room.ola, "room.update", history=True)
        await room.do(room.ola, "room.admit", member=house.keeper.id)
        for id_, expected in zip(files, (404, 200), strict=True):
            headers = {"Authorization": f"Bearer {house.keeper.token}"}
            async with house.http.get(f"{house.url}/api/v1/files/{id_}", headers=headers) as got:
                assert got.status == expected


@pytest.mark.parametrize("admitted", [False, True])
async def test_an_edit_of_what_is_closed_tells_no_newcomer(tmp_path: Path, admitted: bool) -> None:
    """The entry that tells of the edit lies in what they may read; its words must not."""
    async with opened(tmp_path) as house:
        room, old, seq = await that_says_so(house)
        if admitted:
            await room.do(room.ola, "room.admit", member=house.keeper.id)
        await room.do(room.ola, "message.edit", seq=old, text=f"{BEFORE} og enda mer")
        await room.do(room.ola, "message.edit", seq=seq, text=f"{SINCE} nå")
        if not admitted:
            await room.do(room.ola, "room.admit", member=house.keeper.id)
        told = await room.entries(house.keeper)
        assert BEFORE not in str(told)
        edits = [one["body"] for one in told if one["kind"] == "message.edited"]
        assert edits == [{"seq": old}, {"seq": seq, "text": f"{SINCE} nå"}]
        assert (await room.entry(room.eva, old))["body"]["text"] == f"{BEFORE} og enda mer"


async def test_a_phone_that_comes_back_after_leaving_reads_on_without_a_gap(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room, _, seq = await that_says_so(house)
        await room.do(room.eva, "room.leave")
        meanwhile = await room.say(room.ola, "Mens Eva var borte")
        await room.do(room.ola, "room.admit", member=room.eva.id)
        async with house.phone(room.eva, cursors={room.stream: seq}) as phone:
            while phone.cursors[room.stream] < meanwhile + 1:
                await phone.receive()
        assert room.stream not in phone.snapshots
        assert (await positions(house, room.eva, room.stream))["unread"] == 0
