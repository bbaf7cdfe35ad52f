"""A call for someone over real sockets: it rings, is taken by one, comes back, and never dies."""

import asyncio
from pathlib import Path

from tests.kit.house import HandClock, House, Person, opened


async def mentors(house: House, *names: str) -> list[Person]:
    """Peer mentors who are not home."""
    return [await house.invite(name, "friend", duties=["peer_mentor"]) for name in names]


async def test_a_call_rings_those_home_and_one_takes_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        (eva,) = await mentors(house, "Eva")
        id_ = await house.house_id()
        await house.do(eva, "home.claim", house=id_)
        async with house.phone(ola) as olas, house.phone(eva) as evas:
            raised = await olas.do("ask.raise", house=id_)
            room = f"room:{raised['room']['id']}"
            assert raised["ask"]["state"] == "ringing"
            assert raised["ask"]["rung"] == 1
            await olas.reset(room)
            rung = await evas.entry(f"member:{eva.id}", "ask.rung")
            assert rung["body"]["ask"] == {
                "id": raised["ask"]["id"],
                "house": id_,
                "raised_at": raised["ask"]["raised_at"],
                "state": "ringing",
            }
            await evas.do("ask.see", ask=raised["ask"]["id"])
            assert (await olas.entry(room, "ask.seen"))["body"]["ask"]["seen"] == 1
            taken = await evas.do("ask.take", ask=raised["ask"]["id"])
            assert taken["ask"]["taker"] == eva.id
            assert (await olas.entry(room, "ask.taken"))["body"]["member"] == eva.id
            await evas.entry(f"member:{eva.id}", "ask.stopped")
            await evas.reset(room)
            await evas.do("message.send", room=raised["room"]["id"], text="Jeg er her.")
            told = await olas.entry(room, "message.sent")
            assert told["body"]["text"] == "Jeg er her."
            talking = (await evas.entry(room, "ask.changed"))["body"]["ask"]
            assert (talking["state"], talking.get("next_at")) == ("talking", None)
            again = await olas.do("ask.raise", house=id_)
            changed = (await evas.entry(room, "ask.changed"))["body"]["ask"]
            assert changed == again["ask"]
            assert (changed["state"], changed["next"]) == ("taken", "return")
            await olas.do("ask.end", ask=raised["ask"]["id"])
            ended = await evas.entry(room, "ask.ended")
            assert ended["body"]["how"] == "answered"
            assert (await olas.command("ask.end", ask=raised["ask"]["id"]))["error"]["code"] == (
                "gone"
            )


async def test_two_takers_at_the_same_instant_give_one_winner(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        takers = await mentors(house, "Eva", "Per", "Anja", "Marcus")
        raised = await house.do(ola, "ask.raise", house=await house.house_id())
        args = {"ask": raised["ask"]["id"]}
        answers = await asyncio.gather(
            *(house.post("ask.take", args, taker.token) for taker in takers)
        )
        winners = [one for one, (status, _) in zip(takers, answers, strict=True) if status == 200]
        assert len(winners) == 1
        for status, problem in answers:
            if status != 200:
                assert (problem["code"], problem["detail"]) == ("conflict", winners[0].id)


async def test_silence_after_taking_returns_it_and_it_rings_again(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        eva, per = await mentors(house, "Eva", "Per")
        raised = await house.do(ola, "ask.raise", house=await house.house_id())
        room = f"room:{raised['room']['id']}"
        await house.do(eva, "ask.take", ask=raised["ask"]["id"])
        async with house.phone(ola) as olas, house.phone(per) as pers:
            await pers.reset(f"member:{per.id}")
            await olas.reset(room)
            house.clock.move(minutes=3)
            returned = await olas.entry(room, "ask.returned")
            assert returned["by"] == "clock"
            assert returned["body"]["why"] == "silence"
            assert (await olas.entry(room, "room.left"))["body"]["member"] == eva.id
            again = await pers.entry(f"member:{per.id}", "ask.rung")
            assert again["body"]["round"] == 2
        status, _ = await house.get(eva, f"/streams/{room}/entries")
        assert status == 404


async def test_with_nobody_to_ring_it_is_handed_over_at_once(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        raised = await house.do(ola, "ask.raise", house=await house.house_id())
        assert raised["ask"]["state"] == "handed_over"


async def test_the_waves_go_on_after_a_restart_and_end_with_the_numbers(tmp_path: Path) -> None:
    clock = HandClock()
    async with opened(tmp_path, clock) as house:
        keeper = house.keeper
        ola = await house.invite("Ola")
        (eva,) = await mentors(house, "Eva")
        anja = await house.invite("Anja")
        await house.do(anja, "quiet.set", wakings=1)
        raised = await house.do(ola, "ask.raise", house=await house.house_id())
        room = f"room:{raised['room']['id']}"
        assert raised["ask"]["next"] == "wave"
    clock.move(minutes=5)
    async with opened(tmp_path, clock, keeper) as house, house.phone(anja) as phone:
        ringing = (await phone.reset(f"member:{anja.id}"))["ringing"]
        assert [one["id"] for one in ringing] == [raised["ask"]["id"]]
        clock.move(minutes=5)
        await phone.entry(f"member:{anja.id}", "ask.stopped")
        _, state = await house.get(ola, f"/streams/{room}/snapshot")
        assert state["snapshot"]["ask"]["state"] == "handed_over"
        _, mine = await house.get(eva, f"/streams/member:{eva.id}/snapshot")
        assert mine["snapshot"]["ringing"] == []


async def test_an_ask_that_does_not_concern_one_is_not_there(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        anja = await house.invite("Anja")
        await mentors(house, "Eva")
        raised = await house.do(ola, "ask.raise", house=await house.house_id())
        status, problem = await house.post("ask.take", {"ask": raised["ask"]["id"]}, anja.token)
        nothing = await house.post("ask.take", {"ask": "01NOTHING"}, anja.token)
        assert (status, problem) == nothing
        assert problem["code"] == "not_found"


async def test_not_answering_a_ring_ends_the_claim(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        (eva,) = await mentors(house, "Eva")
        id_ = await house.house_id()
        await house.do(eva, "home.claim", house=id_)
        async with house.phone(ola) as olas:
            await olas.reset(f"house:{id_}")
            await olas.do("ask.raise", house=id_)
            house.clock.move(minutes=3, seconds=1)
            out = await olas.entry(f"house:{id_}", "light.changed")
            assert out["body"]["state"] == "nobody"
        _, mine = await house.get(eva, f"/streams/member:{eva.id}/entries")
        assert "lease.ended" in [one["kind"] for one in mine["entries"]]
