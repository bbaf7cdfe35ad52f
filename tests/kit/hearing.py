"""Listening to a client in tests, with a deadline."""

import asyncio
from typing import Protocol, TypeVar

from utelys_client import Client, Event, Happened, LightTurned, Store
from utelys_protocol.light import Light
from utelys_protocol.words import LightState

E = TypeVar("E")
DEADLINE = 10.0


class Open(Protocol):
    """Makes a client of the server under test."""

    def __call__(self, store: Store | None = None, heartbeat: float = 25.0) -> Client: ...


async def hear(client: Client, kind: type[E]) -> E:
    """The next event of this kind; those before it are passed over."""
    async with asyncio.timeout(DEADLINE):
        async for event in client:
            if isinstance(event, kind):
                return event
    raise AssertionError(f"the client ended before a {kind.__name__} came")


async def hear_until(client: Client, kind: type[Event]) -> list[Event]:
    """All events up to and with the first of this kind."""
    heard: list[Event] = []
    async with asyncio.timeout(DEADLINE):
        async for event in client:
            heard.append(event)
            if isinstance(event, kind):
                return heard
    raise AssertionError(f"the client ended before a {kind.__name__} came")


async def hear_texts(client: Client, last: str) -> list[str]:
    """What is written, in the order of hearing, up to and with this text."""
    texts: list[str] = []
    while not texts or texts[-1] != last:
        event = await hear(client, Happened)
        if event.entry.kind == "message.sent":
            texts.append(event.entry.body["text"])
    return texts


async def hear_light(client: Client, state: LightState) -> Light:
    """The light as soon as it is in this state; states in between are passed over."""
    while True:
        light = (await hear(client, LightTurned)).light
        if light.state == state:
            return light
