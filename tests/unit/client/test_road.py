"""Which failures to connect end a client, and which pass."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from tests.kit.fake import Fake
from tests.kit.hearing import Open, hear
from utelys_client import Backoff, BadAddress, CaughtUp, Client, NotUtelys, Offline


@asynccontextmanager
async def answering(status: HTTPStatus) -> AsyncIterator[str]:
    def reply(connection: ServerConnection, request: Request) -> Response:
        response = connection.respond(status, "")
        response.headers["Location"] = "ws://127.0.0.1:1/"
        return response

    async def nobody(connection: ServerConnection) -> None: ...

    async with serve(nobody, "127.0.0.1", 0, process_request=reply) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.mark.parametrize("status", [HTTPStatus.NOT_FOUND, HTTPStatus.FOUND, HTTPStatus.FORBIDDEN])
async def test_an_address_that_is_not_ours_ends_it(status: HTTPStatus) -> None:
    async with answering(status) as url, Client(url, "token") as client:
        with pytest.raises(NotUtelys, match="Check the address"):
            await hear(client, CaughtUp)


@pytest.mark.parametrize("status", [HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS])
async def test_a_server_that_is_busy_is_asked_again(status: HTTPStatus) -> None:
    async with (
        answering(status) as url,
        Client(url, "token", backoff=Backoff(0.01, 0.01)) as client,
    ):
        for _ in range(3):
            assert str(status.value) in (await hear(client, Offline)).reason


async def test_nobody_listens_yet(fake: Fake) -> None:
    async with Client("http://127.0.0.1:1", "token", backoff=Backoff(0.01, 0.01)) as client:
        for _ in range(3):
            await hear(client, Offline)
        assert not client.online


async def test_once_it_was_good_no_answer_ends_it(fake: Fake, signed_in: Open) -> None:
    async with signed_in() as client:
        await hear(client, CaughtUp)
        port = int(fake.url.rpartition(":")[2])
        fake.server.close()
        await fake.server.wait_closed()

        def gone(connection: ServerConnection, request: Request) -> Response:
            return connection.respond(HTTPStatus.NOT_FOUND, "")

        async with serve(fake.serve, "127.0.0.1", port, process_request=gone):
            while "404" not in (await hear(client, Offline)).reason:
                pass
        async with serve(fake.serve, "127.0.0.1", port):
            await hear(client, CaughtUp)


def test_a_bad_address_is_said_at_once() -> None:
    with pytest.raises(BadAddress):
        Client("house.example", "token")
