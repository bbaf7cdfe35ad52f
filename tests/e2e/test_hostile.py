"""Every screen there is, in a house where everything is called something hostile.

The screens are read from where they are written, so that a new one is walked too.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.kit.browser import Visitor
from tests.kit.checks import out_of_reach
from tests.kit.hostile import ARABIC, MESSAGES, SCRIPT, HostileHouse, do, furnish, places, wrong
from tests.kit.program import program

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def made(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[HostileHouse]:
    """The house; nobody in it may have met a fault."""
    folder: Path = tmp_path_factory.mktemp("hostile")
    async with program(folder) as server:
        house = await furnish(browser, server)
        yield house
        for who in (house.helper, house.resident):
            assert who.faults == []
            await who.context.close()


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


async def test_hostile_text_is_text_on_every_screen(made: HostileHouse) -> None:
    found = []
    for who in (made.helper, made.resident):
        async for place in _walk(made, who):
            found += [f"{place}: {one}" for one in await wrong(who)]
    assert found == []


async def test_every_screen_is_reached_in_all_its_parts_by_the_keyboard(
    made: HostileHouse,
) -> None:
    found = []
    async for place in _walk(made, made.helper):
        found += [f"{place}: {one}" for one in await out_of_reach(made.helper)]
    assert found == []


async def test_what_was_written_stands_there_to_the_last_character(made: HostileHouse) -> None:
    await made.helper.go(f"rom/{made.rooms[0]}")
    shown = made.helper.page.locator("article p.own[dir=auto]")
    # The room opens with what fills the screen; the rest of the newest comes just after.
    await expect(made.helper.page.locator("article").nth(len(MESSAGES))).to_be_attached()
    await expect(made.helper.main.get_by_text(MESSAGES[0], exact=True)).to_be_attached()
    for text in MESSAGES:
        assert text in await shown.all_text_contents(), text[:60]
    await made.helper.go("sok")
    await made.helper.page.get_by_label("Søk i rommene dine").fill("owned=1")
    await made.helper.tap("Søk", exact=True)
    await made.helper.sees(SCRIPT)
    assert await wrong(made.helper) == []


async def test_a_call_from_somebody_of_that_name(made: HostileHouse) -> None:
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
