"""Whatever comes over HTTP gets a clear answer in the one form that refusals have."""

import asyncio
import json
from typing import Any
from urllib.parse import quote

import pytest

from tests.kit.house import House
from tests.kit.raw import Wire, handshake, wire

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROUTES = (
    "/api/v1/me",
    "/api/v1/streams",
    "/api/v1/streams/room:a/entries",
    "/api/v1/streams/room:a/snapshot",
    "/api/v1/openapi.json",
    "/api/v1/socket",
    "/healthz",
    "/readyz",
    "/metrics",
)


def request(
    method: str = "POST",
    path: str = "/api/v1/commands/room.leave",
    body: bytes | None = b'{"room":"nowhere"}',
    version: str = "HTTP/1.1",
    **headers: str,
) -> bytes:
    """A request as bytes. Names of headers are written with `_` for `-`."""
    given = {"Host": "127.0.0.1"} | headers
    if body is not None:
        given["Content-Length"] = str(len(body))
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in given.items())
    return f"{method} {path} {version}\r\n{lines}\r\n".encode("latin-1") + (body or b"")


def bearer(house: House) -> str:
    return f"Bearer {house.keeper.token}"


async def refused(one: Wire) -> tuple[int, dict[str, Any]]:
    """Read an answer that must be a refusal in words."""
    status, headers, body = await one.answer()
    assert headers["content-type"].startswith("application/problem+json"), (status, body)
    problem = json.loads(body)
    assert problem["status"] == status
    assert problem["type"] == f"urn:utelys:problem:{problem['code']}"
    assert problem["title"].endswith(".")
    assert b"Traceback" not in body
    return status, problem


async def ask(house: House, data: bytes) -> tuple[int, dict[str, Any]]:
    async with wire(house.url) as one:
        await one.send(data)
        return await refused(one)


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
async def test_the_wrong_method(shared: House, path: str, method: str) -> None:
    status, problem = await ask(shared, request(method, path, None))
    assert (status, problem["code"]) == (405, "invalid")


async def test_the_wrong_method_for_a_command(shared: House) -> None:
    async with wire(shared.url) as one:
        await one.send(request("GET", body=None, Authorization=bearer(shared)))
        status, headers, _ = await one.answer()
        assert status == 405
        assert headers["allow"] == "POST"


UNKNOWN = (
    "/api/v1/nothing",
    "/api/v1",
    "/api/v2/me",
    "/api/v1/me/",
    "//api/v1/me",
    "/api/v1/commands",
    "/api/v1/commands/",
    "/api/v1/commands/message.send/again",
    "/api/v1/streams/",
    "/api/v1/streams/room:a",
    "/api/v1/streams/room:a/b/entries",
    "/../../../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/..%2f..%2fetc%2fpasswd",
    "/assets/../../../server.json",
    "/assets/..%2f..%2futelys.sqlite3",
    "/%00",
    "/%ff%fe",
    "/wp-login.php",
    "/.env",
    "/.git/config",
    "/" + "a" * 4000,
)


@pytest.mark.parametrize("path", UNKNOWN)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_an_unknown_address(shared: House, path: str, method: str) -> None:
    status, problem = await ask(shared, request(method, path, None))
    assert (status, problem["code"]) == (404, "not_found")


STREAMS = (
    "room:nowhere",
    "room:",
    ":",
    "kitchen:a",
    "room:../../x",
    "room:..%2f..%2fetc%2fpasswd",
    "%2e%2e",
    "room:a%00",
    "room:%ff%fe",
    "room:%f0%9f%98%80",
    "room:a'--",
    "member:%s",
    "house:" + "x" * 3000,
    "room:a%0d%0aX-Evil:%201",
)


@pytest.mark.parametrize("stream", STREAMS)
@pytest.mark.parametrize("what", ["entries", "snapshot"])
async def test_streams_that_are_none(shared: House, stream: str, what: str) -> None:
    path = f"/api/v1/streams/{stream}/{what}"
    status, problem = await ask(shared, request("GET", path, None, Authorization=bearer(shared)))
    assert (status, problem["code"]) == (404, "not_found")


QUERIES: dict[str, str] = {
    "after=x": "after",
    "after=": "after",
    "after=-1": "after",
    "after=1.5": "after",
    "after=9007199254740993": "after",
    "after=" + "9" * 5000: "after",
    "after=NaN": "after",
    "after=%00": "after",
    "after=%ff": "after",
    "after=null": "after",
    "before=1e999": "before",
    "before=-0.5": "before",
    "limit=0": "limit",
    "limit=201": "limit",
    "limit=all": "limit",
    "limit=-1": "limit",
    "order=desc": "order",
    "after[]=1": "after[]",
    "=1": "",
    "%ff=1": "",
}


@pytest.mark.parametrize("query", QUERIES)
async def test_queries_that_make_no_sense(shared: House, query: str) -> None:
    path = f"/api/v1/streams/house:{await shared.house_id()}/entries?{query}"
    status, problem = await ask(shared, request("GET", path, None, Authorization=bearer(shared)))
    assert (status, problem["code"]) == (400, "invalid")
    if QUERIES[query]:
        assert problem["field"] == QUERIES[query]


@pytest.mark.parametrize("query", ["after=0&before=0", "before=0", "after=9007199254740992", ""])
async def test_queries_for_nothing_or_anything(shared: House, query: str) -> None:
    status, page = await shared.get(
        shared.keeper, f"/streams/house:{await shared.house_id()}/entries?{query}"
    )
    assert status == 200
    assert query == "" or page["entries"] == []


KEYS = ("", " ", "å", "a b", "x" * 129, "\x80\xff", "a\tb", "nøkkel")


@pytest.mark.parametrize("key", KEYS)
async def test_an_odd_id_of_a_command(shared: House, key: str) -> None:
    data = request(Authorization=bearer(shared), Idempotency_Key=key)
    status, problem = await ask(shared, data)
    assert (status, problem["code"], problem["field"]) == (400, "invalid", "Idempotency-Key")


async def test_a_command_without_an_id_is_carried_out(shared: House) -> None:
    status, problem = await ask(shared, request(Authorization=bearer(shared)))
    assert (status, problem["code"], problem["field"]) == (404, "not_found", "room")


BODIES: dict[str, bytes] = {
    "not JSON": b"hei",
    "not UTF-8": b'{"room":"\xff"}',
    "a list": b"[]",
    "text": b'"room"',
    "null": b"null",
    "half": b'{"room":',
    "two": b"{}{}",
    "deep": b"[" * 30_000,
    "deep within": b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    "a lone surrogate": b'{"room":"\\ud800"}',
    "NaN": b'{"room":NaN}',
    "a huge number": b'{"room":' + b"1" * 60_000 + b"}",
    "a byte order mark": b'\xef\xbb\xbf{"room":"nowhere"}',
    "another encoding": '{"room":"nowhere"}'.encode("utf-16"),
    "a form": b"room=nowhere",
    "zero bytes": b"\x00" * 100,
}


@pytest.mark.parametrize("name", BODIES)
async def test_bodies_that_are_no_arguments(shared: House, name: str) -> None:
    status, problem = await ask(shared, request(body=BODIES[name], Authorization=bearer(shared)))
    assert (status, problem["code"]) == (400, "invalid")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "image/png", "x"]
)
async def test_another_content_type(shared: House, kind: str) -> None:
    """A page of another site may send a form and no JSON: that difference is part of the guard."""
    data = request(Authorization=bearer(shared), Content_Type=kind)
    status, problem = await ask(shared, data)
    assert (status, problem["code"], problem["field"]) == (400, "invalid", "Content-Type")


@pytest.mark.parametrize("size", [65_537, 1 << 20])
async def test_a_body_over_the_limit_is_told_the_limit(shared: House, size: int) -> None:
    body = b'{"room":"nowhere"}'.ljust(size)
    status, problem = await ask(shared, request(body=body, Authorization=bearer(shared)))
    assert (status, problem["code"]) == (413, "too_large")
    assert "64 KiB" in problem["title"]


async def test_a_body_that_claims_to_be_huge(shared: House) -> None:
    head = request(body=None, Authorization=bearer(shared), Content_Length=str(1 << 40))
    status, problem = await ask(shared, head + b"{")
    assert (status, problem["code"]) in ((413, "too_large"), (408, "invalid"))


async def test_a_chunked_body_that_goes_on_and_on(shared: House) -> None:
    async with wire(shared.url) as one:
        head = request(body=None, Authorization=bearer(shared), Transfer_Encoding="chunked")
        await one.send(head)
        for _ in range(40):
            await one.send(b"1000\r\n" + b" " * 4096 + b"\r\n")
        status, problem = await refused(one)
        assert (status, problem["code"]) == (413, "too_large")


@pytest.mark.parametrize("sent", [b"", b"{", b'5\r\n{"a":'])
async def test_a_body_that_never_ends(shared: House, sent: bytes) -> None:
    """Who has announced a body and goes silent is told so, and does not hold a place for ever."""
    kind = {"Transfer_Encoding": "chunked"} if b"\r\n" in sent else {"Content_Length": "100"}
    async with wire(shared.url) as one:
        await one.send(request(body=None, Authorization=bearer(shared), **kind) + sent)
        status, problem = await refused(one)
        assert (status, problem["code"]) == (408, "invalid")
        await one.gone()
        assert one.reader.at_eof()


@pytest.mark.parametrize(
    "chunk", [b"zz\r\n{}\r\n", b"-1\r\n{}", b"5\r\n{}\r\n0\r\n\r\n", b"ffffffffffffffffff\r\n{}"]
)
async def test_chunks_that_are_none(shared: House, chunk: bytes) -> None:
    head = request(body=None, Authorization=bearer(shared), Transfer_Encoding="chunked")
    status, _ = await ask(shared, head + chunk)
    assert status in (400, 408)


TOKENS = ("", "x", "Bearer", "Bearer ", "Bearer x", "Basic eDp5", "Bearer \xff\xfe", "Bearer å")


@pytest.mark.parametrize("header", TOKENS)
async def test_keys_that_open_nothing(shared: House, header: str) -> None:
    data = request("GET", "/api/v1/me", None, Authorization=header)
    status, problem = await ask(shared, data)
    assert (status, problem["code"]) == (401, "unauthenticated")


async def test_a_cookie_that_opens_nothing(shared: House) -> None:
    for cookie in ("utelys=x", "utelys=\xff\xfe", "utelys", "utelys=", "=;;=utelys"):
        status, problem = await ask(shared, request("GET", "/api/v1/me", None, Cookie=cookie))
        assert (status, problem["code"]) == (401, "unauthenticated")


NOT_HTTP: dict[str, bytes] = {
    "a greeting": b"hei\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200 + b"\r\n\r\n",
    "zero bytes": b"\x00" * 100 + b"\r\n\r\n",
    "an unknown method": b"BREW /api/v1/me HTTP/1.1\r\nHost: a\r\n\r\n",
    "a version that is none": b"GET / HTTP/9.9.9\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a header without a colon": b"GET / HTTP/1.1\r\nHost: a\r\nOla Eva\r\n\r\n",
    "a header with a zero byte": b"GET / HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n",
    "a long header": b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 20_000 + b"\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: a\r\n" * 500 + b"\r\n",
    "a long address": b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "a length that is none": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    "a length and chunks": request(Transfer_Encoding="chunked"),
    "an unknown coding": request(body=None, Transfer_Encoding="gzip, ola"),
}


@pytest.mark.parametrize("name", NOT_HTTP)
async def test_what_is_not_http(shared: House, name: str) -> None:
    status, problem = await ask(shared, NOT_HTTP[name])
    assert (status, problem["code"]) == (400, "invalid")


SOCKETS: dict[str, dict[str, str]] = {
    "another version": {"Sec-WebSocket-Version": "99"},
    "no key": {"Sec-WebSocket-Key": ""},
    "a short key": {"Sec-WebSocket-Key": "eA=="},
    "another upgrade": {"Upgrade": "h2c"},
    "no upgrade": {"Connection": "close"},
}


@pytest.mark.parametrize("name", SOCKETS)
async def test_a_socket_that_is_not_asked_for_rightly(shared: House, name: str) -> None:
    status, problem = await ask(shared, handshake(**SOCKETS[name]))
    assert (status, problem["code"]) == (400, "invalid")


@pytest.mark.parametrize("protocol", ["mqtt", "utelys.v2, Ola Eva", "å"])
async def test_a_socket_for_another_language(shared: House, protocol: str) -> None:
    """Which languages a client speaks is not written into the log either."""
    status, problem = await ask(shared, handshake(**{"Sec-WebSocket-Protocol": protocol}))
    assert (status, problem["code"], problem["field"]) == (400, "invalid", "Sec-WebSocket-Protocol")


async def test_a_socket_for_a_page_from_elsewhere(shared: House) -> None:
    data = handshake(Origin="https://evil.example", Cookie=f"utelys={shared.keeper.token}")
    status, problem = await ask(shared, data)
    assert (status, problem["code"]) == (403, "forbidden")


async def test_a_silent_line_is_let_go(shared: House) -> None:
    """Who opens a line and says nothing, or half a request, does not hold a place for ever."""
    for data in (b"", b"GET /api/v1/me HT", request("GET", "/healthz", None)[:-2]):
        async with wire(shared.url) as one:
            await one.send(data)
            await one.gone()
            assert one.reader.at_eof()


async def test_the_others_notice_nothing(shared: House) -> None:
    async with shared.phone(shared.keeper) as phone:
        room = (await phone.do("room.open", kind="group", name="Tur"))["room"]["id"]
        await phone.reset(f"room:{room}")
        many = [*NOT_HTTP.values(), *(request(body=body) for body in BODIES.values())]
        for n, data in enumerate(many):
            async with wire(shared.url) as one:
                await one.send(data)
                await phone.do("message.send", room=room, text=f"n{n}")
                assert (await phone.entry(f"room:{room}", "message.sent"))["body"][
                    "text"
                ] == f"n{n}"


async def test_many_requests_at_once_on_one_line(shared: House) -> None:
    good = request("GET", "/api/v1/me", None, Authorization=bearer(shared))
    async with wire(shared.url) as one:
        await one.send(good * 30)
        for _ in range(30):
            status, _, _ = await one.answer()
            assert status == 200


async def test_paths_are_read_as_they_are_meant(shared: House) -> None:
    stream = quote(f"house:{await shared.house_id()}", safe="")
    status, _ = await shared.get(shared.keeper, f"/streams/{stream}/entries")
    assert status == 200
    async with asyncio.timeout(5):
        assert (await shared.get(shared.keeper, "/me"))[0] == 200


@pytest.mark.parametrize("room", ["", "nowhere", "\xff\xfe", "å"])
async def test_a_file_for_no_room(shared: House, room: str) -> None:
    data = request(path="/api/v1/files", Authorization=bearer(shared), Utelys_Room=room)
    status, problem = await ask(shared, data)
    assert (status, problem["code"], problem["field"]) == (404, "not_found", "Utelys-Room")
