"""The house of the random commands: its people, their devices, and what is done most."""

import random
from contextlib import AsyncExitStack
from typing import Any

from tests.kit.house import House, Person
from tests.kit.phone import Phone
from utelys_protocol.messages import outdated, reread
from utelys_protocol.snapshots import fold

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

    async def read_again(self, house: House) -> None:
        """Read the messages whose edits came without their words."""
        for stream, state in self.state.items():
            for seq in outdated(state):
                path = f"/streams/{stream}/entries?after={seq - 1}&limit=1"
                _, page = await house.get(self.person, path)
                self.state[stream] = reread(self.state[stream], page["entries"][0])


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
        self.asks: list[str] = []
        self.shifts: list[tuple[str, str]] = []
        self.swaps: list[str] = []
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

    def a_room(self) -> str:
        return self.chance.choice(self.rooms)

    async def write(self, who: Person) -> None:
        await self.do(who, "message.send", room=self.a_room(), text=f"{self.chance.random()}")

    async def react(self, who: Person) -> None:
        seq = self.chance.randrange(1, 12)
        await self.do(who, "message.react", room=self.a_room(), seq=seq, reaction="👍")

    async def erase(self, who: Person) -> None:
        await self.do(who, "message.erase", room=self.a_room(), seq=self.chance.randrange(1, 12))

    async def mark(self, who: Person) -> None:
        seq = self.chance.randrange(1, 12)
        await self.do(who, "read.mark", stream=f"room:{self.a_room()}", seq=seq)

    async def open(self, who: Person) -> None:
        others = [one.id for one in self.chance.sample(self.people, min(2, len(self.people)))]
        made = await self.do(who, "room.open", kind="group", name="Gruppe", members=others)
        if made:
            self.rooms.append(made["room"]["id"])

    async def topic(self, who: Person) -> None:
        made = await self.do(who, "room.open", kind="topic", name="Emne")
        if made:
            self.rooms.append(made["room"]["id"])

    async def direct(self, who: Person) -> None:
        other = self.chance.choice(self.people)
        made = await self.do(who, "room.open", kind="direct", members=[other.id])
        if made:
            self.rooms.append(made["room"]["id"])

    async def join(self, who: Person) -> None:
        await self.do(who, "room.join", room=self.a_room())

    async def leave(self, who: Person) -> None:
        await self.do(who, "room.leave", room=self.a_room())

    async def admit(self, who: Person) -> None:
        other = self.chance.choice(self.people)
        await self.do(who, "room.admit", room=self.a_room(), member=other.id)

    async def rename(self, who: Person) -> None:
        said: dict[str, Any] = {"name": f"Rom {self.chance.random()}"}
        if self.chance.random() < 0.5:
            said = {"history": self.chance.choice([True, False])}
        await self.do(who, "room.update", room=self.a_room(), **said)

    async def name(self, who: Person) -> None:
        await self.do(who, "member.update", name=f"{who.name} {self.chance.randrange(9)}")

    async def claim(self, who: Person) -> None:
        args = {"as": self.chance.choice(["home", "reachable"]), "for": 1800}
        show = self.chance.choice(["name", "duty", "nobody"])
        made = await self.do(who, "home.claim", house=self.home, show=show, **args)
        if made:
            self.leases.append((who, made["lease"]["id"]))

    async def keep(self, _who: Person) -> None:
        if self.leases:
            who, lease = self.chance.choice(self.leases)
            await self.do(who, "home.keep", lease=lease)

    async def end(self, _who: Person) -> None:
        if self.leases:
            who, lease = self.chance.choice(self.leases)
            await self.do(who, "home.end", lease=lease)

    async def plan(self, who: Person) -> None:
        starts = {"wall": "2031-10-09T18:00", "zone": "Europe/Oslo"}
        place: dict[str, Any] = {"group": self.a_room()}
        if self.chance.random() < 0.5:
            place = {"house": self.home}
        rule = self.chance.choice([None, "FREQ=WEEKLY;COUNT=8", "FREQ=DAILY"])
        args = {"title": "Tur", "place": "Parken", "starts": starts, "rule": rule} | place
        made = await self.do(who, "activity.plan", **args)
        if made:
            self.activities.append(made["activity"])

    async def cancel(self, who: Person) -> None:
        if self.activities:
            one = self.chance.choice(self.activities)
            which = self.chance.choice(["one", "later", "all"])
            args = {} if which == "all" else {"occurrence": self.time_of(one)}
            await self.do(who, "activity.cancel", activity=one["id"], which=which, **args)

    async def answer(self, who: Person) -> None:
        if self.activities:
            one = self.chance.choice(self.activities)
            time = self.chance.choice(["all", self.time_of(one)])
            said = self.chance.choice(["coming", "maybe", "no"])
            args = {"activity": one["id"], "answer": said, "occurrence": time}
            await self.do(who, "activity.answer", **args)

    def time_of(self, activity: dict[str, Any]) -> str:
        day = self.chance.choice(["09", "16", "10"])
        return f"{activity['id']}.203110{day}T1800"

    async def invite(self, _who: Person) -> None:
        if len(self.people) < 6:
            duties = self.chance.choice([[], ["peer_mentor"], ["group_leader"]])
            stage = self.chance.choice(["resident", "friend", "incoming"])
            person = await self.house.invite(f"N{len(self.people)}", stage, duties=duties)
            self.people.append(person)
            self.devices.append(Device(person))

    async def lose(self, _who: Person) -> None:
        await self.chance.choice(self.devices).lose()

    async def come(self, _who: Person) -> None:
        await self.chance.choice(self.devices).come(self.house)

    async def time(self, _who: Person) -> None:
        self.house.clock.move(minutes=self.chance.choice([1, 20, 45]))
