"""Every screen of the web client, with something on each."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, expect

from tests.kit.browser import Scheme, Visitor, arrive
from tests.kit.program import Program

PLACES = {
    "hjem": "",
    "rom": "rom",
    "skriv": "skriv",
    "sammen": "sammen",
    "planlegg": "planlegg",
    "numre": "ring",
    "meg": "meg",
    "enheter": "enheter",
    "inviter": "inviter",
    "stille": "stille",
    "lest": "lest",
    "ikon": "ikon",
    "blokkerte": "skjult",
    "nytt-rom": "skriv/rom",
    "varsler": "varsler",
    "søk": "sok",
    "kalender": "kalender",
    "lås": "las",
    "slutt": "slutt",
    "finnes-ikke": "tull",
}

CALENDAR = Path(__file__).parent / "calendars" / "google.ics"


@asynccontextmanager
async def furnish(
    browser: Browser, server: Program, link: str, scheme: Scheme, **options: Any
) -> AsyncIterator[tuple[Visitor, Visitor]]:
    """Eva with a lit light, a walk that Ola comes to, and a conversation with him."""
    eva = await arrive(browser, link, "Eva", scheme, **options)
    ola = await arrive(browser, await server.invite("resident"), "Ola", scheme, **options)
    try:
        await eva.tap("Jeg er hjemme")
        await _plan_a_walk(eva)
        await ola.sees("Kveldstur")
        await ola.tap("Jeg kommer")
        await ola.go("skriv")
        await ola.tap("Eva")
        await ola.write("Hei, er på vei hjem fra jobb. Helt ferdig i dag.")
        await eva.go("rom")
        await eva.follow(re.compile("Ola"))
        await eva.write("Kom hit! Jeg har kaffe på, og det er rester i kjøleskapet.")
        await ola.sees("Kom hit")
        await ola.write("Takk. Sjefen var på meg igjen.")
        await eva.sees("Sjefen")
        yield eva, ola
    finally:
        await eva.context.close()
        await ola.context.close()


async def _plan_a_walk(eva: Visitor) -> None:
    await eva.go("planlegg")
    await eva.page.get_by_label("Hva skal dere gjøre").fill("Kveldstur")
    await eva.page.get_by_label("Hvor", exact=True).fill("ved porten")
    await eva.page.get_by_label("Gjentas").select_option("weekly")
    await eva.tap("Inviter")
    await eva.sees("Kveldstur")


async def screens(eva: Visitor, ola: Visitor) -> AsyncIterator[tuple[str, Visitor]]:
    """Open one screen after the other; gives its name, and whose it is, once it stands."""
    await ola.go("")
    await ola.sees("Noen er hjemme")
    yield "hjem-beboer", ola
    for name, place in PLACES.items():
        await eva.go(place)
        await expect(eva.page.locator("h1")).to_be_visible()
        yield name, eva
    await eva.go("rom")
    await eva.follow(re.compile("Ola"))
    await eva.sees("Sjefen")
    yield "samtale", eva
    await eva.settled()
    await eva.page.get_by_role("button", name=re.compile("Ola")).last.click()
    await eva.tap("Fest")
    await expect(eva.page.get_by_role("link", name=re.compile("Festet"))).to_be_visible()
    yield "melding-åpen", eva
    await eva.page.get_by_role("link", name=re.compile("Festet")).click()
    await eva.sees("Sjefen")
    yield "festet", eva
    await eva.page.go_back()
    await eva.settled()
    await eva.page.get_by_role("button", name=re.compile("Ola")).last.click()
    await eva.tap("Løsne")
    await eva.settled()
    await eva.page.get_by_role("button", name=re.compile("Ola")).last.click()
    await eva.page.get_by_role("link", name=re.compile("Om Ola")).click()
    await expect(eva.page.get_by_role("heading", name="Ola")).to_be_visible()
    yield "kort", eva
    await eva.go("sok")
    await eva.page.get_by_label("Søk i rommene dine").fill("Sjefen")
    await eva.page.keyboard.press("Enter")
    await eva.sees("Sjefen")
    yield "funnet", eva
    await eva.go("rom")
    await eva.follow(re.compile("Ola"))
    await eva.sees("Sjefen")
    await eva.page.get_by_role("link", name="Hvem leser her").click()
    await eva.sees("Ikke varsle")
    yield "om-rommet", eva
    await eva.go("sammen")
    await eva.follow(re.compile("Kveldstur"))
    await eva.sees("Ola")
    yield "aktivitet", eva
    await eva.follow("Endre")
    await expect(eva.page.get_by_role("heading", name="Endre")).to_be_visible()
    yield "endre", eva
    await eva.page.go_back()
    await eva.follow("Skriv om denne gangen")
    await eva.write("Ta med lykt.")
    await eva.sees("Ta med lykt.")
    yield "gangen", eva
    await eva.go("les-inn")
    await eva.page.locator("input[type=file]").set_input_files(CALENDAR)
    await eva.sees(re.compile("aktiviteter i fila"))
    yield "les-inn", eva
    await eva.go("sammen")
    await eva.follow(re.compile("Kveldstur"))
    await eva.sees("Ola")
    await eva.tap("Avlys denne gangen")
    await expect(eva.page.get_by_role("dialog")).to_be_visible()
    yield "sikker", eva
    await eva.page.get_by_role("dialog").get_by_role("button", name="Avbryt").click()
    await eva.go("meg")
    await eva.tap("Gjem fort")
    await eva.sees("Handleliste")
    yield "gjemt", eva
    for _ in range(3):
        await eva.tap("Handleliste")
    await ola.go("")
    await ola.tap("Er noen der?")
    await ola.sees("Det ringer hos én")
    yield "noen-der", ola
    await eva.go("")
    await eva.sees("Noen spør om noen er der")
    yield "ringer", eva
    await ola.tap("Det ordnet seg, avbryt")
    await ola.sees("Du avbrøt")
