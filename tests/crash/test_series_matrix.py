"""`kill -9` at every commit on the road of a change to a series: everyone is told exactly once.

A group's walk is planned, answered, changed for one time, from one time on and for all; a place
gets free; reminders come; the leader goes, somebody takes the lead; one time is cancelled, then the
rest. The same road is walked without a kill, and with one right before and right after each commit
that tells somebody of it. What stands in everyone's own stream, and which pushes their phones got,
must be the same each time; a push that was on its way when the power went may come again under the
name it had. Each test prints its line of the matrix.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.kit.cut_road import CutRoad, Person
from tests.kit.phone import PATIENCE
from tests.kit.push_service import PushService, push_service

pytestmark = pytest.mark.slow

POINTS = (
    "activity.planned",
    "activity.changed:1",
    "activity.changed:3",
    "activity.changed:5",
    "invitation.promoted",
    "reminder.answer",
    "reminder.coming",
    "room.left",
    "activity.changed:9",
    "activity.cancelled:1",
    "activity.cancelled:3",
    "push.posting:9",
    "push.sent:9",
)
"""Each tells somebody; Eva's list, kept in step in silence, holds every second of a kind."""

MONDAY = datetime(2031, 10, 6, 10, tzinfo=UTC)
"""Noon in Oslo; the first walk is on the Thursday after, at six."""

THURSDAY = datetime(2031, 10, 9, 16, tzinfo=UTC)

WHOLE = {
    # Two who are coming; Ola then not to the third time.
    "ola": [
        "invitation.received",
        "invitation.changed",
        "invitation.changed",
        "invitation.changed",
        "reminder.coming",
        "invitation.changed",
        "invitation.leaderless",
        "invitation.changed",
        "invitation.cancelled",
        "invitation.cancelled",
    ],
    "kari": [
        "invitation.received",
        "invitation.changed",
        "invitation.changed",
        "invitation.changed",
        "reminder.coming",
        "invitation.changed",
        "invitation.leaderless",
        "invitation.changed",
        "invitation.cancelled",
        "invitation.cancelled",
    ],
    # Waits for a place, and gets one at the third time.
    "anja": [
        "invitation.received",
        "invitation.changed",
        "invitation.changed",
        "invitation.changed",
        "invitation.promoted",
        "invitation.changed",
        "invitation.leaderless",
        "invitation.changed",
        "invitation.cancelled",
        "invitation.cancelled",
    ],
    # Never answers, and takes the lead in the end.
    "per": [
        "invitation.received",
        "invitation.changed",
        "invitation.changed",
        "invitation.changed",
        "reminder.answer",
        "invitation.changed",
        "invitation.leaderless",
        "invitation.changed",
        "invitation.cancelled",
        "invitation.cancelled",
    ],
    # Said no to all of it: the list is kept in step, and nothing is told.
    "eva": ["invitation.received"],
}
"""What each is told, however often the program was ended on the way."""

ONE_FOR_TWO = 1
"""That the leader goes and that somebody else is asked is one thing: the newer word of it rings."""

PUSHES = {name: len(kinds) - ONE_FOR_TWO for name, kinds in WHOLE.items()} | {
    "per": len(WHOLE["per"]) - ONE_FOR_TWO - 1,
    "eva": len(WHOLE["eva"]),
}
"""Per's phone does not ring for what he did himself, and Eva is not asked."""


@pytest.fixture(autouse=True)
def _phones_are_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The push service of the tests is on this machine."""
    monkeypatch.setenv("UTELYS_PUSH_ALLOW_PRIVATE", "1")


class Moved:
    """The server's clock as the push service knows it."""

    def __init__(self) -> None:
        self.ahead = MONDAY - datetime.now(UTC)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Walk(CutRoad):
    """The road, the phones of those who walk it, and the notices that each of them got."""

    def __init__(self, folder: Path, http: aiohttp.ClientSession, service: PushService) -> None:
        super().__init__(folder, http)
        self.service = service
        self.clock: Moved = service.clock
        self.people: dict[str, Person] = {}
        self.notices: dict[str, list[str]] = {}
        self.again = 0

    async def gather(self) -> str:
        """Everybody comes in and gets a phone; the group is opened by one who has none."""
        keeper = await self.first("Margrethe")
        nils = await self.come_in(keeper, "Nils")
        for name in WHOLE:
            self.people[name] = await self.come_in(keeper, name.title())
            phone = self.service.browser(name)
            self.notices[name] = []
            await self.do(
                self.people[name].token, "push.subscribe", f"push-{name}", **phone.subscription
            )
        self.people |= {"margrethe": keeper, "nils": nils}
        members = [one.id for one in self.people.values() if one is not keeper]
        opened = await self.act("margrethe", "room.open", kind="group", name="Tur", members=members)
        return str(opened["room"]["id"])

    async def act(self, who: str, name: str, id_: str = "", /, **args: Any) -> dict[str, Any]:
        return await self.do(self.people[who].token, name, f"{name}-{id_}", **args)

    def at(self, moment: datetime) -> None:
        """Let the server's clock show a moment."""
        self.clock.ahead = moment - datetime.now(UTC)
        self.program.move_clock(self.clock.ahead.total_seconds())

    async def told(self, name: str, kind: str) -> None:
        """Wait until the clock has told somebody of something."""
        one = self.people[name]
        async with asyncio.timeout(4 * PATIENCE):
            while True:
                if kind in await self.kinds(one, f"member:{one.id}"):
                    return
                await asyncio.sleep(0.05)

    async def pushed(self, *names: str) -> None:
        """A little later these have each got a new notice, and asked nobody else."""
        wanted = {name: len(self.notices[name]) + 1 for name in names}
        self.at(self.clock.now() + timedelta(seconds=5))
        async with asyncio.timeout(4 * PATIENCE):
            while any(len(self.notices[name]) < count for name, count in wanted.items()):
                await self.get(self.people["margrethe"], "me")  # starts it again where it was ended
                self.take()
                await asyncio.sleep(0.05)

    def take(self) -> None:
        """Count what has arrived; the same notice under the same name is the same."""
        for name, phone in self.service.browsers.items():
            for push in phone.left_over():
                if push.payload["type"] == "withdrawn":
                    continue
                if push.payload["notice"] in self.notices[name]:
                    self.again += 1
                else:
                    self.notices[name].append(push.payload["notice"])


async def walk(folder: Path, kill: str) -> tuple[dict[str, list[str]], Walk]:
    """Walk the road; tell what everyone was told, and the road itself."""
    async with push_service(Moved()) as service, aiohttp.ClientSession() as http:
        road = Walk(folder / "house", http, service)
        road.at(MONDAY)
        road.program.kill_at(kill)
        await road.program.start()
        try:
            group = await road.gather()
            activity = await _change(road, group)
            await _time_goes_on(road, group, activity)
            road.take()
            return {name: await _heard(road, name) for name in WHOLE}, road
        finally:
            await road.program.kill()
            road.take()


EVERYONE = ("ola", "kari", "anja", "per")


async def _change(road: Walk, group: str) -> str:
    planned = await road.act(
        "margrethe",
        "activity.plan",
        group=group,
        title="Turen",
        place="Ved porten",
        starts={"wall": "2031-10-09T18:00", "zone": "Europe/Oslo"},
        rule="FREQ=WEEKLY",
        leader=road.people["nils"].id,
        max=2,
    )
    activity = str(planned["activity"]["id"])
    await road.pushed(*WHOLE)
    for name, said in (("ola", "coming"), ("kari", "coming"), ("anja", "coming"), ("eva", "no")):
        await road.act(name, "activity.answer", activity=activity, answer=said)
    one, later = f"{activity}.20311016T1800", f"{activity}.20311023T1800"
    seven = {"wall": "2031-10-16T19:00", "zone": "Europe/Oslo"}
    change = ("margrethe", "activity.change")
    await road.act(*change, "one", activity=activity, which="one", occurrence=one, starts=seven)
    await road.pushed(*EVERYONE)
    await road.act(
        *change, "later", activity=activity, which="later", occurrence=later, place="Brua"
    )
    await road.pushed(*EVERYONE)
    await road.act(*change, "all", activity=activity, which="all", title="Kveldsturen")
    await road.pushed(*EVERYONE)
    await road.act(
        "ola", "activity.answer", "third", activity=activity, occurrence=later, answer="no"
    )
    await road.pushed("anja")
    return activity


async def _time_goes_on(road: Walk, group: str, activity: str) -> None:
    road.at(THURSDAY - timedelta(hours=48))
    await road.told("per", "reminder.answer")
    await road.pushed("per")
    road.at(THURSDAY - timedelta(hours=24))
    await road.told("kari", "reminder.coming")
    await road.pushed("ola", "kari")
    await road.act("nils", "room.leave", room=group)
    await road.pushed(*EVERYONE)
    await road.act("per", "activity.lead", activity=activity)
    await road.pushed("ola", "kari", "anja")
    last = f"{activity}.20311030T1800"
    cancel = ("margrethe", "activity.cancel")
    await road.act(*cancel, "one", activity=activity, which="one", occurrence=last)
    await road.pushed(*EVERYONE)
    await road.act(*cancel, "all", activity=activity, which="all")
    await road.pushed(*EVERYONE)


async def _heard(road: Walk, name: str) -> list[str]:
    one = road.people[name]
    told = await road.kinds(one, f"member:{one.id}")
    return [kind for kind in told if kind.startswith(("invitation.", "reminder."))]


@pytest.mark.parametrize("where", ["before", "after"])
@pytest.mark.parametrize("point", POINTS)
async def test_everyone_is_told_once_wherever_the_road_is_cut(
    tmp_path: Path, where: str, point: str
) -> None:
    heard, road = await walk(tmp_path, f"{where}:{point}")
    assert road.kills == 1, "the program was not killed"
    assert heard == WHOLE
    assert {name: len(got) for name, got in road.notices.items()} == PUSHES
    print(f"{where:6} {point:30} killed once; told once; {road.again} pushes came again")


async def test_the_road_without_a_kill(tmp_path: Path) -> None:
    heard, road = await walk(tmp_path, "")
    assert (heard, road.kills, road.again) == (WHOLE, 0, 0)
    assert {name: len(got) for name, got in road.notices.items()} == PUSHES
