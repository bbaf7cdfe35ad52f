"""The chat: what the client hears and what the person enters, one after the other."""

import asyncio
from datetime import datetime

from rich.text import Text

from utelys_client import views
from utelys_client.client import Client
from utelys_client.errors import Ended, Refused
from utelys_client.events import (
    Answered,
    CaughtUp,
    Connected,
    Event,
    Happened,
    Left,
    LightTurned,
    Offline,
)
from utelys_client.terminal import doing
from utelys_client.terminal.lines import Line, Wish, read
from utelys_client.terminal.place import Place
from utelys_client.terminal.safe import clean
from utelys_client.terminal.screen import Screen
from utelys_client.terminal.texts import Texts
from utelys_client.terminal.wording import Wording
from utelys_protocol.cards import RoomCard
from utelys_protocol.together import ActivityCancelled, ActivityPlanned

SHOWN_ON_ENTERING = 15

LAST_WORDS = 10.0
"""Seconds that the end waits for what is on its way."""


class Chat:
    """One person in front of one terminal."""

    def __init__(self, client: Client, screen: Screen, place: Place, texts: Texts) -> None:
        self.client = client
        self.screen = screen
        self.place = place
        self.texts = texts
        self.room: str | None = None
        self.listed: list[str] = []
        self._ready = asyncio.Event()
        self._lost = False
        self._sending: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Go on until the person leaves or the server ends it.

        Raises:
            Ended: the server has.
        """
        hearing = asyncio.create_task(self._hear())
        entering = asyncio.create_task(self._enter())
        await asyncio.wait({hearing, entering}, return_when=asyncio.FIRST_COMPLETED)
        for task in (hearing, entering, *self._sending):
            task.cancel()
        results = await asyncio.gather(hearing, entering, *self._sending, return_exceptions=True)
        for result in results:
            if isinstance(result, Exception):
                raise result

    # What there is.

    @property
    def zone(self) -> str:
        """The zone of the house's wall."""
        houses = views.houses(self.client.streams)
        return houses[0].zone if houses else "Europe/Oslo"

    @property
    def now(self) -> datetime:
        """The server's time."""
        return self.client.time.now()

    @property
    def wording(self) -> Wording:
        """How to say things here and now."""
        return Wording(self.texts, self.zone, self.now)

    def status(self) -> str:
        """The line that stays: the light, the room, and whether there is a network."""
        words = self.wording
        houses = views.houses(self.client.streams)
        parts = [words.lamp(self.client.light(house.id)).plain for house in houses[:2]]
        room = views.room(self.client.streams, self.room) if self.room else None
        parts += [words.room(room, self.client.member)] if room else []
        parts += [] if self.client.online else [self.texts("net.short")]
        return "  ·  ".join(parts)

    def say(self, key: str, **fill: object) -> None:
        """Show a text of the catalogue."""
        self.screen.show(Text(self.texts(key, **fill), style="dim"))

    # What is heard.

    async def _hear(self) -> None:
        async for event in self.client:
            self._show(event)
            self.screen.refresh()

    def _show(self, event: Event) -> None:
        match event:
            case CaughtUp():
                self._greet()
            case Offline():
                if not self._lost:
                    self._lost = True
                    self.screen.show(Text(self.texts("net.waiting"), style="yellow"))
                if self.client.streams:
                    self._greet()
            case Connected() if self._lost:
                self._lost = False
                self.say("net.back")
            case LightTurned(light=light) if self._ready.is_set():
                self.screen.show(self.wording.lamp(light))
            case Happened() if self._ready.is_set():
                self._happened(event)
            case Left(stream=stream) if stream == f"room:{self.room}":
                self.room = None
                self.say("room.gone")
            case Answered(error=problem) if problem is not None:
                self.say("not.sent", text=self.texts.refusal(problem.code))
            case _:
                pass

    def _greet(self) -> None:
        if self._ready.is_set():
            return
        self._ready.set()
        me = views.members(self.client.streams).get(self.client.member or "")
        self.screen.show(Text(self.texts("hello", name=clean(me.name) if me else ""), style="bold"))
        doing.light(self)
        doing.rooms(self)
        home = next((one for one in views.rooms(self.client.streams) if one.kind == "house"), None)
        if home is not None:
            self.go_into(home)
        self.say("hint")

    def go_into(self, room: RoomCard) -> None:
        """Be in a room from here on, and show what was said last."""
        self.room = room.id
        words, members = self.wording, views.members(self.client.streams)
        self.say("here", room=words.room(room, self.client.member))
        hidden = views.blocked(self.client.streams)
        for entry in views.newest(self.client.streams, room.id)[-SHOWN_ON_ENTERING:]:
            if entry.by in hidden:
                continue
            if (line := words.entry(entry, members)) is not None:
                self.screen.show(line)
        self._seen(room.id)

    def _happened(self, event: Happened) -> None:
        words = self.wording
        match event.body:
            case ActivityPlanned(activity=card):
                self.say(
                    "planned",
                    title=clean(card.title),
                    place=clean(card.place),
                    at=card.starts.wall.replace("T", " "),
                )
            case ActivityCancelled(activity=card):
                self.say("called.off", title=clean(card.title))
            case _ if event.stream.startswith("room:"):
                self._said(event, words)
            case _:
                pass

    def _said(self, event: Happened, words: Wording) -> None:
        line = words.entry(event.entry, views.members(self.client.streams))
        if line is None or event.entry.by in views.blocked(self.client.streams):
            return
        id_ = event.stream.removeprefix("room:")
        room = views.room(self.client.streams, id_)
        if id_ != self.room and room is not None:
            line = Text(f"[{words.room(room, self.client.member)}] ", style="cyan") + line
        self.screen.show(line)
        self._seen(id_)

    def _seen(self, room: str) -> None:
        state = self.client.state(f"room:{room}")
        if state is not None:
            self.client.seen(f"room:{room}", state.seq)

    # What is entered.

    async def _enter(self) -> None:
        async for text in self.screen.lines(self.status):
            line = read(text)
            if line.wish is Wish.QUIT:
                break
            if text.strip():
                self._start(line)
        # What was entered last may still be on its way; without a network it is kept for next time.
        if self._sending and not self._lost:
            await asyncio.wait(self._sending, timeout=LAST_WORDS)

    def _start(self, line: Line) -> None:
        """Begin what a line asks for; the next line need not wait for it."""
        task = asyncio.create_task(self._do(line))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _do(self, line: Line) -> None:
        await self._ready.wait()
        try:
            await doing.WAYS[line.wish](self, line)
        except Refused as error:
            self.say("not.sent", text=self.texts.refusal(error.code))
        except Ended:
            return
