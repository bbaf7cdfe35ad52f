"""Out of a phone at once, with a network or without: what stays on it, and who hears of it."""

import asyncio
import re

import pytest
from playwright.async_api import Browser, Route, expect

from tests.kit.browser import PHONE, Visitor, at_home
from tests.kit.program import Program
from tests.kit.stored import cached, stored
from tests.kit.until import until

pytestmark = pytest.mark.asyncio(loop_scope="session")
EVA = ("Eva", "former_resident peer_mentor keeper")
OLA = ("Ola", "resident")


async def _another_phone(browser: Browser, visitor: Visitor) -> Visitor:
    await visitor.go("enheter")
    await visitor.tap("Legg til en telefon eller datamaskin")
    link = await visitor.main.get_by_text("/join?device#").inner_text()
    context = await browser.new_context(**PHONE)
    other = Visitor(context, await context.new_page(), visitor.name, visitor.url)
    await other.page.goto(link)
    await other.tap("Kom inn")
    await expect(other.page.get_by_role("heading", name=f"Hei, {visitor.name}")).to_be_visible()
    return other


async def _out(visitor: Visitor) -> None:
    await visitor.tap("Gå ut av Utelys")
    await visitor.page.get_by_role("dialog").get_by_role("button", name="Gå ut", exact=True).click()
    await visitor.sees("Du er ute.")


async def test_without_a_network_the_phone_is_empty_at_once_and_the_server_hears_later(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, OLA) as (ola,):
        other = await _another_phone(browser, ola)
        await ola.go("meg")
        await ola.worker_ready()
        await ola.context.set_offline(True)
        await _out(ola)
        await ola.sees("Telefonen er tom.")
        # One thing is left: that the server is to be told.
        assert await stored(ola.page) == ["true"]
        assert await cached(ola.page) == []
        # The key is still there, and opens nothing from here.
        await ola.context.set_offline(False)
        await ola.reload()
        await ola.sees("Du trenger en invitasjon")

        async def empty() -> bool:
            return not await ola.context.cookies() and not await stored(ola.page)

        await until(empty)
        await ola.misses("Telefonen er tom.")
        await other.go("enheter")
        await expect(other.main.get_by_role("listitem")).to_have_count(1)
        assert other.faults == []
        await other.context.close()


async def test_nothing_comes_back_to_a_phone_that_was_emptied(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await eva.worker_ready()
        await eva.go("rom")
        await eva.follow(re.compile("Huset"))
        for number in range(70):
            await eva.write(f"noe hemmelig {number}")
        await eva.sees("noe hemmelig 69")
        await expect(eva.main.get_by_text("sender")).to_have_count(0)
        # Whoever has come anew has only the newest, and asks for what was before.
        other = await _another_phone(browser, eva)
        await other.lock("4711")
        await other.unlock("4711")
        asked = asyncio.Event()
        answer = asyncio.Event()

        async def late(route: Route) -> None:
            response = await route.fetch()
            asked.set()
            await answer.wait()
            await route.fulfill(response=response)

        await other.page.route("**/entries?before=*", late)
        await other.go("rom")
        await other.follow(re.compile("Huset"))
        await other.sees("noe hemmelig 69")
        for _ in range(20):
            if asked.is_set():
                break
            await other.page.mouse.wheel(0, -3_000)
            await asyncio.sleep(0.25)
        assert asked.is_set()
        await other.page.get_by_label("Skriv her").fill("hemmelig utkast")
        ended = other.page.evaluate(
            """() => fetch('/api/v1/commands/device.sign_out', {
                method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' },
            })"""
        )
        await asyncio.gather(ended, other.sees("Du er ute."))
        answer.set()
        await other.page.evaluate("new Promise((done) => setTimeout(done, 1000))")
        assert await stored(other.page) == []
        assert await cached(other.page) == []
        await other.context.close()
        await ola.go("meg")
        await _out(ola)


async def test_the_same_page_lets_somebody_else_in_with_an_app_of_their_own(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await ola.worker_ready()
        await ola.go("meg")
        await _out(ola)
        await eva.go("huset")
        code = (await server.invite("friend")).partition("#")[2]
        await ola.page.get_by_label("Har du en kode?").fill(code)
        await ola.page.get_by_label("Navn").fill("Per")
        await ola.tap("Kom inn")
        await expect(ola.page.get_by_role("heading", name="Hei, Per")).to_be_visible()

        async def whole() -> bool:
            return "/" in await cached(ola.page)

        await until(whole)
        await ola.worker_ready()
        await ola.context.set_offline(True)
        await ola.reload()
        await expect(ola.page.get_by_role("heading", name="Hei, Per")).to_be_visible()
