"""A real server on its own folder and any free port, with a clock that the test moves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from tests.kit.phone import PATIENCE, Phone, phone
from utelys.app import Running, serve
from utelys.clocks import SystemClock
from utelys.config import Settings, load
from utelys.store.queries import timers


class HandClock:
    """The machine's clock, moved by hand."""

    def __init__(self) -> None:
        self._system = SystemClock()
        self._offset = timedelta()
        self._passed = timedelta()

    def now(self) -> Any:
        return self._system.now() + self._offset

    @classmethod
    def at(cls, moment: str) -> "HandClock":
        """A clock that stands at a moment when it is made, and goes on from there."""
        clock = cls()
        clock._offset = datetime.fromisoformat(moment) - clock._system.now()
        return clock

    def steady(self) -> float:
        return self._system.steady() + self._passed.total_seconds()

    def move(self, **by: float) -> None:
        """Let time pass, as by `move(hours=1)`."""
        self._offset += timedelta(**by)
        self._passed += timedelta(**by)

    def jump(self, **by: float) -> None:
        """Set the clock, or let the machine sleep: no time passes by the steady clock."""
        self._offset += timedelta(**by)


@dataclass
class Person:
    """Somebody who has come in, and their key."""

    id: str
    device: str
    token: str
    name: str


@dataclass
class House:
    """The running server, and what tests do with it most."""

    running: Running
    clock: HandClock
    http: aiohttp.ClientSession
    keeper: Person

    @property
    def url(self) -> str:
        return self.running.url

    async def post(
        self, name: str, args: dict[str, Any], token: str | None = None, **headers: str
    ) -> tuple[int, dict[str, Any]]:
        """Send a command over HTTP; return the status and the answer."""
        if token:
            headers["Authorization"] = f"Bearer {token}"
        url = f"{self.url}/api/v1/commands/{name}"
        async with self.http.post(url, json=args, headers=headers) as response:
            return response.status, await response.json(content_type=None)

    async def do(self, person: Person, name: str, /, **args: Any) -> dict[str, Any]:
        """Carry out a command as somebody; it is expected to work."""
        status, answer = await self.post(name, args, person.token)
        assert status == 200, answer
        return answer

    async def get(self, person: Person, path: str) -> tuple[int, Any]:
        """Read as somebody."""
        headers = {"Authorization": f"Bearer {person.token}"}
        async with self.http.get(f"{self.url}/api/v1{path}", headers=headers) as response:
            return response.status, await response.json(content_type=None)

    async def state(self, person: Person, stream: str) -> dict[str, Any]:
        """The state of a stream as somebody sees it."""
        status, answer = await self.get(person, f"/streams/{stream}/snapshot")
        assert status == 200, answer
        state: dict[str, Any] = answer["snapshot"]
        return state

    async def entries(self, person: Person, stream: str) -> list[dict[str, Any]]:
        """The newest entries of a stream, oldest first."""
        status, answer = await self.get(person, f"/streams/{stream}/entries?limit=200")
        assert status == 200, answer
        found: list[dict[str, Any]] = answer["entries"]
        return found

    async def invite(self, name: str, stage: str = "resident", /, **args: Any) -> Person:
        """Let somebody new come in."""
        made = await self.do(self.keeper, "invite.create", stage=stage, **args)
        return await accept(self, made["code"], name)

    def phone(self, person: Person, **hello: Any) -> Any:
        """A raw socket of somebody's, hello said and welcome heard."""
        return phone(self.url, person.token, **hello)

    async def time_told(self) -> None:
        """Wait until the clock has done everything that is due by now."""
        parts = self.running.parts
        async with asyncio.timeout(PATIENCE):
            while True:
                async with parts.database.reader() as source:
                    due = await timers.next_due(source)
                # Looked at after that: what was set while we read is due by now, and not later.
                if due is None or due > self.clock.now():
                    return
                await asyncio.sleep(0.02)

    async def house_id(self) -> str:
        """The id of the house that there was first."""
        _, answer = await self.get(self.keeper, "/streams")
        found = min(one["id"] for one in answer["streams"] if one["kind"] == "house")
        return str(found).partition(":")[2]


async def accept(house: House, code: str, name: str) -> Person:
    """Come in with a code."""
    args = {"code": code, "name": name, "device_name": "phone"}
    status, answer = await house.post("invite.accept", args)
    assert status == 200, answer
    return Person(answer["member"]["id"], answer["device"]["id"], answer["token"], name)


@asynccontextmanager
async def opened(
    folder: Path, clock: HandClock | None = None, keeper: Person | None = None, **settings: Any
) -> AsyncIterator[House]:
    """Open a house on a folder; on one that was used before, name the keeper of then."""
    clock = clock or HandClock()
    given: Settings = load(data=folder, port=0, **settings)
    async with serve(given, clock) as running, aiohttp.ClientSession() as http:
        house = House(running, clock, http, keeper or Person("", "", "", ""))
        if running.first is not None:
            house.keeper = await accept(house, running.first.code, "Margrethe")
        yield house


__all__ = ["HandClock", "House", "Person", "Phone", "accept", "opened"]
