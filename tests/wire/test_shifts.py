"""Shifts over real sockets: planned, swapped by two, cancelled, and never more than expected."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.kit.house import HandClock, House, Person, opened

OSLO = "Europe/Oslo"


def wall(house: House, **ahead: float) -> dict[str, str]:
    """A wall time in Oslo so far ahead, at a full hour that no summer time skips."""
    at = house.clock.now().astimezone(ZoneInfo(OSLO)) + timedelta(**ahead)
    at = at.replace(hour=max(4, at.hour), minute=0)
    return {"wall": at.strftime("%Y-%m-%dT%H:%M"), "zone": OSLO}


async def mentor(house: House, name: str) -> Person:
    return await house.invite(name, "friend", duties=["peer_mentor"])


async def test_a_shift_makes_the_house_expected_and_never_home(tmp_path: Path) -> None:
    async with opened(tmp_path, HandClock.at("2026-11-26T08:00:00Z")) as house:
        eva = await mentor(house, "Eva")
        id_ = await house.house_id()
        async with house.phone(eva) as phone:
            await phone.reset(f"house:{id_}")
            starts = {"wall": "2026-11-26T17:00", "zone": OSLO}
            shift = (await phone.do("shift.plan", house=id_, starts=starts, lasts=3600))["shift"]
            light = (await phone.entry(f"house:{id_}", "light.changed"))["body"]
            assert (light["state"], light["next"]["at"]) == ("expected", "2026-11-26T16:00:00.000Z")
            assert light["next"]["name"] == "Eva"
            await phone.entry(f"member:{eva.id}", "shift.planned")
            assert (await house.state(eva, f"member:{eva.id}"))["shifts"] == [shift]
            house.clock.move(hours=8, seconds=1)
            light = (await phone.entry(f"house:{id_}", "light.changed"))["body"]
            assert light["state"] == "nobody"
            house.clock.move(hours=1)
            await phone.entry(f"member:{eva.id}", "shift.over")
            assert (await house.state(eva, f"member:{eva.id}"))["shifts"] == []


async def test_a_shift_that_is_years_ahead_waits_for_its_time(tmp_path: Path) -> None:
    async with opened(tmp_path, HandClock.at("2026-11-26T08:00:00Z")) as house:
        eva = await mentor(house, "Eva")
        starts = {"wall": "2030-01-01T18:00", "zone": OSLO}
        args = {"house": await house.house_id(), "starts": starts, "lasts": 3600}
        shift = (await house.do(eva, "shift.plan", **args))["shift"]
        for _ in range(2):
            await house.time_told()
            assert (await house.state(eva, f"member:{eva.id}"))["shifts"] == [shift]
            house.clock.move(days=1130)
        await house.time_told()
        assert (await house.state(eva, f"member:{eva.id}"))["shifts"] == []


async def test_only_helpers_plan_and_a_keeper_for_a_mentor_who_sees_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        eva, ola = await mentor(house, "Eva"), await house.invite("Ola")
        id_ = await house.house_id()
        args = {"house": id_, "starts": wall(house, days=1), "lasts": 3600}
        status, problem = await house.post("shift.plan", args, ola.token)
        assert (status, problem["code"]) == (403, "forbidden")
        status, _ = await house.post("shift.plan", args | {"member": house.keeper.id}, eva.token)
        assert status == 403
        status, problem = await house.post(
            "shift.plan", args | {"member": ola.id}, house.keeper.token
        )
        assert (status, problem["field"]) == (400, "member")
        planned = await house.do(house.keeper, "shift.plan", **args, member=eva.id)
        assert planned["shift"]["show"] == "duty"
        assert (await house.state(eva, f"member:{eva.id}"))["shifts"] == [planned["shift"]]
        status, _ = await house.post("shift.cancel", {"shift": planned["shift"]["id"]}, ola.token)
        assert status == 404


async def test_a_swap_is_valid_when_both_have_said_yes(tmp_path: Path) -> None:
    async with opened(tmp_path, HandClock.at("2026-11-23T08:00:00Z")) as house:
        eva, ola = await mentor(house, "Eva"), await mentor(house, "Ola")
        id_ = await house.house_id()
        rule = "FREQ=WEEKLY"
        mine = await house.do(
            eva,
            "shift.plan",
            house=id_,
            starts={"wall": "2026-11-26T17:00", "zone": OSLO},
            lasts=7200,
            rule=rule,
        )
        theirs = await house.do(
            ola,
            "shift.plan",
            house=id_,
            starts={"wall": "2026-11-27T17:00", "zone": OSLO},
            lasts=7200,
            rule=rule,
        )
        here = {"shift": mine["shift"]["id"], "occurrence": "20261203T1700"}
        there = {"shift": theirs["shift"]["id"], "occurrence": "20261204T1700"}
        asked = (await house.do(eva, "shift.swap", **here, to=ola.id, in_return=there))["swap"]
        assert (await house.state(ola, f"member:{ola.id}"))["swaps"] == [asked]
        assert await holders(house, eva, id_) == ["Eva", "Ola", "Eva", "Ola"]
        status, _ = await house.post("shift.agree", {"swap": asked["id"]}, eva.token)
        assert status == 403
        async with house.phone(eva) as phone:
            await phone.reset(f"member:{eva.id}")
            await house.do(ola, "shift.agree", swap=asked["id"])
            assert (await phone.entry(f"member:{eva.id}", "swap.ended"))["body"]["how"] == "agreed"
        assert await holders(house, eva, id_) == ["Eva", "Ola", "Ola", "Eva"]
        assert len((await house.state(ola, f"member:{ola.id}"))["shifts"]) == 2
        status, _ = await house.post("shift.agree", {"swap": asked["id"]}, ola.token)
        assert status == 404
        await house.do(ola, "shift.cancel", which="one", **here)
        await house.do(eva, "shift.cancel", which="all", shift=here["shift"])
        assert await holders(house, eva, id_) == ["Ola", "Eva"]


async def holders(house: House, helper: Person, id_: str) -> list[str]:
    status, cover = await house.get(helper, f"/houses/{id_}/cover")
    assert status == 200
    return [one["name"] for one in cover["times"]]


async def test_gaps_in_cover_are_shown_to_helpers(tmp_path: Path) -> None:
    async with opened(tmp_path, HandClock.at("2026-11-23T08:00:00Z")) as house:
        eva, ola = await mentor(house, "Eva"), await house.invite("Ola")
        id_ = await house.house_id()
        starts = {"wall": "2026-11-23T10:00", "zone": OSLO}
        await house.do(
            eva, "shift.plan", house=id_, starts=starts, lasts=24 * 3600, rule="FREQ=DAILY;COUNT=3"
        )
        _, cover = await house.get(eva, f"/houses/{id_}/cover")
        assert [gap["from"] for gap in cover["gaps"]][1:] == ["2026-11-26T09:00:00.000Z"]
        assert cover["gaps"][0]["to"] == "2026-11-23T09:00:00.000Z"
        assert cover["gaps"][-1]["to"] == cover["until"]
        status, _ = await house.get(ola, f"/houses/{id_}/cover")
        assert status == 403


async def test_a_house_sets_its_waves_and_its_calls_ring_by_them(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        eva, ola, anja = (
            await mentor(house, "Eva"),
            await house.invite("Ola"),
            await house.invite("Anja"),
        )
        id_ = await house.house_id()
        await house.do(anja, "quiet.set", wakings=1)
        changed = await house.do(
            house.keeper, "house.set_waves", house=id_, second=30, third=60, end=90
        )
        assert changed["house"]["waves"] == {"second": 30, "third": 60, "end": 90}
        status, problem = await house.post(
            "house.set_waves",
            {"house": id_, "second": 60, "third": 30, "end": 90},
            house.keeper.token,
        )
        assert (status, problem["field"]) == (400, "third")
        async with house.phone(anja) as phone:
            await phone.reset(f"member:{anja.id}")
            await house.do(ola, "ask.raise", house=id_)
            assert (await house.state(eva, f"member:{eva.id}"))["ringing"]
            house.clock.move(seconds=31)
            await phone.entry(f"member:{anja.id}", "ask.rung")


async def test_the_end_of_quiet_hours_rings_what_still_rings(tmp_path: Path) -> None:
    async with opened(tmp_path, HandClock.at("2026-11-26T05:58:00Z")) as house:
        eva, per = await mentor(house, "Eva"), await mentor(house, "Per")
        ola = await house.invite("Ola")
        id_ = await house.house_id()
        hours = {"starts": "23:00", "ends": "07:00", "zone": OSLO}
        await house.do(eva, "quiet.set", hours=hours)
        await house.do(ola, "ask.raise", house=id_)
        assert (await house.state(per, f"member:{per.id}"))["ringing"]
        async with house.phone(eva) as phone:
            assert (await phone.reset(f"member:{eva.id}"))["ringing"] == []
            house.clock.move(minutes=2)
            await phone.entry(f"member:{eva.id}", "ask.rung")


async def test_a_member_of_two_houses_sees_both_lights(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        status, _ = await house.post("house.open", {"name": "Nabohuset"}, ola.token)
        assert status == 403
        other = (await house.do(house.keeper, "house.open", name="Nabohuset"))["house"]["id"]
        async with house.phone(ola) as phone:
            await house.do(house.keeper, "house.admit", house=other, member=ola.id)
            state = await phone.reset(f"house:{other}")
            assert (state["house"]["name"], state["light"]["state"]) == ("Nabohuset", "nobody")
            await house.do(house.keeper, "home.claim", house=other)
            lit = (await phone.entry(f"house:{other}", "light.changed"))["body"]
            assert (lit["house"], lit["state"]) == (other, "home")
        status, _ = await house.post(
            "house.admit", {"house": other, "member": ola.id}, house.keeper.token
        )
        assert status == 409
