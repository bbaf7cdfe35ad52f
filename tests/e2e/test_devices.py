"""Two phones of one member, and leaving: what both show, and what is left on them."""

import pytest
from playwright.async_api import Browser, expect

from tests.kit.browser import PHONE, Visitor, at_home
from tests.kit.program import Program

pytestmark = pytest.mark.asyncio(loop_scope="session")
OLA = ("Ola", "resident")
EVA = ("Eva", "former_resident peer_mentor")


async def test_another_phone_comes_in_and_leaving_ends_both(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, OLA, EVA) as (ola, eva):
        await ola.go("enheter")
        await ola.tap("Legg til en telefon eller datamaskin")
        await expect(ola.page.get_by_role("img", name="Kode som kan skannes")).to_be_visible()
        link = await ola.main.get_by_text("/join?device#").inner_text()

        context = await browser.new_context(**PHONE)
        other = Visitor(context, await context.new_page(), "Ola", ola.url)
        await other.page.goto(link)
        await other.sees("Denne lenka slipper deg inn på en enhet til.")
        await other.tap("Kom inn")
        await expect(other.page.get_by_role("heading", name="Hei, Ola")).to_be_visible()
        assert link not in other.page.url
        await expect(ola.main.get_by_text("(denne)")).to_be_visible()
        await expect(ola.main.get_by_role("button", name="Logg ut")).to_be_visible()

        await other.go("rom")
        await other.follow("Huset")
        await other.write("skrevet på den andre")
        await eva.go("rom")
        await eva.follow("Huset")
        await eva.sees("skrevet på den andre")

        await ola.go("slutt")
        await ola.page.get_by_label("Slett alt jeg har skrevet").check()
        await ola.tap("Slutt i Utelys", exact=True)
        await ola.page.get_by_role("dialog").get_by_role("button", name="Slutt i Utelys").click()
        for phone in (ola, other):
            await phone.sees("Du er ute.")
        await eva.misses("skrevet på den andre")
        await eva.sees("Ola gikk ut")
        assert other.faults == []
        await context.close()
