"""Random commands, losses and returns of several people, held against what a newcomer would see.

For every stream and every member: an old snapshot and the entries since make the fresh snapshot;
numbers have no gap; and nobody hears a stream, or a part of one, that they may not read. The seed
is printed; `SEED=…` repeats a run, `ROUNDS=…` makes more of them.
"""

import os
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.kit.house import House, Person, opened
from tests.kit.logs import watched_logs
from tests.kit.phone import Phone
from utelys_protocol.snapshots import fold

ROUNDS = int(os.environ.get("ROUNDS", "3"))
SEED = int(os.environ.get("SEED", "0")) or random.randrange(1 << 32)
STEPS = 90

Snapshots = dict[str, dict[str, Any]]


class Device:
    """Somebody's phone: the state of every stream, folded from what it heard."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.cursors: dict[str, int] = {}
        self.state: Snapshots = {}
        self.stack: AsyncExitStack | None = None
        self.phone: Phone | None = None

    async def come(self, house: House) -> None:
        """Connect with the cursors that it has."""
        if self.phone is None:
            self.stack = AsyncExitStack()
            self.phone = await self.stack.enter_async_context(
                house.phone(self.person, cursors=self.cursors)
            )

    async def lose(self) -> None:
        """Lose the connection without a word."""
        if self.phone is not None and self.stack is not None:
            self.phone.connection.transport.abort()
            await self.stack.aclose()
            self.take()
            self.phone = None

    def take(self) -> None:
        """Fold what has come since the last time."""
        assert self.phone is not None
        for frame in self.phone.waiting:
            if frame["type"] == "reset":
                self.state[frame["stream"]] = frame["snapshot"]
            elif frame["type"] == "entries" and frame["stream"] in self.state:
                for entry in frame["entries"]:
                    state = self.state[frame["stream"]]
                    self.state[frame["stream"]] = fold(state, entry)
        self.phone.waiting.clear()
        self.cursors = dict(self.phone.cursors)

    async def catch_up(self, heads: dict[str, int]) -> None:
        """Hear everything up to these numbers."""
        assert self.phone is not None
        while any(self.phone.cursors.get(name, 0) < head for name, head in heads.items()):
            self.phone.waiting.append(await self.phone.receive())
        self.take()


class World:
    """The house, its people, and what may be done."""

    def __init__(self, house: House, chance: random.Random) -> None:
        self.house = house
        self.chance = chance
        self.people: list[Person] = [house.keeper]
        self.devices: list[Device] = []
        self.rooms: list[str] = []
        self.activities: list[dict[str, Any]] = []
        self.leases: list[tuple[Person, str]] = []
        self.home = ""
        self.refused: dict[str, int] = {}

    async def do(self, who: Person, name: str, /, **args: Any) -> dict[str, Any] | None:
        """Send a command; a refusal is an answer, but never `unavailable`."""
        status, answer = await self.house.post(name, args, who.token)
        assert status < 500, answer
        if status != 200:
            self.refused[f"{name} {answer['code']}"] = status
            return None
        return answer

    async def step(self) -> None:
        """Do one thing at random."""
        who = self.chance.choice(self.people)
        kind = self.chance.choice(
            ["write"] * 5
            + ["open", "topic", "direct", "join", "leave", "admit", "rename", "name"]
            + ["claim", "keep", "end", "plan", "plan", "cancel", "answer", "answer", "answer"]
            + ["invite", "lose", "come", "time", "react", "erase", "mark", "block", "unblock"]
        )
        await getattr(self, f"_{kind}")(who)

    def _room(self) -> str:
        return self.chance.choice(self.rooms)

    async def _write(self, who: Person) -> None:
        await self.do(who, "message.send", room=self._room(), text=f"{self.chance.random()}")

    async def _react(self, who: Person) -> None:
        seq = self.chance.randrange(1, 12)
        await self.do(who, "message.react", room=self._room(), seq=seq, reaction="👍")

    async def _erase(self, who: Person) -> None:
        await self.do(who, "message.erase", room=self._room(), seq=self.chance.randrange(1, 12))

    async def _mark(self, who: Person) -> None:
        seq = self.chance.randrange(1, 12)
        await self.do(who, "read.mark", stream=f"room:{self._room()}", seq=seq)

    async def _block(self, who: Person) -> None:
        await self.do(who, "member.block", member=self.chance.choice(self.people).id)

    async def _unblock(self, who: Person) -> None:
        await self.do(who, "member.unblock", member=self.chance.choice(self.people).id)

    async def _open(self, who: Person) -> None:
        others = [one.id for one in self.chance.sample(self.people, min(2, len(self.people)))]
        made = await self.do(who, "room.open", kind="group", name="Gruppe", members=others)
        if made:
            self.rooms.append(made["room"]["id"])

    async def _topic(self, who: Person) -> None:
        made = await self.do(who, "room.open", kind="topic", name="Emne")
        if made:
            self.rooms.append(made["room"]["id"])

    async def _direct(self, who: Person) -> None:
        other = self.chance.choice(self.people)
        made = await self.do(who, "room.open", kind="direct", members=[other.id])
        if made:
            self.rooms.append(made["room"]["id"])

    async def _join(self, who: Person) -> None:
        await self.do(who, "room.join", room=self._room())

    async def _leave(self, who: Person) -> None:
        await self.do(who, "room.leave", room=self._room())

    async def _admit(self, who: Person) -> None:
        other = self.chance.choice(self.people)
        await self.do(who, "room.admit", room=self._room(), member=other.id)

    async def _rename(self, who: Person) -> None:
        await self.do(who, "room.update", room=self._room(), name=f"Rom {self.chance.random()}")

    async def _name(self, who: Person) -> None:
        await self.do(who, "member.update", name=f"{who.name} {self.chance.randrange(9)}")

    async def _claim(self, who: Person) -> None:
        args = {"as": self.chance.choice(["home", "reachable"]), "for": 1800}
        show = self.chance.choice(["name", "duty", "nobody"])
        made = await self.do(who, "home.claim", house=self.home, show=show, **args)
        if made:
            self.leases.append((who, made["lease"]["id"]))

    async def _keep(self, _who: Person) -> None:
        if self.leases:
            who, lease = self.chance.choice(self.leases)
            await self.do(who, "home.keep", lease=lease)

    async def _end(self, _who: Person) -> None:
        if self.leases:
            who, lease = self.chance.choice(self.leases)
            await self.do(who, "home.end", lease=lease)

    async def _plan(self, who: Person) -> None:
        starts = {"wall": "2031-10-09T18:00", "zone": "Europe/Oslo"}
        place: dict[str, Any] = {"group": self._room()}
        if self.chance.random() < 0.5:
            place = {"house": self.home}
        rule = self.chance.choice([None, "FREQ=WEEKLY;COUNT=8", "FREQ=DAILY"])
        args = {"title": "Tur", "place": "Parken", "starts": starts, "rule": rule} | place
        made = await self.do(who, "activity.plan", **args)
        if made:
            self.activities.append(made["activity"])

    async def _cancel(self, who: Person) -> None:
        if self.activities:
            one = self.chance.choice(self.activities)
            which = self.chance.choice(["one", "later", "all"])
            args = {} if which == "all" else {"occurrence": self._time_of(one)}
            await self.do(who, "activity.cancel", activity=one["id"], which=which, **args)

    async def _answer(self, who: Person) -> None:
        if self.activities:
            one = self.chance.choice(self.activities)
            time = self.chance.choice(["all", self._time_of(one)])
            said = self.chance.choice(["coming", "maybe", "no"])
            args = {"activity": one["id"], "answer": said, "occurrence": time}
            await self.do(who, "activity.answer", **args)

    def _time_of(self, activity: dict[str, Any]) -> str:
        day = self.chance.choice(["09", "16", "10"])
        return f"{activity['id']}.203110{day}T1800"

    async def _invite(self, _who: Person) -> None:
        if len(self.people) < 6:
            duties = self.chance.choice([[], ["peer_mentor"], ["group_leader"]])
            stage = self.chance.choice(["resident", "friend", "incoming"])
            person = await self.house.invite(f"N{len(self.people)}", stage, duties=duties)
            self.people.append(person)
            self.devices.append(Device(person))

    async def _lose(self, _who: Person) -> None:
        await self.chance.choice(self.devices).lose()

    async def _come(self, _who: Person) -> None:
        await self.chance.choice(self.devices).come(self.house)

    async def _time(self, _who: Person) -> None:
        self.house.clock.move(minutes=self.chance.choice([1, 20, 45]))


def settled(snapshot: dict[str, Any]) -> dict[str, Any]:
    """Without that until when a light is valid, which moves with time alone."""
    known = dict(snapshot)
    if "light" in known:
        known["light"] = {k: v for k, v in known["light"].items() if k != "valid_until"}
    return known


async def fresh(house: House, person: Person) -> tuple[dict[str, int], Snapshots]:
    """What somebody would see who came now."""
    _, listed = await house.get(person, "/streams")
    heads, states = {}, {}
    for one in listed["streams"]:
        _, state = await house.get(person, f"/streams/{one['id']}/snapshot")
        heads[one["id"]], states[one["id"]] = state["seq"], state["snapshot"]
    return heads, states


async def check(world: World) -> None:
    """Let every device hear the rest, then compare."""
    await world.house.time_told()
    for device in world.devices:
        await device.come(world.house)
        heads, states = await fresh(world.house, device.person)
        await device.catch_up(heads)
        for stream, state in states.items():
            assert settled(device.state[stream]) == settled(state), (stream, device.person.name)
        for stream, head in heads.items():
            await _no_gap(world.house, device.person, stream, head)


async def _no_gap(house: House, person: Person, stream: str, head: int) -> None:
    seqs: list[int] = []
    while True:
        after = seqs[-1] if seqs else 0
        _, page = await house.get(person, f"/streams/{stream}/entries?after={after}&limit=200")
        if not page["entries"]:
            break
        seqs += [entry["seq"] for entry in page["entries"]]
    assert seqs == list(range(seqs[0], head + 1))


@asynccontextmanager
async def world_of(folder: Path, chance: random.Random) -> AsyncIterator[World]:
    limits: dict[str, Any] = {
        "costly_burst": 100_000,
        "recent_entries_bytes": chance.choice([0, 2_000, 1 << 26]),
    }
    async with opened(folder, **limits) as house:
        world = World(house, chance)
        world.home = await house.house_id()
        world.devices.append(Device(house.keeper))
        await world._open(house.keeper)
        for _ in range(3):
            await world._invite(house.keeper)
        for device in world.devices:
            await device.come(house)
        yield world
        for device in world.devices:
            await device.lose()


@pytest.mark.slow
@pytest.mark.parametrize("number", range(ROUNDS))
async def test_old_snapshot_and_entries_make_the_fresh_one_everywhere(
    tmp_path: Path, number: int
) -> None:
    print(f"SEED={SEED}")
    chance = random.Random(SEED + number)
    with watched_logs() as logs:
        async with world_of(tmp_path, chance) as world:
            for step in range(STEPS):
                await world.step()
                if step % 30 == 29:
                    await check(world)
    logs.check()
