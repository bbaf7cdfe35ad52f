"""Is anyone there: taken by one, and taken by nobody."""

import re

import pytest
from playwright.async_api import Browser, expect

from tests.kit.browser import at_home
from tests.kit.program import Program

pytestmark = pytest.mark.asyncio(loop_scope="session")
EVA = ("Eva", "former_resident peer_mentor")
PER = ("Per", "friend peer_mentor")
OLA = ("Ola", "resident")


async def test_a_call_rings_is_taken_by_one_and_stops_for_the_other(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, PER, OLA) as (eva, per, ola):
        for helper in (eva, per):
            await helper.tap("Jeg er hjemme")
            await helper.sees("Du er hjemme til")
        await ola.tap("Er noen der?")
        await ola.sees("Sendt", wait=2_000)
        await ola.sees("116 123")
        await ola.sees("Det ringer hos 2")
        await eva.sees("Noen spør om noen er der", wait=2_000)
        await per.sees("Noen spør om noen er der")
        await ola.sees("2 har sett det")
        await eva.tap("Jeg tar den")
        await ola.sees("Eva tok den")
        await per.misses("Noen spør om noen er der")
        await expect(eva.page.get_by_label("Skriv her")).to_be_visible()
        await eva.write("Hei Ola, jeg er her.")
        await ola.follow("Til samtalen")
        await ola.sees("Hei Ola, jeg er her.")
        await ola.write("Takk. Kan du ringe?")
        await eva.sees("Takk. Kan du ringe?")
        await ola.tap("Vi er ferdige")
        await ola.follow("Tilbake")
        await ola.go("")
        await expect(ola.page.get_by_role("button", name="Er noen der?")).to_be_visible()


async def test_a_call_that_nobody_takes_says_so_and_ends_with_the_numbers(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await ola.tap("Er noen der?")
        await eva.sees("Noen spør om noen er der")
        await ola.sees("Ingen har svart ennå")
        await ola.sees(re.compile(r"ringer det hos flere|Det ringer hos én"))
        for minutes in (4, 9, 14, 20):
            server.move_clock(minutes * 60)
            await ola.page.wait_for_timeout(400)
        await ola.sees("Ingen hos oss fikk svart nå. Disse er våkne:")
        await eva.misses("Noen spør om noen er der")
        await expect(ola.main.get_by_role("link", name=re.compile("116 123"))).to_have_attribute(
            "href", "tel:116123"
        )
        await ola.sees("Spør igjen")


async def test_a_call_without_a_network_says_that_it_is_not_sent_and_can_be_taken_back(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await ola.worker_ready()
        await ola.sees("Er noen der?")
        await ola.context.set_offline(True)
        await ola.tap("Er noen der?")
        await ola.sees("Ikke sendt ennå")
        await ola.sees("22 40 00 40")
        await ola.context.set_offline(False)
        await ola.sees("Sendt")
        await eva.sees("Noen spør om noen er der")
        await ola.tap("Det ordnet seg, avbryt")
        await ola.sees("Du avbrøt")
        await eva.misses("Noen spør om noen er der")
