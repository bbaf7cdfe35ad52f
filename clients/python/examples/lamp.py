"""A lamp that is lit while somebody is home: a bridge from a house's light to MQTT.

    python clients/python/examples/lamp.py --join LINK --credentials lamp.json     once
    python clients/python/examples/lamp.py --credentials lamp.json --broker 192.168.1.5

Home Assistant finds it by itself (MQTT discovery) as a binary sensor of the class `light`. It is
`on` while somebody is home and `off` while nobody is. Where the truth is not known it is
`unavailable`: the link is lost, the server is gone, what was said is no longer valid, or this
program has died, which the broker's last will tells. `--lamp TOPIC` also switches a lamp that takes
`ON` and `OFF` on a topic of its own; it has a connection and a last will for itself, since a lamp
that nobody watches must go out and not only be unavailable.

What was said last goes stale too, after `STALE` seconds (`expire_after`): a broker that has died
with the program and comes back alone still has what it kept, and no last will to tell.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiomqtt

from utelys_client import Client, Event, LightTurned, Offline, UtelysError, accept_invitation
from utelys_protocol.light import Light
from utelys_protocol.words import LightState

KEEPALIVE = 15
"""Seconds; a broker that hears nothing for one and a half times as long tells the last will."""

AGAIN = 5.0
"""Seconds until a lost broker is looked for again."""

STALE = 90
"""Seconds after which Home Assistant believes nothing that was not said again."""

REPEAT = 30.0
"""Seconds after which what is so is said again."""

ON, OFF = "ON", "OFF"
ONLINE, OFFLINE = "online", "offline"


@dataclass(frozen=True)
class Shown:
    """What the lamp shows: lit, not lit, or that nobody can know (`lit` None)."""

    lit: bool | None = None

    @property
    def state(self) -> str:
        """For the state topic; what is not known is never lit."""
        return ON if self.lit else OFF

    @property
    def available(self) -> str:
        """For the availability topic."""
        return OFFLINE if self.lit is None else ONLINE


def shown(light: Light) -> Shown:
    """What a light that may be believed looks like on a lamp."""
    if light.state is LightState.UNKNOWN:
        return Shown()
    return Shown(light.state is LightState.HOME)


def after(event: Event, house: str, before: Shown) -> Shown:
    """What the lamp shows after an event of the client."""
    if isinstance(event, Offline):
        # The client may believe what it heard for a while yet. A lamp in a window should not.
        return Shown()
    if isinstance(event, LightTurned) and event.light.house == house:
        return shown(event.light)
    return before


class Lamp:
    """The topics of one house's lamp."""

    def __init__(self, house: str) -> None:
        self.state = f"utelys/{house}/state"
        self.available = f"utelys/{house}/available"
        self.discovery = f"homeassistant/binary_sensor/utelys_{house}/config"
        self._id = f"utelys_{house}"

    def config(self) -> str:
        """What Home Assistant has to know, by its own names."""
        told: dict[str, Any] = {
            "name": "Utelys",
            "unique_id": self._id,
            "device_class": "light",
            "state_topic": self.state,
            "payload_on": ON,
            "payload_off": OFF,
            "availability_topic": self.available,
            "payload_available": ONLINE,
            "payload_not_available": OFFLINE,
            "expire_after": STALE,
            "device": {"identifiers": [self._id], "name": "Utelys"},
        }
        return json.dumps(told)


class Showing:
    """What is to be shown, for those who show it."""

    def __init__(self) -> None:
        self.now = Shown()
        self._changed = asyncio.Condition()

    async def turn(self, after: Shown) -> None:
        """Show something else."""
        async with self._changed:
            self.now = after
            self._changed.notify_all()

    async def each(self) -> AsyncIterator[Shown]:
        """What is to be shown, and from then on every change of it, and the same now and then."""
        while True:
            told = self.now
            yield told
            with suppress(TimeoutError):
                async with asyncio.timeout(REPEAT), self._changed:
                    while self.now == told:
                        await self._changed.wait()


async def show(broker: str, lamp: Lamp, showing: Showing) -> None:
    """Keep Home Assistant told, for as long as the broker is there."""
    async with _broker(broker, aiomqtt.Will(lamp.available, OFFLINE, qos=1, retain=True)) as mqtt:
        await mqtt.publish(lamp.discovery, lamp.config(), qos=1, retain=True)

        async def tell() -> None:
            async for now in showing.each():
                # In this order nobody ever sees an old state as the present one.
                told = [(lamp.state, now.state), (lamp.available, now.available)]
                for topic, payload in told if now.lit is not None else reversed(told):
                    await mqtt.publish(topic, payload, qos=1, retain=True)

        await _while_there(mqtt, tell())


async def switch(broker: str, topic: str, showing: Showing) -> None:
    """Switch a lamp of its own, and out where nothing is known."""
    async with _broker(broker, aiomqtt.Will(topic, OFF, qos=1)) as mqtt:

        async def tell() -> None:
            async for now in showing.each():
                await mqtt.publish(topic, now.state, qos=1)

        await _while_there(mqtt, tell())


@asynccontextmanager
async def _broker(address: str, will: aiomqtt.Will) -> AsyncIterator[aiomqtt.Client]:
    """Be connected, and say the last will oneself when leaving in peace: it is for the dead."""
    host, _, port = address.partition(":")
    async with aiomqtt.Client(host, int(port or 1883), will=will, keepalive=KEEPALIVE) as mqtt:
        try:
            yield mqtt
        finally:
            with suppress(aiomqtt.MqttError):
                await mqtt.publish(will.topic, will.payload, qos=will.qos, retain=will.retain)


async def _while_there(mqtt: aiomqtt.Client, work: Coroutine[Any, Any, None]) -> None:
    """Work until the broker is lost, which only who listens hears."""

    async def listen() -> None:
        async for _ in mqtt.messages:
            pass

    tasks = [asyncio.create_task(work), asyncio.create_task(listen())]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        await _ended(tasks)


async def _ended(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def again_and_again(work: Callable[..., Coroutine[Any, Any, None]], *args: Any) -> None:
    """Do it, and after a lost broker do it again; never returns."""
    while True:
        try:
            await work(*args)
        except aiomqtt.MqttError as error:
            print(f"The broker is not there: {error}. Trying again.", file=sys.stderr)
        await asyncio.sleep(AGAIN)


async def follow(client: Client, house: str | None, started: Callable[[str], Showing]) -> None:
    """Follow the light of a house; `started` gets the house and returns what shows it."""
    showing: Showing | None = None
    async for event in client:
        if showing is None and isinstance(event, LightTurned):
            house = house or event.light.house
            showing = started(house)
        if showing is not None and house is not None:
            await showing.turn(after(event, house, showing.now))


async def run(held: dict[str, str], broker: str, house: str | None, lamp: str | None) -> None:
    """Show the light until told to stop."""
    tasks: list[asyncio.Task[None]] = []

    def started(found: str) -> Showing:
        showing = Showing()
        tasks.append(asyncio.create_task(again_and_again(show, broker, Lamp(found), showing)))
        if lamp is not None:
            tasks.append(asyncio.create_task(again_and_again(switch, broker, lamp, showing)))
        return showing

    try:
        async with Client(held["server"], held["token"], name="lamp 1.0") as client:
            await follow(client, house, started)
    finally:
        await _ended(tasks)


async def join(link: str, credentials: Path) -> None:
    """Come in as a member of its own, with an invitation that a keeper has made."""
    held = await accept_invitation(link, "Lampa", "lamp")
    handle = os.open(credentials, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump({"server": held.server, "token": held.token}, file)


async def _until_stopped(work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.ensure_future(work)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with suppress(asyncio.CancelledError):
        await task


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="A lamp that is lit while somebody is home.")
    parser.add_argument("--credentials", type=Path, required=True, help="file with the lamp's key")
    parser.add_argument("--join", metavar="LINK", help="come in with an invitation, and stop")
    parser.add_argument("--broker", default="127.0.0.1:1883", help="address of the MQTT broker")
    parser.add_argument("--house", help="id of the house; not needed where there is one")
    parser.add_argument("--lamp", metavar="TOPIC", help="topic of a lamp that takes ON and OFF")
    given = parser.parse_args()
    try:
        if given.join:
            asyncio.run(join(given.join, given.credentials))
        else:
            held = json.loads(given.credentials.read_text())
            work = run(held, given.broker, given.house, given.lamp)
            asyncio.run(_until_stopped(work))
    except (OSError, ValueError, UtelysError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
