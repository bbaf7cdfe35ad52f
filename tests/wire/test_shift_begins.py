"""A shift begins without a claim: whoever has it is asked once, and then the keepers hear of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.kit.house import HandClock, House, Person, opened
from tests.kit.push_scene import SETTINGS
from tests.kit.push_service import Browser, Push, push_service

STARTS = {"wall": "2026-12-03T17:00", "zone": "Europe/Oslo"}


@dataclass
class Scene:
    """Eva is a peer mentor with a shift at five; it is two minutes to. Margrethe keeps the keys."""

    house: House
    id: str
    eva: Person
    shift: str

    async def kinds(self, who: Person) -> list[str]:
        told = await self.house.entries(who, f"member:{who.id}")
        return [one["kind"] for one in told if one["kind"] in ("shift.begun", "cover.unclaimed")]

    async def wait(self, **time: float) -> None:
        self.house.clock.move(**time)
        await self.house.time_told()


def near_five() -> HandClock:
    return HandClock.at("2026-12-03T15:58:00Z")


@asynccontextmanager
async def scene(folder: Path, clock: HandClock) -> AsyncIterator[Scene]:
    async with opened(folder, clock, **SETTINGS) as house:
        id_ = await house.house_id()
        eva = await house.invite("Eva", "friend", duties=["peer_mentor"])
        planned = await house.do(eva, "shift.plan", house=id_, starts=STARTS, lasts=7200)
        yield Scene(house, id_, eva, planned["shift"]["id"])


async def test_who_has_a_shift_and_has_not_claimed_is_asked_once_and_claims_by_a_tap(
    tmp_path: Path,
) -> None:
    clock = near_five()
    async with push_service(clock) as service, scene(tmp_path, clock) as at:
        evas = service.browser("evas")
        await at.house.do(at.eva, "push.subscribe", **evas.subscription)
        test = await evas.push(kind="test")
        await at.house.do(at.eva, "push.confirm", notice=test.payload["notice"])
        await at.wait(minutes=2, seconds=1)
        assert await at.kinds(at.eva) == ["shift.begun"]
        at.house.clock.move(seconds=4)
        push = await evas.push(kind="shift_begun", title="Er du der nå?")
        assert not any(word in str(push.payload) for word in ("Eva", "vakt", "Huset"))
        home, reachable = push.payload["actions"]
        assert (home["action"], reachable["action"]) == ("home", "reachable")
        status, told = await at.house.post(home["command"], home["args"], at.eva.token)
        assert status == 200, told
        assert told["lease"]["until"] == "2026-12-03T18:00:00.000Z"
        await evas.push("withdrawn", tag=push.topic, title="Ingenting venter på deg")
        light = (await at.house.state(at.eva, f"house:{at.id}"))["light"]
        assert light["state"] == "home"
        await at.wait(minutes=16)
        assert await at.kinds(at.house.keeper) == []


@asynccontextmanager
async def asked(folder: Path) -> AsyncIterator[tuple[Scene, Browser, Push]]:
    """Eva's phone asks whether she is there."""
    clock = near_five()
    async with push_service(clock) as service, scene(folder, clock) as at:
        evas = service.browser("evas")
        await at.house.do(at.eva, "push.subscribe", **evas.subscription)
        await at.wait(minutes=2, seconds=1)
        at.house.clock.move(seconds=4)
        yield at, evas, await evas.push_of("shift_begun")


async def test_whoever_claims_in_the_app_is_not_asked_any_more_on_their_other_devices(
    tmp_path: Path,
) -> None:
    async with asked(tmp_path) as (at, evas, push):
        claim = {"house": at.id, "as": "reachable", "for": 3600}
        await at.house.do(at.eva, "home.claim", **claim)
        await evas.push("withdrawn", tag=push.topic)
        _, told = await at.house.get(at.eva, "/notices")
        newest = told["notices"][0]
        assert (newest["kind"], newest["state"]) == ("shift_begun", "withdrawn")


async def test_a_claim_in_another_house_is_no_answer(tmp_path: Path) -> None:
    async with asked(tmp_path) as (at, evas, _):
        other = (await at.house.do(at.house.keeper, "house.open", name="Nabohuset"))["house"]["id"]
        await at.house.do(at.house.keeper, "house.admit", house=other, member=at.eva.id)
        await at.house.do(at.eva, "home.claim", house=other, **{"for": 3600})
        at.house.clock.move(seconds=4)
        await at.house.do(at.eva, "push.test")
        await evas.push(kind="test")


async def test_whoever_claims_before_the_phone_asks_is_not_asked(tmp_path: Path) -> None:
    clock = near_five()
    async with push_service(clock) as service, scene(tmp_path, clock) as at:
        evas = service.browser("evas")
        await at.house.do(at.eva, "push.subscribe", **evas.subscription)
        at.house.clock.move(seconds=4)
        await evas.push(kind="test")
        at.house.clock.move(minutes=2)
        await at.house.time_told()
        assert await at.kinds(at.eva) == ["shift.begun"]
        await at.house.do(at.eva, "home.claim", house=at.id, **{"for": 3600})
        at.house.clock.move(seconds=4)
        await at.house.do(at.eva, "push.test")
        await evas.push(kind="test")
        _, told = await at.house.get(at.eva, "/notices")
        assert "shift_begun" not in [one["kind"] for one in told["notices"]]


async def test_the_keepers_are_told_once_when_nobody_has_claimed(tmp_path: Path) -> None:
    async with scene(tmp_path, near_five()) as at:
        await at.wait(minutes=2, seconds=1)
        await at.wait(minutes=14)
        assert await at.kinds(at.house.keeper) == []
        await at.wait(minutes=1, seconds=1)
        assert await at.kinds(at.house.keeper) == ["cover.unclaimed"]
        await at.wait(minutes=60)
        assert await at.kinds(at.house.keeper) == ["cover.unclaimed"]
        assert await at.kinds(at.eva) == ["shift.begun"]


async def test_nobody_is_asked_of_a_shift_that_was_claimed_moved_or_cancelled(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path, near_five()) as at:
        later = STARTS | {"wall": "2026-12-03T18:00"}
        await at.house.do(at.eva, "shift.change", shift=at.shift, starts=later)
        await at.wait(minutes=20)
        assert await at.kinds(at.eva) == []
        await at.house.do(at.eva, "home.claim", house=at.id, **{"as": "reachable"})
        await at.wait(minutes=50)
        assert await at.kinds(at.eva) == []
        starts = STARTS | {"wall": "2026-12-03T20:00"}
        planned = await at.house.do(at.eva, "shift.plan", house=at.id, starts=starts, lasts=3600)
        await at.house.do(at.eva, "shift.cancel", shift=planned["shift"]["id"])
        await at.wait(hours=3)
        assert await at.kinds(at.eva) == []
        assert await at.kinds(at.house.keeper) == []
