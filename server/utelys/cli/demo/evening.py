"""The three stories: after work, the walk, and the light that does not lie."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from utelys.cli.demo.guest import Guest
from utelys.cli.demo.house import NotAsItShould, PlayHouse
from utelys.cli.demo.telling import Teller
from utelys_client import views
from utelys_client.week import occurrences
from utelys_protocol.activities import ActivityCard, OccurrenceCard
from utelys_protocol.base import WallTime
from utelys_protocol.commands.activities import ActivityAnswer, ActivityCancel, ActivityPlan
from utelys_protocol.commands.light import HomeClaim
from utelys_protocol.commands.rooms import RoomOpen
from utelys_protocol.words import Answer, LightState, RoomKind

WITHIN = timedelta(seconds=1)
"""How soon after its end a light must be out everywhere."""


def must(true: bool, otherwise: str) -> None:
    """Hold something to be so.

    Raises:
        NotAsItShould: it is not; `otherwise` says so in a sentence.
    """
    if not true:
        raise NotAsItShould(otherwise)


@dataclass
class Evening:
    """The house, the four who are in it, and what they have come to know."""

    house: PlayHouse
    teller: Teller
    margrethe: Guest
    ola: Guest
    eva: Guest
    per: Guest
    id: str
    zone: str
    everybody: list[Guest] = field(init=False)

    def __post_init__(self) -> None:
        self.everybody = [self.margrethe, self.ola, self.eva, self.per]

    @property
    def stream(self) -> str:
        """The house's stream."""
        return f"house:{self.id}"

    def at(self, wall: str) -> datetime:
        """The moment at which the wall of this evening shows this time."""
        hour, minute = wall.split(":")
        today = self.house.now().astimezone(ZoneInfo(self.zone))
        return today.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)

    def say(self, who: Guest, text: str) -> None:
        """Tell what somebody does."""
        self.teller.line(self.house.now(), who.name, text)

    def tell(self, text: str) -> None:
        """Tell what happens to everybody."""
        self.teller.line(self.house.now(), "", text)

    def show_light(self, who: Guest) -> None:
        """Tell what light somebody sees."""
        self.teller.light(self.house.now(), who.name, who.client.light(self.id))

    # The stories.

    async def after_work(self) -> None:
        """A light says until when somebody is there; a question in the room is answered."""
        self.teller.title("After work")
        until = self.at("21:00")
        self.say(self.margrethe, "posts that she is home until 21:00")
        lease = await self.margrethe.client.do(HomeClaim(house=self.id, until=until))
        must(lease.lease.until == until, "The lease does not end when it was said to end.")
        self.house.move_to(self.at("17:40"))
        self.say(self.ola, "comes home from work and looks")
        light = await self.ola.sees_light(self.id, LightState.HOME)
        must(light.valid_until == until, "The light does not say until when it is valid.")
        must([one.until for one in light.who] == [until], "The light shows another end.")
        self.show_light(self.ola)
        room = await self._room()
        await self._write(self.ola, room, "Long day. Is there coffee?", [self.margrethe])
        await self._write(self.margrethe, room, "Just made some. Come down.", [self.ola])

    async def the_walk(self) -> None:
        """A walk is planned, answered, and followed through a lost network."""
        self.teller.title("The walk")
        walk = await self._plan_walk()
        first, second = [one.id for one in self._times(walk)[:2]]
        await self.per.hears(f"member:{self.per.id}", "invitation.received")
        self.say(self.per, "moved out in spring, is invited, and answers: coming")
        coming = ActivityAnswer(activity=walk.id, occurrence="all", answer=Answer.COMING)
        await self.per.client.do(coming)
        await self._sees_coming(self.per, walk, first, {"Per"})
        room = next(one.id for one in views.rooms(self.per.client.streams) if one.kind == "house")
        self.say(self.per, "takes a bus through a tunnel: no network")
        self.per.road.cut()
        await self.per.is_online(False)
        self.say(self.ola, "answers: coming")
        await self.ola.client.do(coming)
        texts = ["Who brings the dog?", "I do.", "Good shoes, it is wet."]
        for who, text in zip((self.eva, self.ola, self.eva), texts, strict=True):
            await self._write(who, room, text, [self.margrethe])
        self.say(self.eva, "is away the week after and cancels that one time")
        cancel = ActivityCancel(activity=walk.id, which="one", occurrence=second)
        await self.eva.client.do(cancel)
        self.say(self.per, "is out of the tunnel")
        self.per.road.mend()
        read = [await self.per.reads(room, text) for text in texts]
        must(read == sorted(read, key=lambda one: one.seq), "The messages changed their order.")
        await self.per.hears(f"member:{self.per.id}", "invitation.cancelled")
        await self._sees_coming(self.per, walk, first, {"Per", "Ola"})
        self.say(self.per, "has all three messages, once, in order, and knows who comes")
        times = self._times(walk, self.per)
        must([one.cancelled for one in times[:2]] == [False, True], "The wrong time is cancelled.")

    async def the_light_does_not_lie(self) -> None:
        """The light goes out at its end, whatever happened to the server and to the phones."""
        self.teller.title("The light does not lie")
        end = self.at("21:00")
        self.house.move_to(end - timedelta(minutes=10))
        self.say(self.margrethe, "has gone home and forgot. Her phone stays connected.")
        await self._all_see(LightState.HOME, self.everybody)
        await self._kill_and_start_again()
        self.say(self.per, "goes down into the cellar: no network")
        self.per.road.cut()
        await self.per.is_online(False)
        self.house.move_to(end - timedelta(seconds=0.5))
        connected = [self.margrethe, self.ola, self.eva]
        await self._all_see(LightState.NOBODY, connected)
        latest = max(self._late(one, end) for one in connected)
        must(latest <= WITHIN, f"The light went out {latest.total_seconds():.1f} s too late.")
        must(latest >= timedelta(0), "The light went out before its end.")
        for one in connected:
            self.show_light(one)
        late = round(latest.total_seconds() * 1000)
        self.tell(f"out in every connected client {late} ms after 21:00")
        await self.per.sees_light(self.id, LightState.UNKNOWN)
        self.show_light(self.per)
        self.per.road.mend()
        await self.per.sees_light(self.id, LightState.NOBODY)
        self.say(self.per, "comes up again")
        self.show_light(self.per)

    async def _kill_and_start_again(self) -> None:
        self.tell("kill -9: the server is gone")
        await self.house.kill()
        for one in self.everybody:
            await one.is_online(False)
        await self.house.open()
        for one in self.everybody:
            await one.is_online(True)
        self.tell("the server is started again, and everybody is back")
        await self._all_see(LightState.HOME, self.everybody)

    # What they do more than once.

    async def _room(self) -> str:
        opened = await self.margrethe.client.do(
            RoomOpen(kind=RoomKind.GROUP, name="Peer consultants", members=[self.ola.id])
        )
        id_ = opened.room.id
        await self.ola.until(
            lambda: self.ola.client.state(f"room:{id_}") is not None, "the room with the others"
        )
        return id_

    async def _write(self, who: Guest, room: str, text: str, readers: list[Guest]) -> None:
        placed = await who.client.send(room, text)
        self.say(who, f"“{text}”")
        for reader in readers:
            entry = await reader.reads(room, text)
            must(entry.seq == placed.seq, f"{reader.name} has {text!r} at another place.")

    async def _plan_walk(self) -> ActivityCard:
        thursday = self.house.now().astimezone(ZoneInfo(self.zone)) + timedelta(days=7)
        starts = WallTime(wall=f"{thursday:%Y-%m-%d}T18:00", zone=self.zone)
        self.say(self.eva, "plans a walk, every Thursday at 18:00")
        plan = ActivityPlan(
            title="Walk", house=self.id, starts=starts, rule="FREQ=WEEKLY;BYDAY=TH",
            lasts=5400, place="Round the lake", meet_at="At the gate",
        )  # fmt: skip
        return (await self.eva.client.do(plan)).activity

    def _times(self, walk: ActivityCard, who: Guest | None = None) -> list[OccurrenceCard]:
        now = self.house.now()
        if who is not None:
            walk = next(one for one in views.activities(who.client.streams) if one.id == walk.id)
        return occurrences(walk, now, now + timedelta(days=21))

    async def _sees_coming(
        self, who: Guest, walk: ActivityCard, occurrence: str, names: set[str]
    ) -> None:
        def coming() -> set[str]:
            given = views.answers(who.client.streams, walk, occurrence)
            known = views.members(who.client.streams)
            return {known[id_].name for id_, one in given.items() if one.answer is Answer.COMING}

        await who.until(lambda: coming() == names, f"the list of who comes ({', '.join(names)})")
        self.say(who, f"sees who comes: {', '.join(sorted(names))}")

    async def _all_see(self, state: LightState, guests: list[Guest]) -> None:
        await asyncio.gather(*(one.sees_light(self.id, state) for one in guests))

    def _late(self, who: Guest, due: datetime) -> timedelta:
        last = [one for one in who.entries[self.stream] if one.kind == "light.changed"][-1]
        return who.late(self.stream, last, due)
