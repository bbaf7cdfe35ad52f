"""Whoever comes, goes or is away, the places are right and each hears what concerns them once.

The walk is for the residents of a house and one guest. Members leave the house and the network, are
removed, paused and let in, come to another stage; time passes up to the start, so that company is
looked for to the last. `tests/kit/belonging.py` keeps what must be so.
"""

import asyncio
import tempfile
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kit.belonging import Belonging, house_of, kept_of, let_time_do, plan
from tests.kit.oracle import TIMES
from tests.kit.walk import LEADER, NAMES, Walk, walking
from tests.wire.test_whoever_is_told import Play, Step, anybody, named, which

LAST = timedelta(minutes=20)
"""So near to the first time the clock is moved at most."""

SOON = timedelta(hours=2)
TICK = timedelta(minutes=1)

steps = st.one_of(
    st.tuples(
        st.just("answer"),
        anybody,
        st.one_of(st.none(), named),
        st.sampled_from(["coming", "coming", "maybe", "no"]),
        st.sampled_from([None, "wanted", "offered"]),
    ),
    st.tuples(st.just("most"), which, named, st.integers(1, 4)),
    st.tuples(st.just("hand"), which, named, st.sampled_from((*NAMES, LEADER))),
    st.tuples(st.just("cancel"), st.sampled_from(["one", "one", "later"]), named),
    st.tuples(st.just("speak"), anybody, st.sampled_from(["wanted", "offered", "offered", "none"])),
    st.tuples(st.just("block"), anybody, anybody, st.booleans()),
    st.tuples(st.just("go"), st.sampled_from(["house.leave", "house.remove"]), anybody),
    st.tuples(st.just("pause"), anybody),
    st.tuples(st.just("admit"), anybody),
    st.tuples(st.just("quit"), anybody),
    st.tuples(st.just("stage"), anybody, st.sampled_from(["resident", "former_resident"])),
    st.tuples(st.just("wait"), st.sampled_from([0.6, 1, 6, 24, 48])),
)


class Belongs(Play):
    """One walk of a house, and who belongs to it."""

    def __init__(self, walk: Walk, house: str, starts: datetime, most: int) -> None:
        super().__init__(walk, most)
        self.belonging = Belonging(self.oracle)
        self.house = house
        self.starts = starts
        self.asked: Counter[Any] = Counter()
        self.waits = False

    async def answer(self, who: str, time: int | None, said: str, says: str | None) -> None:
        turn = self.oracle.turn
        await super().answer(who, time, said, says)
        if says is not None and self.oracle.turn > turn:
            self.belonging.says.setdefault(who, {})[TIMES if time is None else time] = says

    async def speak(self, who: str, says: str) -> None:
        """Say something of company in general."""
        if await self._did(who, "company.say", says=says):
            self.belonging.says.setdefault(who, {})[None] = says

    async def go(self, way: str, who: str) -> None:
        by, other = (who, {}) if way == "house.leave" else (LEADER, {"member": self.walk.ids[who]})
        if await self._did(by, way, house=self.house, **other):
            self.belonging.part(who)

    async def pause(self, who: str) -> None:
        args = {"house": self.house, "member": self.walk.ids[who], "for": 3600}
        if done := await self._did(LEADER, "house.pause", **args):
            self.belonging.pause(who, datetime.fromisoformat(done["until"]))

    async def admit(self, who: str) -> None:
        args = {"house": self.house, "member": self.walk.ids[who]}
        if await self._did(LEADER, "house.admit", **args):
            if who in self.belonging.paused:
                self.belonging.back(who)
            self.belonging.housed.add(who)
            self.belonging.fit()

    async def quit(self, who: str) -> None:
        if await self._did(who, "member.leave"):
            self.belonging.quit(who)

    async def stage(self, who: str, stage: str) -> None:
        args = {"member": self.walk.ids[who], "stage": stage}
        if await self._did(LEADER, "member.set_stage", **args):
            residents = self.belonging.residents
            (residents.add if stage == "resident" else residents.discard)(who)
            self.belonging.fit()

    async def wait(self, hours: float) -> None:
        """Let time pass, half an hour at a time, and no further than shortly before the start."""
        end = min(self.walk.clock.now() + timedelta(hours=hours), self.starts - LAST)
        self.walk.happened.clear()
        while (left := end - self.walk.clock.now()) > timedelta():
            self.walk.clock.move(seconds=min(left, timedelta(minutes=30)).total_seconds())
            await let_time_do(self.walk)
            self.belonging.let_back(self.walk.clock.now())

    async def act(self, step: Step) -> None:
        self.belonging.came_back.clear()
        self.waits = step[0] == "wait"
        await super().act(step)
        for who in {*NAMES, LEADER} - self.oracle.inside:
            assert await kept_of(self.walk, who) == set(), who
        for time, occurrence in enumerate(self.walk.times):
            if not self.oracle.off[time]:
                await self._check_company(time, occurrence)

    def check_came(self, inside: set[str], notices: list[Any]) -> None:
        """Whoever comes in is invited, or finds it listed if it is off or was answered before."""
        came = self.oracle.inside - inside
        silent = came if self.oracle.next() is None else came & self.belonging.came_back
        expected = {"invitation.received": came - silent, "activity.planned": silent}
        for kind, members in expected.items():
            told = [who for who, each, _ in notices if each == kind]
            assert sorted(told) == sorted(members), (kind, told)
        self._check_asked(notices)

    def _check_asked(self, notices: list[Any]) -> None:
        """Only who offers and is silent is asked, once of each; who is alone is told to few."""
        for who, kind, body in notices:
            if body.get("occurrence") not in self.walk.times:
                continue
            time = self.walk.times.index(body["occurrence"])
            if kind == "company.asked":
                asker = self.walk.names[body["member"]["id"]]
                self.asked[who, asker, time] += 1
                assert self.asked[who, asker, time] == 1
                assert self.belonging.may_be_asked(who, time), (who, time)
                assert self.belonging.wants(asker, time), (asker, time)
                assert not self.oracle.apart(who, asker)
            elif kind == "company.nobody" and not self.waits:
                leads = who in (LEADER, self.oracle.leader.of(time))
                assert leads or self.belonging.wants(who, time), (who, time)

    async def _check_company(self, time: int, occurrence: str) -> None:
        """Nobody is alone who could go with somebody; near the start who leads knows of it."""
        pairs = await self.walk.pairs(occurrence)
        paired = {self.walk.names[id_] for went in pairs if not went.ended for id_ in went.pair.two}
        parted = {frozenset(self.walk.names[id_] for id_ in went.pair.two) for went in pairs}
        belonging, oracle = self.belonging, self.oracle
        alone = [who for who in NAMES if belonging.wants(who, time) and who not in paired]
        for who in alone:
            for other in oracle.queue(time)[0]:
                offers = belonging.says_of(other, time)[0] == "offered" and other not in paired
                apart = oracle.apart(who, other) or frozenset((who, other)) in parted
                assert apart or not offers, (who, other, time)
        if alone and time == 0 and self.starts - self.walk.clock.now() <= SOON - TICK:
            leaders = {LEADER, *(who for who in NAMES if who not in alone)}
            leaders |= {str(oracle.leader.of(time))}
            assert any(self.heard[who, "company.nobody", occurrence] for who in leaders), alone


async def play(folder: Path, most: int, given_steps: list[Step]) -> None:
    async with walking(folder) as walk:
        await plan(walk, most)
        starts = (await walk.planned())[0].starts
        one = Belongs(walk, await house_of(walk), starts, most)
        for step in given_steps:
            await one.act(step)


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 3), st.lists(steps, min_size=4, max_size=16))
def test_whoever_belongs_hears_what_concerns_them_once(most: int, given_steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(play(Path(folder) / "data", most, given_steps))
