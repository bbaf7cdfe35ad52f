"""A room opens where one left it: at the first message that one has not read."""

import json
import re

import pytest
from playwright.async_api import Browser, Locator, expect

from tests.kit.browser import Visitor, at_home
from tests.kit.long_room import fill
from tests.kit.program import Program
from tests.kit.until import until

pytestmark = pytest.mark.asyncio(loop_scope="session")
EVA = ("Eva", "former_resident peer_mentor keeper")
OLA = ("Ola", "resident")
READ = "Kaffen er klar."
LINE = "Nye meldinger"
END = "Til det nyeste"
SHOWN = """() => {
    const foot = document.querySelector('.write').getBoundingClientRect().top
    const all = [...document.querySelectorAll('article')]
    return all.findLast((one) => one.getBoundingClientRect().bottom <= foot).id.slice(1)
}"""
HIDDEN_BY_THE_HEAD = """() => {
    const below = document.querySelector('.head').getBoundingClientRect().bottom
    return document.querySelector('.new').getBoundingClientRect().top < below
}"""


def house_row(visitor: Visitor) -> Locator:
    """The house's room in the list of rooms."""
    return visitor.main.get_by_role("link", name=re.compile("Huset"))


def marks_of(visitor: Visitor) -> list[int]:
    """Numbers up to which this phone says that it has read, from its next connection on."""
    marks: list[int] = []

    def sent(frame: str | bytes) -> None:
        told = json.loads(frame)
        if told.get("name") == "read.mark" and told["args"]["stream"].startswith("room:"):
            marks.append(told["args"]["seq"])

    visitor.page.on("websocket", lambda socket: socket.on("framesent", sent))
    return marks


async def told(marks: list[int]) -> bool:
    return len(marks) > 0


async def read_and_leave(eva: Visitor, ola: Visitor) -> None:
    """Let Ola read what Eva has written, and go elsewhere."""
    await eva.go("rom")
    await eva.follow("Huset")
    await eva.says(READ)
    marks = marks_of(ola)
    await ola.go("rom")
    await ola.reload()
    await house_row(ola).click()
    await expect(ola.main.get_by_text(READ)).to_be_in_viewport()
    await until(lambda: told(marks))
    await ola.go("rom")
    await expect(house_row(ola)).to_be_visible()
    await expect(house_row(ola).locator(".dot")).to_have_count(0)


async def opens_at(visitor: Visitor, first: str) -> None:
    """Open the house's room: the line is seen, and under it that message."""
    await house_row(visitor).click()
    line = visitor.main.get_by_text(LINE)
    await expect(line).to_be_in_viewport()
    await visitor.settled()
    assert not await visitor.page.evaluate(HIDDEN_BY_THE_HEAD)
    await expect(visitor.main.locator(".new + article")).to_contain_text(first)
    await expect(visitor.main.get_by_text(first)).to_be_in_viewport()


async def test_a_room_opens_at_the_first_unread_message_and_is_read_as_it_is_shown(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await read_and_leave(eva, ola)
        await fill(server, 30)
        await expect(house_row(ola)).to_contain_text("30")
        marks = marks_of(ola)
        await ola.reload()
        await opens_at(ola, "Nummer 0.")
        newest = ola.main.get_by_text("Nummer 29.")
        await expect(newest).to_be_attached()
        await expect(newest).not_to_be_in_viewport()
        # What was shown is read, and no more than that: one begins there the next time.
        await until(lambda: told(marks))
        last = await ola.page.evaluate(SHOWN)
        assert marks == [int(last)]
        words = await ola.main.locator(f"#m{last}").inner_text()
        shown = int(words.partition("Nummer ")[2].partition(".")[0]) + 1
        await ola.go("rom")
        await expect(house_row(ola).locator(".dot")).to_have_text(str(30 - shown))
        await opens_at(ola, f"Nummer {shown}.")
        await eva.says("Nå er det suppe.")
        await expect(ola.main.get_by_text(LINE)).to_be_in_viewport()
        await ola.tap(END)
        await expect(ola.main.get_by_text("Nå er det suppe.")).to_be_in_viewport()
        # The line stays where it was for as long as the room is open.
        await expect(ola.main.locator(".new + article")).to_contain_text(f"Nummer {shown}.")
        await ola.go("rom")
        await expect(house_row(ola)).to_contain_text("Nå er det suppe.")
        await expect(house_row(ola).locator(".dot")).to_have_count(0)
        await house_row(ola).click()
        await expect(ola.main.get_by_text("Nå er det suppe.")).to_be_in_viewport()
        await expect(ola.main.get_by_text(LINE)).to_have_count(0)


async def test_unread_messages_that_fit_on_the_screen_are_read_at_the_end(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await read_and_leave(eva, ola)
        await fill(server, 3)
        await expect(house_row(ola)).to_contain_text("3")
        await opens_at(ola, "Nummer 0.")
        await expect(ola.main.get_by_text("Nummer 2.")).to_be_in_viewport()
        await expect(ola.page.get_by_role("button", name=END)).to_have_count(0)
        # What comes now is seen as it comes.
        for number in range(12):
            await eva.says(f"Og {number} til.")
        await expect(ola.main.get_by_text("Og 11 til.")).to_be_in_viewport()


async def test_what_comes_at_once_into_an_open_room_is_read_from_its_first(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await read_and_leave(eva, ola)
        await house_row(ola).click()
        await expect(ola.main.get_by_text(READ)).to_be_in_viewport()
        # Somebody comes by a notice: the room is on the screen before what has come since.
        room = ola.page.url
        await ola.page.goto("about:blank")
        await fill(server, 30)
        await ola.page.goto(room)
        await expect(ola.main.get_by_text(LINE)).to_be_in_viewport()
        await expect(ola.main.locator(".new + article")).to_contain_text("Nummer 0.")
        await expect(ola.main.get_by_text("Nummer 0.")).to_be_in_viewport()
        await ola.settled()
        assert not await ola.page.evaluate(HIDDEN_BY_THE_HEAD)
        newest = ola.main.get_by_text("Nummer 29.")
        await expect(newest).to_be_attached()
        await expect(newest).not_to_be_in_viewport()
        await ola.tap(END)
        await expect(newest).to_be_in_viewport()


async def test_unread_messages_that_are_more_than_a_phone_holds_are_read_from_the_first(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await read_and_leave(eva, ola)
        await fill(server, 400)
        await expect(house_row(ola)).to_contain_text("Nummer 399.")
        await opens_at(ola, "Nummer 0.")
        await expect(ola.main.get_by_text(READ)).to_be_attached()
        await expect(ola.main.get_by_text("Nummer 399.")).to_have_count(0)
        # Reading on leads to the end, and everything on the way is read.
        newest = ola.main.get_by_text("Nummer 399.")
        for _ in range(100):
            await ola.page.mouse.wheel(0, 600)
            if await newest.count():
                break
        await expect(newest).to_be_attached()
        await ola.tap(END)
        await expect(newest).to_be_in_viewport()
        await ola.go("rom")
        await expect(house_row(ola)).to_be_visible()
        await expect(house_row(ola).locator(".dot")).to_have_count(0)


async def test_whoever_draws_a_room_up_is_not_thrown_back_by_what_happens_just_then(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await read_and_leave(eva, ola)
        await fill(server, 30)
        await house_row(ola).click()
        await ola.settled()
        await ola.tap(END)
        await expect(ola.main.get_by_text("Nummer 29.")).to_be_in_viewport()
        # A finger has moved the page, and before the page is told of it the network goes.
        await ola.page.evaluate("scrollBy(0, -600); dispatchEvent(new Event('offline'))")
        await expect(ola.page.get_by_role("button", name=END)).to_be_visible()
        await expect(ola.main.get_by_text("Nummer 29.")).not_to_be_in_viewport()
