"""What stands around the doors: health, documents, metrics, headers, the clock's tidying."""

from pathlib import Path

from tests.kit.house import HandClock, opened
from utelys_protocol.http import READS


async def test_everything_open_answers_without_a_key(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        for read in READS:
            if read.open:
                async with house.http.get(house.url + read.path) as answer:
                    assert answer.status == 200, read.path
                    assert answer.headers["X-Content-Type-Options"] == "nosniff"
                    assert await answer.json()


async def test_metrics_count_and_name_nobody(tmp_path: Path) -> None:
    async with opened(tmp_path) as house, house.phone(house.keeper):
        async with house.http.get(f"{house.url}/metrics") as answer:
            text = await answer.text()
        assert "utelys_connections 1.0" in text
        assert house.keeper.name not in text
        assert house.keeper.id not in text


async def test_metrics_count_calls_and_those_that_nobody_took(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola, id_ = await house.invite("Ola"), await house.house_id()
        await house.do(ola, "ask.raise", house=id_)
        await house.do(house.keeper, "home.claim", house=id_)
        raised = await house.do(ola, "ask.raise", house=id_)
        async with house.http.get(f"{house.url}/metrics") as answer:
            text = await answer.text()
        assert "utelys_calls_total 2.0" in text
        assert "utelys_calls_handed_over_total 1.0" in text
        assert raised["ask"]["id"] not in text


async def test_results_are_forgotten_after_seven_days_and_not_before(tmp_path: Path) -> None:
    clock = HandClock()
    async with opened(tmp_path, clock) as house, house.phone(house.keeper) as phone:
        token = house.keeper.token
        room = (await phone.do("room.open", kind="group", name="Tur"))["room"]["id"]
        args = {"room": room, "text": "Hei"}
        again = {"Idempotency-Key": "the-same"}
        first = await house.post("message.send", args, token, **again)
        clock.move(days=6, hours=23)
        await house.time_told()
        assert await house.post("message.send", args, token, **again) == first
        clock.move(days=1)
        await house.time_told()
        _, placed = await house.post("message.send", args, token, **again)
        assert placed["seq"] == first[1]["seq"] + 1


async def test_links_are_whole_and_begin_where_the_server_is_reached(tmp_path: Path) -> None:
    async with opened(tmp_path) as house, house.phone(house.keeper) as phone:
        made = await phone.do("invite.create", stage="resident")
        assert made["link"] == f"{house.url}/join#{made['code']}"
    public = "https://home.example.org/"
    async with opened(tmp_path, keeper=house.keeper, public_url=public) as house:
        made = await house.do(house.keeper, "invite.create", stage="resident")
        assert made["link"] == f"https://home.example.org/join#{made['code']}"
