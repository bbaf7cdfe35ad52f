"""Those who go together when the time is changed, and those who are left alone near the start."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.kit.house import HandClock, House, Person, opened
from tests.wire.test_activities import told
from tests.wire.test_turns import reach
from utelys.store.queries import company

NOW = "2026-11-23T11:00:00+00:00"
"""A Monday at noon in Oslo."""

THURSDAY = {"wall": "2026-11-26T18:00", "zone": "Europe/Oslo"}


@dataclass
class Pair:
    """Ola wants company, Eva comes along; Margrethe leads."""

    house: House
    ola: Person
    eva: Person
    activity: str

    @property
    def thursday(self) -> str:
        return f"{self.activity}.20261126T1800"

    async def says(self, who: Person, says: str, answer: str = "coming") -> None:
        args = {"activity": self.activity, "occurrence": self.thursday}
        await self.house.do(who, "activity.answer", answer=answer, company=says, **args)

    async def go_together(self) -> str:
        """Let both say so; returns their room."""
        await self.says(self.ola, "wanted")
        await self.says(self.eva, "offered")
        (matched,) = await told(self.house, self.ola, "company.matched")
        return str(matched["body"]["room"])

    async def change(self, **args: Any) -> None:
        args = {"activity": self.activity} | args
        await self.house.do(self.house.keeper, "activity.change", **args)

    async def room(self, room: str) -> list[dict[str, Any]]:
        entries = await self.house.entries(self.ola, f"room:{room}")
        return [one["body"] for one in entries if one["kind"] == "company.changed"]

    async def standing(self) -> int:
        async with self.house.running.parts.database.reader() as source:
            pairs = await company.pairs_of(source, self.thursday)
        return len([one for one in pairs if not one.ended])

    async def until(self, **before: float) -> None:
        """Wait until so long before the time begins, as time passes."""
        moment = HandClock.at("2026-11-26T17:00:00+00:00").now() - timedelta(**before)
        while (left := moment - self.house.clock.now()) > timedelta():
            self.house.clock.move(seconds=min(left, timedelta(hours=6)).total_seconds())
            await self.house.time_told()


@asynccontextmanager
async def pair(folder: Path, **more: Any) -> AsyncIterator[Pair]:
    async with opened(folder, HandClock.at(NOW)) as house:
        ola, eva = await house.invite("Ola"), await house.invite("Eva")
        args = {"title": "Turen", "place": "Ved porten", "house": await house.house_id()}
        args |= {"starts": THURSDAY, "rule": "FREQ=WEEKLY"} | more
        planned = await house.do(house.keeper, "activity.plan", **args)
        yield Pair(house, ola, eva, planned["activity"]["id"])


async def test_a_pair_of_a_day_that_is_no_more_is_no_pair(tmp_path: Path) -> None:
    async with pair(tmp_path) as it:
        room = await it.go_together()
        await it.change(rule="FREQ=WEEKLY;BYDAY=TU")
        assert await it.standing() == 0
        for who in (it.ola, it.eva):
            (reopened,) = await told(it.house, who, "company.reopened")
            assert reopened["body"]["words"] == (
                "Turen er ikke torsdag 26. november kl. 18:00 likevel, så dere går ikke sammen da."
            )
        (changed,) = await it.room(room)
        assert (changed["occurrence"], changed["off"]) == (it.thursday, True)


async def test_what_is_called_off_stands_in_the_room_of_the_two(tmp_path: Path) -> None:
    async with pair(tmp_path) as it:
        room = await it.go_together()
        args = {"activity": it.activity, "which": "one", "occurrence": it.thursday}
        await it.house.do(it.house.keeper, "activity.cancel", **args)
        (changed,) = await it.room(room)
        assert changed["off"]
        assert await told(it.house, it.ola, "company.reopened") == []


async def test_where_and_when_it_is_now_stands_in_the_room_of_the_two(tmp_path: Path) -> None:
    async with pair(tmp_path) as it:
        room = await it.go_together()
        starts = {"wall": "2026-11-27T19:00", "zone": "Europe/Oslo"}
        one = {"which": "one", "occurrence": it.thursday}
        await it.change(starts=starts, place="Bryggen", **one)
        await it.change(bring="Termos", **one)
        (changed,) = await it.room(room)
        assert (changed["starts_at"], changed["place"]) == ("2026-11-27T18:00:00.000Z", "Bryggen")
        assert "off" not in changed
        assert await it.standing() == 1


async def test_a_pair_whose_time_was_put_off_opens_again(tmp_path: Path) -> None:
    async with pair(tmp_path) as it:
        await it.go_together()
        starts = {"wall": "2026-12-09T18:00", "zone": "Europe/Oslo"}
        await it.change(starts=starts, which="one", occurrence=it.thursday)
        assert await it.standing() == 1
        await it.says(it.eva, "offered", "no")
        assert len(await told(it.house, it.ola, "company.reopened")) == 1
        assert await it.standing() == 0


async def test_the_leader_hears_of_a_pair_that_breaks_in_the_last_hours(tmp_path: Path) -> None:
    async with pair(tmp_path) as it:
        await it.go_together()
        await it.until(hours=1)
        assert await told(it.house, it.house.keeper, "company.nobody") == []
        await it.says(it.eva, "offered", "no")
        (nobody,) = await told(it.house, it.house.keeper, "company.nobody")
        assert (nobody["body"]["occurrence"], nobody["body"]["how_many"]) == (it.thursday, 1)
        await it.house.do(it.eva, "company.say", says="none")
        assert len(await told(it.house, it.house.keeper, "company.nobody")) == 1
        assert len(await told(it.house, it.ola, "company.reopened")) == 1


async def test_the_leader_hears_once_of_who_has_been_alone_all_the_time(tmp_path: Path) -> None:
    async with pair(tmp_path) as it:
        await it.says(it.ola, "wanted")
        await it.until(hours=2)
        it.house.clock.move(seconds=1)
        await reach(it.house, it.ola, 1, "company.nobody")
        await it.house.do(it.eva, "company.say", says="offered")
        for who in (it.ola, it.house.keeper):
            assert len(await told(it.house, who, "company.nobody")) == 1


async def test_who_does_not_answer_holds_nothing_up(tmp_path: Path) -> None:
    async with pair(tmp_path) as it:
        others = [await it.house.invite(name) for name in ("Per", "Siri", "Anja", "Kai", "Liv")]
        for other in others:
            await it.house.do(other, "company.say", says="offered")
        await it.says(it.ola, "wanted", "maybe")

        async def asked() -> int:
            return sum([len(await told(it.house, other, "company.asked")) for other in others])

        assert await asked() == 2
        it.house.clock.move(hours=23)
        await it.house.time_told()
        assert await asked() == 2
        it.house.clock.move(hours=1.1)
        await it.house.time_told()
        assert await asked() == 4
        it.house.clock.move(hours=24)
        await it.house.time_told()
        assert await asked() == 5


async def test_near_the_start_the_next_are_asked_sooner(tmp_path: Path) -> None:
    async with pair(tmp_path) as it:
        others = [await it.house.invite(name) for name in ("Per", "Siri", "Anja")]
        for other in others:
            await it.house.do(other, "company.say", says="offered")
        await it.until(hours=5)
        await it.says(it.ola, "wanted", "maybe")
        it.house.clock.move(minutes=31)
        await it.house.time_told()
        for other in others:
            assert len(await told(it.house, other, "company.asked")) == 1


async def test_a_newcomer_who_offers_in_general_is_asked(tmp_path: Path) -> None:
    async with pair(tmp_path) as it:
        await it.says(it.ola, "wanted", "maybe")
        await it.house.do(it.eva, "company.say", says="offered")
        assert len(await told(it.house, it.eva, "company.asked")) == 1
        house = await it.house.house_id()
        per = await it.house.invite("Per")
        await it.house.do(per, "company.say", says="offered")
        await it.house.do(it.house.keeper, "house.pause", house=house, member=per.id, **{"for": 60})
        siri_wants = {"activity": it.activity, "occurrence": it.thursday, "answer": "maybe"}
        siri = await it.house.invite("Siri")
        await it.house.do(siri, "activity.answer", company="wanted", **siri_wants)
        before = len(await told(it.house, per, "company.asked"))
        it.house.clock.move(minutes=1)
        await it.house.time_told()
        assert len(await told(it.house, per, "company.asked")) == before + 1
