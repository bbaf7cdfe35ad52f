"""Tells the application when the light that it may believe changes, also by time alone."""

import asyncio
from typing import Any

from pydantic import ValidationError

from utelys_client import light as lights
from utelys_client.clock import Clock, ServerTime
from utelys_client.events import LightTurned
from utelys_client.mirror import Mirror
from utelys_client.queue import Events
from utelys_protocol.light import Light
from utelys_protocol.words import LightState


class LightWatch:
    """Keeps an eye on the lights of all houses in the mirror."""

    def __init__(self, mirror: Mirror, time: ServerTime, clock: Clock, events: Events) -> None:
        self._mirror = mirror
        self._time = time
        self._clock = clock
        self._events = events
        self._told: dict[str, Light] = {}
        self._look = asyncio.Event()

    def light(self, house: str) -> Light:
        """The light of a house as it may be believed now.

        Whoever looks is told of it too: what they saw here is then always followed by an event
        when it is not so any more.
        """
        light = self._light(house)
        self._tell_one(house, light)
        return light

    def look(self) -> None:
        """Something came from the server: tell at once what that changes."""
        self._tell()
        self._look.set()

    async def run(self) -> None:
        """Tell what time alone changes, when it does; never returns."""
        while True:
            self._look.clear()
            self._tell()
            await self._until(self._next_doubt())

    def _tell(self) -> None:
        for house in self._houses():
            self._tell_one(house, self._light(house))

    def _tell_one(self, house: str, light: Light) -> None:
        told = self._told.get(house)
        if f"house:{house}" not in self._mirror.streams:
            return
        if told is None or (light != told and not _both_unknown(light, told)):
            self._told[house] = light
            self._events.put(LightTurned(light=light))

    def _light(self, house: str) -> Light:
        said = self._said(house)
        if said is None:
            return lights.unknown(house, self._time.now())
        return lights.believed(said, self._time.now(), self._time.silence())

    def _next_doubt(self) -> float | None:
        now, silence = self._time.now(), self._time.silence()
        said = [light for house in self._houses() if (light := self._said(house)) is not None]
        waits = [lights.doubtful_in(light, now, silence) for light in said]
        return min((wait for wait in waits if wait is not None), default=None)

    async def _until(self, seconds: float | None) -> None:
        """Wait so long, or until there is something to look at."""
        waits: list[asyncio.Task[Any]] = [asyncio.create_task(self._look.wait())]
        if seconds is not None:
            waits.append(asyncio.create_task(self._clock.sleep(seconds)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    def _houses(self) -> list[str]:
        streams = self._mirror.streams
        return [name.removeprefix("house:") for name in streams if name.startswith("house:")]

    def _said(self, house: str) -> Light | None:
        """What the server last said, believed or not."""
        state = self._mirror.streams.get(f"house:{house}")
        try:
            return None if state is None else Light.model_validate(state.snapshot.get("light"))
        except ValidationError:
            return None


def _both_unknown(one: Light, other: Light) -> bool:
    """Not knowing is the same, whatever it is that is not known."""
    return one.state == other.state == LightState.UNKNOWN
