"""A clock that jumps, a machine that sleeps: lights, calls and reminders by the written rules."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.kit.house import HandClock, House, Person, opened
from tests.kit.phone import Phone


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def jump(house: House, phone: Phone, id_: str, **by: float) -> dict[str, object]:
    """Set the clock, and wait until the light has been told anew."""
    house.clock.jump(**by)
    told: dict[str, object] = (await phone.entry(f"house:{id_}", "light.changed"))["body"]
    return told


async def mentor(house: House, name: str) -> Person:
    return await house.invite(name, "friend", duties=["peer_mentor"])


async def test_back_an_hour_a_claim_lasts_as_long_as_was_promised(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        id_ = await house.house_id()
        async with house.phone(house.keeper) as phone:
            await phone.reset(f"house:{id_}")
            lease = (await phone.do("home.claim", house=id_, **{"for": 7200}))["lease"]
            await phone.entry(f"house:{id_}", "light.changed")
            told = await jump(house, phone, id_, hours=-1)
            assert told["state"] == "home"
            (mine,) = (await house.state(house.keeper, f"member:{house.keeper.id}"))["leases"]
            gone_back = at(lease["until"]) - at(mine["until"])
            assert abs(gone_back - timedelta(hours=1)) < timedelta(seconds=5)
            house.clock.move(hours=2, seconds=1)
            out = (await phone.entry(f"house:{id_}", "light.changed"))["body"]
            assert out["state"] == "nobody"


async def test_back_an_hour_the_waves_go_on_in_their_time(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola, anja = await house.invite("Ola"), await house.invite("Anja")
        await mentor(house, "Eva")
        await house.do(anja, "quiet.set", wakings=1)
        id_ = await house.house_id()
        async with house.phone(anja) as phone:
            await phone.reset(f"house:{id_}")
            await house.do(ola, "ask.raise", house=id_)
            await jump(house, phone, id_, hours=-1)
            house.clock.move(minutes=5, seconds=1)
            assert (await phone.entry(f"member:{anja.id}", "ask.rung"))["body"]["wave"] == 3


async def test_forward_an_hour_nobody_is_judged_by_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola, eva, per = (
            await house.invite("Ola"),
            await mentor(house, "Eva"),
            await house.invite("Per"),
        )
        id_ = await house.house_id()
        await house.do(eva, "home.claim", house=id_)
        await house.do(per, "home.claim", house=id_, **{"for": 1800})
        raised = await house.do(ola, "ask.raise", house=id_)
        async with house.phone(eva) as phone:
            await phone.reset(f"house:{id_}")
            await phone.reset(f"member:{eva.id}")
            told = await jump(house, phone, id_, hours=1)
            while len(told["who"]) != 1:  # type: ignore[arg-type]
                told = (await phone.entry(f"house:{id_}", "light.changed"))["body"]
            assert told["state"] == "home"
            (mine,) = (await house.state(eva, f"member:{eva.id}"))["leases"]
            assert mine["house"] == id_
            _, page = await house.get(ola, f"/streams/room:{raised['room']['id']}/snapshot")
            assert page["snapshot"]["ask"]["state"] == "ringing"


async def test_after_a_day_asleep_what_was_due_comes_first_and_then_the_light(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, HandClock.at("2026-11-26T12:00:00Z")) as house:
        id_, own = await house.house_id(), f"member:{house.keeper.id}"
        await house.do(house.keeper, "home.claim", house=id_)
        async with house.phone(house.keeper) as phone:
            await phone.reset(f"house:{id_}")
            await phone.reset(own)
            told = await jump(house, phone, id_, days=1)
            assert told["state"] == "nobody"
            assert (await phone.entry(own, "lease.ended"))["body"]["why"] == "clock"
            await phone.entry(own, "crisis.due")
            kinds = [one["kind"] for one in await house.entries(house.keeper, own)]
            assert "lease.ending" not in kinds, "nobody is asked about a claim that has ended"


async def test_set_back_while_stopped_the_light_is_unknown_until_they_say_so(
    tmp_path: Path,
) -> None:
    clock = HandClock()
    async with opened(tmp_path, clock) as house:
        keeper, id_ = house.keeper, await house.house_id()
        eva = await house.invite("Eva")
        ids = [
            (await house.do(one, "home.claim", house=id_))["lease"]["id"] for one in (keeper, eva)
        ]
    clock.jump(hours=-1)
    async with opened(tmp_path, clock, keeper) as house:
        assert (await house.state(keeper, f"house:{id_}"))["light"]["state"] == "unknown"
        kinds = [one["kind"] for one in await house.entries(eva, f"member:{eva.id}")]
        assert kinds[-1] == "lease.ending"
        # What one says anew is known, whatever is not known of others.
        await house.do(keeper, "home.keep", lease=ids[0])
        told = (await house.state(keeper, f"house:{id_}"))["light"]
        assert (told["state"], [one["member"] for one in told["who"]]) == ("home", [keeper.id])
        await house.do(keeper, "home.end", lease=ids[0])
        assert (await house.state(keeper, f"house:{id_}"))["light"]["state"] == "unknown"
        await house.do(keeper, "home.claim", house=id_)
        house.clock.move(minutes=15, seconds=1)
        await house.time_told()
        ended = [one["body"] for one in await house.entries(eva, f"member:{eva.id}")][-1]
        assert (ended["lease"], ended["why"]) == (ids[1], "clock")
        told = (await house.state(keeper, f"house:{id_}"))["light"]
        assert (told["state"], [one["member"] for one in told["who"]]) == ("home", [keeper.id])


@pytest.mark.parametrize("by", [timedelta(minutes=2, seconds=50), timedelta(minutes=1)])
async def test_forward_to_the_end_of_a_wave_or_within_it_judges_nobody(
    tmp_path: Path, by: timedelta
) -> None:
    async with opened(tmp_path) as house:
        ola, eva = await house.invite("Ola"), await house.invite("Eva")
        await mentor(house, "Per")
        id_ = await house.house_id()
        await house.do(eva, "home.claim", house=id_)
        raised = await house.do(ola, "ask.raise", house=id_)
        room = f"room:{raised['room']['id']}"
        async with house.phone(ola) as phone:
            await phone.reset(f"house:{id_}")
            await phone.reset(room)
            house.clock.move(seconds=15)
            await jump(house, phone, id_, seconds=by.total_seconds())
            house.clock.move(seconds=max(0.0, 180 - 15 - by.total_seconds()) + 1)
            while (await phone.entry(room, "ask.rung"))["body"]["wave"] != 2:
                pass
        assert len((await house.state(eva, f"member:{eva.id}"))["leases"]) == 1


async def test_while_the_server_was_away_nobody_could_answer(tmp_path: Path) -> None:
    clock = HandClock()
    async with opened(tmp_path, clock) as house:
        keeper, id_ = house.keeper, await house.house_id()
        ola, eva = await house.invite("Ola"), await house.invite("Eva")
        await mentor(house, "Per")
        await house.do(eva, "home.claim", house=id_)
        await house.do(ola, "ask.raise", house=id_)
    clock.move(minutes=3, seconds=5)
    async with opened(tmp_path, clock, keeper) as house:
        await house.time_told()
        assert len((await house.state(eva, f"member:{eva.id}"))["leases"]) == 1


async def test_set_back_and_started_again_goes_back_once_and_nothing_is_in_doubt(
    tmp_path: Path,
) -> None:
    clock = HandClock()
    async with opened(tmp_path, clock) as house:
        keeper, id_ = house.keeper, await house.house_id()
        ola, eva = await house.invite("Ola"), await house.invite("Eva")
        await house.do(eva, "home.claim", house=id_)
        async with house.phone(ola) as phone:
            await phone.reset(f"house:{id_}")
            raised = await house.do(ola, "ask.raise", house=id_)
            await jump(house, phone, id_, minutes=-25)
        room = f"room:{raised['room']['id']}"
        due = (await house.state(ola, room))["ask"]["next_at"]
    async with opened(tmp_path, clock, keeper) as house:
        assert (await house.state(ola, f"house:{id_}"))["light"]["state"] == "home"
        assert (await house.state(ola, room))["ask"]["next_at"] == due


async def test_a_light_that_was_told_in_what_is_now_the_future_is_told_anew(
    tmp_path: Path,
) -> None:
    clock = HandClock.at("2026-11-26T12:00:00Z")
    async with opened(tmp_path, clock) as house:
        keeper, id_ = house.keeper, await house.house_id()
        starts = {"wall": "2026-11-27T12:00", "zone": "Europe/Oslo"}
        await house.do(keeper, "shift.plan", house=id_, starts=starts, lasts=3600)
    clock.jump(hours=-2)
    async with opened(tmp_path, clock, keeper) as house:
        # By this clock the shift is over a day away, and nothing else has told that it went back.
        (told,) = [
            one["body"]
            for one in await house.entries(keeper, f"house:{id_}")
            if one["kind"] == "light.changed"
        ][-1:]
        fresh = (await house.state(keeper, f"house:{id_}"))["light"]
        assert (told["state"], fresh["state"]) == ("nobody", "nobody")
        assert told["valid_until"] <= fresh["valid_until"]
