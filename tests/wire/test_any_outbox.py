"""The outbox under everything at once: what push services answer, kills, reading, erasing, ends.

One phone in a pocket, reached by push alone. Whatever the service says to each message, and
wherever the server is cut: nothing comes after its last moment or for a call that has ended,
nothing that was accepted comes again (but after a cut, under the same topic), nobody is asked
sooner than they said; and in the end the phone shows what is unread and nothing else.
"""

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.kit.examples import few, in_parts
from tests.kit.house import HandClock, House, Person, opened
from tests.kit.push_scene import SETTINGS
from tests.kit.push_service import NOTHING, Browser, Push, PushService, push_service
from tests.kit.until import until
from utelys.store.queries import deliveries, notices

pytestmark = pytest.mark.slow

OVER = ("answered", "withdrawn", "handed_over")
TAKEN_BACK = ("withdrawn", "replaced", "not_needed")
REFUSALS = (307, 400)
ANSWERS = (201, 404, 410, 413, 429, 500, 503, NOTHING, *REFUSALS)
WAITS = (1, 4, 35, 130, 400, 1000, 5000)
ACTS = ("write", "write", "erase", "read", "call", "call", "withdraw", "take", "end", "test")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(ACTS), st.just(0), st.booleans()),
        st.tuples(st.just("wait"), st.sampled_from(WAITS), st.booleans()),
        st.tuples(st.just("answer"), st.sampled_from(ANSWERS), st.just(False)),
        st.tuples(st.just("subscribe"), st.just(0), st.just(False)),
    ),
    min_size=4,
    max_size=16,
)


@cache
def template() -> tuple[Path, list[Person], str, str]:
    """A house with Eva, who writes and calls, Ola with the phone, and Per; made once."""

    async def make(folder: Path) -> tuple[list[Person], str, str]:
        async with opened(folder, **SETTINGS) as house:
            eva = await house.invite("Eva")
            ola = await house.invite("Ola", "friend", duties=["peer_mentor"])
            per = await house.invite("Per")
            made = await house.do(eva, "room.open", kind="direct", members=[ola.id])
            people = [house.keeper, eva, ola, per]
            return people, await house.house_id(), made["room"]["id"]

    folder = Path(tempfile.mkdtemp(prefix="outbox"))
    people, house_id, room = asyncio.run(make(folder))
    return folder, people, house_id, room


@dataclass
class Screen:
    """What the phone shows, by tag, and all that it was handed."""

    shown: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    accepted: Counter[str] = field(default_factory=Counter)
    refused: set[str] = field(default_factory=set)
    not_before: dict[str, datetime] = field(default_factory=dict)
    too_large: Counter[str] = field(default_factory=Counter)
    stuck: set[str] = field(default_factory=set)
    gone: bool = False


class Night:
    """The server, the push service, and what is known of both."""

    def __init__(self, service: PushService, folder: Path, clock: HandClock) -> None:
        _, self.people, self.house_id, self.room = template()
        self.keeper, self.eva, self.ola, self.per = self.people
        self.service, self.folder, self.clock = service, folder, clock
        self.stack = AsyncExitStack()
        self.house: House
        self.phone: Browser = service.browser("olas")
        self.fence: Browser = service.browser("pers")
        self.screen = Screen()
        self.cuts = 0
        self.made = 0
        self.calls: list[tuple[str, str]] = []
        """Each with its room."""
        self.over: set[str] = set()
        self.written: list[int] = []
        """Messages that stand and that the phone was there for."""

    async def open(self) -> None:
        self.house = await self.stack.enter_async_context(
            opened(self.folder, self.clock, self.keeper, **SETTINGS)
        )

    async def begin(self) -> None:
        await self.open()
        await self.house.do(self.per, "push.subscribe", **self.fence.subscription)
        await self.house.do(self.ola, "push.subscribe", **self.phone.subscription)

    async def cut(self) -> None:
        """What is on the disk between two commits is all that is left."""
        self.cuts += 1
        folder = self.folder.with_name(f"cut{self.cuts}")

        async def copy(_: Any) -> None:
            shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns("lock"))
            self.service.deaf = True

        await self.house.running.parts.writer.do(copy, only_reads=True)
        await self.stack.aclose()
        self.service.deaf = False
        self.folder = folder
        await self.open()

    async def step(self, act: str, more: int | str, cut: bool = False) -> None:
        """Let something happen, be cut in the middle of what follows or not, and look."""
        self.over = await self._ended()
        if act == "answer":
            wait = {"Retry_After": "600"} if more == 429 else {}
            self.phone.will_answer(more, **wait)
        elif act == "wait":
            self.clock.move(seconds=float(more))
        else:
            await getattr(self, f"_{act}")()
        if cut:
            await self.cut()
        await self.settle(cut=cut)

    async def _write(self) -> None:
        placed = await self.house.do(self.eva, "message.send", room=self.room, text="Hei")
        if not self.screen.gone:
            self.written.append(placed["seq"])

    async def _erase(self) -> None:
        if self.written:
            seq = self.written.pop()
            await self.house.do(self.eva, "message.erase", room=self.room, seq=seq)

    async def _read(self) -> None:
        if self.written:
            stream = f"room:{self.room}"
            await self.house.do(self.ola, "read.mark", stream=stream, seq=self.written[-1])
            self.written.clear()

    async def _call(self) -> None:
        raised = await self.house.do(self.eva, "ask.raise", house=self.house_id)
        call = (raised["ask"]["id"], raised["room"]["id"])
        if call not in self.calls:
            self.calls.append(call)

    async def _withdraw(self) -> None:
        await self._about_call(self.eva, "ask.withdraw")

    async def _take(self) -> None:
        await self._about_call(self.ola, "ask.take")

    async def _end(self) -> None:
        await self._about_call(self.ola, "ask.end")

    async def _about_call(self, who: Person, name: str) -> None:
        if self.calls:
            status, told = await self.house.post(name, {"ask": self.calls[-1][0]}, who.token)
            assert status in (200, 403, 409, 410), told

    async def _test(self) -> None:
        status, _ = await self.house.post("push.test", {}, self.ola.token)
        assert status == (404 if self.screen.gone else 200)

    async def _subscribe(self) -> None:
        """The browser gets another address; what the old one shows is its own affair."""
        if self.screen.gone:
            self.made += 1
            self.phone = self.service.browser(f"olas{self.made}")
            self.screen, self.written = Screen(tags=self.screen.tags), []
            await self.house.do(self.ola, "push.subscribe", **self.phone.subscription)

    async def _ended(self) -> set[str]:
        return {
            f"ask:{ask}"
            for ask, room in self.calls
            if (await self.house.state(self.eva, f"room:{room}"))["ask"]["state"] in OVER
        }

    async def settle(self, *, cut: bool) -> None:
        """Wait until all that is due has been decided on and answered, then look at the phone."""
        await self.house.time_told()
        await self.house.do(self.per, "push.test")
        await self.fence.push(kind="test")
        await until(self._nothing_leaves)
        # An answer that came just before the cut may be known to nobody.
        known = deepcopy(self.screen)
        for push in self.phone.left_over():
            self._take_in(push, known if cut else self.screen)
        self.fence.left_over()

    async def _nothing_leaves(self) -> bool:
        async with self.house.running.parts.database.reader() as source:
            if await deliveries.posting(source):
                return False
            moments = [await deliveries.next_due(source), await notices.next_due(source)]
        return all(due is None or due > self.clock.now() for due in moments)

    def _take_in(self, push: Push, known: Screen) -> None:
        tag = push.topic
        key = str(push.payload.get("notice", f"withdrawn {tag}"))
        assert not known.gone, "a device that is gone was posted to"
        assert push.ttl > 0, "after its last moment"
        assert push.payload.get("open") not in self.over, "a call that had ended rang"
        now = self.clock.now()
        assert now >= known.not_before.get(key, now), "too soon"
        assert key not in known.refused, "refused, and tried again"
        if "notice" in push.payload:
            self.screen.tags[str(push.payload.get("open"))] = tag
            assert self.screen.accepted[key] <= self.cuts, "accepted already"
        self._answered(key, tag, push)

    def _answered(self, key: str, tag: str, push: Push) -> None:
        screen, status = self.screen, push.status
        if status in (404, 410):
            screen.gone = True
        elif status == 413:
            screen.too_large[key] += 1
            if screen.too_large[key] > 1:
                screen.refused.add(key)
        elif status in REFUSALS:
            screen.refused.add(key)
        elif status == 429:
            if "notice" in push.payload:
                screen.not_before[key] = self.clock.now() + timedelta(seconds=590)
        elif status in (201, NOTHING):
            screen.accepted[key] += status == 201
            screen.too_large[key] = 0
            if "notice" in push.payload:
                screen.shown[tag] = key
            else:
                screen.shown.pop(tag, None)
        if "notice" not in push.payload and key in screen.refused:
            screen.stuck.add(tag)
            screen.refused.discard(key)
            screen.too_large[key] = 0

    async def check_in_the_end(self) -> None:
        """With a push service that takes everything, the phone comes to show what is unread."""
        self.phone.forget_answers()
        for _ in range(3):
            await self.step("wait", 1000)
        _, told = await self.house.get(self.ola, "/notices")
        states = {one["id"]: one["state"] for one in told["notices"]}
        assert not {"waiting", "sending"} & set(states.values()), states
        if self.screen.gone:
            return
        about = [one for one in told["notices"] if one["about"] == f"room:{self.room}"]
        tag = self.screen.tags.get(f"room:{self.room}")
        if self.written:
            newest = next(one for one in about if one["state"] not in TAKEN_BACK)
            if newest["state"] == "sent":
                assert self.screen.shown.get(str(tag)) == newest["id"], "untold"
            else:
                assert newest["state"] == "failed"
                assert newest["id"] in self.screen.refused
        elif tag in self.screen.shown:
            assert tag in self.screen.stuck, "it was read, and still shows"
        own = await self.house.state(self.ola, f"member:{self.ola.id}")
        rings = {f"ask:{one['id']}" for one in own["ringing"]}
        for call in {f"ask:{ask}" for ask, _ in self.calls} - rings:
            tag = self.screen.tags.get(call)
            assert tag not in self.screen.shown or tag in self.screen.stuck, "it still rings"


@asynccontextmanager
async def night() -> AsyncIterator[Night]:
    source = template()[0]
    clock = HandClock()
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder) / "cut0"
        shutil.copytree(source, first)
        async with push_service(clock) as service:
            found = Night(service, first, clock)
            await found.begin()
            try:
                yield found
            finally:
                await found.stack.aclose()


@in_parts
@few
@given(steps=STEPS)
@example(steps=[("answer", NOTHING, False), ("call", 0, False)])
@example(
    steps=[
        *(("answer", NOTHING, False), ("answer", 503, False), ("call", 0, False)),
        *(("wait", 130, False), ("wait", 130, False), ("withdraw", 0, False)),
    ]
)
def test_the_phone_shows_what_is_unread_and_nothing_else(
    part: int, steps: list[tuple[str, int | str, bool]]
) -> None:
    template()

    async def play() -> None:
        async with night() as found:
            for act, more, cut in steps:
                await found.step(act, more, cut)
            await found.check_in_the_end()

    asyncio.run(play())
