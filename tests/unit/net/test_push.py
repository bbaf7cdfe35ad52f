"""The way to the push services: where it may lead, and what is heard on it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.kit.house import opened
from utelys.config import BadSettings, Settings, load
from utelys.core.errors import Invalid
from utelys.net.push import PushCarrier, carrying
from utelys.notices.sending import NotPublic
from utelys_protocol.commands.push import PushSubscribe

KEYS = {
    "p256dh": (
        "BIPUL12DLfytvTajnryr2PRdAgXS3HGKiLqndGcJGabyhHheJYlNGCeXl1dn18gSJ1WAkAPIxr4gK0_dQds4yiI"
    ),
    "auth": "FPssNDTKnInHVndSTdbKFw",
}
NOW = datetime(2026, 11, 26, 17, tzinfo=UTC)


class Still:
    def now(self) -> datetime:
        return NOW

    def steady(self) -> float:
        return 0.0


@pytest.fixture
async def carrier() -> AsyncIterator[PushCarrier]:
    async with carrying(Settings(), Still()) as made:
        yield made


def lead_to(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Let names lead to these addresses, one list after the other; returns what was asked."""
    asked: list[str] = []
    given = list(answers)

    async def getaddrinfo(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        found = given.pop(0) if len(given) > 1 else given[0]
        return [
            (
                socket.AF_INET6 if ":" in one else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (one, port),
            )
            for one in found
        ]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo, raising=False)
    return asked


def subscription(endpoint: str) -> PushSubscribe:
    return PushSubscribe.model_validate({"endpoint": endpoint, "keys": KEYS})


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["::1"], ["::ffff:127.0.0.1"], ["169.254.169.254"]],
)
async def test_a_name_that_leads_inside_is_refused_when_subscribing(
    carrier: PushCarrier, monkeypatch: pytest.MonkeyPatch, addresses: list[str]
) -> None:
    lead_to(monkeypatch, addresses)
    with pytest.raises(Invalid, match="public address"):
        await carrier.check(subscription("https://push.example.net/a"))


async def test_a_name_that_leads_outside_is_taken(
    carrier: PushCarrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = lead_to(monkeypatch, ["93.184.216.34", "2606:2800:220:1::1"])
    await carrier.check(subscription("https://push.example.net/a"))
    assert asked == ["push.example.net"]


async def test_a_name_that_leads_elsewhere_the_second_time_is_not_connected_to_and_tried_again(
    carrier: PushCarrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = lead_to(monkeypatch, ["93.184.216.34"], ["127.0.0.1"])
    connected: list[Any] = []

    async def sock_connect(*where: Any) -> None:
        connected.append(where)

    monkeypatch.setattr(asyncio.get_running_loop(), "sock_connect", sock_connect, raising=False)
    await carrier.check(subscription("https://push.example.net/a"))
    assert (await carrier.post("https://push.example.net/a", {}, b"")).status is None
    assert (asked, connected) == (["push.example.net"] * 2, [])


@pytest.mark.parametrize("endpoint", ["http://push.example.net/a", "https://127.0.0.1/a"])
async def test_what_should_never_have_been_stored_is_not_posted_to(
    carrier: PushCarrier, endpoint: str
) -> None:
    with pytest.raises(NotPublic):
        await carrier.post(endpoint, {}, b"")


async def test_a_name_that_cannot_be_found_may_be_found_later(
    carrier: PushCarrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def getaddrinfo(*_: Any, **__: Any) -> list[Any]:
        raise socket.gaierror("no such name")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo, raising=False)
    assert (await carrier.post("https://push.example.net/a", {}, b"")).status is None
    with pytest.raises(Invalid, match="cannot be found"):
        await carrier.check(subscription("https://push.example.net/a"))


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        ("Thu, 26 Nov 2026 17:02:00 GMT", 120),
        ("Thu, 26 Nov 2026 16:59:00 GMT", -60),
        ("soon", None),
        ("", None),
        ("\u0661", None),
        ("Wed, 21 Oct 2026 07:28:099999999999999999999 GMT", None),
    ],
)
async def test_retry_after_is_seconds_or_a_date(
    carrier: PushCarrier, header: str, seconds: int | None
) -> None:
    assert carrier.retry_after({"Retry-After": header}) == seconds


async def test_a_server_for_members_takes_no_subscription_that_leads_inside(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as house:
        for endpoint in ("http://127.0.0.1:8080/a", "https://localhost/a", "https://10.0.0.1/a"):
            args = {"endpoint": endpoint, "keys": KEYS}
            status, problem = await house.post("push.subscribe", args, house.keeper.token)
            assert (status, problem["code"], problem["field"]) == (400, "invalid", "endpoint")
            async with house.phone(house.keeper) as phone:
                result = await phone.command("push.subscribe", **args)
                assert result["error"]["code"] == "invalid"


def test_only_tests_may_post_to_this_machine(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="for tests"):
        load(data=tmp_path, push_allow_private=True)
    with pytest.raises(BadSettings, match="PUSH_CONTACT"):
        load(data=tmp_path, push_contact="somebody")
