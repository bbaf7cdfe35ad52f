"""What the phone shows and holds: the lock, quick hide, hostile text."""

import pytest
from playwright.async_api import Browser, expect

from tests.kit.browser import Visitor, at_home
from tests.kit.program import Program

pytestmark = pytest.mark.asyncio(loop_scope="session")
EVA = ("Eva", "former_resident peer_mentor keeper")
OLA = ("Ola", "resident")

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

HOSTILE = [
    "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>",
    "{{constructor.constructor('document.title=1')()}} ${document.title=1} </textarea><b>",
    "\u202egnp.exe\u202c \u2067bakvendt\u2069 \u2066\u2066\u2066 åpne",
    "a\u200b\u200b\u200bb\u200d\u2060\ufeffc",
    "Z̸̢̛͔̞a̶̡͇͌l̷̺̾g̵̱̈ó̸͜",
    "🔥" * 8_000,
]


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


async def test_hostile_text_is_text_wherever_it_is_shown(server: Program, browser: Browser) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        for text in HOSTILE:
            await _write_in_the_house_room(ola, text)
            await expect(ola.main.get_by_text("sendt").last).to_be_visible()
            shown = ola.page.locator("article p.own[dir=auto]").last
            assert await shown.text_content() == text
        await ola.go("meg")
        await ola.page.get_by_label("Navn").fill("<b>Ola\u202e</b><script>")
        await ola.tap("Lagre")
        await expect(ola.page.get_by_role("button", name="Lagre")).to_have_count(0)
        await eva.go("planlegg")
        await eva.page.get_by_label("Hva skal dere gjøre").fill(HOSTILE[0])
        await eva.page.get_by_label("Hvor", exact=True).fill(HOSTILE[2])
        await eva.tap("Inviter")
        await ola.go("")
        await ola.sees("<img src=x onerror=")
        for place in ("rom", "skriv", "sammen"):
            await eva.go(place)
            await expect(eva.page.locator("h1")).to_be_visible()
            assert await eva.page.title() != "owned"
            assert await eva.page.locator("main script, main img, main b:not(.number)").count() == 0
        await eva.go("rom")
        await eva.follow("Huset")
        wide = "document.scrollingElement.scrollWidth - innerWidth"
        assert await eva.page.evaluate(wide) <= 0
