"""The light and a call agree about who sleeps: it counts nobody whom a call would not ring."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.kit.house import HandClock, House, Person, opened

NIGHT = {"starts": "22:30", "ends": "08:00", "zone": "Europe/Oslo"}


def evening() -> HandClock:
    """It is nine in the evening in Oslo."""
    return HandClock.at("2026-11-26T20:00:00+00:00")


async def light(house: House, who: Person) -> dict[str, Any]:
    found: dict[str, Any] = (await house.state(who, f"house:{await house.house_id()}"))["light"]
    return found


async def ringing(house: House, who: Person) -> int:
    return len((await house.state(who, f"member:{who.id}"))["ringing"])


async def test_reachable_until_two_does_not_light_the_house_of_one_who_sleeps(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, evening()) as house:
        id_ = await house.house_id()
        ola, eva = await house.invite("Ola"), await house.invite("Eva")
        await house.do(eva, "quiet.set", hours=NIGHT, wakings=0)
        async with house.phone(ola) as phone:
            await phone.reset(f"house:{id_}")
            hours = {"for": 5 * 3600}
            await house.do(eva, "home.claim", house=id_, **hours, **{"as": "reachable"})
            lit = (await phone.entry(f"house:{id_}", "light.changed"))["body"]
            assert (lit["state"], lit["valid_until"]) == ("reachable", "2026-11-26T21:30:00.000Z")
            house.clock.move(hours=1, minutes=31)
            out = await phone.entry(f"house:{id_}", "light.changed")
            assert (out["by"], out["body"]["state"], out["body"]["who"]) == ("clock", "nobody", [])
        raised = await house.do(ola, "ask.raise", house=id_)
        assert raised["ask"]["state"] == "handed_over"
        # The claim itself ends when it was said to, and its member is told.
        house.clock.move(hours=3, minutes=30)
        await house.time_told()
        assert (await house.state(eva, f"member:{eva.id}"))["leases"] == []


async def test_who_says_so_in_the_quiet_is_counted_and_rung_until_they_say_other(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, evening()) as house:
        id_ = await house.house_id()
        ola, eva = await house.invite("Ola"), await house.invite("Eva")
        await house.do(eva, "quiet.set", hours=NIGHT, wakings=0)
        hours = {"for": 5 * 3600}
        claimed = await house.do(eva, "home.claim", house=id_, **hours, **{"as": "reachable"})
        assert claimed["lease"]["through_quiet"] is False
        house.clock.move(hours=2)
        await house.time_told()
        assert (await light(house, ola))["state"] == "nobody"
        kept = await house.do(eva, "home.keep", lease=claimed["lease"]["id"])
        assert kept["lease"]["through_quiet"] is True
        assert (await light(house, ola))["state"] == "reachable"
        await house.do(ola, "ask.raise", house=id_)
        assert await ringing(house, eva) == 1
        # To set the quiet anew is the newer word.
        until = (house.clock.now() + timedelta(hours=8)).isoformat()
        await house.do(eva, "quiet.set", hours=NIGHT, until=until, wakings=0)
        assert (await light(house, ola))["state"] == "nobody"
        (lease,) = (await house.state(eva, f"member:{eva.id}"))["leases"]
        assert lease["through_quiet"] is False


async def test_the_light_is_told_when_a_quiet_begins_is_set_and_ends(tmp_path: Path) -> None:
    async with opened(tmp_path, evening()) as house:
        id_ = await house.house_id()
        ola, eva = await house.invite("Ola"), await house.invite("Eva")
        stream = f"house:{id_}"
        async with house.phone(ola) as phone:
            await phone.reset(stream)
            hours = {"for": 5 * 3600}
            await house.do(eva, "home.claim", house=id_, **hours, **{"as": "reachable"})
            await phone.entry(stream, "light.changed")
            # The same light, but it may be believed for a shorter time: an old word would lie.
            await house.do(eva, "quiet.set", hours=NIGHT, wakings=0)
            told = (await phone.entry(stream, "light.changed"))["body"]
            assert (told["state"], told["valid_until"]) == ("reachable", "2026-11-26T21:30:00.000Z")
            until = (house.clock.now() + timedelta(hours=1)).isoformat()
            await house.do(eva, "quiet.set", until=until, wakings=0)
            told = (await phone.entry(stream, "light.changed"))["body"]
            assert told["state"] == "nobody"
            house.clock.move(hours=1, seconds=1)
            told = (await phone.entry(stream, "light.changed"))["body"]
            assert told["state"] == "reachable"


async def test_who_is_home_is_home_asleep_or_not_and_is_not_rung(tmp_path: Path) -> None:
    async with opened(tmp_path, evening()) as house:
        id_ = await house.house_id()
        ola, eva = await house.invite("Ola"), await house.invite("Eva")
        await house.do(eva, "quiet.set", hours=NIGHT, wakings=0)
        await house.do(eva, "home.claim", house=id_, **{"for": 5 * 3600})
        house.clock.move(hours=2)
        await house.time_told()
        assert (await light(house, ola))["state"] == "home"
        raised = await house.do(ola, "ask.raise", house=id_)
        assert raised["ask"]["state"] == "handed_over"


async def test_the_cover_says_when_whoever_has_a_shift_will_be_quiet(tmp_path: Path) -> None:
    async with opened(tmp_path, evening()) as house:
        id_ = await house.house_id()
        eva = await house.invite("Eva", "friend", duties=["peer_mentor"])
        await house.do(eva, "quiet.set", hours=NIGHT, wakings=0)
        starts = {"wall": "2026-11-27T21:00", "zone": "Europe/Oslo"}
        await house.do(eva, "shift.plan", house=id_, starts=starts, lasts=12 * 3600)
        _, cover = await house.get(eva, f"/houses/{id_}/cover")
        assert cover["times"][0]["quiet"] == [
            {"from": "2026-11-27T21:30:00.000Z", "to": "2026-11-28T07:00:00.000Z"}
        ]
        await house.do(eva, "quiet.set", hours=NIGHT, wakings=1)
        _, cover = await house.get(eva, f"/houses/{id_}/cover")
        assert "quiet" not in cover["times"][0]
