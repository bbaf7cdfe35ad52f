"""Playing the evening from its first knock to its last check."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from utelys.cli.demo.evening import Evening, must
from utelys.cli.demo.guest import Guest, guest
from utelys.cli.demo.house import NotAsItShould, PlayHouse
from utelys.cli.demo.telling import Teller
from utelys.cli.fail import fail
from utelys.clocks import SystemClock
from utelys.core.ids import kind_of
from utelys_client import CaughtUp, Client, UtelysError, views
from utelys_protocol.commands.invites import InviteCreate
from utelys_protocol.words import Duty, Stage

ZONE = "Europe/Oslo"
THURSDAY = 3


def run() -> None:
    """Play; exit 1 with one plain line if anything is not as it should be."""
    try:
        asyncio.run(play())
    except (NotAsItShould, UtelysError, OSError) as error:
        fail(str(error))
    except KeyboardInterrupt:
        fail("The demo was broken off.")


async def play() -> None:
    """Play the three stories in a house of their own.

    Raises:
        NotAsItShould: something is not as it should be.
    """
    teller = Teller(ZONE)
    with tempfile.TemporaryDirectory(prefix="utelys-demo-") as folder:
        async with (
            PlayHouse(Path(folder), a_thursday()) as house,
            _gathered(house, teller) as evening,
        ):
            await evening.after_work()
            await evening.the_walk()
            await evening.the_light_does_not_lie()
            count = await _check(evening)
    teller.end(f"Three stories, as promised: {count} entries, each heard once and in order.")


def a_thursday() -> datetime:
    """Half past five on the next Thursday but one, so that it lies ahead whatever day it is."""
    now = SystemClock().now().astimezone(ZoneInfo(ZONE))
    day = now + timedelta(days=7 + (THURSDAY - now.weekday()) % 7)
    return day.replace(hour=17, minute=30, second=0, microsecond=0)


@asynccontextmanager
async def _gathered(house: PlayHouse, teller: Teller) -> AsyncIterator[Evening]:
    """Let the four come in, and be told who they are."""
    async with AsyncExitStack() as stack:
        margrethe = await stack.enter_async_context(
            guest(house, "Margrethe", await house.first_link())
        )
        home = views.houses(margrethe.client.streams)[0]

        async def invited(name: str, stage: Stage, *duties: Duty) -> Guest:
            invite = InviteCreate(stage=stage, duties=list(duties), house=home.id)
            made = await margrethe.client.do(invite)
            link = f"{house.url}/join#{made.code}"
            return await stack.enter_async_context(guest(house, name, link))

        ola = await invited("Ola", Stage.RESIDENT)
        eva = await invited("Eva", Stage.RESIDENT, Duty.GROUP_LEADER)
        per = await invited("Per", Stage.FORMER_RESIDENT)
        evening = Evening(house, teller, margrethe, ola, eva, per, home.id, home.zone)
        teller.title("A Thursday at the house")
        evening.say(margrethe, "is the first to come in, as keeper, and invites the others")
        for one in (ola, eva, per):
            evening.say(one, "comes in with the link")
        yield evening


async def _check(evening: Evening) -> int:
    """Hold what each client has against what a fresh one gets; return how many entries it was."""
    count = 0
    for one in evening.everybody:
        fresh = await _fresh(evening.house, one)
        held = {name: _shown(state.snapshot) for name, state in one.client.streams.items()}
        must(held.keys() == fresh.keys(), f"{one.name} has other rooms than a fresh start gives.")
        for name, snapshot in fresh.items():
            kind = kind_of(name)
            must(held[name] == snapshot, f"What {one.name} has of a {kind} is not what is so.")
        count += sum(map(len, one.entries.values()))
    return count


async def _fresh(house: PlayHouse, one: Guest) -> dict[str, Any]:
    """What a device gets that begins with nothing."""
    async with Client(house.url, one.credentials.token, clock=house.clock) as client:
        async for event in client:
            if isinstance(event, CaughtUp):
                return {name: _shown(at.snapshot) for name, at in client.streams.items()}
    raise NotAsItShould(f"{one.name} could not start afresh.")


def _shown(snapshot: dict[str, Any]) -> dict[str, Any]:
    """A state without how long its light may be believed: a fresh start may promise more."""
    light = snapshot.get("light")
    return snapshot | {"light": light | {"valid_until": None}} if light else snapshot
