"""An activity among a few members, on a real store without sockets, and what an oracle expects."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.kit.house import HandClock
from utelys import commands
from utelys.actions import entering, founding, opening
from utelys.core.activity import Activity
from utelys.core.caller import Caller
from utelys.core.effects import Effect, Happened
from utelys.core.errors import Refusal
from utelys.core.occurrences import Occurrence, find, page
from utelys.store.base import Tx
from utelys.store.opening import open_database
from utelys.store.queries import activities, company, people
from utelys.store.queries.company import Went
from utelys.store.queries.rooms import Room
from utelys.store.writer import Writer, writing
from utelys_protocol.cards import DeviceCard, MemberCard
from utelys_protocol.words import Duty, Language, RoomKind, Stage

NAMES = ("anja", "eva", "ola", "per", "siri")
LEADER = "margrethe"
LOOKED_AT = 5


class Walk:
    """A walk each day among five members and a leader, some times of it looked at."""

    def __init__(self, writer: Writer, clock: HandClock, happened: list[Happened]) -> None:
        self.writer = writer
        self.clock = clock
        self.happened = happened
        self.ids: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.activity = ""
        self.times: list[str] = []
        self.group = ""

    async def do(self, who: str, name: str, **args: Any) -> dict[str, Any] | Refusal:
        """Carry out a command; what was refused is given back."""
        row = commands.find(name)
        caller = Caller(self.ids[who], f"device-of-{who}", command=str(len(self.happened)))
        self.happened.clear()
        ready = await commands.prepared(row, commands.read_args(row, args))
        run = commands.bind(row, caller, ready)
        try:
            done: dict[str, Any] = json.loads(await self.writer.do(run))
        except Refusal as refusal:
            return refusal
        return done

    def told(self) -> Counter[tuple[str, str, str]]:
        """Who has just been told what of which time: (name, kind, occurrence), each how often."""
        return Counter(
            (who, kind, body.get("occurrence") or "") for who, kind, body in self.notices()
        )

    def notices(self) -> list[tuple[str, str, dict[str, Any]]]:
        """What members have just been told: (name, kind, body)."""
        found = []
        for one in self.happened:
            kind, _, id_ = one.stream.partition(":")
            if kind == "member":
                entry = json.loads(one.json)
                found.append((self.names[id_], entry["kind"], entry["body"]))
        return found

    async def planned(self) -> list[Occurrence]:
        """The times that are looked at, as they now stand."""
        kept = await self.kept()
        return [find(kept.series, one) for one in self.times]

    async def pairs(self, occurrence: str) -> list[Went]:
        """Who goes with whom to one time, and who did."""
        found: list[Went] = await self.writer.do(
            lambda tx: company.pairs_of(tx, occurrence), only_reads=True
        )
        return found

    async def begin(self, most: int) -> None:
        """Make the members, their group and the activity, with room for so many."""
        await self.gather()
        day = (self.clock.now() + timedelta(days=2)).date()
        await self.plan(
            group=self.group,
            starts={"wall": f"{day}T18:00", "zone": "Europe/Oslo"},
            rule="FREQ=DAILY",
            max=most,
        )

    async def gather(self) -> None:
        """Make the members and their group."""

        async def people_of(tx: Tx) -> None:
            house = (await people.all_houses(tx))[0]
            for name in (LEADER, *NAMES):
                duties = [Duty.GROUP_LEADER] if name == LEADER else []
                card = MemberCard(id=tx.new_id(), name=name, stage=Stage.RESIDENT, duties=duties)
                await people.add_member(tx, card, Language.BOKMAAL, "Europe/Oslo")
                device = DeviceCard(id=f"device-of-{name}", name="phone", made_at=tx.now)
                await people.add_device(tx, card.id, device, name.encode())
                await entering.enter_house(tx, card, house)
                self.ids[name], self.names[card.id] = card.id, name
            room = Room(tx.new_id(), RoomKind.GROUP, "Tur", None)
            others = [await people.member(tx, self.ids[name]) for name in NAMES]
            inside = [one for one in others if one is not None]
            await opening.make_room(tx, room, self.ids[LEADER], inside)
            self.group = room.id

        await self.writer.do(people_of)

    async def plan(self, **args: Any) -> None:
        """Plan what is walked."""
        made = await self.do(LEADER, "activity.plan", title="Turen", place="Ved porten", **args)
        assert isinstance(made, dict), made
        self.activity = made["activity"]["id"]
        series = (await self.kept()).series
        self.times = [one.id for one in page(series, self.clock.now(), LOOKED_AT)]

    async def kept(self) -> Activity:
        """The activity as it is kept."""
        kept: Activity | None = await self.writer.do(
            lambda tx: activities.activity(tx, self.activity), only_reads=True
        )
        assert kept is not None
        return kept


@asynccontextmanager
async def walking(
    folder: Path, most: int | None = None, clock: HandClock | None = None
) -> AsyncIterator[Walk]:
    """A walk on a folder of its own; without a maximum it is left to the caller to plan it."""
    happened: list[Happened] = []
    clock = clock or HandClock()

    def publish(effects: list[Effect]) -> None:
        happened.extend(one for one in effects if isinstance(one, Happened))

    database = open_database(folder, serving=True)
    try:
        async with writing(database, clock, publish) as writer:
            await writer.do(lambda tx: founding.found(tx, "Huset", "Europe/Oslo"))
            walk = Walk(writer, clock, happened)
            await (walk.gather() if most is None else walk.begin(most))
            yield walk
    finally:
        await asyncio.shield(database.close())
