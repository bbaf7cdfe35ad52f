"""What is about something that begins soon does not wait for the end of quiet hours."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.kit.house import HandClock, House, Person, opened
from tests.kit.push_scene import SETTINGS
from tests.kit.push_service import Browser, push_service
from tests.kit.until import until

HOURS = {"starts": "22:00", "ends": "07:30", "zone": "Europe/Oslo"}
SIX = "2026-11-26T05:00:00+00:00"
"""Six in the morning in Oslo."""


@dataclass
class Morning:
    """Ola sleeps until half past seven and comes to a swim; his phone is reached by push alone."""

    house: House
    ola: Person
    eva: Person
    phone: Browser

    async def swim(self, wall: str, **more: Any) -> str:
        args = {"title": "Bading", "place": "Bryggen", "house": await self.house.house_id()}
        starts = {"wall": wall, "zone": "Europe/Oslo"}
        made = await self.house.do(
            self.house.keeper, "activity.plan", **args, starts=starts, **more
        )
        return str(made["activity"]["id"])

    async def answer(self, who: Person, activity: str, **more: Any) -> None:
        args = {"activity": activity, "answer": "coming"} | more
        await self.house.do(who, "activity.answer", **args)

    async def states(self, who: Person) -> dict[str, str]:
        _, told = await self.house.get(who, "/notices")
        return {one["kind"]: one["state"] for one in told["notices"]}

    async def is_held(self, who: Person, kind: str) -> None:
        async def it_waits() -> bool:
            return (await self.states(who)).get(kind) == "waiting"

        await until(it_waits)

    async def sleeps(self, **said: Any) -> None:
        await self.house.do(self.ola, "quiet.set", **(said or {"hours": HOURS}))

    def wait(self, **by: float) -> None:
        self.house.clock.move(**by)


@asynccontextmanager
async def morning(folder: Path, now: str = SIX) -> AsyncIterator[Morning]:
    clock = HandClock.at(now)
    async with push_service(clock) as service, opened(folder, clock, **SETTINGS) as house:
        ola, eva = await house.invite("Ola"), await house.invite("Eva")
        phone = service.browser("olas")
        await house.do(ola, "push.subscribe", **phone.subscription)
        yield Morning(house, ola, eva, phone)


async def test_a_cancellation_rings_before_one_goes_there(tmp_path: Path) -> None:
    async with morning(tmp_path) as it:
        swim = await it.swim("2026-11-26T09:00")
        await it.answer(it.ola, swim)
        await it.sleeps()
        it.wait(seconds=4)
        await it.is_held(it.ola, "invitation")
        await it.house.do(it.house.keeper, "activity.cancel", activity=swim)
        it.wait(seconds=4)
        push = await it.phone.push(kind="changed")
        assert push.urgency == "high"


async def test_one_that_is_later_waits_until_the_quiet_is_over(tmp_path: Path) -> None:
    async with morning(tmp_path) as it:
        swim = await it.swim("2026-11-26T09:31")
        await it.answer(it.ola, swim)
        await it.sleeps()
        await it.house.do(it.house.keeper, "activity.cancel", activity=swim)
        it.wait(seconds=4)
        await it.is_held(it.ola, "changed")
        it.wait(hours=1.5)
        assert (await it.phone.push(kind="changed")).urgency == "normal"


async def test_who_is_quiet_for_days_hears_of_what_happens_meanwhile(tmp_path: Path) -> None:
    async with morning(tmp_path) as it:
        swim = await it.swim("2026-11-28T18:00")
        await it.answer(it.ola, swim)
        ends = (it.house.clock.now() + timedelta(days=9)).isoformat()
        await it.sleeps(until=ends)
        await it.house.do(it.house.keeper, "activity.cancel", activity=swim)
        it.wait(seconds=4)
        assert (await it.phone.push(kind="changed")).urgency == "high"


async def test_of_a_move_the_earlier_of_the_old_and_the_new_start_counts(tmp_path: Path) -> None:
    async with morning(tmp_path) as it:
        await it.sleeps()
        early, late = await it.swim("2026-11-26T08:00"), await it.swim("2026-11-30T18:00")
        for swim, day, hour in ((early, "27", "18:00"), (late, "26", "08:00")):
            starts = {"wall": f"2026-11-{day}T{hour}", "zone": "Europe/Oslo"}
            args = {"activity": swim, "starts": starts}
            await it.house.do(it.house.keeper, "activity.change", **args)
            it.wait(seconds=4)
            assert (await it.phone.push(kind="changed")).urgency == "high"


async def test_half_a_pair_that_sleeps_is_not_left_alone(tmp_path: Path) -> None:
    async with morning(tmp_path) as it:
        swim = await it.swim("2026-11-26T08:00")
        await it.answer(it.ola, swim, company="wanted")
        await it.answer(it.eva, swim, company="offered")
        it.wait(seconds=4)
        await it.phone.push_of("company")
        await it.sleeps()
        await it.answer(it.eva, swim, answer="no")
        it.wait(seconds=4)
        assert (await it.phone.push_of("company")).urgency == "high"


async def test_a_reminder_near_the_start_rings_in_the_night(tmp_path: Path) -> None:
    async with morning(tmp_path, "2026-11-24T07:00:00+00:00") as it:
        swim = await it.swim("2026-11-26T07:00")
        await it.sleeps(until=(it.house.clock.now() + timedelta(days=3)).isoformat())
        await it.answer(it.ola, swim)
        it.wait(hours=23, minutes=1)
        assert (await it.phone.push_of("reminder")).urgency == "high"


async def test_what_was_held_is_not_told_after_what_is_newer(tmp_path: Path) -> None:
    async with morning(tmp_path) as it:
        swim = await it.swim("2026-11-26T18:00")
        await it.answer(it.ola, swim)
        await it.sleeps()
        args = {"activity": swim, "starts": {"wall": "2026-11-26T17:00", "zone": "Europe/Oslo"}}
        await it.house.do(it.house.keeper, "activity.change", **args)
        it.wait(seconds=4)
        await it.is_held(it.ola, "changed")
        args["starts"] = {"wall": "2026-11-26T08:00", "zone": "Europe/Oslo"}
        await it.house.do(it.house.keeper, "activity.change", **args)
        it.wait(seconds=4)
        await it.phone.push(kind="changed")
        _, told = await it.house.get(it.ola, "/notices")
        states = [one["state"] for one in told["notices"] if one["kind"] == "changed"]
        assert states[-1] == "replaced"
