"""The doors of a real server, fed with what is nearly right: a refusal, never a failure."""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes, urlsplit

import pytest

from tests.fuzz.feeding import COMMANDS, PATIENCE, UP, fed
from tests.fuzz.mutating import STRANGE, mutated, strange
from tests.fuzz.test_parsers import CALENDARS, PICTURES
from tests.kit.house import House, opened
from tests.kit.logs import watched_logs
from tests.kit.raw import CLOSE, TEXT, client_frame, open_socket
from tests.kit.raw import wire as line

pytestmark = pytest.mark.timeout(PATIENCE)


@dataclass
class Scene:
    """A house with something in it, and what stands in the places of a path: ids and secrets."""

    house: House
    room: str
    places: dict[bytes, bytes]


Target = Callable[[Scene, random.Random], Awaitable[None]]


async def session(scene: Scene, chance: random.Random) -> None:
    """A socket that is signed in and then goes astray."""
    token = scene.house.keeper.token if chance.random() < 0.8 else None
    async with open_socket(scene.house.url, token) as one:
        for _ in range(chance.randrange(1, 12)):
            data = chance.choice(UP)
            if chance.random() < 0.5:
                name, args = chance.choice(COMMANDS)
                frame = {"type": "command", "id": "f", "name": name, "args": strange(args, chance)}
                data = json.dumps(frame).encode()
            else:
                data = mutated(data, chance)
            framed = client_frame(data, TEXT)
            await one.send(mutated(framed, chance) if chance.random() < 0.1 else framed)
        await one.send(client_frame(b"\x03\xe8", CLOSE))
        with suppress(OSError):  # a close may have been swallowed by half a frame before it
            one.writer.write_eof()
        await one.ended() if chance.random() < 0.5 else None


async def hello(scene: Scene, chance: random.Random) -> None:
    """Cursors of every kind: who is welcomed can go on and say something."""
    house = scene.house
    _, told = await house.get(house.keeper, "/streams")
    own = {one["id"]: one["head"] for one in told["streams"]}
    cursors: dict[str, Any] = {
        stream: chance.choice([0, 1, head - 1, head, head + 1, 2**53, *STRANGE[:6]])
        if chance.random() < 0.2
        else chance.randrange(head + 1)
        for stream, head in own.items()
    }
    if chance.random() < 0.3:
        cursors |= {text: 1 for text in STRANGE if isinstance(text, str)}
    said = {"token": house.keeper.token, "cursors": cursors, "client": "fuzz", "epoch": "x"}
    if chance.random() < 0.5:
        del said["epoch"]
    said = strange(said, chance) if chance.random() < 0.3 else said
    frame = json.dumps({"type": "hello", **said} if isinstance(said, dict) else said).encode()
    frame = mutated(frame, chance) if chance.random() < 0.3 else frame
    async with open_socket(house.url) as one:
        await one.send(client_frame(frame, TEXT))
        await one.say(type="ping", n=1)
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while (await one.frame())[0] == TEXT and chance.random() < 0.7:
                await one.say(type="ping", n=2)


async def command(scene: Scene, chance: random.Random) -> None:
    name, args = chance.choice(COMMANDS)
    known = json.dumps(strange(args, chance))
    body = mutated(known.encode(), chance) if chance.random() < 0.3 else known.encode()
    house = scene.house
    headers = {"Authorization": f"Bearer {house.keeper.token}", "Content-Type": "application/json"}
    url = f"{house.url}/api/v1/commands/{name}"
    async with house.http.post(url, data=body, headers=headers) as answer:
        assert answer.status < 500, (name, body, await answer.text())
        await answer.json(content_type=None)


async def upload(scene: Scene, chance: random.Random) -> None:
    """A file, or what is called one: its room, its name, its length, its bytes."""
    data = mutated(chance.choice([*PICTURES, b"%PDF-1.7 hei", b"bare tekst " * 9]), chance)
    headers = {
        b"Utelys-Room": scene.room.encode(),
        b"Utelys-Name": b"b%C3%A5let.jpg",
        b"Content-Length": str(len(data)).encode(),
    }
    whole = chance.random() < 0.6
    if not whole:
        name = chance.choice(sorted(headers))
        headers[name] = mutated(headers[name], chance)
    if not whole and chance.random() < 0.4:
        headers.pop(b"Content-Length", None)
        headers[b"Transfer-Encoding"] = b"chunked"
        data = mutated(b"%x\r\n%b\r\n0\r\n\r\n" % (len(data), data), chance)
    lines = [b"%b: %b" % pair for pair in headers.items()]
    await ask(scene.house, b"POST /api/v1/files", lines, chance, data, whole)


async def calendar(scene: Scene, chance: random.Random) -> None:
    """A calendar of another program, read in."""
    data = mutated(chance.choice(CALENDARS), chance)
    query = mutated(b"make=true&again=true", chance) if chance.random() < 0.3 else b"make=true"
    place = scene.places[b"{house}"] + b"&" + quote_from_bytes(query, safe="=&").encode()
    lines = [b"Content-Type: text/calendar", b"Content-Length: %d" % len(data)]
    first = b"POST /api/v1/activities/import?house=" + place
    await ask(scene.house, first, lines, chance, data)


async def ask(
    house: House,
    first: bytes,
    lines: list[bytes],
    chance: random.Random,
    body: bytes = b"",
    whole: bool = True,
) -> None:
    """Send a request as it is; whatever it is, no answer to it is a failure of ours."""
    own = b"Authorization: Bearer " + house.keeper.token.encode()
    lines = [first + b" HTTP/1.1", b"Host: a", b"Connection: close", own, *lines]
    head = b"\r\n".join(lines) + b"\r\n\r\n"
    async with line(house.url) as one:
        if chance.random() < 0.2:
            head, whole = mutated(head, chance), False
        await one.send(head + body)
        # The rest of what is not whole would be waited for; who hangs up is not answered.
        with suppress(OSError):
            if not whole:
                one.writer.write_eof()
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            status, _, _ = await one.answer()
            assert status < 500, (head, body)


def reading(*asked: bytes, headers: tuple[bytes, ...] = ()) -> Target:
    """A target that reads: paths with `{…}` for what there is, each changed in its parts."""

    async def target(scene: Scene, chance: random.Random) -> None:
        whole = chance.choice(asked)
        for name, value in scene.places.items():
            whole = whole.replace(name, value)
        path, _, query = whole.partition(b"?")
        path = mutated(path, chance) if chance.random() < 0.3 else path
        query = mutated(query, chance) if query else b""
        first = quote_from_bytes(path, safe="/:") + "?" + quote_from_bytes(query, safe="=&+%")
        lines = [mutated(one, chance).replace(b"\n", b"") for one in headers]
        await ask(scene.house, b"GET " + first.encode(), lines, chance)

    return target


MOMENT = b"2031-10-09T18:00:00.000Z"
DOORS: dict[str, Target] = {
    "session": session,
    "hello": hello,
    "command": command,
    "upload": upload,
    "import": calendar,
    "streams": reading(
        b"/api/v1/streams/member:{member}/entries?after=1&before=9&limit=50",
        b"/api/v1/streams/house:{house}/entries?at=" + MOMENT,
        b"/api/v1/streams/house:{house}/snapshot",
        b"/api/v1/streams/member:{member}/receipts",
    ),
    "search": reading(b"/api/v1/search?q=bl%C3%A5b%C3%A6r&before=1922222222222-5-7&limit=3"),
    "files": reading(
        b"/api/v1/files/{file}",
        b"/api/v1/files/{file}/preview",
        headers=(b"Range: bytes=1-9", b'If-Range: "x"', b'If-None-Match: "x"'),
    ),
    "calendars": reading(
        b"/calendar/{secret}.ics", headers=(b'If-None-Match: W/"x", "y"', b"Accept: text/calendar")
    ),
    "the rest": reading(
        b"/api/v1/activities/occurrences?since=" + MOMENT + b"&before=" + MOMENT + b"&limit=5",
        b"/api/v1/activities/attendance?activity=x&occurrence=20311009T180000",
        b"/api/v1/houses/{house}/figures",
        b"/api/v1/crisis?house={house}",
        b"/print/{house}/week?of=2031-10-09",
        b"/api/v1/openapi.json",
        b"/join",
        headers=(
            b"Accept-Encoding: br;q=0.5, gzip",
            b"Cookie: utelys=x",
            b"Origin: http://127.0.0.1",
            b"X-Forwarded-For: 203.0.113.7, 10.0.0.1",
        ),
    ),
}


async def furnish(house: House) -> Scene:
    """Give the house what there is to read: a room with a file in it, messages, a calendar."""
    keeper = house.keeper
    room = (await house.do(keeper, "room.open", kind="group", name="Tur"))["room"]["id"]
    headers = {"Authorization": f"Bearer {keeper.token}", "Utelys-Room": room}
    url = f"{house.url}/api/v1/files"
    async with house.http.post(url, data=PICTURES[0], headers=headers) as answer:
        file = (await answer.json())["id"]
    await house.do(keeper, "message.send", room=room, text="Blåbær i skogen", files=[file])
    made = await house.do(keeper, "calendar.create")
    secret = urlsplit(made["url"]).path.rpartition("/")[2].removesuffix(".ics")
    ids = {"file": file, "secret": secret, "member": keeper.id, "house": await house.house_id()}
    places = {f"{{{name}}}".encode(): value.encode() for name, value in ids.items()}
    return Scene(house, room, places)


@pytest.mark.parametrize("name", list(DOORS))
async def test_doors(tmp_path: Path, name: str) -> None:
    limits: dict[str, Any] = {
        "costly_burst": 10**9,
        "commands_burst": 10**9,
        "guesses_burst": 10**9,
        "all_guesses_burst": 10**9,
    }
    with watched_logs() as logs:
        async with opened(tmp_path, **limits) as house:
            scene = await furnish(house)
            with fed(name) as feeding:
                while feeding.goes_on():
                    await DOORS[name](scene, feeding.chance)
            assert (await house.get(house.keeper, "/me"))[0] == 200
    logs.check(house.keeper.token)
