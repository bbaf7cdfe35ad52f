"""Every screen of the web client, with something on each."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
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
    "lås": "las",
}


@asynccontextmanager
async def furnish(
    browser: Browser, server: Program, link: str, scheme: Scheme, **options: Any
) -> AsyncIterator[Visitor]:
    """Eva with a lit light, a walk that Ola comes to, and a conversation with him."""
    eva = await arrive(browser, link, "Eva", scheme, **options)
    ola = await arrive(browser, await server.invite("resident"), "Ola")
    try:
        await eva.tap("Jeg er hjemme")
        await _plan_a_walk(eva)
        await ola.sees("Torsdagstur")
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
        yield eva
    finally:
        await eva.context.close()
        await ola.context.close()


async def _plan_a_walk(eva: Visitor) -> None:
    await eva.go("planlegg")
    await eva.page.get_by_label("Hva skal dere gjøre").fill("Torsdagstur")
    await eva.page.get_by_label("Hvor", exact=True).fill("ved porten")
    await eva.page.get_by_label("Gjentas").select_option("weekly")
    await eva.tap("Inviter")
    await eva.sees("Torsdagstur")


async def screens(eva: Visitor) -> AsyncIterator[str]:
    """Open one screen after the other; gives the name of each once it stands."""
    for name, place in PLACES.items():
        await eva.go(place)
        await expect(eva.page.locator("h1")).to_be_visible()
        yield name
    await eva.go("rom")
    await eva.follow(re.compile("Ola"))
    await eva.sees("Sjefen")
    yield "samtale"
    await eva.go("sammen")
    await eva.follow(re.compile("Torsdagstur"))
    await eva.sees("Ola")
    yield "aktivitet"
    await eva.tap("Avlys denne gangen")
    await expect(eva.page.get_by_role("dialog")).to_be_visible()
    yield "sikker"
    await eva.page.get_by_role("dialog").get_by_role("button", name="Avbryt").click()
    await eva.go("meg")
    await eva.tap("Gjem fort")
    await eva.sees("Handleliste")
    yield "gjemt"
    for _ in range(3):
        await eva.tap("Handleliste")
