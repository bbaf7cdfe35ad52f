"""`utelys chat` as a person uses it: in a real terminal, against a real server."""

import asyncio
import stat
import sys
from datetime import timedelta
from pathlib import Path

from tests.kit.hearing import hear_texts
from tests.kit.house import House, opened
from tests.kit.people import client_of, room_of_house
from tests.kit.road import road
from tests.kit.terminal import terminal
from utelys_protocol.commands.light import HomeClaim


async def link(house: House, url: str | None = None, stage: str = "resident") -> str:
    made = await house.do(house.keeper, "invite.create", stage=stage)
    return f"{url or house.url}/join#{made['code']}"


async def test_coming_in_writing_and_coming_back(tmp_path: Path) -> None:
    async with opened(tmp_path / "house") as house, client_of(house, house.keeper) as mentor:
        room, mine = room_of_house(mentor), tmp_path / "ola"
        id_ = await house.house_id()
        await mentor.do(HomeClaim(house=id_, for_=7200))
        await mentor.send(room, "Velkommen, Ola")
        invitation = await link(house)
        async with terminal("chat", invitation, "--data", str(mine)) as screen:
            await screen.sees("Hva skal de andre kalle deg?")
            screen.enter("Ola")
            await screen.sees("Hei, Ola.")
            await screen.sees("Noen er hjemme: Margrethe til")
            await screen.sees("Skriv, og trykk Enter")
            screen.enter("Er det kaffe på kanna?")
            assert (await hear_texts(mentor, "Er det kaffe på kanna?"))[
                -1
            ] == "Er det kaffe på kanna?"
            await screen.sees("Ola: Er det kaffe på kanna?")
            # What others write comes above the line that is being typed, which stays whole.
            screen.type("Jeg kom")
            await mentor.send(room, "Ja, nettopp trukket")
            await screen.sees("Margrethe: Ja, nettopp trukket")
            screen.enter("mer ned")
            await screen.sees("Ola: Jeg kommer ned")
            screen.enter("/avslutt")
            await screen.sees("Ha det.")
            assert await screen.ended() == 0
        assert stat.S_IMODE((mine / "key.json").stat().st_mode) == 0o600
        await mentor.send(room, "Du glemte skoene")
        # The same line again, from the shell's history: the code is used, the key is kept.
        async with terminal("chat", invitation, "--data", str(mine)) as screen:
            await screen.sees("Hei, Ola.")
            await screen.sees("Margrethe: Du glemte skoene")
            await screen.listens()
            screen.type("\x04")
            assert await screen.ended() == 0


async def test_a_clear_line_when_the_network_goes_and_comes(tmp_path: Path) -> None:
    async with (
        opened(tmp_path / "house") as house,
        road(house.url) as tram,
        client_of(house, house.keeper) as mentor,
    ):
        arguments = ("--data", str(tmp_path / "per"), "--name", "Per", "--language", "nn")
        async with terminal("chat", await link(house, tram.url), *arguments) as screen:
            await screen.sees("Hei, Per.")
            await screen.sees("Skriv, og trykk Enter")
            tram.open = False
            tram.cut()
            await screen.sees("Ventar på nett. Det du skriv, blir teke vare på.")
            screen.enter("Eg sit på trikken")
            await screen.sees("Ventar: Eg sit på trikken")
            tram.open = True
            await screen.sees("Nettet er tilbake.")
            await screen.sees("Per: Eg sit på trikken")
            await hear_texts(mentor, "Eg sit på trikken")


async def test_the_light_by_hand(tmp_path: Path) -> None:
    async with opened(tmp_path / "house") as house:
        arguments = ("--data", str(tmp_path / "eva"), "--name", "Eva", "--language", "en")
        async with terminal("chat", await link(house), *arguments) as screen:
            await screen.sees("Nobody is home")
            await screen.sees("press Enter")
            screen.enter("/home 2h")
            await screen.sees("Someone is home: Eva until")
            screen.enter("/end")
            await screen.sees("Nobody is home")
            screen.enter("/week")
            await screen.sees("Nothing is planned")
            screen.enter("/quit")
            assert await screen.ended() == 0


async def test_the_week_and_coming_along(tmp_path: Path) -> None:
    async with opened(tmp_path / "house") as house:
        day = house.clock.now() + timedelta(days=2)
        plan = {"title": "Tur", "house": await house.house_id(), "place": "Sognsvann"}
        starts = {"wall": f"{day:%Y-%m-%d}T18:00", "zone": "Europe/Oslo"}
        await house.do(house.keeper, "activity.plan", starts=starts, **plan)
        arguments = ("--data", str(tmp_path / "per"), "--name", "Per", "--language", "nb")
        async with terminal("chat", await link(house), *arguments) as screen:
            await screen.sees("Skriv, og trykk Enter")
            screen.enter("/uke")
            await screen.sees("18:00 Tur, Sognsvann")
            screen.enter("/kommer 1")
            await screen.sees("Du kommer til Tur")
            screen.enter("/uke")
            await screen.sees("18:00 Tur, Sognsvann · du kommer")


async def test_a_lost_phone_is_signed_out_and_emptied(tmp_path: Path) -> None:
    async with opened(tmp_path / "house") as house:
        mine = tmp_path / "ola"
        arguments = ("--data", str(mine), "--name", "Ola")
        async with terminal("chat", await link(house), *arguments) as screen:
            await screen.sees("Skriv, og trykk Enter")
            key = (mine / "key.json").read_text().split('"token": "')[1].split('"')[0]
            status, _ = await house.post("device.sign_out", {}, key)
            assert status == 200
            await screen.sees("Denne enheten er logget ut")
            assert await screen.ended() == 1
        assert list(mine.iterdir()) == []


async def test_in_a_pipe_it_is_lines_in_and_lines_out(tmp_path: Path) -> None:
    async with opened(tmp_path / "house") as house, client_of(house, house.keeper) as mentor:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "utelys", "chat", await link(house),
            "--data", str(tmp_path / "ola"), "--name", "Ola", "--language", "en",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert process.stdin is not None
        process.stdin.write("Hei fra et rør\n".encode())
        await process.stdin.drain()
        # The end of the input ends the chat, and not before what was entered is sent.
        said, _ = await process.communicate(b"")
        await hear_texts(mentor, "Hei fra et rør")
        assert process.returncode == 0
        assert "Hello, Ola." in said.decode()
        assert "\x1b[" not in said.decode()


async def refused(*arguments: str) -> str:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "utelys", "chat", *arguments,
        stdin=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, complained = await process.communicate()
    assert process.returncode == 1
    said = complained.decode()
    assert said.count("\n") == 1
    return said


async def test_what_cannot_work_is_said_in_one_line(tmp_path: Path) -> None:
    async with opened(tmp_path / "house") as house:
        mine = ("--data", str(tmp_path / "nobody"), "--language", "en")
        named = (*mine, "--name", "Nobody")
        assert "not signed in here" in await refused(*mine)
        assert "not an invitation link" in await refused(house.url, *named)
        assert "not an invitation link" in await refused("house#code", *named)
        assert "may be used or too old" in await refused(f"{house.url}/join#WRONG", *named)
        assert "cannot be a name" in await refused(await link(house), *mine, "--name", "\u200b")
        assert "there is no name" in await refused(await link(house), *mine)
