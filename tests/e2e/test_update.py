"""A new version of the app comes while somebody writes: nothing is lost, nothing is cut off."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.kit import next_version
from tests.kit.browser import at_home
from tests.kit.program import Program
from tests.kit.until import until

pytestmark = pytest.mark.asyncio(loop_scope="session")
EVA = ("Eva", "former_resident")
OLA = ("Ola", "resident")
DRAFT = "Jeg har tenkt på det du sa, og"
WAITING = "Skriver mens den er borte"
KEPT = """async (words) => {
    const database = await new Promise((done) => {
        const request = indexedDB.open('utelys')
        request.onsuccess = () => done(request.result)
    })
    const store = database.transaction('meta').objectStore('meta')
    const kept = await new Promise((done) => {
        const request = store.getAll()
        request.onsuccess = () => done(JSON.stringify(request.result))
    })
    database.close()
    return kept.includes(words)
}"""
LOOK = "navigator.serviceWorker.getRegistration().then((one) => one.update()).then(() => true)"
TAKES_OVER = "navigator.serviceWorker.oncontrollerchange = () => (window.taken = true)"


async def _version(page: Page) -> str:
    return str(await page.locator("script[type=module]").get_attribute("src"))


async def test_a_new_version_waits_for_whoever_writes(
    server: Program, browser: Browser, tmp_path: Path
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await eva.to_house_room()
        await ola.to_house_room()
        await ola.worker_ready()
        await ola.reload()  # A page that was there before its first worker is not led by it.
        field = ola.page.get_by_label("Skriv her")
        await field.press_sequentially(WAITING)
        await server.kill()
        await ola.tap("Send", exact=True)
        await field.press_sequentially(DRAFT)
        await until(lambda: ola.page.evaluate(KEPT, DRAFT))
        other = await ola.context.new_page()
        await other.goto(ola.page.url)
        await other.get_by_label("Skriv her").press_sequentially(", og mer")
        before = await _version(ola.page)
        for page in (ola.page, other):
            await page.evaluate(TAKES_OVER)

        server.run_from(next_version.build(tmp_path / "next"))
        await server.start()
        await eva.sees(WAITING, wait=45_000)
        await ola.page.evaluate(LOOK)
        await ola.sees("Ny utgave er klar")
        await expect(field).to_have_value(DRAFT)
        assert await _version(ola.page) == before

        await ola.tap("Bytt nå")
        await expect(ola.page.locator(f"script[src*={next_version.SUFFIX}]")).to_be_attached()
        await expect(ola.page.get_by_label("Skriv her")).to_have_value(re.compile(f"^{DRAFT}"))
        await other.wait_for_function("() => window.taken")
        await expect(other.get_by_text("Ny utgave er klar")).to_be_visible()
        await expect(other.get_by_label("Skriv her")).to_have_value(f"{DRAFT}, og mer")
        assert await _version(other) == before
        await other.close()
        for one in (eva, ola):
            await expect(one.main.get_by_text(WAITING)).to_have_count(1)
        await ola.tap("Send", exact=True)
        await eva.sees(re.compile(f"^{DRAFT}"))
