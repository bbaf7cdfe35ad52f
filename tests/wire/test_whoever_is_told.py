"""Whatever members do to an activity, the places are right and each hears what concerns them once.

The oracle below knows nothing of the server: it keeps who said what to each time, in order.
"""

import asyncio
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kit.walk import LEADER, NAMES, Walk, walking
from utelys.core.errors import Refusal

TOLD = ("invitation.promoted", "invitation.put_back", "invitation.cancelled")

steps = st.one_of(
    st.tuples(
        st.just("answer"),
        st.sampled_from(NAMES),
        st.integers(0, 2),
        st.sampled_from(["coming", "coming", "maybe", "no"]),
        st.sampled_from([None, None, "wanted", "offered"]),
    ),
    st.tuples(st.just("max"), st.integers(0, 2), st.integers(1, 4)),
    st.tuples(st.just("cancel"), st.integers(0, 2)),
    st.tuples(st.just("leave"), st.sampled_from(NAMES)),
    st.tuples(st.just("say"), st.sampled_from(NAMES), st.sampled_from(["wanted", "none"])),
)


class Oracle:
    """Who said what to which time, in order of arrival, and how many there is room for."""

    def __init__(self, most: int) -> None:
        self.most = [most] * 3
        self.said: list[dict[str, str]] = [{}, {}, {}]
        self.cancelled = [False] * 3
        self.inside = set(NAMES)

    def queue(self, time: int) -> tuple[list[str], list[str]]:
        """Who has a place and who waits."""
        coming = [who for who, answer in self.said[time].items() if answer == "coming"]
        return coming[: self.most[time]], coming[self.most[time] :]

    def moved(self, before: list[tuple[list[str], list[str]]], times: list[str]) -> Counter[Any]:
        """Who must be told of a place they got or lost."""
        expected: Counter[Any] = Counter()
        for time, (had, waited) in enumerate(before):
            has, waits = self.queue(time)
            if not self.cancelled[time]:
                for who in set(has) & set(waited):
                    expected[who, "invitation.promoted", times[time]] += 1
                for who in set(waits) & set(had):
                    expected[who, "invitation.put_back", times[time]] += 1
        return expected


async def answer(walk: Walk, oracle: Oracle, step: tuple[Any, ...]) -> bool:
    who, time, said, says = step
    args = {"activity": walk.activity, "occurrence": walk.times[time], "answer": said}
    company = {"company": says} if says else {}
    done = await walk.do(who, "activity.answer", **args, **company)
    if isinstance(done, Refusal):
        return False
    if oracle.said[time].get(who) != said:
        oracle.said[time].pop(who, None)
        oracle.said[time][who] = said
    assert done["waiting"] is (who in oracle.queue(time)[1])
    return True


async def change(walk: Walk, oracle: Oracle, step: tuple[Any, ...]) -> bool:
    time, most = step
    args = {"activity": walk.activity, "occurrence": walk.times[time], "which": "one"}
    if isinstance(await walk.do(LEADER, "activity.change", max=most, **args), Refusal):
        return False
    oracle.most[time] = most
    return True


async def cancel(walk: Walk, oracle: Oracle, step: tuple[Any, ...]) -> bool:
    (time,) = step
    args = {"activity": walk.activity, "occurrence": walk.times[time], "which": "one"}
    if isinstance(await walk.do(LEADER, "activity.cancel", **args), Refusal):
        return False
    oracle.cancelled[time] = True
    return True


async def leave(walk: Walk, oracle: Oracle, step: tuple[Any, ...]) -> bool:
    (who,) = step
    if isinstance(await walk.do(who, "room.leave", room=walk.group), Refusal):
        return False
    oracle.inside.discard(who)
    for said in oracle.said:
        said.pop(who, None)
    return True


async def say(walk: Walk, oracle: Oracle, step: tuple[Any, ...]) -> bool:
    who, says = step
    done = await walk.do(who, "company.say", says=says, activity=walk.activity)
    return not isinstance(done, Refusal)


DO = {"answer": answer, "max": change, "cancel": cancel, "leave": leave, "say": say}


async def act(walk: Walk, oracle: Oracle, step: tuple[Any, ...]) -> Counter[Any]:
    """Do one step on both; return what must have been told."""
    before = [oracle.queue(time) for time in range(3)]
    stood = list(oracle.cancelled)
    if not await DO[step[0]](walk, oracle, step[1:]):
        walk.happened.clear()
        return Counter()
    expected = oracle.moved(before, walk.times)
    for time, occurrence in enumerate(walk.times):
        if oracle.cancelled[time] and not stood[time]:
            for who in oracle.inside | {LEADER}:
                if oracle.said[time].get(who) != "no":
                    expected[who, "invitation.cancelled", occurrence] += 1
    return expected


async def check_pairs(walk: Walk, oracle: Oracle, heard: Counter[Any]) -> None:
    """Nobody is half of a pair that has not been told, and nobody is left in one unknowing."""
    for time, occurrence in enumerate(walk.times):
        pairs = await walk.pairs(occurrence)
        counts: Counter[str] = Counter()
        for went in pairs:
            members = [walk.names[went.pair.wants], walk.names[went.pair.offers]]
            for who in members:
                counts[who] += 1
            if not went.ended:
                assert not oracle.cancelled[time]
                assert set(members) <= oracle.inside
                assert members[1] in oracle.queue(time)[0]
                assert oracle.said[time].get(members[0]) != "no"
            elif not oracle.cancelled[time]:
                assert any(heard[who, "company.reopened", occurrence] for who in members)
        for who in NAMES:
            assert heard[who, "company.matched", occurrence] == counts[who]
        standing = [who for went in pairs if not went.ended for who in went.pair.two]
        assert len(standing) == len(set(standing))


async def play(folder: Path, most: int, given_steps: list[tuple[Any, ...]]) -> None:
    async with walking(folder, most) as walk:
        oracle = Oracle(most)
        heard: Counter[Any] = Counter()
        for step in given_steps:
            expected = await act(walk, oracle, step)
            told = walk.told()
            heard += told
            assert {key: n for key, n in told.items() if key[1] in TOLD} == dict(expected), step
            await check_pairs(walk, oracle, heard)


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 3), st.lists(steps, min_size=4, max_size=14))
def test_everyone_hears_what_concerns_them_once(most: int, given_steps: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(play(Path(folder) / "data", most, given_steps))
