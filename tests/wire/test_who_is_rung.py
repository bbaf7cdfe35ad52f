"""Whom a call rings and whom not: those who sleep, who are out of the house, who are gone."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.kit.house import House, Person, accept, opened


async def ringing(house: House, who: Person) -> list[str]:
    """The ids of the calls that ring for somebody now."""
    return [one["id"] for one in (await house.state(who, f"member:{who.id}"))["ringing"]]


async def asleep(house: House, who: Person, wakings: int) -> None:
    """Let somebody be quiet for the next ten hours, and say how often they may be woken."""
    until = (house.clock.now() + timedelta(hours=10)).isoformat()
    await house.do(who, "quiet.set", until=until, wakings=wakings)


async def raised(house: House, who: Person) -> dict[str, Any]:
    return await house.do(who, "ask.raise", house=await house.house_id())


async def test_who_was_woken_by_a_call_is_rung_again_when_it_comes_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola, anja = await house.invite("Ola"), await house.invite("Anja")
        await asleep(house, anja, wakings=1)
        ask = (await raised(house, ola))["ask"]["id"]
        assert await ringing(house, anja) == [ask]
        await house.do(anja, "ask.take", ask=ask)
        house.clock.move(minutes=3, seconds=1)
        await house.time_told()
        assert await ringing(house, anja) == [ask]
        await house.do(ola, "ask.withdraw", ask=ask)
        # Another call would wake her once more than she agreed to.
        assert (await raised(house, ola))["ask"]["state"] == "handed_over"


async def test_who_is_awake_is_rung_however_often_they_were_woken(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola, anja = await house.invite("Ola"), await house.invite("Anja")
        await asleep(house, anja, wakings=1)
        await house.do(ola, "ask.withdraw", ask=(await raised(house, ola))["ask"]["id"])
        await house.do(anja, "quiet.set", wakings=1)
        ask = (await raised(house, ola))["ask"]["id"]
        assert await ringing(house, anja) == [ask]


async def test_who_is_out_of_the_house_cannot_take_what_rang_them_before(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        id_, keeper = await house.house_id(), house.keeper
        ola, eva = await house.invite("Ola"), await house.invite("Eva")
        removed, paused = await house.invite("Per"), await house.invite("Anja")
        for one in (eva, removed, paused):
            await house.do(one, "home.claim", house=id_)
        ask = (await raised(house, ola))["ask"]["id"]
        await house.do(keeper, "house.remove", house=id_, member=removed.id)
        await house.do(keeper, "house.pause", house=id_, member=paused.id, **{"for": 3600})
        for one in (removed, paused):
            for command in ("ask.take", "ask.see", "ask.pass"):
                status, told = await house.post(command, {"ask": ask}, one.token)
                assert (status, told["code"]) == (404, "not_found"), command
        # Who asked may end what they began, wherever they are by then.
        await house.do(keeper, "house.pause", house=id_, member=ola.id, **{"for": 3600})
        await house.do(ola, "ask.withdraw", ask=ask)


async def test_who_is_of_no_house_or_gone_is_rung_by_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        id_ = await house.house_id()
        ola = await house.invite("Ola")
        awake = await house.invite("Margit", "friend", duties=["peer_mentor"])
        eva = await house.invite("Eva", "friend", duties=["peer_mentor"])
        gone = await house.invite("Per")
        for one in (eva, gone):
            await asleep(house, one, wakings=2)
        await house.do(eva, "house.leave", house=id_)
        await house.do(gone, "member.leave")
        house.clock.move(hours=9, minutes=59)
        told = await raised(house, ola)
        house.clock.move(minutes=2)
        await house.time_told()
        await house.do(eva, "quiet.set", wakings=1)
        assert await ringing(house, awake) == [told["ask"]["id"]]
        assert await ringing(house, eva) == []
        assert (await house.state(ola, f"room:{told['room']['id']}"))["ask"]["rung"] == 1
        await house.do(awake, "ask.pass", ask=told["ask"]["id"])
        assert (await house.state(ola, f"room:{told['room']['id']}"))["ask"]["rung"] == 1


async def test_a_mentor_is_not_rung_for_a_house_that_has_paused_them(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        id_, keeper = await house.house_id(), house.keeper
        ola = await house.invite("Ola")
        eva = await house.invite("Eva", "friend", duties=["peer_mentor"])
        other = (await house.do(keeper, "house.open", name="Nabohuset"))["house"]["id"]
        for one in (eva, ola):
            await house.do(keeper, "house.admit", house=other, member=one.id)
        await house.do(keeper, "house.pause", house=id_, member=eva.id, **{"for": 3600})
        told = await house.do(ola, "ask.raise", house=id_)
        assert told["ask"]["state"] == "handed_over"
        told = await house.do(ola, "ask.raise", house=other)
        assert await ringing(house, eva) == [told["ask"]["id"]]


async def test_who_asked_is_told_how_many_it_rings_for_now(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        id_ = await house.house_id()
        ola = await house.invite("Ola")
        helpers = [await house.invite(name) for name in ("Eva", "Per", "Anja")]
        for one in helpers:
            await house.do(one, "home.claim", house=id_)
        told = await raised(house, ola)
        assert (told["ask"]["rung"], told["ask"]["ringing"]) == (3, 3)
        ask, room = told["ask"]["id"], f"room:{told['room']['id']}"
        async with house.phone(ola) as phone:
            await phone.reset(room)
            for left in (2, 1):
                await house.do(helpers[left], "ask.pass", ask=ask)
                entry = await phone.entry(room, "ask.rung")
                # That somebody cannot is told, and not who.
                assert (entry["by"], entry["body"]["rung"]) == ("clock", 0)
                card = entry["body"]["ask"]
                assert (card["rung"], card["ringing"]) == (3, left)
                assert (await house.state(ola, room))["ask"] == card
            await house.do(helpers[0], "ask.take", ask=ask)
            assert (await phone.entry(room, "ask.taken"))["body"]["ask"]["ringing"] == 0


async def test_whoever_becomes_a_mentor_signs_in_or_is_back_is_rung_by_what_rings(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as house:
        id_, keeper = await house.house_id(), house.keeper
        ola, given = await house.invite("Ola"), await house.invite("Per")
        back = await house.invite("Eva", "friend", duties=["peer_mentor"])
        away = await house.invite("Kari", "friend", duties=["peer_mentor"])
        await house.invite("Margit", "friend", duties=["peer_mentor"])
        link = (await house.do(away, "device.link"))["code"]
        await house.do(away, "device.sign_out")
        await house.do(keeper, "house.pause", house=id_, member=back.id, **{"for": 3600})
        ask = (await raised(house, ola))["ask"]["id"]
        await house.do(keeper, "member.set_duties", member=given.id, duties=["peer_mentor"])
        assert await ringing(house, given) == [ask]
        await house.do(keeper, "house.admit", house=id_, member=back.id)
        assert await ringing(house, back) == [ask]
        again = await accept(house, link, "Kari")
        assert again.id == away.id
        assert await ringing(house, again) == [ask]
        new = await house.invite("Anja", "friend", duties=["peer_mentor"])
        assert await ringing(house, new) == [ask]


async def test_who_did_not_answer_sees_afterwards_how_it_ended(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        id_ = await house.house_id()
        ola = await house.invite("Ola")
        eva, per = await house.invite("Eva"), await house.invite("Per")
        for one in (eva, per):
            await house.do(one, "home.claim", house=id_)
        ask = (await raised(house, ola))["ask"]["id"]
        await house.do(per, "ask.pass", ask=ask)
        await house.do(ola, "ask.withdraw", ask=ask)
        ask = (await raised(house, ola))["ask"]["id"]
        await house.do(per, "ask.take", ask=ask)
        await house.do(per, "ask.pass", ask=ask)
        # To be blocked looks as if the call had been withdrawn.
        await house.do(ola, "member.block", member=eva.id)
        stopped = {}
        for who in (eva, per):
            told = await house.entries(who, f"member:{who.id}")
            stopped[who.name] = [one["body"] for one in told if one["kind"] == "ask.stopped"]
        assert [one["why"] for one in stopped["Eva"]] == ["withdrawn", "taken", "withdrawn"]
        assert [one["why"] for one in stopped["Per"]] == ["passed", "taken"]
        assert all(set(one) == {"ask", "why"} for one in stopped["Eva"])
