"""Somebody in the play: a real client, and somebody who notes everything that it hears."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

from utelys.cli.demo.house import NotAsItShould, PlayHouse, Road
from utelys_client import (
    Backoff,
    CaughtUp,
    Client,
    Credentials,
    Happened,
    LightTurned,
    Offline,
    Replaced,
    accept_invitation,
)
from utelys_protocol.frames import Entry
from utelys_protocol.light import Light
from utelys_protocol.words import LightState

PATIENCE = 10.0


class Guest:
    """A member with one device."""

    def __init__(self, name: str, client: Client, road: Road, credentials: Credentials) -> None:
        self.name = name
        self.client = client
        self.road = road
        self.id = credentials.member
        self.credentials = credentials
        self.online = False
        self.entries: dict[str, list[Entry]] = defaultdict(list)
        self.heard_at: dict[tuple[str, int], datetime] = {}
        self.lights: list[LightState] = []
        self._from: dict[str, int] = {}
        self._more = asyncio.Event()

    async def listen(self) -> None:
        """Note what the client hears, until it ends.

        Raises:
            NotAsItShould: an entry came twice, or out of its order.
        """
        async for event in self.client:
            match event:
                case Happened(stream=stream, entry=entry):
                    self._note(stream, entry)
                case Replaced(stream=stream, seq=seq):
                    self._from[stream] = seq
                    self.entries[stream].clear()
                case LightTurned(light=light):
                    self.lights.append(light.state)
                case CaughtUp():
                    self.online = True
                case Offline():
                    self.online = False
                case _:
                    pass
            self._more.set()

    def _note(self, stream: str, entry: Entry) -> None:
        noted = self.entries[stream]
        last = noted[-1].seq if noted else self._from.get(stream, 0)
        if entry.seq != last + 1:
            raise NotAsItShould(f"{self.name} heard entry {entry.seq} of a stream after {last}.")
        noted.append(entry)
        self.heard_at[stream, entry.seq] = self.client.time.now()

    async def until(self, true: Callable[[], bool], what: str) -> None:
        """Wait until something is so.

        Raises:
            NotAsItShould: it did not come about in time; `what` says what did not.
        """
        try:
            async with asyncio.timeout(PATIENCE):
                while not true():
                    self._more.clear()
                    await self._more.wait()
        except TimeoutError:
            raise NotAsItShould(f"{self.name}: {what} did not come about.") from None

    async def is_online(self, online: bool) -> None:
        """Wait until the client has the server, or has noticed that it has not."""
        what = "the way to the server" if online else "the loss of the network"
        await self.until(lambda: self.online is online, what)

    async def sees_light(self, house: str, state: LightState) -> Light:
        """Wait until this client's light is so."""
        await self.until(lambda: self.client.light(house).state == state, f"the light {state}")
        return self.client.light(house)

    async def reads(self, room: str, text: str) -> Entry:
        """Wait until this is written in a room."""

        def found() -> list[Entry]:
            heard = self.entries[f"room:{room}"]
            return [one for one in heard if one.body.get("text") == text]

        await self.until(lambda: bool(found()), f"the message {text!r}")
        if len(found()) > 1:
            raise NotAsItShould(f"{self.name} got {text!r} more than once.")
        return found()[0]

    async def hears(self, stream: str, kind: str, times: int = 1) -> Entry:
        """Wait until so many entries of a kind have come in a stream; return the last."""

        def found() -> list[Entry]:
            return [one for one in self.entries[stream] if one.kind == kind]

        await self.until(lambda: len(found()) >= times, f"{kind}")
        return found()[-1]

    def late(self, stream: str, entry: Entry, due: datetime) -> timedelta:
        """How long after a moment an entry was heard here."""
        return self.heard_at[stream, entry.seq] - due


@asynccontextmanager
async def guest(house: PlayHouse, name: str, link: str) -> AsyncIterator[Guest]:
    """Let somebody come in with an invitation, on a road of their own."""
    road = Road(house)
    async with road.laid():
        credentials = await accept_invitation(link, name, f"{name}'s phone")
        client = Client(
            road.url, credentials.token, clock=house.clock, backoff=Backoff(0.1, 0.5), name="demo"
        )
        async with client:
            one = Guest(name, client, road, credentials)
            listening = asyncio.create_task(one.listen())
            try:
                await one.is_online(True)
                yield one
            finally:
                listening.cancel()
                with suppress(asyncio.CancelledError):
                    await listening
