"""What the phone shows and holds: the lock, quick hide."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Request, expect

from tests.kit.browser import Visitor, at_home
from tests.kit.pocket import Pocket
from tests.kit.program import Program
from tests.kit.stored import stored

pytestmark = pytest.mark.asyncio(loop_scope="session")
EVA = ("Eva", "former_resident peer_mentor keeper")
OLA = ("Ola", "resident")


async def _write_in_the_house_room(visitor: Visitor, text: str) -> None:
    await visitor.go("rom")
    await visitor.follow("Huset")
    await visitor.write(text)


async def test_a_locked_phone_holds_nothing_that_can_be_read(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA) as (eva,):
        await _write_in_the_house_room(eva, "noe hemmelig")
        await eva.sees("sendt")
        await eva.kept()
        assert "noe hemmelig" in "".join(await stored(eva.page))
        await eva.lock("4711")
        await eva.sees("116 123")
        found = "".join(await stored(eva.page))
        assert "hemmelig" not in found
        assert "Huset" not in found
        await eva.unlock("4712")
        await eva.sees("Feil kode")
        await eva.unlock("4711")
        await _write_in_the_house_room(eva, "noe mer hemmelig")
        await eva.sees("noe hemmelig")
        await eva.kept()
        assert "hemmelig" not in "".join(await stored(eva.page))
        await eva.go("las")
        await eva.tap("Fjern låsen")
        # The page loads itself anew once the lock is off.
        await expect(eva.page.get_by_label("Koden en gang til")).to_be_visible()
        await eva.reload()
        await eva.sees("Lås med kode")


async def test_behind_the_lock_nothing_is_asked_for_and_a_notice_says_nothing(
    server: Program, notifying: Browser
) -> None:
    async with at_home(notifying, server, EVA, OLA) as (eva, ola):
        await _write_in_the_house_room(ola, "noe hemmelig")
        await eva.worker_ready()
        await eva.lock("4711")
        pocket = Pocket(eva)
        await pocket.open()
        sockets: list[str] = []
        asked: list[Request] = []
        eva.page.on("websocket", lambda socket: sockets.append(socket.url))
        eva.page.on("request", lambda request: asked.append(request))  # noqa: PLW0108
        room = (await ola.page.evaluate("location.hash")).split("/")[-1]
        for place in ("", f"rom/{room}", "meg"):
            await eva.go(place)
            await eva.reload()
            await eva.sees("116 123")
            await eva.misses(re.compile("hemmelig|Huset|Ola"))
        await ola.write("noe mer hemmelig")
        await ola.sees("noe mer hemmelig")
        await eva.page.evaluate("dispatchEvent(new Event('online'))")
        await eva.page.wait_for_load_state("networkidle")
        assert sockets == []
        for request in asked:
            path = urlsplit(request.url).path
            assert not path.startswith("/api/") or path == "/api/v1/crisis", path
            assert "cookie" not in await request.all_headers() or path != "/api/v1/crisis"
        told = {"type": "notice", "kind": "message", "tag": "a", "notice": "n1", "actions": []}
        await pocket.push(**told, title="Ola · Huset", body="noe hemmelig", plain="Ny melding")
        (shown,) = await pocket.shows("Ny melding")
        assert shown["body"] == ""
        await eva.page.get_by_label("Kode", exact=True).fill("4711")
        async with eva.page.expect_websocket():
            await eva.tap("Lås opp")
        await eva.sees("Hva andre ser av meg")
        await pocket.push(**told, title="Ola · Huset", body="noe hemmelig", plain="Ny melding")
        await pocket.shows("Ny melding")


async def test_a_neutral_name_is_all_that_the_phone_shows(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA) as (eva,):
        await eva.worker_ready()
        await eva.go("ikon")
        await eva.tap("Notater")
        manifest = eva.page.locator("link[rel=manifest]")
        await expect(manifest).to_have_attribute("href", "/neutral.webmanifest")
        await eva.go("rom")
        await expect(eva.page).to_have_title("Notater")
        await eva.lock("4711")
        await expect(eva.page).to_have_title("Notater")
        await expect(manifest).to_have_attribute("href", "/neutral.webmanifest")
        assert "Utelys" not in await eva.page.inner_text("body")
        await eva.unlock("4711")
        await eva.go("ikon")
        await eva.tap("Utelys")
        await expect(manifest).to_have_attribute("href", "/manifest.webmanifest")
        await eva.go("rom")
        await expect(eva.page).to_have_title("Rom")


async def test_quick_hide_shows_a_shopping_list_until_it_is_asked_away(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA) as (eva,):
        await eva.go("meg")
        await eva.tap("Gjem fort")
        await eva.sees("Melk")
        assert await eva.page.title() == "Handleliste"
        assert "Utelys" not in await eva.page.inner_text("body")
        for _ in range(3):
            await eva.tap("Handleliste")
        await eva.sees("Hva andre ser av meg")
