"""Real browsers: Chromium, and a phone of their own for everybody in it."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal

from playwright.async_api import Browser, BrowserContext, Locator, Page, async_playwright, expect

from tests.kit.program import Program

WAIT = 15_000
"""Milliseconds after which a test gives up on a screen; far beyond what it takes."""

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SHELL = "chromium-headless-shell"
"""Chromium without its windows: pages are the same in it, and take two thirds of the time."""
WHOLE = ("chromium", "chromium-browser", "google-chrome")
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "locale": "nb-NO",
    "timezone_id": "Europe/Oslo",
    "has_touch": True,
    "is_mobile": True,
}
KEPT = """() => new Promise((kept, failed) => {
    const opening = indexedDB.open('utelys')
    opening.onupgradeneeded = () => opening.transaction.abort()
    opening.onerror = () => kept(false)
    opening.onsuccess = () => {
        const database = opening.result
        const last = database.transaction(database.objectStoreNames, 'readwrite')
        last.oncomplete = () => (database.close(), kept(true))
        last.onabort = () => failed(last.error)
        last.commit()
    }
})"""
Scheme = Literal["light", "dark"]

expect.set_options(timeout=WAIT)


@asynccontextmanager
async def chromium(*names: str) -> AsyncIterator[Browser]:
    """A headless Chromium: the first of these programs that the system has, else Playwright's."""
    path = next((found for name in names if (found := shutil.which(name))), None)
    channel = None if path or SHELL in names else "chromium"
    async with async_playwright() as playwright:
        launch = playwright.chromium.launch
        browser = await launch(executable_path=path, channel=channel, args=FLAGS)
        try:
            yield browser
        finally:
            await browser.close()


class Visitor:
    """Somebody with a phone in their hand."""

    def __init__(self, context: BrowserContext, page: Page, name: str, url: str) -> None:
        self.context = context
        self.page = page
        self.name = name
        self.url = url
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._heard)

    def _heard(self, message: Any) -> None:
        # A browser tells as an error of its own what it cannot get, or may not without a key.
        if message.type == "error" and not re.search(
            "ERR_|status of 401|after close", message.text
        ):
            where = (message.location or {}).get("url", "")
            self.faults.append(f"{message.text} {where}")

    @property
    def main(self) -> Locator:
        """What the screen shows, without what is only read aloud."""
        return self.page.locator("main")

    async def kept(self) -> None:
        """Wait until all that was done so far lies on the phone.

        The screen shows what is tapped before the phone has kept it. One more change to everything
        waits for all others.
        """
        await self.page.evaluate(KEPT)

    async def reload(self) -> None:
        """Load the page anew; a browser drops what it was about to keep of a page that goes."""
        await self.kept()
        await self.page.reload()

    async def go(self, place: str) -> None:
        """Open a screen by its place: `rom`, `sammen`, `meg`, or nothing for home."""
        await self.page.goto(f"{self.url}/#/{place}")

    async def tap(self, name: str | re.Pattern[str], exact: bool = False) -> None:
        """Tap a button by its words."""
        await self.page.get_by_role("button", name=name, exact=exact).first.click()

    async def follow(self, name: str | re.Pattern[str]) -> None:
        """Tap a link by its words."""
        await self.page.get_by_role("link", name=name).first.click()

    async def sees(self, text: str | re.Pattern[str], wait: float = WAIT) -> None:
        """Wait until the screen shows these words."""
        await expect(self.main.get_by_text(text).first).to_be_visible(timeout=wait)

    async def misses(self, text: str | re.Pattern[str]) -> None:
        """Wait until the screen does not show these words."""
        await expect(self.main.get_by_text(text)).to_have_count(0)

    async def to_house_room(self) -> None:
        """Open the room of the house, from the list of rooms."""
        await self.go("rom")
        await self.follow("Huset")
        await expect(self.page.get_by_label("Skriv her")).to_be_visible()

    async def settled(self) -> None:
        """Wait until the room that is open has all its lines, and moves no more by itself."""
        await expect(self.main.get_by_role("log")).to_have_attribute("aria-busy", "false")

    async def write(self, text: str) -> None:
        """Write in the room that is open, and send."""
        await self.page.get_by_label("Skriv her").fill(text)
        await self.tap("Send", exact=True)

    async def says(self, text: str) -> None:
        """Write in the room that is open, and wait until it is sent."""
        await self.write(text)
        await expect(self.main.locator("article:not(.waiting)", has_text=text)).to_be_visible()

    async def lock(self, code: str = "4711") -> None:
        """Lock the phone with a code."""
        await self.go("las")
        await self.page.get_by_label("Kode", exact=True).fill(code)
        await self.page.get_by_label("Koden en gang til").fill(code)
        await self.tap("Lås", exact=True)
        await self.sees("Lås opp")

    async def unlock(self, code: str = "4711") -> None:
        """Try a code at the lock."""
        await self.page.get_by_label("Kode", exact=True).fill(code)
        await self.tap("Lås opp")

    async def worker_ready(self) -> None:
        """Wait until the app can open without a network."""
        await self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")


async def arrive(
    browser: Browser, link: str, name: str, scheme: Scheme = "light", **options: Any
) -> Visitor:
    """Open an invitation on a new phone and come in."""
    context = await browser.new_context(**{**PHONE, "color_scheme": scheme, **options})
    page = await context.new_page()
    page.set_default_timeout(WAIT)
    visitor = Visitor(context, page, name, link.partition("/join")[0])
    await page.goto(link)
    await page.get_by_label("Navn").fill(name)
    await visitor.tap("Kom inn")
    await expect(page.get_by_role("heading", name=f"Hei, {name}")).to_be_visible()
    return visitor


@asynccontextmanager
async def at_home(
    browser: Browser, server: Program, *people: tuple[str, str]
) -> AsyncIterator[list[Visitor]]:
    """Several people at once, each as (name, stage and duties): nobody's page may have a fault."""
    here: list[Visitor] = []
    try:
        for name, role in people:
            stage, *duties = role.split()
            here.append(await arrive(browser, await server.invite(stage, *duties), name))
        yield here
        for one in here:
            assert one.faults == [], f"{one.name}: {one.faults}"
    finally:
        for one in here:
            await one.context.close()
