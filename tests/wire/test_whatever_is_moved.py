"""However times are moved, cancelled and planned anew: all is, and is told, as it must be.

Single times are moved past each other, the hour, the day, the rule, the place and what is to be
brought are changed and cleared, for one, for later ones and for all; series end; time passes; where
invitations go out some days ahead each goes out once. `tests/kit/oracle_times.py` keeps what must
be so, and knows nothing of the server. The calendar and the wall must show the same.
"""

import asyncio
import tempfile
from collections import Counter
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kit.house import HandClock
from tests.kit.oracle_times import DAY, RULES, Rule, Times, deaf
from tests.kit.walk import LEADER, NAMES, Walk, walking
from tests.unit.core.test_ical import shown
from utelys import weeks
from utelys.actions import turns
from utelys.core.errors import Refusal
from utelys.core.ical import Listed, Manner, calendar
from utelys.core.occurrences import listed
from utelys.store.base import Tx
from utelys.store.queries import people
from utelys_protocol.words import Language

OSLO = ZoneInfo("Europe/Oslo")
EVERYONE = (*NAMES, LEADER)
LOOK = timedelta(days=30)
Step = tuple[Any, ...]

which = st.sampled_from(["one", "later", "all"])
place = st.integers(0, 6)
steps = st.one_of(
    st.tuples(
        st.just("answer"),
        st.sampled_from(NAMES),
        st.one_of(st.none(), place),
        st.sampled_from(["coming", "no", "no"]),
    ),
    st.tuples(st.just("move"), place, st.integers(-12, 20), st.integers(8, 20)),
    st.tuples(st.just("move"), place, st.integers(-12, 20), st.integers(8, 20)),
    st.tuples(st.just("hour"), st.sampled_from(["later", "all"]), place, st.integers(8, 20)),
    st.tuples(st.just("day"), place, st.integers(-3, 3)),
    st.tuples(st.just("rule"), st.sampled_from(["later", "all"]), place, st.integers(0, 6)),
    st.tuples(st.just("put"), which, place, st.sampled_from(["Brua", "Kirka", "Ved porten"])),
    st.tuples(st.just("bring"), which, place, st.sampled_from([None, "Termos", "Votter"])),
    st.tuples(st.just("cancel"), st.sampled_from(["one", "one", "later", "all"]), place),
    st.tuples(st.just("wait"), st.integers(1, 100)),
)


class Play:
    """One activity, and what is expected of it."""

    def __init__(self, walk: Walk, rule: Rule, days: int | None) -> None:
        self.walk = walk
        self.days = days
        self.to_one: dict[str, dict[date, tuple[str, datetime]]] = {who: {} for who in EVERYONE}
        self.to_all: dict[str, tuple[str, datetime]] = {}
        self.invited: set[date] = set()
        first = (self.now + 3 * DAY).replace(hour=18, minute=0, second=0, microsecond=0)
        self.times = Times(rule, first, self.now)
        self.ended = False

    @property
    def now(self) -> datetime:
        """By the wall."""
        now: datetime = self.walk.clock.now()
        return now.astimezone(OSLO).replace(tzinfo=None)

    async def begin(self) -> None:
        found = await self.walk.writer.do(people.all_houses, only_reads=True)
        self.house = found[0]
        first = self.times.first
        await self.walk.plan(
            house=self.house,
            starts=wall(first),
            **({} if self.times.rule.text is None else {"rule": self.times.rule.text}),
            **({} if self.days is None else {"invite_days": self.days}),
        )
        told = self._told("invitation.received")
        assert told == self._invitations(set(EVERYONE), {}) or self.days is None
        self.walk.happened.clear()

    # What members have said

    def said(self, who: str, slot: date | None) -> str | None:
        found = self.to_one[who].get(slot) if slot is not None else None
        found = found or self.to_all.get(who)
        return found[0] if found else None

    # Steps

    async def act(self, step: Step) -> None:
        self.times.now = self.now
        before, about = deepcopy(self.times), None
        if step[0] == "wait":
            await self._wait(step[1])
        elif step[0] == "answer":
            await self._answer(*step[1:])
        elif not self.ended and (ahead := self.times.ahead()):
            about = await getattr(self, f"_{step[0]}")(ahead, *step[1:])
        self._check_told(before, about)
        await self._check_times()
        self.walk.happened.clear()

    def _id(self, slot: date) -> str:
        return f"{self.walk.activity}.{slot:%Y%m%d}T1800"

    async def _change(self, which_: str, chosen: date, **args: Any) -> bool:
        args["activity"], args["which"] = self.walk.activity, which_
        if which_ != "all":
            args["occurrence"] = self._id(chosen)
        return not isinstance(await self.walk.do(LEADER, "activity.change", **args), Refusal)

    def _chosen(self, ahead: list[date], which_: str, number: int) -> date:
        return ahead[0] if which_ == "all" else ahead[number % min(len(ahead), 7)]

    async def _move(self, ahead: list[date], number: int, by: int, hour: int) -> Any:
        chosen = self._chosen(ahead, "one", number)
        to = self.times.seen(chosen).start.replace(hour=hour, minute=30) + by * DAY
        if to > self.now and not self._is_once:
            assert await self._change("one", chosen, starts=wall(to))
            self.times.move(chosen, to)
        return "one", chosen

    @property
    def _is_once(self) -> bool:
        return self.times.rule.text is None

    async def _hour(self, ahead: list[date], which_: str, number: int, hour: int) -> Any:
        # Said on the screen of any time: of all, the day of another one moves nothing either.
        chosen = self._chosen(ahead, which_, number)
        named = self._chosen(ahead, "later", number)
        start = self.times.seen(named).start.replace(hour=hour, minute=0)
        if start > self.now:
            assert await self._change(which_, chosen, starts=wall(start))
            self.times.at_hour(which_, chosen, hour)
        return which_, chosen

    async def _day(self, ahead: list[date], number: int, by: int) -> Any:
        named = self._chosen(ahead, "later", number)
        start = self.times.seen(named).start + by * DAY
        taken = {self.times.seen(slot).start.date() for slot in ahead}
        if self.times.moved or start <= self.now or start.date() in taken:
            return None
        near = min(ahead, key=lambda one: abs((self.times.seen(one).start - start).days))
        if near != named or not await self._change("all", ahead[0], starts=wall(start)):
            return None
        self.times.on_day(ahead[0], by, start.hour)
        return "all", ahead[0]

    async def _rule(self, ahead: list[date], which_: str, number: int, rule: int) -> Any:
        chosen, new = self._chosen(ahead, which_, number), RULES[rule]
        if self.times.moved or new.text == self.times.rule.text:
            return None
        if await self._change(which_, chosen, rule=new.text):
            self.times.by_rule(which_, chosen, new)
        return which_, chosen

    async def _put(self, ahead: list[date], which_: str, number: int, where: str) -> Any:
        chosen = self._chosen(ahead, which_, number)
        assert await self._change(which_, chosen, place=where)
        self.times.say(which_, chosen, "place", where)
        return which_, chosen

    async def _bring(self, ahead: list[date], which_: str, number: int, what: str | None) -> Any:
        chosen = self._chosen(ahead, which_, number)
        args: dict[str, Any] = {"bring": what} if what else {"clear": ["bring"]}
        assert await self._change(which_, chosen, **args)
        self.times.say(which_, chosen, "bring", what)
        return which_, chosen

    async def _cancel(self, ahead: list[date], which_: str, number: int) -> Any:
        chosen = self._chosen(ahead, which_, number)
        args: dict[str, Any] = {"activity": self.walk.activity, "which": which_}
        if which_ != "all":
            args["occurrence"] = self._id(chosen)
        assert not isinstance(await self.walk.do(LEADER, "activity.cancel", **args), Refusal)
        self.times.cancel(which_, chosen)
        self.ended = which_ == "all"
        return which_, chosen

    async def _answer(self, who: str, number: int | None, answer: str) -> None:
        ahead = self.times.ahead()
        if not ahead or self.ended:
            return
        slot = None if number is None else ahead[number % min(len(ahead), 7)]
        occurrence = "all" if slot is None else self._id(slot)
        done = await self.walk.do(
            who,
            "activity.answer",
            activity=self.walk.activity,
            occurrence=occurrence,
            answer=answer,
        )
        assert not isinstance(done, Refusal), done
        if slot is not None:
            self.to_one[who][slot] = (answer, self.now)
            return
        self.to_all[who] = (answer, self.now)
        own = self.to_one[who]
        self.to_one[who] = {one: said for one, said in own.items() if said[0] in ("no", answer)}

    async def _wait(self, hours: int) -> None:
        """Let time pass, an hour at a time, and the clock do what is due."""
        for _ in range(hours):
            self.walk.clock.move(hours=1)
            self.times.now = self.now
            self.walk.happened.clear()
            await self.walk.writer.do(lambda tx: turns.turn(tx, self.walk.activity))
            self._check_told(self.times, None)
        self.walk.happened.clear()

    # What must be so

    def _told(self, kind: str) -> Counter[tuple[str, str]]:
        return Counter(
            (who, body.get("occurrence") or "")
            for who, each, body in self.walk.notices()
            if each == kind
        )

    def _check_told(self, before: Times, about: tuple[str, date] | None) -> None:
        # Another rule is news in itself, even where it gives the same days.
        changed = before.all_seen() != self.times.all_seen() or before.rule != self.times.rule
        told = self._told("invitation.changed") + self._told("invitation.cancelled")
        hear: set[str] = set()
        if about is not None and changed:
            which_, chosen = about
            meant = before.meant(which_, chosen)
            for who in EVERYONE:

                def said(slot: date | None, who: str = who) -> str | None:
                    return self.said(who, slot)

                unheard = which_ == "one" and self.days is not None and chosen not in self.invited
                if unheard and said(chosen) is None:
                    continue
                if not deaf(before, self.times, meant, said):
                    hear.add(who)
        assert Counter(who for who, _ in told.elements()) == Counter(hear), (hear, told)
        heard = hear if about is not None and about[0] == "one" else set()
        received = self._told("invitation.received")
        assert received == self._invitations(
            set(EVERYONE), {about[1]: heard} if about else {}, about
        )

    def _invitations(
        self, reached: set[str], heard: dict[date, set[str]], about: Any = None
    ) -> Counter[tuple[str, str]]:
        """Who must be invited now, and to which times: each is invited to once."""
        found: Counter[tuple[str, str]] = Counter()
        ahead = timedelta(days=self.days or 0)
        for slot in self.times.ahead() if self.days and not self.ended else ():
            start = self.times.seen(slot).start
            if slot in self.invited or not start - ahead <= self.now < start:
                continue
            self.invited.add(slot)
            for who in reached - heard.get(slot, set()):
                # The clock invites all; a change only those who have not said no.
                if about is None or self.said(who, slot) != "no":
                    found[who, self._id(slot)] += 1
        return found

    async def _check_times(self) -> None:
        since = self.times.now
        expected = [
            (self._id(slot), one.start, one.place, one.bring)
            for slot in self.times.standing(since, since + LOOK)
            for one in [self.times.seen(slot)]
        ]
        activity = await self.walk.kept()
        now = self.walk.clock.now()
        found = [
            (one.id, one.start.at, one.details["place"], one.details.get("bring"))
            for one in listed(activity.series, now, now, now + LOOK)
            if not one.cancelled
        ]
        assert found == expected
        self._check_calendar(activity, now, [(start, where) for _, start, where, _ in expected])
        await self._check_wall(now, [(start, where) for _, start, where, _ in expected])

    def _check_calendar(self, activity: Any, now: datetime, expected: list[Any]) -> None:
        manner = Manner(Language.BOKMAAL)
        body = calendar([Listed(activity)], manner, now, now)
        read = [
            (at.astimezone(OSLO).replace(tzinfo=None), where)
            for at, _, where in shown(body, now, now + LOOK)
        ]
        assert sorted(read) == sorted(expected)

    async def _check_wall(self, now: datetime, expected: list[Any]) -> None:
        async def times(tx: Tx) -> Any:
            return await weeks.of_house(tx, self.house, now, now + LOOK, now)

        on = await self.walk.writer.do(times, only_reads=True)
        read = [(one.start.at, one.details["place"]) for one, _ in on if not one.cancelled]
        assert [one for one in read if one[0] >= self.times.now] == expected


def wall(at: datetime) -> dict[str, str]:
    return {"wall": f"{at:%Y-%m-%dT%H:%M}", "zone": "Europe/Oslo"}


async def play(folder: Path, rule: Rule, days: int | None, given_steps: list[Step]) -> None:
    clock = HandClock.at(datetime(2027, 1, 4, 9, 0, 30, tzinfo=UTC).isoformat())
    async with walking(folder, None, clock) as walk:
        one = Play(walk, rule, days)
        await one.begin()
        for step in given_steps:
            await one.act(step)


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from([Rule(None), *RULES]),
    st.sampled_from([None, 2, 7]),
    st.lists(steps, min_size=4, max_size=12),
)
def test_all_is_as_it_must_be_however_times_are_moved(
    rule: Rule, days: int | None, given_steps: list[Step]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(play(Path(folder) / "data", rule, days, given_steps))
