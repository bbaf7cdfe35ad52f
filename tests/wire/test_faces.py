"""What members show of themselves: made anew, seen by those who know them, gone when taken away."""

import asyncio
import base64
import io
import threading
from pathlib import Path

import pytest
from PIL import Image

from tests.kit.house import House, Person, opened
from tests.kit.phone import PATIENCE
from tests.kit.rooms import room_of_two
from tests.wire.test_files import photo
from utelys import pictures
from utelys.store.queries import faces


def said(data: bytes) -> str:
    return base64.b64encode(data).decode()


async def look(house: House, who: Person, member: str) -> tuple[int, bytes, str]:
    headers = {"Authorization": f"Bearer {who.token}"}
    url = f"{house.url}/api/v1/members/{member}/picture"
    async with house.http.get(url, headers=headers) as response:
        return response.status, await response.read(), response.headers["Content-Type"]


async def test_a_picture_is_made_anew_and_seen_wherever_the_name_is(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        ola = room.ola
        assert (await look(house, room.eva, ola.id))[0] == 404
        streams = [f"room:{room.id}", f"house:{await house.house_id()}"]
        async with house.phone(room.eva) as evas:
            for stream in streams:
                await evas.reset(stream)
            told = await house.do(ola, "member.picture", picture=said(photo((300, 200))))
            picture = told["member"]["picture"]
            for stream in streams:
                entry = await evas.entry(stream, "member.changed")
                assert entry["body"]["member"]["picture"] == picture
        status, data, type_ = await look(house, room.eva, ola.id)
        assert (status, type_) == (200, "image/webp")
        assert Image.open(io.BytesIO(data)).size == (144, 144)
        assert b"Oslo" not in data
        again = await house.do(ola, "member.picture", picture=said(photo((30, 20))))
        assert again["member"]["picture"] != picture
        assert (await look(house, room.eva, ola.id))[1] != data
        # Another name leaves the picture as it is.
        renamed = await house.do(ola, "member.update", name="Ole")
        assert renamed["member"]["picture"] == again["member"]["picture"]


async def test_nobody_waits_while_a_picture_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, may, really = threading.Event(), threading.Event(), pictures.face

    def face(data: bytes) -> bytes:
        began.set()
        assert may.wait(PATIENCE)
        return really(data)

    monkeypatch.setattr(pictures, "face", face)
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        async with house.phone(room.eva) as phone:
            args = {"picture": said(photo((30, 20)))}
            await phone.send(type="command", id="p", name="member.picture", args=args)
            over_http = asyncio.create_task(house.do(room.ola, "member.picture", **args))
            assert await asyncio.to_thread(began.wait, PATIENCE)
            await asyncio.wait_for(room.say(room.ola, "Hei"), PATIENCE)
            may.set()
            assert "ok" in await phone.until("result", id="p")
        assert "picture" in (await over_http)["member"]


async def test_a_picture_that_is_taken_away_is_nowhere(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        await house.do(room.ola, "member.picture", picture=said(photo((30, 20))))
        told = await house.do(room.ola, "member.picture")
        assert "picture" not in told["member"]
        assert (await look(house, room.eva, room.ola.id))[0] == 404
        async with house.running.parts.database.reader() as source:
            assert await faces.face(source, room.ola.id) is None
        assert await house.do(room.ola, "member.picture") == told


async def test_what_is_no_small_picture_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        large = io.BytesIO()
        Image.new("L", (1_100, 1_000)).save(large, "PNG")
        for data, code in (
            ("æøå!", "invalid"),
            (said(b"no picture at all"), "invalid"),
            (said(photo((300, 200))[:900]), "invalid"),
            (said(large.getvalue()), "too_large"),
            ("A" * 60_001, "invalid"),
        ):
            _, answer = await house.post("member.picture", {"picture": data}, room.ola.token)
            assert answer["code"] == code
        me = await house.do(room.ola, "member.update", language="nn")
        assert "picture" not in me["member"]
