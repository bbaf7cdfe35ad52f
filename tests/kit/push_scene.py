"""Whoever writes or calls, and phones in pockets that are reached by push alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.kit.house import HandClock, House, Person, opened
from tests.kit.push_service import Browser, PushService, push_service
from tests.kit.until import until
from utelys.store.queries import deliveries

SETTINGS: dict[str, Any] = {"test": True, "push_allow_private": True, "push_timeout": 0.3}


@dataclass
class Scene:
    """Eva writes to Ola, whose phone is reached by push and has no socket open."""

    house: House
    service: PushService
    ola: Person
    eva: Person
    browser: Browser
    room: str

    async def write(self, text: str = "Er du der?") -> int:
        placed = await self.house.do(self.eva, "message.send", room=self.room, text=text)
        return int(placed["seq"])

    async def states(self, person: Person | None = None) -> list[str]:
        _, told = await self.house.get(person or self.ola, "/notices")
        return [one["state"] for one in told["notices"]]

    async def until(self, *states: str) -> list[dict[str, Any]]:
        """Wait until the newest notices have these states."""

        async def they_have() -> bool:
            return await self.states() == list(states)

        await until(they_have)
        return (await self.house.get(self.ola, "/notices"))[1]["notices"]  # type: ignore[no-any-return]

    async def answered(self) -> None:
        """Wait until nothing is with the push service any more."""

        async def nothing_is_posted() -> bool:
            async with self.house.running.parts.database.reader() as source:
                return await deliveries.posting(source) == []

        await until(nothing_is_posted)

    async def quiet(self) -> None:
        """Let what is under way come to its end: another test goes there and back."""
        before = len(self.service.browsers)
        other = self.service.browser(f"quiet{before}")
        await self.house.do(self.eva, "push.subscribe", **other.subscription)
        await self.house.do(self.eva, "push.test")
        await other.push(kind="test")
        await self.house.do(self.eva, "push.unsubscribe")


@asynccontextmanager
async def scene(
    folder: Path, clock: HandClock | None = None, **settings: Any
) -> AsyncIterator[Scene]:
    clock = clock or HandClock()
    async with (
        push_service(clock) as service,
        opened(folder, clock, **{**SETTINGS, **settings}) as house,
    ):
        ola, eva = await house.invite("Ola"), await house.invite("Eva")
        made = await house.do(eva, "room.open", kind="direct", members=[ola.id])
        browser = service.browser("olas")
        await house.do(ola, "push.subscribe", **browser.subscription)
        yield Scene(house, service, ola, eva, browser, made["room"]["id"])


@dataclass
class Evening:
    """Eva and Per are peer mentors, each with a phone in the pocket; Ola lives in the house."""

    house: House
    service: PushService
    id: str
    ola: Person
    eva: Person
    per: Person
    evas: Browser
    pers: Browser

    async def raise_ask(self) -> str:
        """Ola calls; returns the ask's id."""
        raised = await self.house.do(self.ola, "ask.raise", house=self.id)
        return str(raised["ask"]["id"])

    async def settled(self) -> None:
        """Wait until no push service is being waited for."""

        async def nothing_is_posted() -> bool:
            async with self.house.running.parts.database.reader() as source:
                return await deliveries.posting(source) == []

        await until(nothing_is_posted)

    async def has_states(self, person: Person, *states: str) -> None:
        async def they_have() -> bool:
            _, told = await self.house.get(person, "/notices")
            return [one["state"] for one in told["notices"]] == list(states)

        await until(they_have)


@asynccontextmanager
async def evening(folder: Path, **settings: Any) -> AsyncIterator[Evening]:
    clock = HandClock()
    async with (
        push_service(clock) as service,
        opened(folder, clock, **{**SETTINGS, **settings}) as house,
    ):
        ola = await house.invite("Ola")
        eva = await house.invite("Eva", "friend", duties=["peer_mentor"])
        per = await house.invite("Per", "friend", duties=["peer_mentor"])
        evas, pers = service.browser("evas"), service.browser("pers")
        await house.do(eva, "push.subscribe", **evas.subscription)
        await house.do(per, "push.subscribe", **pers.subscription)
        yield Evening(house, service, await house.house_id(), ola, eva, per, evas, pers)
