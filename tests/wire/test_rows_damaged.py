"""What cannot be read fails nobody and nothing else, and whoever it concerns hears of it."""

import asyncio
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
        await asyncio.to_thread(write_into, tmp_path, "asks", whole=b"nothing")
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


async def _whole_house(house: House, *people: Person) -> None:
    """Everybody's app opens: their own state, and that of the house."""
    for one in people:
        await house.state(one, f"house:{await house.house_id()}")
        await house.state(one, f"member:{one.id}")


async def test_a_number_that_cannot_be_read_hides_no_other(tmp_path: Path) -> None:
    async with opened(tmp_path, HandClock()) as house:
        ola, id_ = await house.invite("Ola"), await house.house_id()
        await asyncio.to_thread(write_into, tmp_path, "crisis", whole_sealed=b"nothing that opens")
        number = {
            "house": id_,
            "name": "Legevakt",
            "number": "116117",
            "openings": {"always": True},
        }
        await house.do(house.keeper, "crisis.put", **number)
        async with house.http.get(f"{house.url}/api/v1/crisis") as answer:
            assert [one["name"] for one in (await answer.json())["numbers"]] == ["Legevakt"]
        await _whole_house(house, ola, house.keeper)


async def test_a_swap_that_cannot_be_read_is_no_swap(tmp_path: Path) -> None:
    async with opened(tmp_path, HandClock()) as house:
        eva, per = await mentors(house, "Eva", "Per")
        begins = {"wall": "2030-01-01T18:00", "zone": "Europe/Oslo"}
        shift = {"house": await house.house_id(), "starts": begins, "lasts": 7200}
        planned = (await house.do(eva, "shift.plan", **shift))["shift"]["id"]
        asked = {"shift": planned, "occurrence": "20300101T1800", "to": per.id}
        swap = (await house.do(eva, "shift.swap", **asked))["swap"]["id"]
        await asyncio.to_thread(write_into, tmp_path, "swaps", whole=b"[]")
        await _whole_house(house, eva, per)
        status, _ = await house.post("shift.agree", {"swap": swap}, per.token)
        assert status == 404
        again = await house.do(eva, "shift.swap", **asked)
        await house.do(per, "shift.agree", swap=again["swap"]["id"])


async def test_waves_that_cannot_be_read_are_those_of_a_new_house(tmp_path: Path) -> None:
    clock = HandClock()
    async with opened(tmp_path, clock) as house:
        keeper, id_ = house.keeper, await house.house_id()
        (eva,) = await mentors(house, "Eva")
        ola = await house.invite("Ola")
        waves = {"second": 1200, "third": 2400, "end": 3600}
        await house.do(keeper, "house.set_waves", house=id_, **waves)
    write_into(tmp_path, "houses", waves="{")
    async with opened(tmp_path, clock, keeper) as house:
        await house.do(eva, "home.claim", house=id_)
        raised = await house.do(ola, "ask.raise", house=id_)
        assert raised["ask"]["rung"] == 1
        await _whole_house(house, ola, eva)


@pytest.mark.parametrize(
    "columns", [{"series_sealed": b"nothing"}, {"turned_at": BEYOND}, {"stages": "foretold"}]
)
async def test_an_activity_that_cannot_be_read_hides_no_other(
    tmp_path: Path, columns: dict[str, Any]
) -> None:
    clock = HandClock()
    async with opened(tmp_path, clock) as house:
        keeper, id_ = house.keeper, await house.house_id()
        ola = await house.invite("Ola")
        starts = {"wall": "2030-01-03T18:00", "zone": "Europe/Oslo"}
        walk = {"house": id_, "title": "Turen", "place": "Porten", "starts": starts}
        lost = (await house.do(keeper, "activity.plan", **walk))["activity"]["id"]
        await house.do(ola, "activity.answer", activity=lost, answer="coming")
    write_into(tmp_path, "activities", **columns)
    async with opened(tmp_path, clock, keeper) as house:
        await _whole_house(house, ola, keeper)
        other = (await house.do(keeper, "activity.plan", **walk))["activity"]["id"]
        await house.do(ola, "activity.answer", activity=other, answer="coming")
        told = await house.state(ola, f"member:{ola.id}")
        assert [one["id"] for one in told["invitations"]] == [other]
        status, _ = await house.post("activity.cancel", {"activity": lost}, keeper.token)
        assert status == 404
        house.clock.move(days=1000)
        await house.time_told()
        await _whole_house(house, ola, keeper)
