"""What people do in rooms: show who they are, find what was said, come and go."""

import io
import random
import re

import pytest
from PIL import Image, ImageDraw
from playwright.async_api import Browser, FilePayload, expect

from tests.kit.browser import Visitor, at_home
from tests.kit.pictures import portrait
from tests.kit.program import Program
from tests.kit.stored import stored
from tests.kit.until import until

pytestmark = pytest.mark.asyncio(loop_scope="session")
EVA = ("Eva", "former_resident peer_mentor keeper")
OLA = ("Ola", "resident")


async def test_a_picture_of_oneself_is_seen_by_others_and_taken_away_again(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await eva.go("meg")
        await eva.page.get_by_label("Velg et bilde").set_input_files([portrait()])
        await expect(eva.main.locator(".face img")).to_be_visible()
        await ola.go("skriv")
        face = ola.main.locator(".line", has_text="Eva").locator("img")
        await expect(face).to_have_js_property("naturalWidth", 144)
        # It is on the phone now, and shown from there.
        await ola.worker_ready()
        await ola.context.set_offline(True)
        await ola.reload()
        await expect(face).to_have_js_property("naturalWidth", 144)
        await ola.context.set_offline(False)
        await eva.tap("Ta bort bildet")
        await expect(eva.main.locator(".face img")).to_have_count(0)
        await expect(face).to_have_count(0)

        async def gone() -> bool:
            return "face " not in "".join(await stored(ola.page))

        await until(gone)
        await eva.page.get_by_label("Velg et bilde").set_input_files(
            [FilePayload(name="x.jpg", mimeType="image/jpeg", buffer=b"ikke et bilde")]
        )
        await eva.sees(re.compile("kan ikke leses"))


async def _menu(visitor: Visitor, text: str, button: str) -> None:
    """Open what can be done with a message, and do it."""
    await visitor.settled()
    message = visitor.main.locator("article", has_text=text)
    await message.get_by_role("button", name=re.compile("Mer om meldingen")).click()
    await message.get_by_role("button", name=button, exact=True).click()


async def test_naming_pinning_and_answering_without_words(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await ola.to_house_room()
        await ola.page.get_by_label("Skriv her").press_sequentially("Kan du ta maten, @ev")
        await ola.tap("@Eva")
        await expect(ola.page.get_by_label("Skriv her")).to_have_value("Kan du ta maten, @Eva ")
        await ola.tap("Send", exact=True)
        await eva.go("rom")
        await eva.tap("Nevner deg")
        await expect(eva.page.get_by_role("link", name=re.compile("Huset"))).to_contain_text("@ 1")
        await eva.follow("Huset")
        await expect(eva.main.locator("article b")).to_have_text("@Eva")
        await _menu(eva, "Kan du ta maten", "Ja")
        await _menu(ola, "Kan du ta maten", "Takk")
        await eva.main.get_by_role("button", name=re.compile("Mer om meldingen")).click()
        await eva.sees("Takk: Ola")
        await eva.sees("Ja: Eva")
        await _menu_open_pin(eva)
        await ola.follow("Festet")
        await ola.sees(re.compile("Festet av Eva"))
        await ola.follow("Vis i rommet")
        await expect(ola.main.locator("article.sought")).to_contain_text("Kan du ta maten")
        await ola.go((await ola.page.evaluate("location.hash"))[2:].rsplit("/", 1)[0] + "/festet")
        await ola.tap("Løsne")
        await ola.sees("Ingenting er festet her.")
        await expect(eva.main.get_by_text("Festet")).to_have_count(0)


async def _menu_open_pin(visitor: Visitor) -> None:
    await visitor.tap("Fest", exact=True)
    await expect(visitor.main.get_by_role("link", name=re.compile("^Festet"))).to_be_visible()


async def test_that_one_has_read_is_seen_only_where_both_chose_it(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await ola.to_house_room()
        await ola.write("Er du der?")
        await eva.to_house_room()
        await ola.go("lest")
        await ola.tap("Ja, vis det")
        await ola.to_house_room()
        await ola.sees(re.compile("sendt"))
        await expect(ola.main.get_by_text("lest av Eva")).to_have_count(0)
        await eva.go("lest")
        await eva.tap("Ja, vis det")
        await expect(eva.page.get_by_role("button", name="Ja, vis det")).to_have_attribute(
            "aria-pressed", "true"
        )
        await ola.reload()
        await ola.sees("lest av Eva")
        await ola.write("Og nå?")
        await eva.to_house_room()
        await expect(ola.main.locator("article", has_text="Og nå?")).to_contain_text("lest av Eva")


async def test_what_one_was_writing_comes_back_after_changing_an_older_message(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, OLA) as (ola,):
        await ola.to_house_room()
        field = ola.page.get_by_label("Skriv her")
        await ola.write("Jeg kommer sju")
        await ola.sees(re.compile("sendt"))
        await field.fill("Og så")
        await _menu(ola, "Jeg kommer sju", "Rett")
        await expect(field).to_have_value("Jeg kommer sju")
        await ola.tap("Avbryt")
        await expect(field).to_have_value("Og så")
        await _menu(ola, "Jeg kommer sju", "Rett")
        await field.fill("Jeg kommer åtte")
        await ola.tap("Send", exact=True)
        await ola.sees("Jeg kommer åtte")
        await expect(field).to_have_value("Og så")
        await _menu(ola, "Jeg kommer åtte", "Rett")
        await field.fill("Jeg kommer ni")
        await ola.reload()
        await expect(field).to_have_value("Og så")


async def test_how_long_a_room_is_silent_and_how_long_it_keeps_what_is_written(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        for one in (eva, ola):
            await one.to_house_room()
            await one.follow("Hvem leser her")
            await one.sees("Til den som skrev det, sletter det.")
        await ola.tap("I en uke")
        await ola.sees(re.compile("Varsler ikke før"))
        await ola.tap("Varsle igjen")
        await ola.tap("I en time")
        await ola.sees(re.compile("Varsler ikke før"))
        await expect(ola.page.get_by_role("button", name="30 dager")).to_have_count(0)
        await eva.tap("30 dager")
        await eva.page.locator("dialog").get_by_role("button", name="30 dager").click()
        await ola.sees("I 30 dager. Så slettes det hos alle.")
        await ola.to_house_room()
        await ola.sees("Det som skrives her, blir nå stående i 30 dager.")


def see_through() -> FilePayload:
    """A picture with nothing but a spot in its middle, too large to be sent as it is."""
    side = 900
    picture = Image.frombytes("RGBA", (side, side), random.Random(7).randbytes(4 * side * side))
    picture.putalpha(0)
    ImageDraw.Draw(picture).ellipse((400, 400, 500, 500), fill=(200, 30, 30, 255))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return {"name": "tegning.png", "mimeType": "image/png", "buffer": out.getvalue()}


CORNER = """(image) => {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 1
    const ink = canvas.getContext('2d')
    ink.drawImage(image, 0, 0, 8, 8, 0, 0, 1, 1)
    return [...ink.getImageData(0, 0, 1, 1).data]
}"""


async def test_a_picture_is_looked_at_in_the_app_and_what_was_clear_in_it_is_white(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, OLA) as (ola,):
        await ola.to_house_room()
        await ola.page.locator("input[type=file]").set_input_files([see_through()])
        await ola.main.get_by_role("button", name="tegning.jpg").click()
        large = ola.page.locator("dialog img")
        await expect(large).to_have_js_property("complete", True)
        await expect(large).to_have_js_property("naturalWidth", 900)
        assert all(part > 240 for part in await large.evaluate(CORNER))
        await ola.tap("Lukk")
        await expect(large).to_have_count(0)
        await expect(ola.main.get_by_role("button", name="tegning.jpg")).to_be_focused()


SPEAK = """async ([room, count]) => {
    for (let number = 1; number <= count; number++) {
        const said = await fetch('/api/v1/commands/message.send', {
            method: 'POST',
            headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `s${number}` },
            body: JSON.stringify({ room, text: `Melding ${number}.` }),
        })
        if (said.status !== 429) continue
        await new Promise((done) => setTimeout(done, 300))
        number--
    }
}"""


async def test_an_old_message_is_found_by_search_and_by_its_day(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await eva.to_house_room()
        room = (await eva.page.evaluate("location.hash")).split("/")[-1]
        await eva.write("Nøkkelen ligger i skuffen.")
        server.move_clock(3 * 86_400)
        await eva.page.evaluate(SPEAK, [room, 150])
        await ola.go(f"rom/{room}")
        await ola.tap("Til det nyeste")
        await ola.sees("Melding 150.")
        await ola.go(f"rom/{room}/om")
        await ola.follow("Søk i dette rommet")
        await ola.page.get_by_role("searchbox").fill("nøkkelen")
        await ola.tap("Søk")
        await ola.follow(re.compile("Nøkkelen ligger"))
        await expect(ola.main.locator("article.sought")).to_be_in_viewport()
        await expect(ola.main.get_by_text("Melding 150.")).to_have_count(0)
        await ola.tap("Til det nyeste")
        await expect(ola.main.get_by_text("Melding 150.")).to_be_in_viewport()
        await ola.go(f"rom/{room}/om")
        day = await ola.page.evaluate("new Date(Date.now() + 3 * 864e5).toLocaleDateString('sv')")
        await ola.page.get_by_label("Gå til en dato").fill(day)
        await expect(ola.main.get_by_text("Melding 1.", exact=True)).to_be_in_viewport()
        # Reading on from there leads to the newest, and what is written lands there.
        await ola.write("Jeg fant den.")
        await expect(ola.main.get_by_text("Jeg fant den.")).to_be_in_viewport()
        await eva.sees("Jeg fant den.")


async def test_a_room_for_all_is_found_joined_renamed_and_left(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await eva.go("rom")
        await eva.follow("Nytt rom")
        await eva.page.get_by_label("Hva rommet heter").fill("Sykler")
        await eva.page.get_by_text("Alle i huset", exact=True).click()
        await eva.tap("Lag rommet")
        await ola.go("rom")
        await ola.tap("Bli med")
        await ola.write("Jeg har en slange til overs.")
        await eva.sees("Ola kom inn i rommet")
        await eva.page.get_by_role("link", name="Hvem leser her").click()
        await eva.page.get_by_label("Nytt navn på rommet").fill("Sykkel og ski")
        await eva.tap("Bytt navn")
        await ola.sees("Rommet heter nå Sykkel og ski")
        await ola.page.get_by_role("link", name="Hvem leser her").click()
        await ola.tap("Gå ut av rommet")
        dialog = ola.page.get_by_role("dialog")
        await dialog.get_by_role("button", name="Gå ut av rommet").click()
        await expect(ola.page.get_by_role("button", name="Bli med")).to_be_visible()
        await ola.sees("Sykkel og ski")


async def test_a_room_for_some_lets_in_whom_its_members_let_in(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await eva.go("skriv/rom")
        await eva.page.get_by_label("Hva rommet heter").fill("Kjøkkenet")
        await eva.tap("Lag rommet")
        await eva.page.get_by_role("link", name="Hvem leser her").click()
        await ola.go("rom")
        await expect(ola.main.get_by_text("Kjøkkenet")).to_have_count(0)
        await eva.tap("Ola")
        await ola.follow("Kjøkkenet")
        await ola.sees("Ola kom inn i rommet")


async def test_a_picture_sent_without_a_network_waits_and_arrives_once(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await eva.to_house_room()
        await ola.to_house_room()
        await ola.worker_ready()
        await ola.context.set_offline(True)
        await ola.page.get_by_label("Legg ved").set_input_files([portrait()])
        await ola.sees("venter på nett")
        await ola.reload()
        await ola.sees("venter på nett")
        await expect(ola.main.get_by_role("img", name="meg.jpg")).to_have_js_property(
            "naturalWidth", 900
        )
        await ola.context.set_offline(False)
        await expect(eva.main.get_by_role("img", name="meg.jpg")).to_have_count(1)
        await ola.misses(re.compile("venter på nett|sender"))
        await expect(ola.main.get_by_role("img", name="meg.jpg")).to_have_count(1)
        broken = FilePayload(name="hel.jpg", mimeType="image/jpeg", buffer=b"\xff\xd8\xff" * 9)
        await ola.page.get_by_label("Legg ved").set_input_files([broken])
        await ola.sees("Det gikk ikke å sende fila. Den er tatt vare på.")
        # A browser tells of the refusal as a fault of its own.
        assert all("status of 400" in fault for fault in ola.faults)
        ola.faults.clear()
        await ola.tap("Kast")
        await ola.misses("Det gikk ikke")
        large = FilePayload(name="film.mp4", mimeType="video/mp4", buffer=bytes(10_485_761))
        await ola.page.get_by_label("Legg ved").set_input_files([large])
        await ola.page.get_by_text("Fila er for stor. Den kan være på 10 MB.").wait_for()


async def test_what_a_blocked_member_writes_is_one_tap_away_and_back_again_after(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await ola.to_house_room()
        await ola.write("Noe Eva ikke vil lese.")
        await eva.to_house_room()
        await eva.settled()
        message = eva.main.locator("article", has_text="Noe Eva ikke")
        await message.get_by_role("button", name=re.compile("Mer om meldingen")).click()
        await eva.follow("Om Ola")
        await eva.tap("Blokker")
        await eva.page.get_by_role("dialog").get_by_role("button", name="Blokker").click()
        await eva.sees("Du har blokkert Ola.")
        await eva.go("rom")
        await expect(eva.main.get_by_text("Noe Eva ikke")).to_have_count(0)
        await eva.follow("Huset")
        await eva.sees(re.compile("Skjult"))
        await ola.write("Enda mer.")
        await expect(eva.main.get_by_role("button", name="Vis")).to_have_count(2)
        await expect(eva.main.get_by_text("Noe Eva ikke")).to_have_count(0)
        await eva.tap("Vis")
        await eva.sees("Noe Eva ikke vil lese.")
        await eva.go("skjult")
        await eva.tap("Fjern blokkering: Ola")
        await eva.sees("Du har ikke blokkert noen.")
        await eva.to_house_room()
        await eva.sees("Enda mer.")
