"""A call, claim or shift whose row cannot be read fails nobody else, and its members hear of it."""

from pathlib import Path
from typing import Any

import pytest

from tests.kit.damage import BEYOND, write_into
from tests.kit.house import HandClock, House, Person, opened
from tests.kit.logs import watched_logs
from tests.wire.test_asks import mentors


async def kinds(house: House, person: Person, stream: str) -> list[str]:
    return [one["kind"] for one in await house.entries(person, stream)]


async def light(house: House) -> str:
    found = await house.entries(house.keeper, f"house:{await house.house_id()}")
    told = [one["body"]["state"] for one in found if one["kind"] == "light.changed"]
    return str(told[-1])


@pytest.mark.parametrize(
    "columns", [{"whole": b'{"id": 1'}, {"state": "foretold"}, {"whole": b"", "raised_at": BEYOND}]
)
async def test_a_call_that_cannot_be_read_is_handed_over_and_one_may_call_again(
    tmp_path: Path, columns: dict[str, Any]
) -> None:
    clock = HandClock()
    async with opened(tmp_path, clock) as house:
        ola = await house.invite("Ola")
        eva, per = await mentors(house, "Eva", "Per")
        keeper, id_ = house.keeper, await house.house_id()
        await house.do(eva, "home.claim", house=id_)
        raised = await house.do(ola, "ask.raise", house=id_)
    write_into(tmp_path, "asks", **columns)
    with watched_logs() as logs:
        async with opened(tmp_path, clock, keeper) as house:
            room = f"room:{raised['room']['id']}"
            ended = (await house.entries(ola, room))[-1]
            assert (ended["kind"], ended["body"]["how"]) == ("ask.ended", "handed_over")
            assert ended["body"]["ask"]["state"] == "handed_over"
            assert (await kinds(house, eva, f"member:{eva.id}"))[-1] == "ask.stopped"
            await house.do(per, "home.claim", house=id_)
            again = await house.do(ola, "ask.raise", house=id_)
            assert again["ask"]["id"] != raised["ask"]["id"]
            assert again["ask"]["rung"] == 2
            await house.do(eva, "ask.take", ask=again["ask"]["id"])
    said = [one for one in logs.events if one["event"] == "ask_set_aside"]
    assert [one["id"] for one in said] == [raised["ask"]["id"]]


async def test_a_call_that_is_damaged_while_it_rings_keeps_nobody_from_claiming_or_calling(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, HandClock()) as house:
        ola, siv = await house.invite("Ola"), await house.invite("Siv")
        eva, per = await mentors(house, "Eva", "Per")
        id_ = await house.house_id()
        await house.do(eva, "home.claim", house=id_)
        raised = await house.do(ola, "ask.raise", house=id_)
        write_into(tmp_path, "asks", whole=b"nothing")
        await house.do(per, "home.claim", house=id_)
        other = await house.do(siv, "ask.raise", house=id_)
        await house.do(eva, "ask.take", ask=other["ask"]["id"])
        house.clock.move(hours=1)
        await house.time_told()
        ended = (await house.entries(ola, f"room:{raised['room']['id']}"))[-1]
        assert (ended["kind"], ended["body"]["how"]) == ("ask.ended", "handed_over")


@pytest.mark.parametrize(
    "columns", [{"as_": "foretold"}, {"until": BEYOND}, {"until": "soon"}, {"claimed_at": -BEYOND}]
)
async def test_a_claim_that_cannot_be_read_lights_nothing_and_can_be_made_anew(
    tmp_path: Path, columns: dict[str, Any]
) -> None:
    clock = HandClock()
    async with opened(tmp_path, clock) as house:
        (eva,) = await mentors(house, "Eva")
        keeper, id_ = house.keeper, await house.house_id()
        await house.do(eva, "home.claim", house=id_)
        assert await light(house) == "home"
    write_into(tmp_path, "leases", **columns)
    async with opened(tmp_path, clock, keeper) as house:
        assert await light(house) == "nobody"
        assert (await kinds(house, eva, f"member:{eva.id}"))[-1] == "lease.ended"
        await house.do(eva, "home.claim", house=id_)
        assert await light(house) == "home"


async def test_a_shift_that_cannot_be_read_hides_no_light(tmp_path: Path) -> None:
    clock = HandClock()
    async with opened(tmp_path, clock) as house:
        (eva,) = await mentors(house, "Eva")
        keeper, id_ = house.keeper, await house.house_id()
        begins = {"wall": "2030-01-01T18:00", "zone": "Europe/Oslo"}
        shift = {"house": id_, "member": eva.id, "starts": begins, "lasts": 7200}
        await house.do(keeper, "shift.plan", **shift)
    write_into(tmp_path, "shifts", whole=b"{}")
    async with opened(tmp_path, clock, keeper) as house:
        await house.do(eva, "home.claim", house=id_)
        assert await light(house) == "home"
