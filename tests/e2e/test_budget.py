"""What the phone's owner pays: bytes on the way between a real browser and a real server.

Counted on the wire, both ways, headers and all; what TCP and TLS add is not in it.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.kit.browser import Visitor, arrive, at_home
from tests.kit.pictures import portrait
from tests.kit.program import Program
from tests.kit.stored import stored
from tests.kit.until import until

pytestmark = pytest.mark.asyncio(loop_scope="session")

FIRST_VISIT = 120_000
AGAIN = 5_000
IDLE_HOUR = 30_000
BACK_AFTER_EIGHT_HOURS = 15_000


class Counter:
    """A road between browser and server that counts what passes."""

    def __init__(self) -> None:
        self.bytes = 0
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65_536):
                self.bytes += len(data)
                writer.write(data)
                await writer.drain()
        writer.close()


@asynccontextmanager
async def counting(server: Program) -> AsyncIterator[Counter]:
    counter = Counter()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await asyncio.open_connection("127.0.0.1", server.port)
        await asyncio.gather(counter.carry(reader, there[1]), counter.carry(there[0], writer))

    road = await asyncio.start_server(meet, "127.0.0.1", 0)
    counter.port = road.sockets[0].getsockname()[1]
    try:
        yield counter
    finally:
        road.close()


async def _quiet(counter: Counter) -> None:
    """Wait until nothing has passed for a second."""
    before = -1
    while before != counter.bytes:
        before = counter.bytes
        await asyncio.sleep(1)


async def _come(browser: Browser, server: Program, counter: Counter, **options: Any) -> Visitor:
    link = (await server.invite("resident")).replace(server.url, counter.url)
    return await arrive(browser, link, "Ola", **options)


async def test_the_first_visit_and_the_next(server: Program, browser: Browser) -> None:
    async with counting(server) as counter:
        ola = await _come(browser, server, counter)
        await ola.worker_ready()
        await _quiet(counter)
        first = counter.bytes
        await ola.reload()
        await ola.sees("Ingen er hjemme")
        await _quiet(counter)
        again = counter.bytes - first
        print(f"first visit {first} bytes, again {again} bytes")
        await ola.context.close()
        assert first <= FIRST_VISIT
        assert again <= AGAIN


async def test_an_idle_hour(server: Program, browser: Browser) -> None:
    async with counting(server) as counter:
        ola = await _come(browser, server, counter)
        await ola.page.clock.install()
        await ola.reload()
        await ola.sees("Ingen er hjemme")
        await _quiet(counter)
        before = counter.bytes
        minutes = 4
        # In steps that are shorter than the page's patience: an answer takes its own time.
        for _ in range(minutes * 15):
            await ola.page.clock.run_for(4_000)
            await asyncio.sleep(0.2)
        hour = (counter.bytes - before) * 60 // minutes
        print(f"an idle hour {hour} bytes")
        await ola.sees("Ingen er hjemme")
        await ola.context.close()
        assert 0 < hour <= IDLE_HOUR


async def test_pictures_in_a_room_are_paid_for_once(server: Program, browser: Browser) -> None:
    async with counting(server) as counter, at_home(browser, server, ("Eva", "friend")) as (eva,):
        ola = await _come(browser, server, counter)
        await ola.worker_ready()
        await eva.follow(re.compile("Rom"))
        await eva.follow(re.compile("Huset"))
        await eva.page.get_by_label("Legg ved").set_input_files(
            [portrait(shade) for shade in range(100, 200, 10)]
        )
        await expect(eva.main.locator("article img")).to_have_count(10)
        await expect(eva.main.get_by_text("sender")).to_have_count(0)
        await ola.go("rom")
        await ola.follow(re.compile("Huset"))
        await _seen(ola, 10)
        await _quiet(counter)
        asked: list[str] = []
        ola.page.on("request", lambda request: asked.append(request.url))
        before = counter.bytes
        await ola.reload()
        await _seen(ola, 10)
        await _quiet(counter)
        again = counter.bytes - before
        print(f"ten pictures again {again} bytes")
        assert not [one for one in asked if "/files/" in one]
        assert again <= AGAIN
        await ola.context.set_offline(True)
        await ola.reload()
        await _seen(ola, 10)
        await ola.context.set_offline(False)
        # What is erased is gone from the phone with its picture.
        await eva.main.get_by_role("button", name="Mer om meldingen").last.click()
        await eva.tap("Slett", exact=True)
        await eva.page.get_by_role("dialog").get_by_role("button", name="Slett").click()
        await expect(ola.main.locator("article img")).to_have_count(9)

        async def nine() -> bool:
            kept = [one for one in await stored(ola.page) if one.startswith('{"id":"picture ')]
            return len(kept) == 9

        await until(nine)
        await ola.context.close()


async def _seen(visitor: Visitor, count: int) -> None:
    """Look at all the pictures of the room that is open."""
    pictures = visitor.main.locator("article img")
    await expect(pictures).to_have_count(count)
    for number in range(count):
        await pictures.nth(number).scroll_into_view_if_needed()
        await expect(pictures.nth(number)).to_have_attribute("src", re.compile("^blob:"))
        await expect(pictures.nth(number)).to_have_js_property("complete", True)


async def test_coming_back_after_eight_hours_to_fifty_messages(
    server: Program, browser: Browser
) -> None:
    text = "Vi sees på kjøkkenet etterpå, det er suppe igjen til den som vil. {}"
    async with counting(server) as counter, at_home(browser, server, ("Eva", "friend")) as (eva,):
        ola = await _come(browser, server, counter)
        await ola.worker_ready()
        await ola.page.goto("about:blank")
        await eva.follow(re.compile("Rom"))
        await eva.follow(re.compile("Huset"))
        for number in range(50):
            await eva.write(text.format(number))
        await expect(eva.main.get_by_text(text.format(49))).to_be_visible()
        await expect(eva.main.get_by_text("sender")).to_have_count(0)
        server.move_clock(8 * 3600)
        await _quiet(counter)
        before = counter.bytes
        await ola.page.goto(f"{counter.url}/#/rom")
        await expect(ola.main.get_by_role("link", name=re.compile("Huset"))).to_contain_text("50")
        await _quiet(counter)
        back = counter.bytes - before
        print(f"back to fifty messages {back} bytes")
        await ola.context.close()
        assert back <= BACK_AFTER_EIGHT_HOURS
