"""Every screen can be used by everybody: checked by axe, narrow, with large text, by keyboard."""

import re
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.kit.browser import PHONE, Scheme, Visitor, arrive, at_home
from tests.kit.checks import axe, cut_off, too_small
from tests.kit.program import Program
from tests.kit.screens import furnish, screens

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_on_any_screen(
    server: Program, browser: Browser, scheme: Scheme
) -> None:
    # The policy refuses a script that did not come with the page: axe asks to be let past it.
    options: dict[str, Any] = {"bypass_csp": True, "reduced_motion": "reduce"}
    link = await server.invite("friend", "peer_mentor", "keeper")
    async with furnish(browser, server, link, scheme, **options) as people:
        found = []
        async for name, who in screens(*people):
            found += [f"{name}: {one}" for one in await axe(who)]
        assert found == []


async def test_nothing_is_cut_off_at_320_pixels_or_with_text_of_twice_the_size(
    server: Program, browser: Browser
) -> None:
    narrow: dict[str, Any] = {"viewport": {"width": 320, "height": 640}}
    link = await server.invite("friend", "peer_mentor", "keeper")
    async with furnish(browser, server, link, "light", **narrow) as people:
        wide, small = [], []
        for size in ("100%", "200%"):
            async for name, who in screens(*people):
                wide += [f"{name}: {one}" for one in await cut_off(who, size)]
                small += [f"{name}: {one}" for one in await too_small(who)]
        assert wide == []
        assert small == []


async def test_the_way_in_and_a_message_by_keyboard_alone(
    server: Program, browser: Browser
) -> None:
    ola = await arrive(browser, await server.invite("resident"), "Ola", has_touch=False)
    keyboard = ola.page.keyboard
    await ola.page.evaluate("document.activeElement.blur()")
    for _ in range(30):
        await keyboard.press("Tab")
        text = await ola.page.evaluate("document.activeElement.textContent")
        if "Rom" in text and "nav" in await ola.page.evaluate(
            "document.activeElement.parentElement.tagName.toLowerCase()"
        ):
            break
    await keyboard.press("Enter")
    await expect(ola.page.get_by_role("heading", name="Rom")).to_be_focused()
    await keyboard.press("Tab")  # past the search, and what hides
    await keyboard.press("Tab")
    await keyboard.press("Tab")
    await keyboard.press("Enter")
    await expect(ola.page.get_by_role("heading", name="Huset")).to_be_focused()
    for _ in range(10):
        await keyboard.press("Tab")
        if await ola.page.evaluate("document.activeElement.tagName") == "TEXTAREA":
            break
    await keyboard.type("Hei fra tastaturet")
    await keyboard.press("Enter")
    await ola.sees("Hei fra tastaturet")
    await ola.sees(re.compile("sendt"))
    await ola.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_door_and_the_lock_can_be_used_by_everybody(
    server: Program, browser: Browser, scheme: Scheme
) -> None:
    link = await server.invite("resident")
    narrow: dict[str, Any] = {"bypass_csp": True, "viewport": {"width": 320, "height": 640}}
    context = await browser.new_context(**{**PHONE, "color_scheme": scheme, **narrow})
    page = await context.new_page()
    stranger = Visitor(context, page, "nobody", server.url)
    await page.goto(f"{server.url}/")
    await stranger.sees("Du trenger en invitasjon")
    found = [f"closed door: {one}" for one in await _faults(stranger)]
    await page.goto(link)
    await page.get_by_label("Navn").wait_for()
    found += [f"open door: {one}" for one in await _faults(stranger)]
    await context.close()
    ola = await arrive(browser, link, "Ola", scheme, **narrow)
    await ola.worker_ready()
    await ola.lock()
    found += [f"locked: {one}" for one in await _faults(ola)]
    await ola.context.close()
    assert found == []


async def test_what_is_new_is_said_aloud_and_the_focus_comes_back(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, ("Eva", "friend peer_mentor"), ("Per", "resident")) as two:
        eva, per = two
        said = per.page.get_by_role("status").last
        await eva.tap("Jeg er hjemme")
        await expect(said).to_contain_text("Noen er hjemme")
        for one in two:
            await one.go("rom")
            await one.follow(re.compile("Huset"))
        await per.page.get_by_label("Skriv her").wait_for()
        await eva.write("Det er suppe")
        await expect(said).to_contain_text("Eva: Det er suppe")
        await eva.settled()
        await eva.page.get_by_role("button", name=re.compile("^Mer om meldingen")).last.click()
        await eva.tap("Slett")
        await eva.page.get_by_role("dialog").get_by_role("button", name="Avbryt").click()
        await expect(eva.page.get_by_role("button", name="Slett")).to_be_focused()
        await eva.go("meg")
        await eva.tap("English")
        await expect(eva.page.get_by_role("heading", name="Me", exact=True)).to_be_visible()


async def _faults(who: Visitor) -> list[str]:
    return [*await axe(who), *await cut_off(who, "100%"), *await too_small(who)]
