"""Text that wants to be more than text is text, wherever it is shown."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from tests.kit.browser import Visitor
from tests.kit.hostile import ARABIC, MESSAGES, SCRIPT, HostileHouse, do, furnish, places, wrong
from tests.kit.program import Program

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _walk(made: HostileHouse, who: Visitor) -> AsyncIterator[str]:
    """Every screen with what is hostile on it; gives its place once it stands."""
    beside = [f"noen/{made.house}", *(f"rom/{one}" for one in made.rooms[:3])]
    beside += [f"rom/{one}/om" for one in made.rooms[:3]]
    beside += [f"sammen/{one}" for one in made.activities[:3]]
    beside += [f"planlegg/{one}" for one in made.activities[:1]]
    for place in [*places(), *beside]:
        await who.go(place)
        await expect(who.page.locator("main h1").first).to_be_visible()
        yield place


async def test_hostile_text_is_text_on_every_screen(server: Program, browser: Browser) -> None:
    made = await furnish(browser, server)
    found = []
    for who in (made.helper, made.resident):
        async for place in _walk(made, who):
            found += [f"{place}: {one}" for one in await wrong(who)]
    assert found == []
    await _as_it_was_written(made)
    await _rung_and_taken(made)
    for who in (made.helper, made.resident):
        assert who.faults == []
        await who.context.close()


async def _as_it_was_written(made: HostileHouse) -> None:
    """What was written stands there to the last character; searching finds it as text."""
    await made.helper.go(f"rom/{made.rooms[0]}")
    shown = made.helper.page.locator("article p.own[dir=auto]")
    for text in MESSAGES:
        await expect(made.helper.page.locator("article").first).to_be_visible()
        assert text in await shown.all_text_contents(), text[:60]
    await made.helper.go("sok")
    await made.helper.page.get_by_label("Søk i rommene dine").fill("owned=1")
    await made.helper.tap("Søk", exact=True)
    await made.helper.sees(SCRIPT)
    assert await wrong(made.helper) == []


async def _rung_and_taken(made: HostileHouse) -> None:
    """A call from somebody of that name, on both sides."""
    await made.resident.go("")
    await made.resident.tap("Er noen der?")
    await made.helper.sees("Noen spør om noen er der")
    assert await wrong(made.helper) == []
    await made.helper.tap("Jeg tar den")
    await made.resident.sees("tok den")
    assert await wrong(made.resident) == []
    await do(made.helper, "member.update", name=ARABIC)
    await made.resident.sees(ARABIC)
    assert await wrong(made.resident) == []
