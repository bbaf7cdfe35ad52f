"""`kill -9` at every commit on the road of a call: nothing is lost, nothing is doubled.

The same road is walked without a kill, and with one right before and right after each commit that
moves the call on; whoever had no answer sends the same command again. What the room and the people
have heard in the end must be the same each time. Each test prints its line of the matrix.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.kit.program import Program
from tests.kit.until import until

pytestmark = pytest.mark.slow

POINTS = (
    "ask.raised",
    "ask.rung:2",
    "ask.seen",
    "ask.taken",
    "ask.returned",
    "ask.ended",
)

Heard = dict[str, list[str]]

WHOLE: Heard = {
    "room": [
        "room.opened",
        "ask.raised",
        "ask.rung",
        "ask.rung",
        "ask.seen",
        "room.joined",
        "ask.taken",
        "ask.returned",
        "room.left",
        "ask.rung",
        "room.joined",
        "ask.taken",
        "message.sent",
        "ask.ended",
    ],
    "eva": ["ask.rung", "ask.stopped", "ask.rung", "ask.stopped"],
    "anja": ["quiet.changed", "ask.rung", "ask.stopped", "ask.rung", "ask.stopped"],
}
"""What is heard, however often the program was ended on the way."""


@dataclass
class Person:
    id: str
    token: str


class Road:
    """The real program on a folder of its own; it is started again whenever it has been killed."""

    def __init__(self, folder: Path, http: aiohttp.ClientSession) -> None:
        self.program = Program(folder)
        self.http = http
        self.kills = 0

    async def come_in(self, name: str, stage: str, *duties: str) -> Person:
        code = (await self.program.invite(stage, *duties)).partition("#")[2]
        args = {"code": code, "name": name, "device_name": "phone"}
        told = await self.do("", "invite.accept", name, **args)
        return Person(told["member"]["id"], told["token"])

    async def do(self, token: str, name: str, id_: str, /, **args: Any) -> dict[str, Any]:
        """Carry out a command, again under the same id for as long as there is no answer."""
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": id_}
        return await self._ask("POST", f"commands/{name}", headers, args)

    async def get(self, who: Person, path: str) -> dict[str, Any]:
        return await self._ask("GET", path, {"Authorization": f"Bearer {who.token}"}, None)

    async def _ask(self, how: str, path: str, headers: dict[str, str], args: Any) -> dict[str, Any]:
        while True:
            url = f"{self.program.url}/api/v1/{path}"
            try:
                async with self.http.request(how, url, json=args, headers=headers) as answer:
                    told: dict[str, Any] = await answer.json(content_type=None)
                    assert answer.status == 200, told
                    return told
            except (aiohttp.ClientError, OSError):
                self.kills += 1
                await self.program.kill()
                self.program.kill_at("")
                await self.program.start()

    async def card(self, who: Person, room: str) -> dict[str, Any]:
        told = await self.get(who, f"streams/room:{room}/snapshot")
        card: dict[str, Any] = told["snapshot"]["ask"]
        return card

    async def until(self, who: Person, room: str, **fields: Any) -> None:
        """Wait until the clock has moved the call on."""

        async def it_has() -> bool:
            return fields.items() <= (await self.card(who, room)).items()

        await until(it_has)

    async def kinds(self, who: Person, stream: str) -> list[str]:
        told = await self.get(who, f"streams/{stream}/entries?limit=200")
        return [one["kind"] for one in told["entries"] if not one["kind"].startswith("device.")]


async def walk(folder: Path, kill: str) -> tuple[Heard, int]:
    """Raise, ring on, see, take, fall silent, take, talk and end; tell what everyone has heard."""
    async with aiohttp.ClientSession() as http:
        road = Road(folder / "house", http)
        road.program.kill_at(kill)
        await road.program.start()
        try:
            ola = await road.come_in("Ola", "resident")
            eva = await road.come_in("Eva", "friend", "peer_mentor")
            anja = await road.come_in("Anja", "resident")
            await road.do(anja.token, "quiet.set", "q", wakings=1)
            streams = (await road.get(ola, "streams"))["streams"]
            (house,) = [one["id"][6:] for one in streams if one["kind"] == "house"]
            return await _call(road, house, ola, eva, anja), road.kills
        finally:
            await road.program.kill()


async def _call(road: Road, house: str, ola: Person, eva: Person, anja: Person) -> Heard:
    raised = await road.do(ola.token, "ask.raise", "raise", house=house)
    ask, room = raised["ask"]["id"], raised["room"]["id"]
    road.program.move_clock(301)
    await road.until(ola, room, rung=2)
    await road.do(eva.token, "ask.see", "see", ask=ask)
    await road.do(eva.token, "ask.take", "take", ask=ask)
    road.program.move_clock(301 + 181)
    await road.until(ola, room, returned=1)
    await road.do(anja.token, "ask.take", "take", ask=ask)
    await road.do(anja.token, "message.send", "word", room=room, text="Jeg er her.")
    await road.do(ola.token, "ask.end", "end", ask=ask)
    assert (await road.card(ola, room))["state"] == "answered"
    for one in (eva, anja):
        own = await road.get(one, f"streams/member:{one.id}/snapshot")
        assert own["snapshot"]["ringing"] == []
    return {
        "room": await road.kinds(ola, f"room:{room}"),
        "eva": await road.kinds(eva, f"member:{eva.id}"),
        "anja": await road.kinds(anja, f"member:{anja.id}"),
    }


@pytest.mark.parametrize("where", ["before", "after"])
@pytest.mark.parametrize("point", POINTS)
async def test_the_road_is_the_same_wherever_it_is_cut(
    tmp_path: Path, where: str, point: str
) -> None:
    heard, kills = await walk(tmp_path, f"{where}:{point}")
    assert kills == 1, "the program was not killed"
    assert heard == WHOLE
    print(f"{where:6} {point:14} killed once; everyone heard what they had to, once")


async def test_the_road_without_a_kill(tmp_path: Path) -> None:
    heard, kills = await walk(tmp_path, "")
    assert (heard, kills) == (WHOLE, 0)
