"""Doing something together, in browsers: who leads, who came, what is told, calendar links."""

import re

import pytest
from playwright.async_api import Browser, expect

from tests.kit.browser import Visitor, at_home
from tests.kit.house_screens import in_hours
from tests.kit.program import Program

pytestmark = pytest.mark.asyncio(loop_scope="session")
EVA = ("Eva", "former_resident peer_mentor group_leader")
OLA = ("Ola", "resident")
PER = ("Per", "resident")


async def _plan(visitor: Visitor, title: str, hours: int = 26) -> None:
    day, begin, end = await in_hours(visitor, hours, hours + 2)
    await visitor.go("planlegg")
    await visitor.page.get_by_label("Hva skal dere gjøre").fill(title)
    await visitor.page.get_by_label("Hvor", exact=True).fill("ved porten")
    await visitor.page.get_by_label("Dag", exact=True).fill(day)
    await visitor.page.get_by_label("Fra", exact=True).fill(begin)
    await visitor.page.get_by_label("Til", exact=True).fill(end)
    await visitor.tap("Inviter")
    await visitor.sees(title)


async def test_who_leads_is_given_back_and_taken_by_another(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await _plan(eva, "Svømming")
        for one in (eva, ola):
            await one.go("sammen")
            await one.follow(re.compile("Svømming"))
        await ola.sees("Eva leder.")
        await eva.tap("Gi fra deg")
        await ola.sees("Ingen leder denne ennå.")
        await ola.tap("Jeg tar den")
        await ola.sees("Du leder denne.")
        await eva.sees("Ola leder.")


async def test_who_came_is_noted_by_the_one_who_led(server: Program, browser: Browser) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await _plan(eva, "Torsdagstur", hours=2)
        await ola.sees("Torsdagstur")
        await ola.tap("Jeg kommer")
        await eva.sees("én kommer")
        server.move_clock(5 * 3600)
        await eva.page.reload()
        await eva.sees("Hvem kom?")
        await eva.follow(re.compile("Torsdagstur"))
        await eva.main.get_by_text("Hvem kom?").click()
        group = eva.page.get_by_role("group", name="Hvem kom?")
        await expect(group.get_by_label("Ola")).to_be_checked()
        await group.get_by_label("Eva").check()
        await eva.tap("Lagre")
        await expect(eva.page.get_by_role("button", name="Lagret")).to_be_visible()
        await eva.page.reload()
        await eva.main.get_by_text("Hvem kom?").click()
        await expect(group.get_by_label("Eva")).to_be_checked()


async def test_a_change_is_told_in_words_and_goes_when_it_is_read(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, PER) as (eva, per):
        await _plan(eva, "Frokost")
        await per.sees("Frokost")
        await per.tap("Jeg kommer")
        await eva.follow(re.compile("Frokost"))
        await eva.follow("Endre")
        await eva.page.get_by_label("Hvor", exact=True).fill("ved stasjonen")
        await eva.tap("Lagre endringen")
        news = per.main.get_by_role("link", name=re.compile("Frokost: .*ved stasjonen"))
        await expect(news).to_be_visible()
        await per.page.reload()
        await news.click()
        await expect(per.page.get_by_role("heading", name="Frokost")).to_be_visible()
        await per.go("")
        await expect(news).to_have_count(0)


async def test_a_calendar_link_is_named_listed_and_revoked(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, OLA) as (ola,):
        await ola.go("kalender")
        await ola.sees("Du har ingen kalenderlenker.")
        await ola.page.get_by_label("Navn på lenka, om du vil").fill("Jobben")
        await ola.tap("Lag en kalenderlenke")
        await ola.sees(re.compile(r"/calendar/.*\.ics"))
        await ola.page.reload()
        await ola.misses(re.compile(r"\.ics"))
        await ola.sees("Jobben")
        await ola.tap("Trekk tilbake lenka: Jobben")
        await ola.page.get_by_role("dialog").get_by_role("button", name="Trekk").click()
        await ola.sees("Du har ingen kalenderlenker.")
