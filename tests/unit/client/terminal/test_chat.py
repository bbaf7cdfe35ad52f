"""A chat with a person's lines played in and what they see written down."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console, RenderableType

from tests.kit.fake import HOUSE, ROOM, Answer, Fake, Stream, bye
from tests.kit.hearing import Open
from utelys_client import SignedOut
from utelys_client.terminal.chat import Chat
from utelys_client.terminal.place import Place
from utelys_client.terminal.texts import Texts
from utelys_protocol.frames import Command, Entries, Problem
from utelys_protocol.words import ByeCode, ErrorCode, Language

OLA = {"id": "m1", "name": "Ola", "stage": "resident", "duties": []}
OWN = "member:m1"
EVA = {"id": "m2", "name": "Eva", "stage": "friend", "duties": ["peer_mentor"]}


class Paper:
    """A screen that keeps what it was shown."""

    def __init__(self) -> None:
        self.entered: asyncio.Queue[str | None] = asyncio.Queue()
        self.shown: list[str] = []
        self.status: Callable[[], str] = str
        self._more = asyncio.Event()

    def open(self) -> AbstractContextManager[object]:
        return nullcontext()

    def show(self, what: RenderableType) -> None:
        text = StringIO()
        Console(file=text, width=200, highlight=False).print(what)
        self.shown += text.getvalue().splitlines()
        self._more.set()

    def refresh(self) -> None:
        self._more.set()

    async def lines(self, status: Callable[[], str]) -> AsyncIterator[str]:
        self.status = status
        while (line := await self.entered.get()) is not None:
            yield line

    def enter(self, line: str | None) -> None:
        self.entered.put_nowait(line)

    async def sees(self, text: str) -> str:
        """Wait for a line with this in it, and forget it and those before it."""
        async with asyncio.timeout(10):
            while True:
                for number, line in enumerate(self.shown):
                    if text in line:
                        del self.shown[: number + 1]
                        return line
                self._more.clear()
                await self._more.wait()


@asynccontextmanager
async def chatting(
    fake: Fake, signed_in: Open, tmp_path: Path, more: dict[str, Stream] | None = None
) -> AsyncIterator[Paper]:
    furnish(fake)
    fake.streams |= more or {}
    paper = Paper()
    place = Place(tmp_path)
    async with signed_in() as client:
        chat = asyncio.create_task(Chat(client, paper, place, Texts(Language.BOKMAAL)).run())
        await paper.sees("/hjelp viser resten")
        yield paper
        paper.enter("/avslutt")
        await chat


def furnish(fake: Fake) -> None:
    activity = {
        "id": "a1", "title": "Tur", "house": "h1", "place": "porten", "lasts": 3600,
        "starts": {"wall": "2026-11-27T18:00", "zone": "Europe/Oslo"}, "rule": "FREQ=WEEKLY",
    }  # fmt: skip
    light = {"house": "h1", "state": "nobody", "who": [], "valid_until": "2026-11-26T20:00:00Z"}
    fake.streams = {
        HOUSE: Stream(
            {
                "house": {"id": "h1", "name": "Huset", "zone": "Europe/Oslo"},
                "light": light, "members": [OLA, EVA], "topics": [],
                "activities": [activity], "answers": [],
            }
        ),
        ROOM: Stream(
            {
                "room": {"id": "r1", "kind": "house", "name": "Huset", "house": "h1"},
                "members": [OLA, EVA], "activities": [], "answers": [], "entries": [],
            }
        ),
    }  # fmt: skip
    fake.happen("message.sent", {"text": "velkommen hjem"})
    fake.handler = answers(fake)


def answers(fake: Fake) -> Callable[[Command], Answer]:
    def lease(command: Command) -> dict[str, Any]:
        until = fake.now + timedelta(seconds=int(str(command.args.get("for", 0))))
        card = {"id": "l1", "house": "h1", "as": "home", "until": until.isoformat(), "show": "name"}
        return {"lease": card}

    def answered(command: Command) -> dict[str, Any]:
        given = {"member": "m1", **command.args}
        fake.happen("activity.answered", given, stream=HOUSE, by="m1")
        return {"answer": given}

    def handle(command: Command) -> Answer:
        match command.name:
            case "message.send":
                return fake.place(command)
            case "home.claim" | "home.end":
                return lease(command)
            case "activity.answer":
                return answered(command)
            case _:
                return Problem(code=ErrorCode.FORBIDDEN, title="No.")

    return handle


async def test_coming_in_shows_the_light_the_rooms_and_what_was_said(
    fake: Fake, signed_in: Open, tmp_path: Path
) -> None:
    furnish(fake)
    paper = Paper()
    async with signed_in() as client:
        chat = asyncio.create_task(
            Chat(client, paper, Place(tmp_path), Texts(Language.BOKMAAL)).run()
        )
        for text in ("Hei, Ola.", "○ Ingen er hjemme", "1 Huset", "Eva: velkommen hjem"):
            await paper.sees(text)
        assert paper.status() == "○ Ingen er hjemme  ·  Huset"
        paper.enter("/quit")
        await chat


async def test_writing(fake: Fake, signed_in: Open, tmp_path: Path) -> None:
    async with chatting(fake, signed_in, tmp_path) as paper:
        paper.enter("er det kaffe?")
        assert await paper.sees("Ola: er det kaffe?") == "13:00 Ola: er det kaffe?"
        await fake.write("ja, kom ned")
        await paper.sees("Eva: ja, kom ned")
        await fake.until(lambda: any(f.type == "seen" and f.seq == 3 for f in fake.heard))


async def test_a_clear_line_when_the_network_is_gone(
    fake: Fake, signed_in: Open, tmp_path: Path
) -> None:
    async with chatting(fake, signed_in, tmp_path) as paper:
        fake.bye = bye(ByeCode.UNAVAILABLE, 0)
        await fake.cut()
        await paper.sees("Venter på nett")
        assert "Venter på nett" in paper.status()
        paper.enter("hei")
        await paper.sees("Venter: hei")
        fake.bye = None
        await paper.sees("Nettet er tilbake")
        await paper.sees("Ola: hei")
        assert "nett" not in paper.status()


async def test_a_block(fake: Fake, signed_in: Open, tmp_path: Path) -> None:
    """What the blocked write is not shown, and a room of the two is not listed."""
    card = {"id": "m2", "name": "Eva", "at": "2026-11-26T12:00:00.000Z"}

    def blocking(command: Command) -> Answer:
        kind = {"member.block": "member.blocked", "member.unblock": "member.unblocked"}
        told = {"block": card} if command.name == "member.block" else {"member": "m2"}
        fake.happen(kind[command.name], told, stream=OWN, by="m1")
        return told

    two = {"room": {"id": "r2", "kind": "direct"}, "members": [OLA, EVA], "entries": []}
    more = {OWN: Stream({"member": OLA, "blocks": []}), "room:r2": Stream(two)}
    async with chatting(fake, signed_in, tmp_path, more) as paper:
        fake.handler = blocking
        paper.enter("/blokker eva")
        await paper.sees("Du hører ikke mer fra Eva")
        paper.enter("/blokker")
        await paper.sees("Blokkert: Eva")
        await fake.write("hører du?")
        paper.enter("/rom 2")
        await paper.sees("Skriv tallet som står foran")
        paper.enter("/opphev Eva")
        seen = list(paper.shown)
        await paper.sees("Du hører fra Eva igjen")
        assert not any("hører du?" in line for line in seen)
        paper.enter("/rom 1")
        await paper.sees("Eva: hører du?")
        paper.enter("/rom 2")
        await paper.sees("Du er i")


async def test_the_light(fake: Fake, signed_in: Open, tmp_path: Path) -> None:
    async with chatting(fake, signed_in, tmp_path) as paper:
        paper.enter("/hjemme 2h")
        await paper.sees("Du er hjemme til 15:00")
        assert fake.commands()[-1].args == {"house": "h1", "as": "home", "for": 7200}
        lit = {"state": "home", "until": "2026-11-26T14:00:00Z", "name": "Ola"}
        light = {"house": "h1", "state": "home", "who": [lit], "valid_until": lit["until"]}
        entry = fake.happen("light.changed", light, stream=HOUSE)
        await fake.say(Entries(type="entries", stream=HOUSE, entries=[entry]))
        await paper.sees("● Noen er hjemme: Ola til 15:00")
        paper.enter("/slukk")
        await paper.sees("Du har slukket lyset ditt")
        assert fake.commands()[-1].args == {"lease": "l1"}
        paper.enter("/slukk")
        await paper.sees("ikke noe lys tent herfra")


async def test_the_week_and_an_answer(fake: Fake, signed_in: Open, tmp_path: Path) -> None:
    async with chatting(fake, signed_in, tmp_path) as paper:
        paper.enter("/uke")
        await paper.sees("1 fredag 27.11. 18:00 Tur, porten")
        paper.enter("/kommer 1")
        await paper.sees("Du kommer til Tur fredag 27.11. 18:00.")
        assert fake.commands()[-1].args["occurrence"] == "a1.20261127T1800"
        answer = {"activity": "a1", "occurrence": "all", "member": "m2", "answer": "coming"}
        entry = fake.happen("activity.answered", answer, stream=HOUSE)
        await fake.say(Entries(type="entries", stream=HOUSE, entries=[entry]))
        # Frames come in order: once this is seen, the answer has come too.
        await fake.write("Eva blir med")
        await paper.sees("Eva blir med")
        paper.enter("/uke")
        assert (await paper.sees("1 fredag")).endswith("· du kommer · kommer: Eva")
        paper.enter("/nei 7")
        await paper.sees("Skriv tallet")


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("/dans", "/dans forstår jeg ikke"),
        ("/hjemme snart", "Skriv hvor lenge"),
        ("/skriv Per", "Fant ingen som heter Per"),
        ("/skriv Eva", "Det kan du ikke gjøre her"),
        ("/rom 9", "Skriv tallet"),
        ("/rom", "*1 Huset"),
        ("/rom 1", "Eva: velkommen hjem"),
        ("/hvem", "Her er: Ola, Eva"),
        ("/lys", "Ingen er hjemme"),
        ("/hjelp", "/avslutt"),
        ("\u200b", "Det kan ikke stemme"),
        ("x" * 8001, "for langt"),
    ],
)
async def test_lines_and_what_they_bring(
    fake: Fake, signed_in: Open, tmp_path: Path, line: str, answer: str
) -> None:
    async with chatting(fake, signed_in, tmp_path) as paper:
        paper.enter(line)
        await paper.sees(answer)


async def test_a_device_that_was_signed_out_ends_the_chat(
    fake: Fake, signed_in: Open, tmp_path: Path
) -> None:
    furnish(fake)
    paper = Paper()
    async with signed_in() as client:
        chat = asyncio.create_task(
            Chat(client, paper, Place(tmp_path), Texts(Language.ENGLISH)).run()
        )
        await paper.sees("/help shows the rest")
        await fake.say(bye(ByeCode.SIGNED_OUT))
        with pytest.raises(SignedOut):
            await chat
