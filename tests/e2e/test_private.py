"""What the phone shows and holds: the lock, quick hide."""

import pytest
from playwright.async_api import Browser, expect

from tests.kit.browser import Visitor, at_home
from tests.kit.program import Program

pytestmark = pytest.mark.asyncio(loop_scope="session")
EVA = ("Eva", "former_resident peer_mentor keeper")

STORED = """async () => {
    const database = await new Promise((done) => {
        const request = indexedDB.open('utelys')
        request.onsuccess = () => done(request.result)
    })
    const found = []
    for (const name of database.objectStoreNames) {
        const store = database.transaction(name).objectStore(name)
        found.push(...await new Promise((done) => {
            const request = store.getAll()
            request.onsuccess = () => done(request.result)
        }))
    }
    return JSON.stringify(found)
}"""


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
        assert "noe hemmelig" in await eva.page.evaluate(STORED)
        await eva.go("las")
        await eva.page.get_by_label("Kode", exact=True).fill("4711")
        await eva.page.get_by_label("Koden en gang til").fill("4711")
        await eva.tap("Lås", exact=True)
        await eva.sees("Lås opp")
        await eva.sees("116 123")
        stored = await eva.page.evaluate(STORED)
        assert "hemmelig" not in stored
        assert "Huset" not in stored
        await eva.page.get_by_label("Kode", exact=True).fill("4712")
        await eva.tap("Lås opp")
        await eva.sees("Feil kode")
        await eva.page.get_by_label("Kode", exact=True).fill("4711")
        await eva.tap("Lås opp")
        await _write_in_the_house_room(eva, "noe mer hemmelig")
        await eva.sees("noe hemmelig")
        assert "hemmelig" not in await eva.page.evaluate(STORED)
        await eva.go("las")
        await eva.tap("Fjern låsen")
        # The page loads itself anew once the lock is off.
        await expect(eva.page.get_by_label("Koden en gang til")).to_be_visible()
        await eva.page.reload()
        await eva.sees("Lås med kode")


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
