"""Every screen can be used by everybody: checked by axe, narrow, with large text, by keyboard."""

import re
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.kit.browser import Scheme, arrive
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
    await keyboard.press("Tab")  # past the search
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
