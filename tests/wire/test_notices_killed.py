"""`kill -9` on the road of a push: none lost, none doubled but under the same topic, none too late.

The test prints what it saw at each point.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.kit.program import Program, program
from tests.kit.push_service import NOTHING, Browser, PushService, push_service
from tests.kit.until import until

pytestmark = pytest.mark.slow


@dataclass
class Someone:
    """A member with a token."""

    id: str
    token: str


class Night:
    """The real program, a push service, and those who call."""

    def __init__(self, running: Program, service: PushService, http: aiohttp.ClientSession) -> None:
        self.running = running
        self.service = service
        self.http = http

    async def do(self, who: Someone | None, name: str, /, **args: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {who.token}"} if who else {}
        url = f"{self.running.url}/api/v1/commands/{name}"
        async with self.http.post(url, json=args, headers=headers) as answer:
            told: dict[str, Any] = await answer.json(content_type=None)
            assert answer.status == 200, told
            return told

    async def get(self, who: Someone, path: str) -> Any:
        headers = {"Authorization": f"Bearer {who.token}"}
        async with self.http.get(f"{self.running.url}/api/v1{path}", headers=headers) as answer:
            return await answer.json(content_type=None)

    async def come_in(self, name: str, stage: str, *duties: str) -> Someone:
        code = (await self.running.invite(stage, *duties)).partition("#")[2]
        told = await self.do(None, "invite.accept", code=code, name=name, device_name="phone")
        return Someone(told["member"]["id"], told["token"])

    async def has_states(self, who: Someone, *states: str) -> None:
        async def they_have() -> bool:
            told = await self.get(who, "/notices")
            return [one["state"] for one in told["notices"]] == list(states)

        await until(they_have)

    async def killed_and_back(self) -> None:
        await self.running.kill()
        await self.running.start()


@dataclass
class Call:
    """Ola calls, Eva's phone is in her pocket."""

    at: Night
    ola: Someone
    eva: Someone
    phone: Browser
    house: str

    async def raise_ask(self) -> str:
        return str((await self.at.do(self.ola, "ask.raise", house=self.house))["ask"]["id"])


@asynccontextmanager
async def call(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Call]:
    monkeypatch.setenv("UTELYS_PUSH_ALLOW_PRIVATE", "1")
    monkeypatch.setenv("UTELYS_PUSH_TIMEOUT", "60")
    async with (
        push_service() as service,
        program(folder) as running,
        aiohttp.ClientSession() as http,
    ):
        at = Night(running, service, http)
        ola = await at.come_in("Ola", "resident")
        eva = await at.come_in("Eva", "friend", "peer_mentor")
        streams = (await at.get(ola, "/streams"))["streams"]
        (house,) = [one["id"].partition(":")[2] for one in streams if one["kind"] == "house"]
        phone = service.browser("evas")
        await at.do(eva, "push.subscribe", **phone.subscription)
        yield Call(at, ola, eva, phone, house)


async def test_written_and_not_yet_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with call(tmp_path, monkeypatch) as one:
        made = await one.at.do(one.ola, "room.open", kind="direct", members=[one.eva.id])
        await one.at.do(one.ola, "message.send", room=made["room"]["id"], text="Hei")
        await one.at.killed_and_back()
        await one.phone.push(kind="message")
        await one.at.has_states(one.eva, "sent")
        await one.at.killed_and_back()
        await one.at.has_states(one.eva, "sent")
        print("written, killed before anybody looked: pushed once, and not again")


async def test_rung_and_killed_while_the_service_has_not_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with call(tmp_path, monkeypatch) as one:
        one.phone.will_answer(NOTHING)
        await one.raise_ask()
        first = await one.phone.push(kind="ask")
        await one.at.killed_and_back()
        again = await one.phone.push(kind="ask")
        assert (again.topic, again.payload["notice"]) == (first.topic, first.payload["notice"])
        await one.at.has_states(one.eva, "sent")
        print("rung, killed while posting: posted again under the same topic")


async def test_rung_and_put_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with call(tmp_path, monkeypatch) as one:
        one.phone.will_answer(503)
        await one.raise_ask()
        first = await one.phone.push(kind="ask")
        await one.at.has_states(one.eva, "sending")
        await one.at.killed_and_back()
        one.at.running.move_clock(10)
        again = await one.phone.push(kind="ask")
        assert again.topic == first.topic
        await one.at.has_states(one.eva, "sent")
        print("rung, put off, killed: rings at the right time")


async def test_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with call(tmp_path, monkeypatch) as one:
        await one.raise_ask()
        await one.phone.push(kind="ask")
        await one.at.has_states(one.eva, "sent")
        await one.at.killed_and_back()
        await one.at.do(one.eva, "push.test")
        await one.phone.push(kind="test")
        await one.at.has_states(one.eva, "sent", "sent")
        print("rung and sent, killed: not sent again")


async def test_ended_while_the_service_has_not_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with call(tmp_path, monkeypatch) as one:
        one.phone.will_answer(NOTHING)
        ask = await one.raise_ask()
        first = await one.phone.push(kind="ask")
        await one.at.do(one.ola, "ask.withdraw", ask=ask)
        await one.at.killed_and_back()
        await one.phone.push("withdrawn", tag=first.topic)
        await one.at.has_states(one.eva, "withdrawn")
        print("rung, ended while posting, killed: taken away, never rung again")


async def test_ended_while_put_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with call(tmp_path, monkeypatch) as one:
        one.phone.will_answer(503)
        ask = await one.raise_ask()
        await one.phone.push(kind="ask")
        await one.at.has_states(one.eva, "sending")
        await one.at.do(one.ola, "ask.withdraw", ask=ask)
        await one.at.killed_and_back()
        one.at.running.move_clock(60)
        await one.at.do(one.eva, "push.test")
        await one.phone.push(kind="test")
        await one.at.has_states(one.eva, "sent", "withdrawn")
        print("rung, put off, ended, killed: dropped")
