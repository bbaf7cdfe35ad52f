"""An evening at the house, in real browsers that talk to each other."""

import io
import re

import pytest
from PIL import Image
from playwright.async_api import Browser, expect

from tests.kit.browser import Visitor, at_home
from tests.kit.program import Program

pytestmark = pytest.mark.asyncio(loop_scope="session")
EVA = ("Eva", "former_resident peer_mentor group_leader")
OLA = ("Ola", "resident")


async def test_a_lit_light_reaches_the_other_and_goes_out_at_its_end(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await ola.sees("Ingen er hjemme")
        await eva.tap("Jeg er hjemme")
        await ola.sees("Noen er hjemme", wait=2_000)
        await ola.sees(re.compile(r"Eva, til \d\d:\d\d"))
        await eva.sees(re.compile(r"Du er hjemme til"))
        server.move_clock(13 * 3600)
        await ola.sees("Ingen er hjemme")


async def test_a_light_is_put_out_in_one_tap(server: Program, browser: Browser) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await eva.tap("Jeg er hjemme")
        await ola.sees("Noen er hjemme")
        await eva.tap("Slukk")
        await ola.sees("Ingen er hjemme")
        await eva.sees("Lyset slukker av seg selv")


async def test_a_phone_without_a_network_does_not_know(server: Program, browser: Browser) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await eva.tap("Jeg er hjemme")
        await ola.sees("Noen er hjemme")
        await ola.page.clock.install()
        await ola.context.set_offline(True)
        await ola.page.clock.fast_forward("01:10")
        await ola.sees("Noen er hjemme")
        await ola.page.clock.fast_forward("00:25")
        await ola.sees("Vi vet ikke akkurat nå")
        await ola.sees("Ingen kontakt siden")
        await ola.sees("116 123")
        await ola.context.set_offline(False)
        await ola.page.clock.fast_forward("01:00")
        await ola.sees("Noen er hjemme")


async def test_a_walk_is_planned_answered_and_cancelled(server: Program, browser: Browser) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await eva.go("planlegg")
        await eva.page.get_by_label("Hva skal dere gjøre").fill("Kveldstur")
        await eva.page.get_by_label("Hvor", exact=True).fill("ved porten")
        await eva.page.get_by_label("Gjentas").select_option("weekly")
        await eva.tap("Inviter")
        await ola.sees("Kveldstur")
        await ola.tap("Jeg kommer")
        await eva.follow(re.compile("Kveldstur"))
        await eva.sees("én kommer")
        await eva.sees("Ola")
        await eva.follow("Endre")
        await eva.page.get_by_label("Hvor", exact=True).fill("ved stasjonen")
        await eva.page.get_by_label("Fra", exact=True).fill("19:15")
        await eva.page.get_by_label("Til", exact=True).fill("21:00")
        await eva.tap("Lagre endringen")
        await ola.sees(re.compile(r"19:15 · ved stasjonen"))
        await ola.follow("Sammen")
        await expect(ola.main.get_by_text("ved stasjonen")).to_have_count(1)
        await ola.sees("18:00 · ved porten")
        await eva.follow(re.compile("Kveldstur"))
        await eva.tap("Avlys denne gangen")
        await eva.page.get_by_role("dialog").get_by_role("button", name="Avlys").click()
        await eva.sees("Denne gangen er avlyst")
        await ola.sees("Avlyst")


async def test_two_people_write_and_the_unread_is_right(server: Program, browser: Browser) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await _write_to(ola, "Eva")
        await ola.write("Hei, er på vei hjem fra jobb.")
        await ola.write("Helt ferdig i dag.")
        await ola.sees("sendt")
        await expect(eva.page.get_by_role("navigation").get_by_text("1 nye")).to_be_attached()
        await eva.follow(re.compile("Rom"))
        await expect(eva.main.get_by_role("link", name=re.compile("Ola"))).to_contain_text("2")
        await eva.follow(re.compile("Ola"))
        await eva.sees("Helt ferdig i dag.")
        await eva.page.get_by_label("Skriv her").press_sequentially("Kom hit")
        await ola.sees("Eva skriver")
        await eva.tap("Send", exact=True)
        await ola.sees("Kom hit")
        await eva.follow("Tilbake")
        await eva.misses(re.compile("nye"))


async def _write_to(visitor: Visitor, name: str) -> None:
    await visitor.go("skriv")
    await visitor.tap(name)
    await expect(visitor.page.get_by_label("Skriv her")).to_be_visible()


async def test_a_message_is_answered_corrected_reacted_to_and_erased(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await _write_to(ola, "Eva")
        await ola.write("Jeg kommer klokka sju")
        await eva.follow(re.compile("Rom"))
        await eva.follow(re.compile("Ola"))
        await eva.settled()
        await eva.tap("Mer om meldingen fra Ola")
        await eva.tap("Svar", exact=True)
        await eva.write("Fint, da venter jeg.")
        await ola.sees("Du: Jeg kommer klokka sju")
        await ola.tap("Mer om meldingen fra Du")
        await ola.tap("Rett", exact=True)
        await ola.write("Jeg kommer klokka åtte")
        await eva.sees("Jeg kommer klokka åtte")
        await eva.sees("endret")
        await eva.tap("Mer om meldingen fra Ola")
        await eva.tap("Takk", exact=True)
        await expect(ola.page.get_by_role("button", name="Takk: Eva")).to_be_visible()
        await ola.tap("Mer om meldingen fra Du")
        await ola.tap("Slett", exact=True)
        await ola.page.get_by_role("dialog").get_by_role("button", name="Slett").click()
        await eva.sees("Slettet")
        await eva.misses(re.compile("åtte|sju"))
        await eva.reload()
        await eva.sees("Slettet")
        await eva.misses(re.compile("åtte|sju"))


async def test_a_picture_is_sent_and_seen_without_its_place(
    server: Program, browser: Browser
) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (640, 480), "#f2a73b").save(picture, "JPEG")
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await _write_to(ola, "Eva")
        await ola.page.locator("input[type=file]").set_input_files(
            {"name": "suppe.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
        )
        await eva.follow(re.compile("Rom"))
        await eva.follow(re.compile("Ola"))
        shown = eva.main.get_by_role("img", name="suppe.jpg")
        await expect(shown).to_have_attribute("src", re.compile("."))
        loaded = "async (one) => (await one.decode(), one.naturalWidth > 0)"
        assert await shown.evaluate(loaded)


async def test_two_who_want_company_go_together(server: Program, browser: Browser) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await eva.go("planlegg")
        await eva.page.get_by_label("Hva skal dere gjøre").fill("Svømming")
        await eva.page.get_by_label("Hvor", exact=True).fill("i hallen")
        await eva.tap("Inviter")
        for one in (eva, ola):
            await one.go("sammen")
            await one.follow(re.compile("Svømming"))
            await one.tap("Jeg kommer")
        await eva.tap("Ja, noen kan gå med meg")
        await eva.sees("Du har sagt at noen kan gå med deg.")
        await ola.tap("Ja, jeg vil ha følge")
        await ola.sees("Du går sammen med Eva")
        await eva.sees("Du går sammen med Ola")
        await ola.follow("Til rommet deres")
        await ola.write("Møtes vi ute?")
        await eva.follow("Til rommet deres")
        await eva.sees("Møtes vi ute?")
        # Where and when stands in their room, and what it is after a change.
        await ola.sees(re.compile(r"^Dere går sammen til Svømming: .* · i hallen$"))
        await eva.go("sammen")
        await eva.follow(re.compile("Svømming"))
        await eva.follow("Endre")
        await eva.page.get_by_label("Hvor", exact=True).fill("på stranda")
        await eva.tap("Lagre endringen")
        await ola.sees(re.compile(r"^Svømming er nå .* · på stranda$"))
        await eva.go("sammen")
        await eva.follow(re.compile("Svømming"))
        await eva.tap("Avlys denne gangen")
        dialog = eva.page.get_by_role("dialog")
        await dialog.get_by_role("button", name="Avlys denne gangen").click()
        await ola.sees(re.compile(r"^Svømming .* er avlyst\.$"))
