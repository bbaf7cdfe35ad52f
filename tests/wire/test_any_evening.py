"""Any evening on the real server: whatever people do, however time goes, whenever it is restarted.

After each step: what every member was told adds up to what they would be told anew; the light is
home only while somebody's own claim is valid, counts nobody who sleeps, and is believed no longer
than it holds; a call has one taker at most, ends once, rings for nobody after that and for nobody
who is out of the house, says for how many it rings, and whoever has it reads what was written while
nobody had it and no talk with another.
"""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.kit.examples import in_parts
from tests.kit.house import HandClock, House, Person, opened
from tests.kit.until import until
from utelys.core.light import MAX_AHEAD
from utelys.core.quiet import Quiet, QuietHours, is_quiet
from utelys.store.queries import timers
from utelys_protocol.snapshots import Snapshot, fold

pytestmark = pytest.mark.slow

OVER = ("answered", "withdrawn", "handed_over")
COMMANDS = {
    **{act: f"home.{act}" for act in ("claim", "keep", "end", "offer", "accept", "decline")},
    **{act: f"ask.{act}" for act in ("raise", "take", "see", "pass", "withdraw")},
    "end_ask": "ask.end",
    "write": "message.send",
    "quiet": "quiet.set",
    "plan": "shift.plan",
    "call_out": "message.send",
    "pause": "house.pause",
    "remove": "house.remove",
    "back": "house.admit",
    **{act: f"shift.{act}" for act in ("change", "cancel", "swap", "agree")},
}
KEYS = {
    "accept": "offers",
    "agree": "swaps",
    **dict.fromkeys(("cancel", "change", "swap"), "shifts"),
}
REFUSED = (400, 403, 404, 409, 410)
ACTS = (
    "claim",
    "claim",
    "keep",
    "end",
    "offer",
    "accept",
    "decline",
    "plan",
    "change",
    "swap",
    "agree",
    "cancel",
    "raise",
    "raise",
    "take",
    "two_take",
    "see",
    "pass",
    "write",
    "withdraw",
    "end_ask",
    "call_out",
    "quiet",
    "quiet",
    "pause",
    "remove",
    "back",
    "wait",
    "wait",
    "set_clock",
    "restart",
    "away",
)
STEP = st.tuples(st.sampled_from(ACTS), st.integers(0, 4), st.integers(0, 200))


@cache
def template() -> tuple[Path, list[Person], str]:
    """A house with five members, made once."""

    async def make(folder: Path) -> tuple[list[Person], str]:
        async with opened(folder) as house:
            people = [house.keeper]
            for name in ("Eva", "Ola"):
                people.append(await house.invite(name, "friend", duties=["peer_mentor"]))
            people += [await house.invite(name) for name in ("Anja", "Per")]
            await house.do(people[3], "quiet.set", wakings=1)
            return people, await house.house_id()

    folder = Path(tempfile.mkdtemp(prefix="evening"))
    people, house_id = asyncio.run(make(folder))
    return folder, people, house_id


class Night:
    """The server, the five, and what each of them has been told so far."""

    def __init__(self, folder: Path, people: list[Person], house_id: str) -> None:
        self.folder, self.people, self.house_id = folder, people, house_id
        self.clock = HandClock()
        self.stack = AsyncExitStack()
        self.house: House
        self.asks: list[tuple[str, str, Person]] = []
        self.in_doubt = False
        self.told: dict[str, tuple[int, Snapshot]] = {}

    async def open(self) -> None:
        self.house = await self.stack.enter_async_context(
            opened(self.folder, self.clock, self.people[0])
        )

    async def restart(self) -> None:
        await self.stack.aclose()
        await self.open()

    async def _away(self, minutes: int) -> None:
        """The server is stopped, and the clock says something else when it is started again."""
        await self.stack.aclose()
        self.clock.jump(minutes=minutes)
        self.in_doubt = self.in_doubt or minutes < 0
        await self.open()

    async def step(self, act: str, who: int, number: int) -> None:
        """Let somebody do something; a refusal is fine, a failure is not."""
        me = self.people[who]
        if act == "wait":
            self.clock.move(minutes=number)
        elif act == "set_clock":
            await self._set_clock(number - 100)
        elif act == "restart":
            await self.restart()
        elif act == "away":
            await self._away(number - 100)
        elif act == "two_take":
            await self._two_take(number)
        else:
            args = await self._args(act, me, number)
            if args is not None:
                await self._post(self._who(act, me, number), *args)
        await self._settle()

    def _who(self, act: str, me: Person, number: int) -> Person:
        """Keepers decide who is in the house; who calls writes in their own call."""
        if act in ("pause", "remove", "back"):
            return self.people[0]
        return self.asks[number % len(self.asks)][2] if act == "call_out" else me

    async def _post(self, who: Person, name: str, args: dict[str, Any]) -> None:
        inside = who.id in await self._inside()
        status, told = await self.house.post(name, args, who.token)
        assert status == 200 or status in REFUSED, told
        if name in ("ask.take", "ask.see", "ask.pass") and not inside:
            assert status != 200, "who is out of the house had a part in its call"
        if (
            name == "ask.raise"
            and status == 200
            and told["ask"]["id"] not in {one[0] for one in self.asks}
        ):
            self.asks.append((told["ask"]["id"], told["room"]["id"], who))

    async def _inside(self) -> set[str]:
        members = (await self.house.state(self.people[0], f"house:{self.house_id}"))["members"]
        return {one["id"] for one in members}

    async def _args(self, act: str, me: Person, number: int) -> tuple[str, dict[str, Any]] | None:
        house, args = self.house_id, dict[str, Any]()
        if act == "claim":
            as_ = ("home", "reachable")[number % 2]
            args = {"house": house, "as": as_, "for": 60 + number * 60}
        elif act == "quiet":
            begins = self.clock.now().astimezone(ZoneInfo("Europe/Oslo")).hour + number % 5 - 2
            hours = {"starts": f"{begins % 24:02}:00", "ends": f"{(begins + 7) % 24:02}:00"}
            args = {"hours": hours, "wakings": (1, 0, 1)[number % 3]}
        elif act == "raise":
            args = {"house": house}
        elif act in ("pause", "remove", "back"):
            args = {"house": house, "member": self.people[1 + number % 4].id}
            args |= {"for": 60 + number * 60} if act == "pause" else {}
        elif act == "plan":
            args = self._shift(number)
        elif act in ("take", "see", "pass", "withdraw", "end_ask", "write", "call_out"):
            args = self._about_ask(act, number)
        else:
            own = await self.house.state(me, f"member:{me.id}")
            args = _about_own(act, own, self.people[number % 5].id)
            if act == "change" and args:
                args = {"shift": args["shift"], "starts": self._shift(number)["starts"]}
        return (COMMANDS[act], args) if args else None

    def _about_ask(self, act: str, number: int) -> dict[str, Any]:
        if not self.asks:
            return {}
        ask, room, _ = self.asks[number % len(self.asks)]
        writes = act in ("write", "call_out")
        return {"room": room, "text": "Hei"} if writes else {"ask": ask}

    def _shift(self, number: int) -> dict[str, Any]:
        at = self.clock.now().astimezone(ZoneInfo("Europe/Oslo")) + timedelta(minutes=number * 10)
        starts = {"wall": at.strftime("%Y-%m-%dT%H:%M"), "zone": "Europe/Oslo"}
        return {"house": self.house_id, "starts": starts, "lasts": 3600}

    async def _set_clock(self, minutes: int) -> None:
        before = await self._head()
        self.clock.jump(minutes=minutes)
        if minutes:

            async def it_was_told() -> bool:
                return await self._head() > before

            await until(it_was_told)

    async def _head(self) -> int:
        async with self.house.running.parts.database.reader() as source:
            return await source.head(f"house:{self.house_id}")

    async def _two_take(self, number: int) -> None:
        if not self.asks:
            return
        args = {"ask": self.asks[number % len(self.asks)][0]}
        both = self.people[1], self.people[2]
        done = await asyncio.gather(*(self.house.post("ask.take", args, one.token) for one in both))
        assert [status for status, _ in done].count(200) <= 1, "two have taken one call"

    async def _settle(self) -> None:
        """Wait until everything that was due has been done."""
        parts = self.house.running.parts

        async def nothing_is_due() -> bool:
            await parts.writer.drain()
            async with parts.database.reader() as source:
                due = await timers.next_due(source)
            return due is None or due > self.clock.now()

        await until(nothing_is_due)

    async def check(self) -> None:
        """Hold what must be true against what members are told."""
        own = {one.id: await self._adds_up(one, f"member:{one.id}") for one in self.people}
        house = await self._adds_up(self.people[0], f"house:{self.house_id}")
        self._check_light(house["light"], own.values())
        inside = {one["id"] for one in house["members"]}
        for ask, room, asker in self.asks:
            ringing = [id_ for id_, told in own.items() if _has(told["ringing"], ask)]
            assert inside.issuperset(ringing), "it rings for somebody who is out of the house"
            await self._check_ask(room, asker, ringing)

    def _check_light(self, light: dict[str, Any], own: Iterable[Snapshot]) -> None:
        now = self.clock.now()
        counting = {
            one["as"]
            for told in own
            for one in told["leases"]
            if datetime.fromisoformat(one["until"]) > now and _counts(one, told["quiet"], now)
        }
        if light["state"] == "unknown":
            assert self.in_doubt, "unknown, though the clock was never set back behind our back"
        elif self.in_doubt:
            # Somebody has said anew that they are there; what others said may be in doubt still.
            assert light["state"] not in ("home", "reachable") or light["state"] in counting
        else:
            assert (light["state"] == "home") == ("home" in counting)
            assert (light["state"] == "reachable") == (counting == {"reachable"})

    def _check_believed(self, told: dict[str, Any], fresh: dict[str, Any]) -> None:
        """What was told is believed no longer than until something is known to change."""
        changes = datetime.fromisoformat(fresh["valid_until"])
        if changes < self.clock.now() + MAX_AHEAD - timedelta(minutes=1):
            until = datetime.fromisoformat(told["valid_until"])
            assert until <= changes, "the light is believed for longer than it holds"

    async def _check_ask(self, room: str, asker: Person, ringing: list[str]) -> None:
        card = (await self.house.state(asker, f"room:{room}"))["ask"]
        assert card["ringing"] == len(ringing)
        if card["state"] in ("taken", "talking"):
            await self._check_taker(room, asker, card["taker"])
        found = await self.house.entries(asker, f"room:{room}")
        kinds = [one["kind"] for one in found if one["kind"].startswith("ask.")]
        state = card["state"]
        assert kinds.count("ask.ended") == (state in OVER)
        assert kinds.count("ask.taken") - kinds.count("ask.returned") in (0, 1)
        assert bool(ringing) == (state == "ringing"), "it rings for nobody, or nobody is called"
        if state in OVER:
            assert kinds[-1] == "ask.ended", "something came of a call that has ended"

    async def _check_taker(self, room: str, asker: Person, taker: str) -> None:
        """Whoever has it reads all that nobody has answered, and no talk with another."""
        theirs = next(one for one in self.people if one.id == taker)
        whole = await self.house.entries(asker, f"room:{room}")
        read = await self.house.entries(theirs, f"room:{room}")
        assert _said(read) == [seq for seq in _said(whole) if seq >= _unanswered_from(whole)]

    async def _adds_up(self, who: Person, stream: str) -> Snapshot:
        """What was told before, and the entries since, are what is told anew."""
        _, answer = await self.house.get(who, f"/streams/{stream}/snapshot")
        seq, fresh = answer["seq"], answer["snapshot"]
        if stream in self.told:
            at, state = self.told[stream]
            _, page = await self.house.get(who, f"/streams/{stream}/entries?after={at}&limit=200")
            for entry in page["entries"]:
                if entry["seq"] <= seq:
                    state = fold(state, entry)
            assert _steady(state) == _steady(fresh), stream
            if "light" in state:
                self._check_believed(state["light"], fresh["light"])
        self.told[stream] = seq, fresh
        kept: Snapshot = fresh
        return kept


def _about_own(act: str, own: Snapshot, other: str) -> dict[str, Any]:
    """What somebody may do about their own claims, offers and shifts; nothing without one."""
    key = KEYS.get(act, "leases")
    if not own[key]:
        return {}
    if key == "swaps":
        return {"swap": own[key][0]["id"]}
    if key == "shifts":
        shift = own[key][0]
        slot = shift["starts"]["wall"].replace("-", "").replace(":", "")
        return {
            "shift": shift["id"],
            **({"occurrence": slot, "to": other} if act == "swap" else {}),
        }
    return {"lease": own[key][0]["id"], **({"to": other} if act == "offer" else {})}


def _counts(lease: dict[str, Any], quiet: dict[str, Any], now: datetime) -> bool:
    """Whether the light may count a claim: not where its member sleeps and did not say so then."""
    if lease["as"] == "home" or lease["through_quiet"] or "hours" not in quiet:
        return True
    hours = quiet["hours"]
    starts, ends = (time.fromisoformat(hours[name]) for name in ("starts", "ends"))
    return not is_quiet(Quiet(QuietHours(starts, ends, hours["zone"])), now)


def _said(entries: list[dict[str, Any]]) -> list[int]:
    return [one["seq"] for one in entries if one["kind"] == "message.sent"]


def _unanswered_from(entries: list[dict[str, Any]]) -> int:
    """From where on nobody has answered, by what whoever asked has read of their call."""
    begins, taker, spoken = 1, None, False
    for one in entries:
        if one["kind"] == "ask.taken":
            taker, spoken = one["body"]["member"], False
        elif one["kind"] == "message.sent" and one["by"] == taker:
            spoken = True
        elif one["kind"] == "ask.returned" and spoken:
            begins = one["seq"] + 1
    return begins


def _has(cards: list[dict[str, Any]], id_: str) -> bool:
    return any(one["id"] == id_ for one in cards)


def _steady(state: Snapshot) -> Snapshot:
    """Without the moment until which the light is believed, which moves with each look."""
    light = state.get("light")
    if light is None:
        return state
    return {**state, "light": {key: light.get(key) for key in ("state", "who", "next")}}


@asynccontextmanager
async def night() -> AsyncIterator[Night]:
    source, people, house_id = template()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(source, folder, dirs_exist_ok=True)
        found = Night(Path(folder), people, house_id)
        await found.open()
        try:
            yield found
        finally:
            await found.stack.aclose()


@in_parts
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@example(steps=[("claim", 1, 100), ("raise", 3, 0), ("set_clock", 0, 75), ("restart", 0, 0)])
@given(steps=st.lists(STEP, min_size=4, max_size=16))
def test_any_evening_holds(part: int, steps: list[tuple[str, int, int]]) -> None:
    template()

    async def play() -> None:
        async with night() as found:
            await found.check()
            for act, who, number in steps:
                await found.step(act, who, number)
                await found.check()

    asyncio.run(play())
