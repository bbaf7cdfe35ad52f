"""Whatever members do to an activity, the places are right and each hears what concerns them once.

Answers to one time and to all, changes and cancellations of one, of later ones and of all, leaders
who come and go, members who leave and come back, company, and blocks. `tests/kit/oracle.py` keeps
what must be so, and knows nothing of the server.
"""

import asyncio
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kit.oracle import NAMED, TIMES, Oracle
from tests.kit.walk import LEADER, NAMES, Walk, walking
from utelys.core.errors import Refusal

EVERYONE = (*NAMES, LEADER)
Step = tuple[Any, ...]

named = st.integers(0, NAMED - 1)
anybody = st.sampled_from(NAMES)
which = st.sampled_from(["one", "later", "all"])
steps = st.one_of(
    st.tuples(
        st.just("answer"),
        anybody,
        st.one_of(st.none(), named),
        st.sampled_from(["coming", "coming", "maybe", "no"]),
        st.sampled_from([None, None, "wanted", "offered"]),
    ),
    st.tuples(st.just("most"), which, named, st.integers(1, 4)),
    st.tuples(st.just("hand"), which, named, st.sampled_from(EVERYONE)),
    st.tuples(st.just("lead"), anybody, st.one_of(st.none(), named), st.booleans()),
    st.tuples(st.just("cancel"), st.sampled_from(["one", "one", "later", "all"]), named),
    st.tuples(st.just("leave"), st.sampled_from(EVERYONE)),
    st.tuples(st.just("come"), anybody, anybody),
    st.tuples(st.just("say"), anybody, st.sampled_from(["wanted", "offered", "none"])),
    st.tuples(st.just("block"), anybody, anybody, st.booleans()),
)


class Play:
    """One walk and what is expected of it. Each step says who is told of a change, and how."""

    def __init__(self, walk: Walk, most: int) -> None:
        self.walk = walk
        self.oracle = Oracle(most)
        self.heard: Counter[Any] = Counter()
        self.about: tuple[int, bool] | None = None

    async def _did(self, who: str, name: str, **args: Any) -> dict[str, Any] | None:
        done = await self.walk.do(who, name, **args)
        if isinstance(done, Refusal):
            self.walk.happened.clear()
            return None
        return done

    def _time(self, time: int | None) -> str:
        return "all" if time is None else self.walk.times[time]

    def _from(self, which_: str, time: int) -> tuple[dict[str, Any], int | None]:
        """The arguments of a change, and the first time that it is about."""
        args = {"activity": self.walk.activity, "which": which_}
        first = self.oracle.next() if which_ == "all" else time
        self.about = None if first is None else (first, which_ != "one")
        if which_ == "all":
            return args, first
        return args | {"occurrence": self.walk.times[time]}, time

    async def answer(self, who: str, time: int | None, said: str, says: str | None) -> None:
        args = {"activity": self.walk.activity, "occurrence": self._time(time), "answer": said}
        company = {"company": says} if says else {}
        done = await self._did(who, "activity.answer", **args, **company)
        if done is not None:
            self.oracle.answer(who, time, said)
            # What is not said of one time is said of those that go on for ever.
            at = TIMES - 1 if time is None else time
            if not self.oracle.off[at]:
                assert done["waiting"] is (who in self.oracle.queue(at)[1])

    async def most(self, which_: str, time: int, most: int) -> None:
        args, first = self._from(which_, time)
        if await self._did(LEADER, "activity.change", max=most, **args) and first is not None:
            self.oracle.most.put(first, most, later=which_ != "one")

    async def hand(self, which_: str, time: int, who: str) -> None:
        args, first = self._from(which_, time)
        if (
            await self._did(LEADER, "activity.change", leader=self.walk.ids[who], **args)
            and first is not None
        ):
            assert who in self.oracle.inside
            self.oracle.leader.put(first, who, later=which_ != "one")

    async def lead(self, who: str, time: int | None, take: bool) -> None:
        first = self.oracle.next() if time is None else time
        args = {"activity": self.walk.activity, "occurrence": self._time(time), "take": take}
        if await self._did(who, "activity.lead", **args) and first is not None:
            was, now = (None, who) if take else (who, None)
            assert self.oracle.leader.of(first) in (was, now)
            if time is None:
                self.oracle.leader.replace(first, was, now, alone={first})
            elif self.oracle.leader.of(time) == was:
                self.oracle.leader.put(time, now, later=False)

    async def cancel(self, which_: str, time: int) -> None:
        args, first = self._from(which_, time)
        if await self._did(LEADER, "activity.cancel", **args) and first is not None:
            self.oracle.cancel(first, later=which_ != "one")
            self.oracle.ended = self.oracle.ended or which_ == "all"

    async def leave(self, who: str) -> None:
        if await self._did(who, "room.leave", room=self.walk.group):
            self.oracle.leave(who)

    async def come(self, who: str, by: str) -> None:
        args = {"room": self.walk.group, "member": self.walk.ids[who]}
        if await self._did(by, "room.admit", **args) and who not in self.oracle.inside:
            self.oracle.inside.add(who)

    async def say(self, who: str, says: str) -> None:
        await self._did(who, "company.say", says=says, activity=self.walk.activity)

    async def block(self, who: str, other: str, on: bool) -> None:
        name = "member.block" if on else "member.unblock"
        if await self._did(who, name, member=self.walk.ids[other]):
            (self.oracle.blocks.add if on else self.oracle.blocks.discard)((who, other))

    async def act(self, step: Step) -> None:
        """Do one step, and hold all that it told and left behind against what must be."""
        oracle = self.oracle
        before = [oracle.queue(time) for time in range(TIMES)]
        stood, inside = list(oracle.off), set(oracle.inside)
        self.about = None
        facts = [(oracle.most.of(time), oracle.leader.of(time)) for time in range(TIMES)]
        await getattr(self, step[0])(*step[1:])
        told, notices = self.walk.told(), self.walk.notices()
        self.walk.happened.clear()
        self.heard += told
        for who, kind, _ in notices:
            assert not kind.startswith("invitation") or who in oracle.inside, (who, kind)
        self._check_places(before, notices)
        self._check_cancelled(stood, notices)
        self._check_deaf(stood, notices)
        changed = [
            time
            for time in range(TIMES)
            if facts[time] != (oracle.most.of(time), oracle.leader.of(time))
            and not oracle.off[time]
        ]
        self._check_changed(changed, notices)
        self.check_came(inside, notices)
        for time, one in enumerate(await self.walk.planned()):
            assert one.cancelled is oracle.off[time]
            if not one.cancelled:
                said = (one.details.get("max"), self.walk.names.get(str(one.details.get("leader"))))
                assert said == (oracle.most.of(time), oracle.leader.of(time)), time
        await self._check_pairs()

    def check_came(self, inside: set[str], notices: list[Any]) -> None:
        """Whoever comes in is invited, unless all of it is off."""
        came = [who for who, kind, _ in notices if kind == "invitation.received"]
        assert came == ([] if self.oracle.ended else sorted(self.oracle.inside - inside))

    def _check_places(self, before: list[Any], notices: list[Any]) -> None:
        """Who moved is told once of each time, and nothing that is not so."""
        moves = [one for one in notices if one[1] in ("invitation.promoted", "invitation.put_back")]
        for time, (had, waited) in enumerate(before):
            if self.oracle.off[time]:
                # What is said of all times is said of those that are left, if there are any.
                assert not any(body["occurrence"] == self.walk.times[time] for *_, body in moves)
                assert not moves or self.oracle.next() is not None
                continue
            has, waits = self.oracle.queue(time)
            for who in EVERYONE:
                about = [
                    (kind, body)
                    for name, kind, body in moves
                    if name == who and self._is_about(body, time)
                ]
                assert len(about) <= 1, (who, time, about)
                promoted = who in has and who in waited
                put_back = who in waits and who in had
                assert bool(about) or not (promoted or put_back), (who, time)
                for kind, _ in about:
                    assert who not in (waits if kind == "invitation.promoted" else has), (who, time)

    def _is_about(self, body: dict[str, Any], time: int) -> bool:
        but = [*body.get("still_waiting", ()), *body.get("still_coming", ())]
        occurrence = self.walk.times[time]
        return bool(body["occurrence"] == occurrence) or (
            body["occurrence"] == "all" and occurrence not in but
        )

    def _check_cancelled(self, stood: list[bool], notices: list[Any]) -> None:
        """Whoever has not said no to what was called off hears of it, once."""
        gone = [time for time in range(TIMES) if self.oracle.off[time] and not stood[time]]
        told = self._times_told(notices, "invitation.cancelled")
        if not gone:
            assert not told
            return
        self._check_heard(gone, told)

    def _check_changed(self, changed: list[int], notices: list[Any]) -> None:
        told = self._times_told(notices, "invitation.changed")
        if changed:
            self._check_heard(changed, told)
        else:
            assert not told, told

    def _times_told(self, notices: list[Any], kind: str) -> Counter[Any]:
        """How often each has been told of what: who goes may have led some times alone."""
        return Counter(
            (who, body["which"], body.get("occurrence"))
            for who, each, body in notices
            if each == kind
        )

    def _check_heard(self, times: list[int], told: Counter[Any]) -> None:
        assert all(count == 1 for count in told.values()), told
        heard = {who for who, *_ in told}
        for who in self.oracle.inside:
            if any(self.oracle.said(who, time) != "no" for time in times):
                assert who in heard, (who, times)

    def _check_deaf(self, stood: list[bool], notices: list[Any]) -> None:
        """Whoever has said no to all that a change is about hears nothing of it."""
        if self.about is not None:
            first, later = self.about
            deaf = self.oracle.deaf(first, later=later, off=stood)
            told = {
                who
                for who, kind, _ in notices
                if kind in ("invitation.changed", "invitation.cancelled")
            }
            assert not told & deaf, (told & deaf, self.about)

    async def _check_pairs(self) -> None:
        """Nobody is half of a pair that has not been told, and nobody is left in one unknowing."""
        oracle = self.oracle
        for time, occurrence in enumerate(self.walk.times):
            pairs = await self.walk.pairs(occurrence)
            counts: Counter[str] = Counter()
            for went in pairs:
                wants, offers = self.walk.names[went.pair.wants], self.walk.names[went.pair.offers]
                counts.update((wants, offers))
                if not went.ended:
                    assert not oracle.off[time]
                    assert {wants, offers} <= oracle.inside
                    assert not oracle.apart(wants, offers)
                    assert offers in oracle.queue(time)[0]
                    assert oracle.said(wants, time) != "no"
                elif not oracle.off[time]:
                    told = self.heard
                    assert any(told[who, "company.reopened", occurrence] for who in (wants, offers))
            for who in NAMES:
                assert self.heard[who, "company.matched", occurrence] == counts[who]
            standing = [who for went in pairs if not went.ended for who in went.pair.two]
            assert len(standing) == len(set(standing))


async def play(folder: Path, most: int, given_steps: list[Step]) -> None:
    async with walking(folder, most) as walk:
        one = Play(walk, most)
        for step in given_steps:
            await one.act(step)


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 3), st.lists(steps, min_size=4, max_size=14))
def test_everyone_hears_what_concerns_them_once(most: int, given_steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(play(Path(folder) / "data", most, given_steps))
