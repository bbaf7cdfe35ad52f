"""What the keeper of a house does on the phone, and what the others see of it."""

import re
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.kit.browser import Visitor, at_home
from tests.kit.house_screens import in_hours, plan_shift
from tests.kit.program import Program

pytestmark = pytest.mark.asyncio(loop_scope="session")
EVA = ("Eva", "friend peer_mentor keeper")
PER = ("Per", "former_resident peer_mentor")
OLA = ("Ola", "resident")


async def _do(visitor: Visitor, name: str, **args: Any) -> dict[str, Any]:
    """Carry out a command with the phone's own cookie, without its screens."""
    post = """async ([name, args]) => (await (await fetch(`/api/v1/commands/${name}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() },
        body: JSON.stringify(args),
    })).json())"""
    told: dict[str, Any] = await visitor.page.evaluate(post, [name, args])
    assert "code" not in told, told
    return told


async def test_a_number_is_added_changed_checked_and_dropped(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await eva.go("numre")
        await eva.follow("Legg til et nummer")
        await eva.page.get_by_label("Navn").fill("Krisesenteret")
        await eva.page.get_by_label("Telefonnummer").fill("22 48 03 80, alltid")
        await eva.tap("Til faste tider")
        await eva.page.get_by_label("Åpner").fill("08:30")
        await eva.page.get_by_label("Stenger").fill("00:00")
        await eva.tap("Lagre")
        await eva.sees("Skriv nummeret med bare tall og mellomrom.")
        await eva.page.get_by_label("Telefonnummer").fill("22 48 03 80")
        await eva.tap("Lagre")
        card = eva.main.locator("section", has_text="Krisesenteret")
        await expect(card).to_contain_text("Ikke sjekket ennå")
        await eva.tap("Krisesenteret stemmer i dag")
        await expect(card).to_contain_text("Sjekket i dag")
        await ola.follow("Numre å ringe")
        await ola.sees("22 48 03 80")
        await eva.follow("Endre Krisesenteret")
        await expect(eva.page.get_by_label("Stenger")).to_have_value("00:00")
        await eva.tap("Ta det av kortet")
        await eva.page.get_by_role("dialog").get_by_role("button", name="Ta det").click()
        await ola.misses("22 48 03 80")


async def test_the_rounds_of_a_house_are_changed_and_stay_in_order(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA) as (eva,):
        await eva.go("runder")
        second = eva.page.get_by_label("Så hos alle erfaringskonsulenter")
        await expect(second).to_have_value("180")
        await second.select_option("600")
        await eva.tap("Lagre")
        await eva.sees("Hver runde må komme etter den forrige.")
        await second.select_option("60")
        await eva.tap("Lagre")
        await eva.go("huset")
        await eva.sees("Etter ett minutt, 8 minutter og 13 minutter")


async def test_how_soon_someone_answers_is_shown_from_five_on(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await eva.go("tall")
        await eva.sees("For få har spurt til at det er noe å vise ennå.")
        house = (await ola.page.evaluate("fetch('/api/v1/crisis').then((one) => one.json())"))[
            "house"
        ]
        for _ in range(5):
            asked = await _do(ola, "ask.raise", house=house)
            await _do(eva, "ask.take", ask=asked["ask"]["id"])
            await _do(eva, "message.send", room=asked["room"]["id"], text="Jeg er her")
            await _do(ola, "ask.end", ask=asked["ask"]["id"])
        # A week is told of when it is over.
        server.move_clock(7 * 86_400)
        await eva.reload()
        await eva.sees("Noen spurte 5 ganger")
        await eva.sees(re.compile(r"Halvparten fikk svar innen \d+ sekunder"))
        await eva.sees(re.compile("100.%.fikk svar"))


async def test_who_cannot_be_reached_before_a_shift_is_told_what_to_do(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, PER) as (eva, per):
        day, begin, end = await in_hours(per, 2, 4)
        await plan_shift(per, day, begin, end, weekly=False)
        # The phone is tried in silence, and has a quarter of an hour to answer.
        server.move_clock(20 * 60)
        await per.go("")
        await per.sees(re.compile("Du har vakt .*men vi når ikke telefonen din."))
        await per.follow("Slå på varsler")
        await expect(per.page.get_by_role("heading", name="Varsler")).to_be_visible()
        await eva.go("")
        await eva.sees(re.compile("Per har vakt .*men vi når ikke fram."))
        await eva.sees("Snakk med Per, eller finn en annen.")
        await eva.follow("Se vakta")
        await eva.sees("Per har denne vakta.")
        await eva.go("vakter")
        await eva.sees("vi når ikke fram")


async def _agree(visitor: Visitor, words: str) -> None:
    """Answer the question that has come up with its own words."""
    await visitor.page.get_by_role("dialog").get_by_role("button", name=words, exact=True).click()
    await expect(visitor.page.get_by_role("dialog")).to_have_count(0)


async def test_a_keeper_decides_about_a_member_and_is_asked_first(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await eva.go("folk")
        await eva.follow("Ola")
        leads = eva.page.get_by_role("button", name="Gruppeleder", exact=True)
        await leads.click()
        await eva.page.get_by_role("dialog").get_by_role("button", name="Avbryt").click()
        await expect(leads).to_have_attribute("aria-pressed", "false")
        await leads.click()
        await _agree(eva, "Gjør Ola til gruppeleder")
        await expect(leads).to_have_attribute("aria-pressed", "true")
        former = eva.page.get_by_role("button", name="Tidligere beboer", exact=True)
        await former.click()
        await _agree(eva, "Si at Ola er tidligere beboer")
        await expect(former).to_have_attribute("aria-pressed", "true")

        await eva.tap("24 timer")
        await _agree(eva, "La Ola være ute i 24 timer")
        await eva.sees(re.compile("Ute til i morgen"))
        await ola.sees(re.compile("Du er ute av Huset til i morgen .*, og så er du inne igjen."))
        await expect(ola.page.get_by_role("link", name="Numre å ringe")).to_have_count(1)
        await ola.follow("Numre å ringe")
        await ola.sees("116 117")
        await ola.go("")
        await eva.tap("Slipp Ola inn nå")
        await _agree(eva, "Slipp Ola inn nå")
        await ola.misses(re.compile("Du er ute av"))
        await expect(ola.page.get_by_role("button", name="Er noen der?")).to_be_visible()

        await eva.tap("Ta Ola ut av huset")
        await _agree(eva, "Ta Ola ut av huset")
        await expect(eva.page.get_by_role("link", name="Inviter noen")).to_be_visible()
        await expect(eva.main.get_by_role("link", name=re.compile("^Ola"))).to_have_count(0)
        await expect(ola.page.get_by_role("button", name="Er noen der?")).to_have_count(0)
        await ola.misses(re.compile("Du er ute av"))
        await eva.follow("Eva")
        await eva.sees("Eva er den eneste med nøkler. Gi dem til en annen først.")
        await expect(eva.page.get_by_role("button", name="Nøkkelholder")).to_be_disabled()
        await expect(eva.page.get_by_role("button", name="Ta Eva ut")).to_have_count(0)
        await eva.go("rom")
        await eva.follow("Huset")
        await eva.sees("Ola gikk ut. Eva bestemte det.")


async def test_the_keys_are_for_keepers(server: Program, browser: Browser) -> None:
    async with at_home(browser, server, OLA) as (ola,):
        await ola.go("huset")
        await ola.sees("Dette er for dem som har nøklene.")
        await ola.go("meg")
        await expect(ola.page.get_by_role("link", name="Huset", exact=True)).to_have_count(0)


async def test_the_light_of_each_house_stands_on_home(server: Program, browser: Browser) -> None:
    async with at_home(browser, server, EVA) as (eva,):
        await eva.go("folk")
        await eva.page.get_by_text("Åpne et nytt hus").first.click()
        await eva.page.get_by_label("Hva huset heter").fill("Storgata")
        await eva.tap("Åpne et nytt hus")
        await eva.go("")
        other = eva.page.get_by_role("button", name=re.compile("Storgata"))
        await expect(other).to_contain_text("Ingen er hjemme")
        await other.click()
        await expect(eva.page.get_by_role("button", name=re.compile("Huset"))).to_be_visible()
        await eva.tap("Jeg er hjemme")
        await eva.sees(re.compile("Eva, til .* Storgata"))
        await eva.page.get_by_role("button", name=re.compile("Huset")).click()
        await expect(other).to_contain_text("Noen er hjemme")
        await eva.sees("Du er hjemme til")
