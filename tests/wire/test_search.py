"""Searching over HTTP, in what is encrypted and only in what one may read."""

import asyncio
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.kit.house import House, Person, opened
from tests.kit.rooms import room_of_two
from utelys.store.queries import search as looking
from utelys.store.source import ReadSource


async def found(house: House, who: Person, q: str, more: str = "") -> list[str]:
    """The texts that a search finds, through all its pages."""
    texts: list[str] = []
    before = ""
    while True:
        status, page = await house.get(who, f"/search?q={quote(q)}{more}{before}")
        assert status == 200, page
        texts += [hit["entry"]["body"]["text"] for hit in page["hits"]]
        if "next" not in page:
            return texts
        before = f"&before={page['next']}"


async def test_newest_first_across_rooms_in_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        other = (await house.do(room.ola, "room.open", kind="group", name="To"))["room"]["id"]
        for number in range(12):
            await house.do(
                room.ola, "message.send", room=(room.id, other)[number % 2], text=f"kaffe {number}"
            )
            await room.say(room.ola, "te")
        expected = [f"kaffe {number}" for number in reversed(range(12))]
        assert await found(house, room.ola, "KAFFE") == expected
        assert await found(house, room.ola, "kaffe", "&limit=1") == expected
        assert await found(house, room.ola, "kaffe", f"&room={other}") == expected[::2]
        assert await found(house, room.eva, "kaffe") == expected[1::2]
        monkeypatch.setattr(looking, "_PAGE", 2)
        for most in (1, 5, looking.A_LOOK + 3):
            monkeypatch.setattr(looking, "MOST", most)
            assert await found(house, room.ola, "kaffe 0") == ["kaffe 10", "kaffe 0"]


async def test_it_costs_no_more_than_is_said_however_many_rooms_one_is_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor however much that was erased, or is no message, stands between the messages."""
    looks = 0
    really = ReadSource.rows

    async def rows(source: ReadSource, statement: Any, values: Any = None) -> Any:
        nonlocal looks
        looks += 1
        return await really(source, statement, values)

    async with opened(tmp_path, commands_burst=10_000) as house, house.phone(house.keeper) as phone:
        room = ""
        for number in range(60):
            made = await phone.do("room.open", kind="group", name=f"Rom {number}")
            room = made["room"]["id"]
            await phone.do("message.send", room=room, text=f"kaffe {number}")
        for number in range(200):
            args = {"room": room, "seq": 2, "reaction": "👍", "on": number % 2 == 0}
            await phone.send(type="command", id=f"r{number}", name="message.react", args=args)
        await phone.until("result", id="r199")
        expected = [f"kaffe {number}" for number in reversed(range(60))]
        assert await found(house, house.keeper, "kaffe", "&limit=7") == expected
        _, page = await house.get(house.keeper, "/search?q=kaffe&limit=1")
        monkeypatch.setattr(ReadSource, "rows", rows)
        for before in ("", f"&before={page['next']}"):
            looks = 0
            await house.get(house.keeper, f"/search?q=kaffe&limit=1{before}")
            assert looks < 30
        monkeypatch.setattr(looking, "MOST", 10 * looking.A_LOOK)
        looks = 0
        status, page = await house.get(house.keeper, "/search?q=te")
        assert (status, page["hits"]) == (200, [])
        assert looks < 30


async def test_one_member_does_not_keep_the_others_from_searching(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever searches a lot waits behind themselves, and is told when that is too much."""
    may, order, really = asyncio.Event(), list[int](), looking.search

    async def search(*args: Any) -> Any:
        await may.wait()
        order.append(args[4])
        return await really(*args)

    monkeypatch.setattr(looking, "search", search)
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        many = [
            asyncio.create_task(house.get(room.ola, "/search?q=kaffe&limit=2")) for _ in range(20)
        ]
        refused, _ = await asyncio.wait(many, return_when=asyncio.FIRST_COMPLETED)
        assert {one.result()[0] for one in refused} == {429}
        other = asyncio.create_task(house.get(room.eva, "/search?q=kaffe&limit=3"))
        while house.running.parts.searching.members() < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        may.set()
        assert (await other)[0] == 200
        await asyncio.gather(*many)
        assert order.index(3) <= 1


async def test_messages_of_one_moment_are_all_found(tmp_path: Path) -> None:
    async with opened(tmp_path) as house, house.phone(house.keeper) as phone:
        room = (await phone.do("room.open", kind="group", name="Tur"))["room"]["id"]
        for number in range(60):
            args: dict[str, Any] = {"room": room, "text": f"nr {number}"}
            await phone.send(type="command", id=f"m{number}", name="message.send", args=args)
        await phone.until("result", id="m59")
        for limit in (1, 7):
            texts = await found(house, house.keeper, "nr", f"&limit={limit}")
            assert texts == [f"nr {number}" for number in reversed(range(60))]


async def test_only_what_one_may_read_and_what_is_there(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        await room.say(room.ola, "hemmelig en")
        seq = await room.say(room.ola, "hemmelig to")
        edited = await room.say(room.ola, "hemmelig tre")
        assert len(await found(house, room.eva, "hemmelig")) == 3
        assert await found(house, house.keeper, "hemmelig") == []
        await room.do(room.ola, "message.erase", seq=seq)
        await room.do(room.ola, "message.edit", seq=edited, text="åpent")
        assert await found(house, room.eva, "hemmelig") == ["hemmelig en"]
        await room.do(room.eva, "room.leave")
        await room.say(room.ola, "hemmelig fire")
        assert await found(house, room.eva, "hemmelig") == []
        status, _ = await house.get(room.eva, f"/search?q=hemmelig&room={room.id}")
        assert status == 404
        await room.do(room.ola, "room.admit", member=room.eva.id)
        assert await found(house, room.eva, "hemmelig") == []


@pytest.mark.parametrize(
    "query", ["", "q=", "q=%20", "q=a&before=1", "q=a&before=1-2-x", "q=a&limit=0", "q=a&x=1"]
)
async def test_a_query_that_is_none_is_refused(tmp_path: Path, query: str) -> None:
    async with opened(tmp_path) as house:
        status, problem = await house.get(house.keeper, f"/search?{query}")
        assert (status, problem["code"]) == (400, "invalid")
