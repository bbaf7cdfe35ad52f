"""Files over HTTP: what is kept of them, who reads them, in parts, and when they are gone."""

import asyncio
import io
import json
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.kit.films import film
from tests.kit.house import House, Person, opened
from tests.kit.logs import watched_logs
from tests.kit.phone import PATIENCE
from tests.kit.raw import Wire, wire
from tests.kit.rooms import Room, room_of_two
from utelys.net import files

MEBIBYTE = 1024 * 1024


def photo(size: tuple[int, int] = (800, 600), place: str = "59.91N 10.75E") -> bytes:
    """A photograph with a place, a camera and a comment in it, on its side."""
    exif = Image.Exif()
    exif[0x010F] = "Kamera fra Oslo"
    exif[0x0112] = 6
    exif[0x9286] = place
    out = io.BytesIO()
    picture = Image.effect_noise(size, 40).convert("RGB")
    picture.save(out, "JPEG", exif=exif, comment=place.encode(), icc_profile=b"profil " * 20)
    return out.getvalue()


async def put(
    room: Room, who: Person, data: bytes, name: str = "fil", **more: str
) -> tuple[int, dict[str, Any]]:
    headers = {
        "Authorization": f"Bearer {who.token}",
        "Utelys-Room": room.id,
        "Utelys-Name": name,
        **more,
    }
    url = f"{room.house.url}/api/v1/files"
    async with room.house.http.post(url, data=io.BytesIO(data), headers=headers) as response:
        return response.status, json.loads(await response.read())


async def fetch(
    house: House, who: Person, path: str, **headers: str
) -> tuple[int, bytes, dict[str, str]]:
    headers["Authorization"] = f"Bearer {who.token}"
    async with house.http.get(f"{house.url}/api/v1/files/{path}", headers=headers) as response:
        return response.status, await response.read(), dict(response.headers)


async def test_a_video_goes_on_without_where_it_was_filmed(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        sent = film()
        status, card = await put(room, room.ola, sent, "tur.mov")
        assert status == 200, card
        assert (card["type"], card["size"]) == ("video/mp4", len(sent))
        _, data, _ = await fetch(house, room.ola, card["id"])
        assert b"59.9139" in sent
        assert b"59.9139" not in data
        assert data.index(b"mdat") == sent.index(b"mdat")


async def test_a_picture_goes_on_without_what_the_camera_wrote(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        status, card = await put(room, room.ola, photo(), "b%C3%A5let.exe")
        assert status == 200, card
        assert (card["name"], card["type"]) == ("bålet.exe", "image/jpeg")
        assert (card["width"], card["height"]) == (600, 800)
        seq = await room.say(room.ola, "Se her", files=[card["id"]])
        assert (await room.entry(room.eva, seq))["body"]["files"] == [card]
        status, data, headers = await fetch(house, room.eva, card["id"])
        assert (status, len(data)) == (200, card["size"])
        assert b"Oslo" not in data
        assert b"59.91N" not in data
        assert b"profil" not in data
        assert Image.open(io.BytesIO(data)).size == (600, 800)
        assert headers["Content-Type"] == "image/jpeg"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"].startswith("sandbox")
        assert headers["Content-Disposition"] == "inline; filename*=UTF-8''b%C3%A5let.exe"
        status, small, headers = await fetch(house, room.eva, f"{card['id']}/preview")
        assert (status, headers["Content-Type"]) == (200, "image/webp")
        assert max(Image.open(io.BytesIO(small)).size) == 320


async def test_any_part_of_a_file_can_be_read(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        data = b"%PDF-" + bytes(range(256)) * 1000
        _, card = await put(room, room.ola, data, "plan.pdf")
        assert (card["type"], card["size"]) == ("application/pdf", len(data))
        for first, last in ((0, 0), (0, 65_535), (65_530, 65_545), (131_072, len(data) - 1)):
            asked = {"Range": f"bytes={first}-{last}"}
            status, part, headers = await fetch(house, room.ola, card["id"], **asked)
            assert (status, part) == (206, data[first : last + 1])
            assert headers["Content-Range"] == f"bytes {first}-{last}/{len(data)}"
        status, part, headers = await fetch(house, room.ola, card["id"], Range="bytes=-10")
        assert (status, part) == (206, data[-10:])
        assert headers["Content-Disposition"].startswith("attachment")
        asked = {"Range": "bytes=0-9", "If-Range": '"another"'}
        status, whole, _ = await fetch(house, room.ola, card["id"], **asked)
        assert (status, whole) == (200, data)
        status, _, headers = await fetch(house, room.ola, card["id"], Range="bytes=9999999-")
        assert (status, headers["Content-Range"]) == (416, f"bytes */{len(data)}")


async def test_only_members_who_may_read_the_message_read_its_files(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        _, card = await put(room, room.ola, b"Bare for oss")
        # Not sent yet: it is nobody's but Ola's.
        assert (await fetch(house, room.eva, card["id"]))[0] == 404
        assert (await fetch(house, room.ola, card["id"]))[0] == 200
        await room.say(room.ola, "her", files=[card["id"]])
        assert (await fetch(house, room.eva, card["id"]))[1] == b"Bare for oss"
        assert (await fetch(house, house.keeper, card["id"]))[0] == 404
        await room.do(room.ola, "room.admit", member=house.keeper.id)
        assert (await fetch(house, house.keeper, card["id"]))[0] == 404
        await room.do(room.eva, "room.leave")
        assert (await fetch(house, room.eva, card["id"]))[0] == 404
        assert (await put(room, room.eva, b"hei"))[0] == 404
        await room.do(room.ola, "room.admit", member=room.eva.id)
        assert (await fetch(house, room.eva, card["id"]))[0] == 404


async def test_one_sends_ones_own_files_once_where_they_were_kept_for(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        _, card = await put(room, room.ola, b"min")
        files = [card["id"]]
        refused = await room.refused(room.eva, "message.send", files=files)
        assert refused == ("not_found", "files")
        other = (await house.do(room.ola, "room.open", kind="group", name="To"))["room"]["id"]
        status, _ = await house.post(
            "message.send", {"room": other, "files": files}, room.ola.token
        )
        assert status == 404
        twice = await room.refused(room.ola, "message.send", files=files * 2)
        assert twice == ("invalid", "files")
        assert await room.refused(room.ola, "message.send") == ("invalid", "text")
        await room.do(room.ola, "message.send", files=files)
        again = await room.refused(room.ola, "message.send", files=files)
        assert again == ("not_found", "files")


async def test_what_is_no_file_of_ours_is_refused_plainly(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        status, problem = await put(room, room.ola, b"x" * (10 * MEBIBYTE + 1))
        assert (status, problem["code"]) == (413, "too_large")
        assert "10 MiB" in problem["title"]
        assert (await put(room, room.ola, b"x" * (10 * MEBIBYTE)))[0] == 200
        assert (await put(room, room.ola, b""))[1]["code"] == "invalid"
        assert (await put(room, room.ola, photo()[:500]))[1]["code"] == "invalid"
        heic = b"\0\0\0\x18ftypheic" + bytes(100)
        assert "JPEG" in (await put(room, room.ola, heic))[1]["title"]
        assert len(list((tmp_path / "files").iterdir())) == 1


async def test_files_go_with_their_message_and_the_unsent_after_a_day(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        _, sent = await put(room, room.ola, photo((40, 30)))
        _, left = await put(room, room.ola, b"glemt")
        seq = await room.say(room.ola, "her", files=[sent["id"]])
        folder = tmp_path / "files"
        assert len(list(folder.iterdir())) == 3
        assert b"glemt" not in (folder / left["id"]).read_bytes()
        await room.do(room.ola, "message.erase", seq=seq)
        assert [path.name for path in folder.iterdir()] == [left["id"]]
        assert (await fetch(house, room.ola, sent["id"]))[0] == 404
        house.clock.move(hours=25)
        await house.time_told()
        keeper = house.keeper
    (folder / "nobodys").write_bytes(b"half")
    async with opened(tmp_path, house.clock, keeper) as house:
        assert list(folder.iterdir()) == []
        assert (await fetch(house, room.ola, left["id"]))[0] == 404


async def test_whoever_hangs_up_in_the_middle_of_a_file_is_no_failure(tmp_path: Path) -> None:
    with watched_logs() as logs:
        async with opened(tmp_path) as house:
            room = await room_of_two(house)
            _, card = await put(room, room.ola, bytes(9 * MEBIBYTE))
            async with wire(house.url) as one:
                first = f"GET /api/v1/files/{card['id']} HTTP/1.1\r\nHost: a\r\n"
                await one.send(f"{first}Authorization: Bearer {room.ola.token}\r\n\r\n".encode())
                await one.reader.readuntil(b"\r\n\r\n")
                one.writer.transport.abort()
            # Others are served, and the server ends, with that request behind it.
            assert (await fetch(house, room.ola, card["id"]))[0] == 200
    logs.check(room.ola.token)


async def begin_to_send(one: Wire, room: Room, who: Person) -> None:
    """Say that much is to come, and send a little of it."""
    lines = (
        "POST /api/v1/files HTTP/1.1\r\nHost: a\r\nContent-Length: 500000",
        f"Authorization: Bearer {who.token}\r\nUtelys-Room: {room.id}\r\nUtelys-Name: fil",
    )
    await one.send("\r\n".join((*lines, "\r\n")).encode() + b"a" * 100)


async def test_one_member_keeps_nobody_else_from_sending(tmp_path: Path) -> None:
    async with opened(tmp_path) as house, AsyncExitStack() as stack:
        room = await room_of_two(house)
        for _ in range(16):
            await begin_to_send(await stack.enter_async_context(wire(house.url)), room, room.ola)
        async with asyncio.timeout(PATIENCE):
            while not house.running.parts.uploading.members():  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            assert (await put(room, room.eva, b"hei"))[0] == 200


async def test_what_comes_too_slowly_is_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It holds a turn that others wait for."""
    monkeypatch.setattr(files, "_AT_FIRST", 0.5)
    async with opened(tmp_path) as house, wire(house.url) as one:
        room = await room_of_two(house)
        await begin_to_send(one, room, room.ola)

        async def trickle() -> None:
            while True:
                await one.send(b"a")
                await asyncio.sleep(0.02)

        trickling = asyncio.create_task(trickle())
        async with asyncio.timeout(PATIENCE):
            assert b" 400 " in await one.reader.readline()
        trickling.cancel()
        assert not house.running.parts.uploading.members()
