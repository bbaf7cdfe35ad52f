"""`kill -9` at every commit on the road of a call: nothing is lost, nothing is doubled.

The same road is walked without a kill, and with one right before and right after each commit that
moves the call on, or one of its pushes: where it is queued and taken up, which is one commit, and
where it is noted that the push service has it. Whoever had no answer sends the same command again.

What the room, the people and their phones have heard in the end must be the same each time. Only
where the push service has a message and the server died before it knew does it get that message
again, under the same topic (RFC 8030): nothing can spare it that. Each test prints its line.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.kit.cut_road import CutRoad, Person
from tests.kit.push_service import Browser, Push, push_service
from tests.kit.until import until

pytestmark = pytest.mark.slow

POINTS = (
    "ask.raised",
    "ask.rung:2",
    "ask.seen",
    "ask.taken",
    "ask.returned",
    "ask.changed",
    "ask.ended",
    *(f"push.posting:{n}" for n in (1, 3, 5)),
    *(f"push.sent:{n}" for n in (1, 3, 5, 9)),
)
"""The pushes: of the first wave, the next, both withdrawn, both again, both withdrawn, the news."""

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
        "ask.changed",
        "ask.ended",
    ],
    "eva": ["ask.rung", "ask.stopped", "ask.rung", "ask.stopped"],
    "anja": ["quiet.changed", "ask.rung", "ask.stopped", "ask.rung", "ask.stopped"],
    "eva's phone": ["ask", "withdrawn", "ask", "withdrawn", "test"],
    "anja's phone": ["ask", "withdrawn", "ask", "withdrawn", "ask_news", "test"],
}
"""What is heard, however often the program was ended on the way."""


class Pocket:
    """A phone that is reached by push alone. `again` counts what it got a second time."""

    def __init__(self, road: "Road", who: Person, browser: Browser) -> None:
        self.heard: list[str] = []
        self.again = 0
        self._road = road
        self._who = who
        self._browser = browser
        self._last: tuple[str, str] = ("", "")

    async def subscribe(self) -> None:
        await self._road.do(self._who.token, "push.subscribe", "p", **self._browser.subscription)

    async def hears(self, what: str) -> None:
        """Wait for the next message, which is this, while the program is kept alive."""
        expected = [*self.heard, what]

        async def it_does() -> bool:
            told = await self._road.get(self._who, "notices")
            for push in self._browser.left_over():
                self._take(push)
            noted = all(one["state"] != "sending" for one in told["notices"])
            return noted and len(self.heard) >= len(expected)

        await until(it_does)
        assert self.heard == expected

    def _take(self, push: Push) -> None:
        what = push.payload.get("kind", push.payload["type"])
        this = (what, push.payload.get("notice", push.topic))
        if this == self._last:
            self.again += 1
        else:
            self.heard.append(what)
        self._last = this


class Road(CutRoad):
    """The road of a call."""

    async def card(self, who: Person, room: str) -> dict[str, Any]:
        told = await self.get(who, f"streams/room:{room}/snapshot")
        card: dict[str, Any] = told["snapshot"]["ask"]
        return card

    async def until(self, who: Person, room: str, **fields: Any) -> None:
        """Wait until the clock has moved the call on."""

        async def it_has() -> bool:
            return fields.items() <= (await self.card(who, room)).items()

        await until(it_has)


@dataclass
class Walked:
    """What everyone has heard, how often the program was killed, and what came a second time."""

    heard: Heard
    kills: int
    again: int


async def walk(folder: Path, kill: str, monkeypatch: pytest.MonkeyPatch) -> Walked:
    """Raise, ring on, see, take, fall silent, take, talk and end; tell what everyone has heard."""
    monkeypatch.setenv("UTELYS_PUSH_ALLOW_PRIVATE", "1")
    async with aiohttp.ClientSession() as http, push_service() as service:
        road = Road(folder / "house", http)
        road.program.kill_at(kill)
        await road.program.start()
        try:
            ola = await road.first("Ola")
            eva = await road.come_in(ola, "Eva", "peer_mentor")
            anja = await road.come_in(ola, "Anja")
            await road.do(anja.token, "quiet.set", "q", wakings=1)
            phones = [
                Pocket(road, eva, service.browser("evas")),
                Pocket(road, anja, service.browser("anjas")),
            ]
            for one in phones:
                await one.subscribe()
            heard = await _call(road, ola, eva, anja, *phones)
            return Walked(heard, road.kills, sum(one.again for one in phones))
        finally:
            await road.program.kill()


async def _call(
    road: Road, ola: Person, eva: Person, anja: Person, evas: Pocket, anjas: Pocket
) -> Heard:
    streams = (await road.get(ola, "streams"))["streams"]
    (house,) = [one["id"][6:] for one in streams if one["kind"] == "house"]
    raised = await road.do(ola.token, "ask.raise", "raise", house=house)
    ask, room = raised["ask"]["id"], raised["room"]["id"]
    await evas.hears("ask")
    road.program.move_clock(301)
    await road.until(ola, room, rung=2)
    await anjas.hears("ask")
    await road.do(eva.token, "ask.see", "see", ask=ask)
    await road.do(eva.token, "ask.take", "take", ask=ask)
    for phone in (evas, anjas):
        await phone.hears("withdrawn")
    road.program.move_clock(301 + 181)
    await road.until(ola, room, returned=1)
    for phone in (evas, anjas):
        await phone.hears("ask")
    await road.do(anja.token, "ask.take", "take", ask=ask)
    for phone in (evas, anjas):
        await phone.hears("withdrawn")
    await road.do(anja.token, "message.send", "word", room=room, text="Jeg er her.")
    await road.do(ola.token, "ask.end", "end", ask=ask)
    assert (await road.card(ola, room))["state"] == "answered"
    road.program.move_clock(301 + 181 + 5)
    await anjas.hears("ask_news")
    for one, phone in ((eva, evas), (anja, anjas)):
        own = await road.get(one, f"streams/member:{one.id}/snapshot")
        assert own["snapshot"]["ringing"] == []
        # Whatever were still on its way would come before this.
        await road.do(one.token, "push.test", "test")
        await phone.hears("test")
    return {
        "room": await road.kinds(ola, f"room:{room}"),
        "eva": await road.kinds(eva, f"member:{eva.id}"),
        "anja": await road.kinds(anja, f"member:{anja.id}"),
        "eva's phone": evas.heard,
        "anja's phone": anjas.heard,
    }


@pytest.mark.parametrize("where", ["before", "after"])
@pytest.mark.parametrize("point", POINTS)
async def test_the_road_is_the_same_wherever_it_is_cut(
    tmp_path: Path, where: str, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    walked = await walk(tmp_path, f"{where}:{point}", monkeypatch)
    assert walked.kills == 1, "the program was not killed"
    assert walked.heard == WHOLE
    # Two phones are posted to at once: one may be noted while the other is not yet. What is not
    # to be seen any more by the time of the restart does not come again.
    unavoidable = {"before": 2, "after": 1}[where] if "sent" in point else 0
    assert walked.again <= unavoidable
    pushes = sum(len(heard) for who, heard in walked.heard.items() if "phone" in who)
    print(f"{where:6} {point:14} killed once; {pushes} pushes, again by topic: {walked.again}")


async def test_the_road_without_a_kill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    walked = await walk(tmp_path, "", monkeypatch)
    assert (walked.heard, walked.kills, walked.again) == (WHOLE, 0, 0)
