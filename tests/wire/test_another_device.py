"""Another phone of one's own: a link from the first lets it in, and it has all the first has."""

from pathlib import Path
from typing import Any

import pytest

from tests.kit.house import House, Person, opened


async def come_in(house: House, code: str, command: str) -> tuple[int, dict[str, Any]]:
    args = {"code": code, "device_name": "nettbrett"}
    return await house.post("invite.accept", args, **{"Idempotency-Key": command})


async def test_another_device_is_the_same_member(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola, eva = await house.invite("Ola"), await house.invite("Eva")
        room = (await house.do(eva, "room.open", kind="direct", members=[ola.id]))["room"]["id"]
        seq = (await house.do(eva, "message.send", room=room, text="hei"))["seq"]
        async with house.phone(ola) as first:
            made = await house.do(ola, "device.link")
            assert made["link"] == f"{house.url}/join?device#{made['code']}"
            status, accepted = await come_in(house, made["code"], "a")
            assert (status, accepted["member"]["id"]) == (200, ola.id)
            added = await first.entry(f"member:{ola.id}", "device.added")
            told = {"device": accepted["device"]["id"], "name": "nettbrett"}
            assert added["body"] == told
            other = Person(ola.id, accepted["device"]["id"], accepted["token"], "Ola")
            async with house.phone(other) as second:
                state = await second.reset(f"room:{room}")
                assert state["entries"][-1]["body"]["text"] == "hei"
                await house.do(other, "read.mark", stream=f"room:{room}", seq=seq)
                read = await first.entry(f"member:{ola.id}", "read.marked")
                assert read["body"]["seq"] == seq
                await house.do(ola, "device.sign_out", device=other.device)
                _, bye = await second.closed()
        assert bye is not None
        assert bye["code"] == "signed_out"
        status, _ = await house.get(ola, "/me")
        assert status == 200


async def test_a_link_opens_once_and_a_lost_answer_gives_the_same_key(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        code = (await house.do(ola, "device.link"))["code"]
        _, first = await come_in(house, code, "a")
        _, again = await come_in(house, code, "a")
        assert again == first
        assert (await come_in(house, code, "b"))[0] == 410


@pytest.mark.parametrize("what", ["expires", "another is made", "leaves"])
async def test_a_link_that_is_not_meant_any_more_opens_nothing(tmp_path: Path, what: str) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        code = (await house.do(ola, "device.link"))["code"]
        if what == "expires":
            house.clock.move(minutes=10, seconds=1)
        elif what == "leaves":
            await house.do(ola, "member.leave")
        else:
            await house.do(ola, "device.link")
        assert (await come_in(house, code, "a"))[0] in (404, 410)


async def test_who_comes_in_for_the_first_time_has_a_name(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        code = (await house.do(house.keeper, "invite.create", stage="friend"))["code"]
        status, problem = await come_in(house, code, "a")
        assert (status, problem["field"]) == (400, "name")
