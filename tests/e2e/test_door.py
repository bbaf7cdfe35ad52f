"""The door that comes with the page itself, before the app is there."""

import asyncio

import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.kit.browser import PHONE, arrive
from tests.kit.program import Program

pytestmark = pytest.mark.asyncio(loop_scope="session")


class Held:
    """A road on which the app waits until it is let go."""

    def __init__(self) -> None:
        self._go = asyncio.Event()

    async def hold(self, page: Page) -> None:
        await page.route("**/assets/*", self._wait)

    async def _wait(self, route: Route) -> None:
        await self._go.wait()
        await route.continue_()

    def let_go(self) -> None:
        self._go.set()


async def test_a_tap_before_the_app_is_there_is_not_lost(server: Program, browser: Browser) -> None:
    context = await browser.new_context(**PHONE)
    page = await context.new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    app = Held()
    await app.hold(page)
    await page.goto(await server.invite("resident"), wait_until="commit")
    await page.get_by_label("Navn").fill("Ola")
    await page.get_by_role("button", name="Kom inn").tap()
    await expect(page.get_by_role("button", name="Et øyeblikk")).to_be_disabled()
    app.let_go()
    await expect(page.get_by_role("heading", name="Hei, Ola")).to_be_visible()
    assert faults == []
    await context.close()


@pytest.mark.parametrize(("language", "label"), [("nb-NO", "Navn"), ("en-GB", "Name")])
async def test_whoever_writes_goes_on_writing_when_the_app_comes(
    server: Program, browser: Browser, language: str, label: str
) -> None:
    context = await browser.new_context(**{**PHONE, "locale": language})
    page = await context.new_page()
    app = Held()
    await app.hold(page)
    await page.goto(await server.invite("resident"), wait_until="commit")
    await page.get_by_label("Navn").press_sequentially("Oa")
    await page.keyboard.press("ArrowLeft")
    app.let_go()
    await expect(page.locator("#door")).to_have_count(0)
    await page.keyboard.type("l")
    await expect(page.get_by_label(label, exact=True)).to_have_value("Ola")
    await context.close()


async def test_whoever_is_in_never_sees_the_door(server: Program, browser: Browser) -> None:
    """Neither at the house's own address, nor with an invitation opened again."""
    link = await server.invite("resident")
    ola = await arrive(browser, link, "Ola")
    await ola.worker_ready()
    app = Held()
    for address in (server.url, link):
        page = await ola.context.new_page()
        await app.hold(page)
        await page.goto(address, wait_until="commit")
        await expect(page.locator("#app")).to_be_attached()
        await expect(page.locator("#door")).to_have_count(0)
        await expect(page.get_by_role("heading", name="Hei, Ola")).to_be_visible()
        await page.close()
    await ola.context.close()
