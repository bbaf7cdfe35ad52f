"""One who has a part in everything that a house does together, each part in a series of its own."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.kit.house import HandClock, House, Person, opened
from utelys.store.queries import answers, company, people, rooms

NOW = "2026-11-23T11:00:00+00:00"
STARTS = {"wall": "2026-11-26T18:00", "zone": "Europe/Oslo"}

PARTS = ("coming", "guest", "in_room", "leads", "co_leads", "wants", "offers", "paired", "waits")
"""What Eva is to a series: each is one of its own, for those who live there."""

_PLANS: dict[str, dict[str, Any]] = {
    "coming": {"max": 1},
    "guest": {"max": 1, "named": True},
    "leads": {"leads": "leader"},
    "co_leads": {"leads": "co_leader"},
    "waits": {"max": 1},
}
_ANSWERS: dict[str, tuple[tuple[str, str, str | None], ...]] = {
    "coming": (("eva", "coming", None), ("ola", "coming", None)),
    "guest": (("eva", "coming", None), ("ola", "coming", None)),
    "in_room": (("eva", "maybe", None),),
    "leads": (),
    "co_leads": (),
    "wants": (("eva", "coming", "wanted"),),
    "offers": (("eva", "coming", "offered"),),
    "paired": (("ola", "coming", "wanted"), ("eva", "coming", "offered")),
    "waits": (("ola", "coming", None), ("eva", "coming", None)),
}
"""Who answers what, in this order, and what they say of company."""


@dataclass
class Going:
    """Eva is about to go; Ola stays and has the other half of it; Per stands by."""

    house: House
    id: str
    eva: Person
    ola: Person
    per: Person
    cards: dict[str, dict[str, Any]] = field(default_factory=dict)
    _heard: dict[str, int] = field(default_factory=dict)

    def part_of(self, activity: str) -> str:
        return next(part for part, card in self.cards.items() if card["id"] == activity)

    async def prepare(self) -> None:
        people_ = {"eva": self.eva, "ola": self.ola}
        for part in PARTS:
            args = dict(_PLANS.get(part, {}))
            members = {"members": [self.eva.id]} if args.pop("named", False) else {}
            leads = {leads: self.eva.id} if (leads := args.pop("leads", None)) else {}
            planned = await self.house.do(
                self.house.keeper,
                "activity.plan",
                title=part,
                place="Porten",
                house=self.id,
                starts=STARTS,
                rule="FREQ=WEEKLY",
                stages=["resident"],
                **args | members | leads,
            )
            self.cards[part] = planned["activity"]
            for who, answer, says in _ANSWERS[part]:
                more = {"company": says} if says else {}
                said = {"activity": planned["activity"]["id"], "answer": answer} | more
                await self.house.do(people_[who], "activity.answer", **said)
        for person in (self.eva, self.ola, self.per, self.house.keeper):
            await self.news(person)

    async def news(self, person: Person) -> dict[str, Counter[str]]:
        """What somebody has been told since it was last asked, by the part that it is about."""
        stream, found = f"member:{person.id}", {part: Counter[str]() for part in PARTS}
        after = self._heard.get(person.id, 0)
        while True:
            path = f"/streams/{stream}/entries?after={after}&limit=200"
            status, page = await self.house.get(person, path)
            assert status == 200, page
            for one in page["entries"]:
                after = one["seq"]
                about = one["body"].get("activity")
                id_ = about["id"] if isinstance(about, dict) else about
                if id_ is not None:
                    found[self.part_of(id_)][one["kind"]] += 1
            if not page["entries"]:
                self._heard[person.id] = after
                return found

    async def go(self, how: str) -> None:
        """Let Eva go in one of the ways that there are."""
        keeper, of_house = self.house.keeper, {"house": self.id}
        if how == "house.leave":
            await self.house.do(self.eva, how, **of_house)
        elif how == "house.remove":
            await self.house.do(keeper, how, member=self.eva.id, **of_house)
        elif how == "house.pause":
            await self.house.do(keeper, how, member=self.eva.id, **of_house, **{"for": 3600})
        elif how == "member.set_stage":
            await self.house.do(keeper, how, member=self.eva.id, stage="former_resident")
        else:
            await self.house.do(self.eva, how)

    async def back(self) -> None:
        """Let the pause be over."""
        self.house.clock.move(seconds=timedelta(hours=1).total_seconds())
        await self.house.time_told()

    async def keeps(self) -> dict[str, set[str]]:
        """What the server keeps of Eva in each series: answers, the lead, a pair, the room."""
        status, shown = await self.house.get(self.ola, f"/streams/house:{self.id}/snapshot")
        assert status == 200
        cards = {one["id"]: one for one in shown["snapshot"]["activities"]}
        found: dict[str, set[str]] = {part: set() for part in PARTS}
        async with self.house.running.parts.database.reader() as source:
            inside = await rooms.rooms_of(source, self.eva.id)
            for part, card in self.cards.items():
                shown_card = cards[card["id"]]
                book = await answers.book(source, card["id"])
                pairs = await company.standing(source, card["id"], self.house.clock.now())
                kept = {
                    "answer": any(member == self.eva.id for _, member in book.given),
                    "lead": self.eva.id in (shown_card.get("leader"), shown_card.get("co_leader")),
                    "name": self.eva.id in shown_card.get("members", ()),
                    "room": card["room"] in inside,
                    "pair": any(self.eva.id in went.pair.two for went in pairs),
                }
                found[part] = {name for name, has in kept.items() if has}
        return found

    async def is_nowhere(self) -> bool:
        """Whether nothing is left of Eva in any house or room, nor of what she said of company."""
        async with self.house.running.parts.database.reader() as source:
            return not (
                await rooms.rooms_of(source, self.eva.id)
                or await people.houses_of(source, self.eva.id)
                or await company.of_member(source, self.eva.id)
            )


@asynccontextmanager
async def going(folder: Path) -> AsyncIterator[Going]:
    """A house in which Eva has every part that there is."""
    async with opened(folder, HandClock.at(NOW)) as house:
        keeper = house.keeper
        await house.do(keeper, "member.set_stage", member=keeper.id, stage="resident")
        eva, ola, per = [await house.invite(name) for name in ("Eva", "Ola", "Per")]
        scene = Going(house, await house.house_id(), eva, ola, per)
        await scene.prepare()
        yield scene
