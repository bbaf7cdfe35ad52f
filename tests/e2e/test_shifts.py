"""Planned times in real browsers: the fortnight with its gaps, a swap, a change, the end of it."""

import re
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.kit.browser import Scheme, Visitor, arrive, at_home
from tests.kit.checks import axe, cut_off, too_small
from tests.kit.house_screens import ahead, house_screens, plan_shift
from tests.kit.program import Program

pytestmark = pytest.mark.asyncio(loop_scope="session")
EVA = ("Eva", "friend peer_mentor keeper")
PER = ("Per", "former_resident peer_mentor")
OLA = ("Ola", "resident")


def _day(visitor: Visitor, place: int) -> Any:
    return visitor.main.locator("li.day").nth(place)


async def test_a_weekly_shift_shows_its_gaps_and_makes_the_light_expected(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await eva.follow(re.compile("Vakter"))
        await eva.sees("Du har ingen vakt de neste 14 dagene.")
        await expect(_day(eva, 3)).to_contain_text("Ingen hele dagen")
        await plan_shift(eva, await ahead(eva, 1), "17:00", "21:00", weekly=True)
        await expect(_day(eva, 1)).to_contain_text("17:00 til 21:00 du")
        await expect(_day(eva, 1)).to_contain_text("Ingen før 17:00 · Ingen etter 21:00")
        await expect(_day(eva, 8)).to_contain_text("17:00 til 21:00")
        # The light looks a day ahead: by tomorrow noon it expects her.
        server.move_clock(20 * 3600)
        await ola.sees(re.compile("Eva er ventet .*17:00"))


async def test_a_swap_is_valid_when_both_have_said_yes(server: Program, browser: Browser) -> None:
    async with at_home(browser, server, EVA, PER) as (eva, per):
        await plan_shift(per, await ahead(per, 2), "22:00", "08:00", weekly=False)
        await plan_shift(eva, await ahead(eva, 1), "17:00", "21:00", weekly=False)
        await eva.follow(re.compile("17:00 til 21:00"))
        await eva.tap("Per")
        await eva.page.get_by_label("Tar du en av deres i bytte?").select_option(index=1)
        await eva.tap("Spør Per")
        await eva.sees("Den er din til Per sier ja.")
        await per.go("")
        await per.sees("Eva spør om du kan ta vakta i morgen 17:00.")
        await per.sees(re.compile("I bytte tar Eva din vakt .*22:00"))
        await per.tap("Ja, jeg tar den")
        await per.misses("Eva spør")
        await per.sees("Din neste vakt: i morgen 17:00 til 21:00")
        await eva.go("vakter")
        await expect(_day(eva, 1)).to_contain_text("17:00 til 21:00 Per")
        await expect(_day(eva, 2)).to_contain_text("22:00 til 08:00 du")


async def test_a_time_is_moved_given_to_another_and_cancelled(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, PER) as (eva, per):
        await plan_shift(per, await ahead(per, 1), "17:00", "21:00", weekly=True)
        await per.follow(re.compile("17:00 til 21:00"))
        await per.follow("Endre")
        await per.page.get_by_label("Fra", exact=True).fill("18:30")
        await per.tap("Lagre")
        await expect(_day(per, 1)).to_contain_text("18:30 til 21:00 du")
        await expect(_day(per, 8)).to_contain_text("17:00 til 21:00 du")
        await eva.go("vakter")
        await eva.follow(re.compile("18:30 til 21:00"))
        await eva.page.get_by_text("Gi den til en annen").click()
        await eva.tap("Eva")
        await eva.tap("Ta den selv")
        await expect(_day(eva, 1)).to_contain_text("18:30 til 21:00 du")
        await eva.follow(re.compile("17:00 til 21:00"))
        await eva.tap("Avlys denne og de senere")
        await eva.page.get_by_role("dialog").get_by_role("button", name="Avlys").click()
        await expect(_day(eva, 8)).to_contain_text("Ingen hele dagen")
        await per.sees("Du har ingen vakt de neste 14 dagene.")


async def test_the_plan_opens_without_a_network_and_says_from_when(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA) as (eva,):
        await eva.worker_ready()
        await plan_shift(eva, await ahead(eva, 1), "17:00", "21:00", weekly=False)
        await eva.context.set_offline(True)
        await eva.reload()
        await eva.sees(re.compile(r"Planen er fra \d\d:\d\d"))
        await expect(_day(eva, 1)).to_contain_text("17:00 til 21:00 du")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_on_the_screens_of_those_who_help(
    server: Program, browser: Browser, scheme: Scheme
) -> None:
    options: dict[str, Any] = {"bypass_csp": True, "reduced_motion": "reduce"}
    options["viewport"] = {"width": 320, "height": 640}
    eva = await arrive(
        browser, await server.invite("friend", "peer_mentor", "keeper"), "Eva", scheme, **options
    )
    per = await arrive(
        browser, await server.invite("resident", "peer_mentor"), "Per", scheme, **options
    )
    found = []
    async for name, who in house_screens(eva, per):
        said = await axe(who)
        for size in ("200%", "100%"):
            said += await cut_off(who, size)
        found += [f"{name}: {one}" for one in said + await too_small(who)]
    await eva.context.close()
    await per.context.close()
    assert found == []
