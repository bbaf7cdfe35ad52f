"""Away and back: without a network, with the server gone, signed out from elsewhere."""

import re

import pytest
from playwright.async_api import Browser, expect

from tests.kit.browser import at_home
from tests.kit.pictures import portrait
from tests.kit.program import Program
from tests.kit.stored import stored
from tests.kit.until import until

pytestmark = pytest.mark.asyncio(loop_scope="session")
EVA = ("Eva", "former_resident peer_mentor")
OLA = ("Ola", "resident")


async def test_what_is_written_without_a_network_is_sent_once_when_it_is_back(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await ola.to_house_room()
        await eva.to_house_room()
        await ola.worker_ready()
        await ola.context.set_offline(True)
        await ola.write("Ja, gjerne. Er der om ti.")
        await ola.sees("venter på nett")
        await ola.reload()
        await ola.sees("Ja, gjerne. Er der om ti.")
        await ola.sees("venter på nett")
        await eva.write("Skal vi gå en tur?")
        await ola.context.set_offline(False)
        await ola.sees("Skal vi gå en tur?")
        await ola.misses("venter på nett")
        await eva.sees("Ja, gjerne. Er der om ti.")
        await expect(eva.main.get_by_text("Ja, gjerne. Er der om ti.")).to_have_count(1)
        await expect(ola.main.get_by_text("Ja, gjerne. Er der om ti.")).to_have_count(1)


async def test_the_phone_is_asked_to_keep_what_is_nowhere_else(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA) as (eva,):
        await eva.page.add_init_script(
            "navigator.storage.persist = async () => (self.asked = (self.asked ?? 0) + 1, true)"
        )
        await eva.reload()
        await eva.to_house_room()
        assert await eva.page.evaluate("self.asked") is None
        for number in range(2):
            await eva.says(f"nr {number}")
        await eva.page.wait_for_function("self.asked === 1")


async def test_every_screen_opens_without_a_network(server: Program, browser: Browser) -> None:
    async with at_home(browser, server, EVA) as (eva,):
        await eva.worker_ready()
        await eva.go("rom")
        await eva.sees("Huset")  # What has come once is on the phone.
        await eva.context.set_offline(True)
        for place, words in {
            "": "Hei, Eva",
            "rom": "Huset",
            "skriv": "Nytt rom",
            "sammen": "Planlegg noe",
            "meg": "Hva andre ser av meg",
            "enheter": "denne",
            "ring": "22 40 00 40",
        }.items():
            await eva.go(place)
            await eva.reload()
            await eva.sees(words)


async def test_a_server_killed_in_the_middle_loses_nothing(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await ola.to_house_room()
        await eva.to_house_room()
        await ola.write("før")
        await eva.sees("før")
        # Its answer never comes, as when the server goes just then.
        await ola.context.route("**/preview", lambda route: route.abort())
        async with ola.page.expect_event("requestfailed"):
            await eva.page.get_by_label("Legg ved").set_input_files([portrait()])
        await server.kill()
        await ola.context.unroute_all()
        await ola.write("mens den er borte")
        await ola.sees(re.compile("venter på nett|sender"))
        await server.start()
        await eva.sees("mens den er borte", wait=45_000)
        await ola.misses(re.compile("venter på nett|sender"))
        await eva.write("etter")
        await ola.sees("etter")
        await expect(ola.main.locator("article img")).to_have_js_property("naturalWidth", 320)
        for one in (eva, ola):
            texts = await one.page.locator("article p.own[dir=auto]").all_text_contents()
            assert texts == ["før", "mens den er borte", "etter"]


async def test_a_phone_that_is_signed_out_from_elsewhere_is_empty(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA) as (eva,):
        await eva.to_house_room()
        await eva.write("noe som ikke skal bli liggende")
        await eva.sees("sendt")
        # The same browser with another page is the same device: it is ended as from elsewhere.
        other = await eva.context.new_page()
        await other.goto(f"{eva.url}/#/meg")
        await other.get_by_role("button", name="Gå ut av Utelys").click()
        await other.get_by_role("dialog").get_by_role("button", name="Gå ut", exact=True).click()
        await eva.sees("Du er ute.")

        async def empty() -> bool:
            return not await stored(eva.page)

        # What is there until then says that the server has not heard of it yet.
        await until(empty)
        await eva.reload()
        await eva.sees("Du trenger en invitasjon")


async def test_a_phone_whose_database_was_closed_under_the_page_sends_and_keeps(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await ola.to_house_room()
        await eva.to_house_room()
        # Whoever else wants the database to themselves, as a newer page, has its owner close it.
        await ola.page.evaluate("""() => new Promise((done) => {
            const request = indexedDB.open('utelys', 99)
            request.onsuccess = () => {
                request.result.close()
                const gone = indexedDB.deleteDatabase('utelys')
                gone.onsuccess = done
            }
        })""")
        await ola.write("sendt likevel")
        await eva.sees("sendt likevel")
        await eva.write("og svart på")
        await ola.sees("og svart på")
        await ola.misses(re.compile("venter på nett|sender"))
        await ola.worker_ready()
        await ola.context.set_offline(True)
        await ola.reload()
        await ola.sees("og svart på")
