"""Coming in over HTTP, and what may stand in the way."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from utelys_client import BadAddress, NoContact, NotUtelys, Refused, accept_invitation
from utelys_protocol.words import ErrorCode, Language

ACCEPTED: dict[str, Any] = {
    "member": {"id": "m1", "name": "Ola", "stage": "resident", "duties": []},
    "device": {"id": "d1", "name": "laptop", "made_at": "2026-11-26T12:00:00.000Z"},
    "token": "secret",
}
Reply = Callable[[web.Request], web.StreamResponse]


class Door:
    """Answers with one reply after the other; the last one stays."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.asked: list[tuple[str, dict[str, Any]]] = []

    async def open(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.headers["Idempotency-Key"], await request.json()))
        reply = self.replies[0] if len(self.replies) == 1 else self.replies.pop(0)
        return reply(request)


@asynccontextmanager
async def served(door: Door) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/api/v1/commands/invite.accept", door.open)
    async with TestServer(app, host="127.0.0.1") as server:
        yield f"http://127.0.0.1:{server.port}"


def yes(_: web.Request) -> web.Response:
    return web.json_response(ACCEPTED)


def problem(status: int, code: str) -> Reply:
    body = {
        "type": "about:blank",
        "status": status,
        "code": code,
        "title": "Used.",
        "field": "code",
    }

    def reply(_: web.Request) -> web.Response:
        return web.Response(
            status=status, text=json.dumps(body), content_type="application/problem+json"
        )

    return reply


def cut(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def test_a_link_opens_the_door() -> None:
    door = Door(yes)
    async with served(door) as url:
        link = f"{url}/join#CODE"
        came = await accept_invitation(link, "Ola", "laptop", language=Language.NYNORSK)
    assert (came.server, came.member, came.device, came.token) == (url, "m1", "d1", "secret")
    assert "secret" not in repr(came)
    [(_, args)] = door.asked
    assert args == {"code": "CODE", "name": "Ola", "device_name": "laptop", "language": "nn"}


async def test_a_bare_code_needs_a_server() -> None:
    async with served(Door(yes)) as url:
        assert (await accept_invitation("CODE", "Ola", "laptop", server=url)).member == "m1"
    with pytest.raises(BadAddress):
        await accept_invitation("CODE", "Ola", "laptop")


async def test_a_lost_answer_is_asked_for_again_under_the_same_key() -> None:
    door = Door(cut, problem(503, "unavailable"), yes)
    async with served(door) as url:
        assert (await accept_invitation(f"{url}/join#C", "Ola", "laptop")).member == "m1"
    assert len(door.asked) == 3
    assert len({key for key, _ in door.asked}) == 1


async def test_a_used_code_is_refused_in_words() -> None:
    async with served(Door(problem(410, "gone"))) as url:
        with pytest.raises(Refused, match="Used") as refused:
            await accept_invitation(f"{url}/join#C", "Ola", "laptop")
    assert (refused.value.code, refused.value.field) == (ErrorCode.GONE, "code")


@pytest.mark.parametrize("status", [200, 302, 404])
async def test_something_else_answers(status: int) -> None:
    def page(_: web.Request) -> web.Response:
        headers = {"Location": "https://elsewhere.example"} if status == 302 else {}
        return web.Response(status=status, text="<html>", headers=headers)

    async with served(Door(page)) as url:
        with pytest.raises(NotUtelys, match="Check the link"):
            await accept_invitation(f"{url}/join#C", "Ola", "laptop")


async def test_nobody_answers() -> None:
    with pytest.raises(NoContact, match="does not answer"):
        await accept_invitation("http://127.0.0.1:1/join#C", "Ola", "laptop", within=0.1)
