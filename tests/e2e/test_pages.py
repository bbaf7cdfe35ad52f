"""Two pages of one phone: the one that is looked at writes, and a lock holds for both."""

import asyncio
import re

import pytest
from playwright.async_api import Browser

from tests.kit.browser import Visitor, at_home
from tests.kit.program import Program
from tests.kit.stored import stored
from tests.kit.until import until

pytestmark = pytest.mark.asyncio(loop_scope="session")
EVA = ("Eva", "former_resident peer_mentor")
OLA = ("Ola", "resident")


async def _another(visitor: Visitor, place: str = "") -> Visitor:
    """Another page of the same phone."""
    page = await visitor.context.new_page()
    other = Visitor(visitor.context, page, visitor.name, visitor.url)
    await other.go(place)
    return other


async def test_the_page_that_is_used_writes_and_the_other_takes_up_what_it_wrote(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await eva.to_house_room()
        await ola.to_house_room()
        other = await _another(eva)
        await other.to_house_room()
        for number in range(3):
            await other.write(f"fra den andre {number}")
            await ola.sees(f"fra den andre {number}")
            await eva.write(f"fra den første {number}")
            await ola.sees(f"fra den første {number}")
            await eva.sees(f"fra den andre {number}")
        for one in (eva, ola):
            texts = await one.page.locator("article p.own[dir=auto]").all_text_contents()
            assert texts == [f"fra den {a} {n}" for n in range(3) for a in ("andre", "første")]
        assert other.faults == []


async def test_what_waits_on_a_page_that_is_closed_is_sent_by_the_other(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await ola.to_house_room()
        await eva.worker_ready()
        other = await _another(eva)
        await other.to_house_room()
        await eva.context.set_offline(True)
        await other.write("skrevet uten nett")
        await other.sees("venter på nett")
        await other.page.close()
        await eva.context.set_offline(False)
        await ola.sees("skrevet uten nett")


async def test_a_lock_set_on_one_page_holds_for_the_other(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await ola.to_house_room()
        other = await _another(eva)
        await other.to_house_room()
        await other.page.get_by_label("Skriv her").fill("hemmelig utkast")
        await eva.lock("4711")
        await other.sees("Lås opp")
        await ola.write("noe hemmelig")
        await ola.sees("sendt")
        await eva.unlock("4711")
        await eva.sees("Låsen er på.")
        await other.unlock("4711")
        await other.to_house_room()
        await other.sees("noe hemmelig")
        await other.page.get_by_label("Skriv her").fill("mer hemmelig")
        await other.page.get_by_label("Skriv her").blur()
        # Every other time on the other page: each takes up what the other has sealed.
        for number in range(3):
            await ola.write(f"og hemmelig {number}")
            one = (eva, other)[number % 2]
            await one.to_house_room()
            await one.page.mouse.click(1, 1)
            await one.sees(f"og hemmelig {number}")
        assert "hemmelig" not in "".join(await stored(eva.page))
        for one in (eva, other):
            await one.reload()
            await one.unlock("4711")
            await one.sees("og hemmelig 1")
        await eva.go("las")
        await eva.tap("Fjern låsen")
        await eva.page.get_by_label("Koden en gang til").wait_for()
        await other.to_house_room()
        await other.sees("og hemmelig 2")

        async def plain() -> bool:
            return "og hemmelig 2" in "".join(await stored(eva.page))

        await until(plain)
        assert other.faults == []


async def test_a_page_that_does_not_answer_keeps_nobody_waiting(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await ola.to_house_room()
        # A phone puts a page to sleep in the middle of whatever it does.
        sleeping = await eva.context.new_cdp_session(eva.page)
        await sleeping.send("Debugger.enable")
        await sleeping.send("Debugger.pause")
        asleep = asyncio.create_task(eva.page.evaluate("1"))
        other = await _another(eva)
        await other.to_house_room()
        await other.write("jeg er her")
        await ola.sees("jeg er her")
        await sleeping.send("Debugger.resume")
        await asleep
        await eva.go("rom")
        await eva.follow(re.compile("Huset"))
        await eva.page.mouse.click(1, 1)
        await eva.sees("jeg er her")
        assert other.faults == []
