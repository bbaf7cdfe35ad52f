"""What must be so of a walk for the residents of a house while members come, go and are away.

`Oracle` keeps the answers, places and leaders; here stand who belongs, what comes back after a
pause, and what was said of company. It knows nothing of the server.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.kit.oracle import TIMES, Oracle, Said
from tests.kit.walk import LEADER, NAMES, Walk
from utelys.commands import TIMERS
from utelys.core.activity import leads
from utelys.store.base import Tx
from utelys.store.queries import activities, answers, people, rooms, timers
from utelys_protocol.words import Duty

GUEST = "siri"
"""She is invited by name besides."""


@dataclass
class Held:
    """What somebody who is paused had answered, and until when they are."""

    until: datetime
    to_all: Said | None
    to_one: dict[int, Said]


@dataclass
class Belonging:
    """Who is where, beside what an oracle keeps of the walk."""

    oracle: Oracle
    housed: set[str] = field(default_factory=lambda: {*NAMES, LEADER})
    residents: set[str] = field(default_factory=lambda: {*NAMES, LEADER})
    paused: dict[str, Held] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    came_back: set[str] = field(default_factory=set)
    """Those who were just given back what they had answered."""
    says: dict[str, dict[int | None, str]] = field(default_factory=dict)
    """What was said of company: of one time, of all (TIMES), or in general (None)."""

    def concerned(self) -> set[str]:
        """Those whom the walk is for."""
        return (self.housed & self.residents | {GUEST}) - self.gone

    def fit(self) -> None:
        """Let those leave the walk whom it is for no more, and those come whom it is for now."""
        for who in self.oracle.inside - self.concerned():
            self.oracle.leave(who)
        self.oracle.inside = self.concerned()

    def part(self, who: str) -> None:
        self.housed.discard(who)
        self.paused.pop(who, None)
        self.fit()

    def pause(self, who: str, until: datetime) -> None:
        oracle = self.oracle
        held = Held(until, oracle.to_all.get(who), dict(oracle.to_one[who]))
        self.part(who)
        self.paused[who] = Held(until, None, {}) if who == GUEST else held

    def let_back(self, now: datetime) -> None:
        """End the pauses that are over, the first of them first."""
        over = [who for who, held in self.paused.items() if held.until <= now]
        for who in sorted(over, key=lambda each: self.paused[each].until):
            self.back(who)

    def back(self, who: str) -> None:
        held = self.paused.pop(who)
        self.housed.add(who)
        self.fit()
        if who not in self.oracle.inside or not (held.to_all or held.to_one):
            return
        self.came_back.add(who)
        if held.to_all is not None and self.oracle.next() is not None:
            self.oracle.answer(who, None, held.to_all.answer)
        for time, said in sorted(held.to_one.items()):
            if not self.oracle.off[time]:
                self.oracle.answer(who, time, said.answer)

    def quit(self, who: str) -> None:
        self.gone.add(who)
        self.says.pop(who, None)
        self.part(who)

    # Company

    def says_of(self, who: str, time: int) -> tuple[str, bool]:
        """What somebody says of company at a time, and whether in general alone."""
        said = self.says.get(who, {})
        for key in (time, TIMES, None):
            if key in said:
                return said[key], key is None
        return "none", True

    def wants(self, who: str, time: int) -> bool:
        oracle = self.oracle
        says, in_general = self.says_of(who, time)
        answer = oracle.said(who, time)
        if who not in oracle.inside or answer == "no" or who in oracle.queue(time)[1]:
            return False
        return says == "wanted" and (answer is not None or not in_general)

    def may_be_asked(self, who: str, time: int) -> bool:
        """Whether somebody offers and has not said whether they come."""
        oracle = self.oracle
        if who not in oracle.inside or self.says_of(who, time)[0] != "offered":
            return False
        has, waits = oracle.queue(time)
        return who not in (*has, *waits) and oracle.said(who, time) != "no"


async def plan(walk: Walk, most: int) -> None:
    """Plan a walk each day for the residents of the house; who leads it keeps its keys too."""

    async def give_keys(tx: Tx) -> None:
        people.set_duties(tx, walk.ids[LEADER], [Duty.GROUP_LEADER, Duty.KEEPER])

    await walk.writer.do(give_keys)
    day = (walk.clock.now() + timedelta(days=2)).date()
    await walk.plan(
        house=await house_of(walk),
        stages=["resident"],
        members=[walk.ids[GUEST]],
        starts={"wall": f"{day}T18:00", "zone": "Europe/Oslo"},
        rule="FREQ=DAILY",
        max=most,
    )


async def house_of(walk: Walk) -> str:
    found: list[str] = await walk.writer.do(people.all_houses, only_reads=True)
    return found[0]


async def let_time_do(walk: Walk) -> None:
    """Do all that is due, as the clock does it."""
    while True:
        due = await walk.writer.do(lambda tx: timers.due(tx, walk.clock.now(), 1), only_reads=True)
        if not due:
            return
        (timer,) = due

        async def run(tx: Tx, kind: str = timer.kind, ref: str = timer.ref) -> None:
            tx.cancel_timer(kind, ref)
            await TIMERS[kind](tx, ref)

        await walk.writer.do(run)


async def kept_of(walk: Walk, who: str) -> set[str]:
    """What is kept of somebody whom the walk does not concern."""

    async def look(tx: Tx) -> set[str]:
        activity = await activities.activity(tx, walk.activity)
        assert activity is not None
        book = await answers.book(tx, activity.id)
        inside = await rooms.members_in(tx, activity.room or "")
        id_ = walk.ids[who]
        kept: dict[str, Any] = {
            "answer": any(member == id_ for _, member in book.given),
            "name": id_ in activity.audience.members,
            "room": id_ in inside,
            "lead": leads(activity.details, id_) and not activity.ended,
        }
        return {name for name, has in kept.items() if has}

    found: set[str] = await walk.writer.do(look, only_reads=True)
    return found
