"""A lamp in a window: lit while somebody is home, and never because nobody knows."""

import asyncio
import json
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiomqtt
import pytest

from examples.lamp import REPEAT, Shown, after, shown
from tests.kit.broker import broker
from tests.kit.house import House, opened
from tests.kit.phone import PATIENCE
from tests.kit.road import road
from tests.kit.until import until
from tools.sizes import ROOT
from utelys_client import LightTurned, Offline
from utelys_protocol.light import Light
from utelys_protocol.words import LightState

LAMP = ROOT / "clients" / "python" / "examples" / "lamp.py"
NOW = datetime(2026, 11, 26, 17, tzinfo=UTC)


class Window:
    """What hangs on the broker: everything that was said on each topic, and waiting for it."""

    def __init__(self, mqtt: aiomqtt.Client) -> None:
        self.now: dict[str, str] = {}
        self._mqtt = mqtt
        self._changed = asyncio.Condition()

    async def watch(self) -> None:
        async for message in self._mqtt.messages:
            assert isinstance(message.payload, bytes)
            async with self._changed:
                self.now[str(message.topic)] = message.payload.decode()
                self._changed.notify_all()

    async def shows(self, patience: float = PATIENCE, **topics: str) -> None:
        """Wait until these topics, by the last part of their names, say this."""

        def as_said() -> bool:
            said = {topic.rpartition("/")[2]: value for topic, value in self.now.items()}
            return all(said.get(name) == value for name, value in topics.items())

        async with asyncio.timeout(patience), self._changed:
            await self._changed.wait_for(as_said)


@asynccontextmanager
async def window(port: int) -> AsyncIterator[Window]:
    async with aiomqtt.Client("127.0.0.1", port) as mqtt:
        seen = Window(mqtt)
        await mqtt.subscribe("#", qos=1)
        task = asyncio.create_task(seen.watch())
        try:
            yield seen
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def lamp(
    house: House, folder: Path, port: int, url: str | None = None
) -> AsyncIterator[Process]:
    """The example as anybody would run it, by way of another address if one is given."""
    made = await house.do(house.keeper, "invite.create", stage="friend")
    credentials = folder / "lamp.json"
    link = f"{url or house.url}/join#{made['code']}"
    process = await asyncio.create_subprocess_exec(
        sys.executable, LAMP, "--credentials", credentials, "--join", link, stderr=PIPE
    )
    _, error = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode == 0, error
    told = ["--broker", f"127.0.0.1:{port}", "--lamp", "porch/lamp"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, LAMP, "--credentials", credentials, *told
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_a_lamp_follows_the_light_and_goes_out_when_the_server_is_gone(
    tmp_path: Path,
) -> None:
    async with broker(tmp_path) as port, window(port) as seen, AsyncExitStack() as stack:
        async with opened(tmp_path / "house") as house:
            process = await stack.enter_async_context(lamp(house, tmp_path, port))
            id_ = await house.house_id()
            await seen.shows(state="OFF", available="online", lamp="OFF")
            told = json.loads(seen.now[f"homeassistant/binary_sensor/utelys_{id_}/config"])
            assert told["state_topic"] == f"utelys/{id_}/state"
            assert told["availability_topic"] == f"utelys/{id_}/available"
            assert (told["device_class"], told["unique_id"]) == ("light", f"utelys_{id_}")
            lease = (await house.do(house.keeper, "home.claim", house=id_))["lease"]
            await seen.shows(state="ON", available="online", lamp="ON")
            await house.do(house.keeper, "home.end", lease=lease["id"])
            await seen.shows(state="OFF", available="online", lamp="OFF")
            await house.do(house.keeper, "home.claim", house=id_)
            await seen.shows(state="ON", available="online", lamp="ON")
        await seen.shows(state="OFF", available="offline", lamp="OFF")
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0


async def test_a_lamp_whose_program_dies_is_unavailable_and_out(tmp_path: Path) -> None:
    async with (
        broker(tmp_path) as port,
        window(port) as seen,
        opened(tmp_path / "house") as house,
        lamp(house, tmp_path, port) as process,
    ):
        await house.do(house.keeper, "home.claim", house=await house.house_id())
        await seen.shows(state="ON", available="online", lamp="ON")
        process.kill()
        await seen.shows(available="offline", lamp="OFF")


async def test_a_broker_that_comes_back_is_told_how_it_is_now(tmp_path: Path) -> None:
    async with opened(tmp_path / "house") as house, AsyncExitStack() as stack:
        id_ = await house.house_id()
        lease = (await house.do(house.keeper, "home.claim", house=id_))["lease"]
        async with broker(tmp_path) as port, window(port) as seen:
            process = await stack.enter_async_context(lamp(house, tmp_path, port))
            await seen.shows(state="ON", available="online", lamp="ON")
        await house.do(house.keeper, "home.end", lease=lease["id"])
        async with broker(tmp_path, port), window(port) as seen:
            await seen.shows(3 * PATIENCE, state="OFF", available="online", lamp="OFF")
            told = json.loads(seen.now[f"homeassistant/binary_sensor/utelys_{id_}/config"])
            assert told["expire_after"] > REPEAT, "what is so is said again before it goes stale"
            await house.do(house.keeper, "home.claim", house=id_)
            await seen.shows(state="ON", available="online", lamp="ON")
            assert process.returncode is None


async def test_what_was_said_ends_with_its_time_though_nothing_says_so(tmp_path: Path) -> None:
    async with (
        broker(tmp_path) as port,
        window(port) as seen,
        opened(tmp_path / "house") as house,
        road(house.url) as way,
        lamp(house, tmp_path, port, way.url),
    ):
        id_ = await house.house_id()
        eva = await house.invite("Eva")
        await house.do(house.keeper, "home.claim", house=id_, **{"for": 3600})
        await seen.shows(state="ON", available="online", lamp="ON")
        house.clock.move(seconds=3590)
        before = way.down
        await house.do(eva, "home.claim", house=id_, **{"as": "reachable"})

        async def heard() -> bool:
            return way.down > before

        await until(heard)
        # From here on the connection looks open, and nothing comes over it any more.
        way.deaf = True
        await seen.shows(2 * PATIENCE, available="offline", lamp="OFF")


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (LightState.HOME, Shown(True)),
        (LightState.REACHABLE, Shown(False)),
        (LightState.EXPECTED, Shown(False)),
        (LightState.NOBODY, Shown(False)),
        (LightState.UNKNOWN, Shown(None)),
    ],
)
def test_only_somebody_at_home_lights_it(state: LightState, expected: Shown) -> None:
    light = Light(house="h", state=state, who=[], valid_until=NOW + timedelta(hours=1))
    assert shown(light) == expected


def test_a_lost_link_and_what_is_no_longer_valid_are_never_lit() -> None:
    lit = Shown(True)
    assert after(Offline(reason="gone", again_in=1.0), "h", lit) == Shown(None)
    doubt = Light(house="h", state=LightState.UNKNOWN, who=[], valid_until=NOW)
    assert after(LightTurned(light=doubt), "h", lit) == Shown(None)
    assert after(LightTurned(light=doubt), "another", lit) == lit
    assert (Shown(None).state, Shown(None).available) == ("OFF", "offline")
