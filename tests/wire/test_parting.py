"""Out of a house for good or for a while, and what the house goes on with in the same commit."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.kit.house import House, Person, opened
from utelys.actions import entering
from utelys.store.base import Tx
from utelys.store.queries import people
from utelys_protocol.snapshots import fold

SECRET = "Dette er ikke for Eva"


class Scene:
    """A house, Eva who helps and is about to go, and Ola who stays."""

    def __init__(self, house: House, id_: str, eva: Person, ola: Person) -> None:
        self.house = house
        self.id = id_
        self.eva = eva
        self.ola = ola

    @property
    def stream(self) -> str:
        return f"house:{self.id}"

    async def do(self, who: Person, name: str, /, **args: Any) -> dict[str, Any]:
        return await self.house.do(who, name, **args)

    async def remove(self) -> dict[str, Any]:
        return await self.do(self.house.keeper, "house.remove", house=self.id, member=self.eva.id)

    async def pause(self, seconds: int = 3600) -> dict[str, Any]:
        args = {"house": self.id, "member": self.eva.id, "for": seconds}
        return await self.do(self.house.keeper, "house.pause", **args)

    async def room(self) -> str:
        opened_ = await self.do(self.ola, "room.open", kind="house", house=self.id)
        return str(opened_["room"]["id"])

    async def streams(self, who: Person) -> set[str]:
        status, answer = await self.house.get(who, "/streams")
        assert status == 200
        return {one["id"] for one in answer["streams"]}

    async def state(self) -> dict[str, Any]:
        return await self.house.state(self.ola, self.stream)

    async def seen(self) -> dict[str, Any]:
        """The house's state and its number, as Ola sees it."""
        status, answer = await self.house.get(self.ola, f"/streams/{self.stream}/snapshot")
        assert status == 200
        found: dict[str, Any] = answer
        return found

    async def folded(self, old: dict[str, Any]) -> dict[str, Any]:
        """What was seen once, with what has happened since."""
        state: dict[str, Any] = old["snapshot"]
        for entry in await self.house.entries(self.ola, self.stream):
            state = fold(state, entry) if entry["seq"] > old["seq"] else state
        return state

    async def walk(self, **args: Any) -> str:
        planned = await self.do(
            self.house.keeper,
            "activity.plan",
            **{"title": "Tur", "house": self.id, "place": "Porten", "lasts": 3600}
            | {"starts": {"wall": "2031-03-06T18:00", "zone": "Europe/Oslo"}}
            | args,
        )
        return str(planned["activity"]["id"])

    async def answer(self, who: Person, activity: str) -> None:
        args = {"activity": activity, "occurrence": "all", "answer": "coming"}
        await self.do(who, "activity.answer", **args)


@asynccontextmanager
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with opened(tmp_path) as house:
        eva = await house.invite("Eva", duties=["peer_mentor"])
        ola = await house.invite("Ola")
        yield Scene(house, await house.house_id(), eva, ola)


async def test_who_is_removed_hears_and_reads_nothing_more(tmp_path: Path) -> None:
    async with scene(tmp_path) as it:
        room = await it.room()
        topic = await it.do(it.ola, "room.open", kind="topic", name="Mat", house=it.id)
        await it.do(it.eva, "room.join", room=topic["room"]["id"])
        group = await it.do(it.ola, "room.open", kind="group", name="Tur", members=[it.eva.id])
        async with it.house.phone(it.eva) as phone:
            await phone.reset(f"room:{room}")
            await it.remove()
            assert (await phone.entry(it.stream, "member.left"))["by"] == it.house.keeper.id
            for place in (room, topic["room"]["id"]):
                await it.do(it.ola, "message.send", room=place, text=SECRET)
            await it.do(it.house.keeper, "house.set_waves", house=it.id, second=9, third=19, end=29)
            await phone.send(type="ping", n=7)
            await phone.until("pong", n=7)
            assert SECRET not in str(phone.waiting) + str(phone.streams)
            assert "house.changed" not in str(phone.waiting) + str(phone.streams)
        left = await it.streams(it.eva)
        assert left == {f"member:{it.eva.id}", f"room:{group['room']['id']}"}
        for stream in (it.stream, f"room:{room}"):
            status, _ = await it.house.get(it.eva, f"/streams/{stream}/entries")
            assert status == 404


async def test_the_light_goes_out_and_calls_go_on_with_them(tmp_path: Path) -> None:
    async with scene(tmp_path) as it:
        await it.do(it.eva, "home.claim", **{"house": it.id, "as": "home", "for": 3600})
        raised = await it.do(it.ola, "ask.raise", house=it.id)
        await it.do(it.eva, "ask.take", ask=raised["ask"]["id"])
        await it.do(
            it.eva,
            "shift.plan",
            house=it.id,
            starts={"wall": "2031-03-06T18:00", "zone": "Europe/Oslo"},
            lasts=3600,
        )
        await it.remove()
        assert (await it.state())["light"]["state"] == "nobody"
        call = (await it.house.state(it.ola, f"room:{raised['room']['id']}"))["ask"]
        assert call["returned"] == 1
        assert call["state"] == "handed_over"
        mine = await it.house.state(it.eva, f"member:{it.eva.id}")
        assert (mine["leases"], mine["shifts"], mine["ringing"]) == ([], [], [])


async def test_a_mentor_of_no_house_is_not_called(tmp_path: Path) -> None:
    async with scene(tmp_path) as it:
        await it.remove()
        raised = await it.do(it.ola, "ask.raise", house=it.id)
        assert raised["ask"]["state"] == "handed_over"
        back = {"house": it.id, "member": it.eva.id}
        # They share a room with nobody of the house any more, so only an invitation leads back.
        status, _ = await it.house.post("house.admit", back, it.house.keeper.token)
        assert status == 404


async def test_their_place_goes_to_who_waited(tmp_path: Path) -> None:
    async with scene(tmp_path) as it:
        walk = await it.walk(max=1, leader=it.eva.id)
        await it.answer(it.eva, walk)
        await it.answer(it.ola, walk)
        old = await it.seen()
        async with it.house.phone(it.ola) as phone:
            await it.remove()
            promoted = await phone.entry(f"member:{it.ola.id}", "invitation.promoted")
        assert promoted["body"]["activity"]["id"] == walk
        fresh = await it.state()
        (shown,) = fresh["activities"]
        assert "leader" not in shown
        old = await it.folded(old)
        assert [one["member"] for one in old["answers"]] == [it.ola.id]
        assert old["members"] == fresh["members"]
        assert old["answers"] == fresh["answers"]


async def test_what_they_had_invited_to_opens_nothing(tmp_path: Path) -> None:
    async with scene(tmp_path) as it:
        await it.do(it.house.keeper, "member.set_duties", member=it.eva.id, duties=["keeper"])
        made = await it.do(it.eva, "invite.create", stage="friend")
        await it.remove()
        args = {"code": made["code"], "name": "Eva", "device_name": "phone"}
        status, _ = await it.house.post("invite.accept", args)
        assert status == 404


async def test_a_pause_ends_by_itself_and_takes_nothing_away(tmp_path: Path) -> None:
    async with scene(tmp_path) as it:
        room = await it.room()
        topic = (await it.do(it.ola, "room.open", kind="topic", name="Mat", house=it.id))["room"]
        await it.do(it.eva, "room.join", room=topic["id"])
        before = (await it.do(it.eva, "message.send", room=room, text="før"))["seq"]
        had = await it.streams(it.eva)
        async with it.house.phone(it.eva) as phone:
            await phone.reset(f"room:{room}")
            until = (await it.pause())["until"]
            paused = await phone.entry(f"member:{it.eva.id}", "house.paused")
            assert paused["body"]["pause"] == {"id": it.id, "name": "Huset", "until": until}
            assert await it.streams(it.eva) == {f"member:{it.eva.id}"}
            seen = {"id": it.eva.id, "name": "Eva", "until": until}
            assert (await it.state())["paused"] == [seen]
            phone.snapshots.clear()
            it.house.clock.move(hours=1)
            await phone.reset(f"room:{topic['id']}")
        assert await it.streams(it.eva) == had
        status, page = await it.house.get(it.eva, f"/streams/room:{room}/entries?limit=200")
        assert status == 200
        assert before in [one["seq"] for one in page["entries"]]
        assert (await it.state())["paused"] == []
        assert (await it.house.state(it.eva, f"member:{it.eva.id}"))["pauses"] == []


async def test_nobody_lets_one_who_is_paused_into_a_room_of_the_house(tmp_path: Path) -> None:
    """They would be in the house in spite of the pause, and lose what they could read before."""
    async with scene(tmp_path) as it:
        # What they share besides the house: by this they know each other still.
        await it.do(it.ola, "room.open", kind="direct", members=[it.eva.id])
        topic = (await it.do(it.ola, "room.open", kind="topic", name="Mat", house=it.id))["room"]
        await it.do(it.eva, "room.join", room=topic["id"])
        stream = f"room:{topic['id']}"
        said = (await it.do(it.ola, "message.send", room=topic["id"], text="før"))["seq"]
        await it.pause()
        for name, field, args in (
            ("room.admit", "member", {"room": topic["id"], "member": it.eva.id}),
            ("room.open", "members", {"kind": "topic", "name": "Ny", "members": [it.eva.id]}),
        ):
            status, problem = await it.house.post(name, args, it.ola.token)
            assert (status, problem["code"], problem["field"]) == (409, "conflict", field)
        assert stream not in await it.streams(it.eva)
        it.house.clock.move(hours=2)
        await it.house.time_told()
        read = await it.house.entries(it.eva, stream)
        assert said in [one["seq"] for one in read]


async def test_who_is_in_a_room_all_the_same_reads_from_where_they_could(tmp_path: Path) -> None:
    """As after somebody had let them in, when that still could be done."""
    async with scene(tmp_path) as it:
        topic = (await it.do(it.ola, "room.open", kind="topic", name="Mat", house=it.id))["room"]
        await it.do(it.eva, "room.join", room=topic["id"])
        said = (await it.do(it.ola, "message.send", room=topic["id"], text="før"))["seq"]
        await it.pause()

        async def let_in(tx: Tx) -> None:
            card = await people.card(tx, it.eva.id)
            await entering.enter_room(tx, card, topic["id"], it.ola.id)

        await it.house.running.parts.writer.do(let_in)
        stream = f"room:{topic['id']}"
        async with it.house.phone(it.eva) as phone:
            newest = (await phone.reset(stream))["entries"]
            assert said not in [one["seq"] for one in newest]
            phone.snapshots.clear()
            it.house.clock.move(hours=2)
            newest = (await phone.reset(stream))["entries"]
            assert said in [one["seq"] for one in newest]


async def test_an_edit_meanwhile_tells_one_who_is_paused_nothing_from_before_they_came(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path) as it:
        topic = (await it.do(it.ola, "room.open", kind="topic", name="Mat", house=it.id))["room"]
        args = {"room": topic["id"]}
        said = (await it.do(it.ola, "message.send", text="før", **args))["seq"]
        await it.do(it.eva, "room.join", **args)
        await it.pause()
        await it.do(it.ola, "message.edit", seq=said, text=SECRET, **args)
        it.house.clock.move(hours=2)
        await it.house.time_told()
        read = await it.house.entries(it.eva, f"room:{topic['id']}")
        assert "message.edited" in [one["kind"] for one in read]
        assert SECRET not in str(read)


async def test_who_leaves_hears_nothing_of_what_their_going_brings(tmp_path: Path) -> None:
    async with scene(tmp_path) as it:
        walk = await it.walk(max=1, leader=it.eva.id)
        await it.answer(it.eva, walk)
        await it.answer(it.ola, walk)
        async with it.house.phone(it.eva) as phone:
            await phone.reset(it.stream)
            await it.remove()
            left = await phone.entry(it.stream, "member.left")
            await phone.send(type="ping", n=7)
            await phone.until("pong", n=7)
            assert phone.cursors[it.stream] == left["seq"]


async def test_a_keeper_ends_a_pause_before_its_time_once(tmp_path: Path) -> None:
    async with scene(tmp_path) as it:
        await it.pause()
        back = {"house": it.id, "member": it.eva.id}
        await it.do(it.house.keeper, "house.admit", **back)
        assert it.stream in await it.streams(it.eva)
        heads = (await it.house.entries(it.ola, it.stream))[-1]["seq"]
        it.house.clock.move(hours=2)
        await it.house.time_told()
        kinds = [one["kind"] for one in await it.house.entries(it.ola, it.stream)]
        assert kinds.count("member.joined") == 2
        assert (await it.house.entries(it.ola, it.stream))[-1]["seq"] == heads


async def test_who_is_paused_can_be_removed_and_leave(tmp_path: Path) -> None:
    async with scene(tmp_path) as it:
        await it.pause()
        await it.remove()
        assert (await it.state())["paused"] == []
        it.house.clock.move(hours=2)
        await it.house.time_told()
        assert await it.streams(it.eva) == {f"member:{it.eva.id}"}


@pytest.mark.parametrize("seconds", [59, 72 * 3600 + 1])
async def test_a_pause_has_an_end_that_is_near(tmp_path: Path, seconds: int) -> None:
    async with scene(tmp_path) as it:
        args = {"house": it.id, "member": it.eva.id, "for": seconds}
        status, problem = await it.house.post("house.pause", args, it.house.keeper.token)
        assert (status, problem["field"]) == (400, "for")


async def test_only_keepers_decide_and_not_about_themselves(tmp_path: Path) -> None:
    async with scene(tmp_path) as it:
        keeper = it.house.keeper
        for name, more in (("house.remove", {}), ("house.pause", {"for": 3600})):
            args = {"house": it.id, "member": it.ola.id, **more}
            status, _ = await it.house.post(name, args, it.eva.token)
            assert status == 403
            args = {"house": it.id, "member": keeper.id, **more}
            status, problem = await it.house.post(name, args, keeper.token)
            assert (status, problem["field"]) == (400, "member")


async def test_one_may_leave_a_house_oneself(tmp_path: Path) -> None:
    async with scene(tmp_path) as it:
        await it.do(it.eva, "house.leave", house=it.id)
        assert await it.streams(it.eva) == {f"member:{it.eva.id}"}
        assert it.eva.id not in str((await it.state())["members"])
