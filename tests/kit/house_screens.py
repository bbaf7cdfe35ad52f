"""The screens of those whom the house has asked for something, with something on each."""

import re
from collections.abc import AsyncIterator

from playwright.async_api import expect

from tests.kit.browser import Visitor


async def plan_shift(visitor: Visitor, day: str, begin: str, end: str, *, weekly: bool) -> None:
    """Plan a shift by the form; `day` as the form has it (`2026-11-26`)."""
    await visitor.go("planlegg-vakt/ny")
    await visitor.page.get_by_label("Dag", exact=True).fill(day)
    await visitor.page.get_by_label("Fra", exact=True).fill(begin)
    await visitor.page.get_by_label("Til", exact=True).fill(end)
    if weekly:
        await visitor.tap("Hver uke")
    await visitor.tap("Planlegg en vakt")
    await expect(visitor.page.get_by_role("heading", name="Vakter")).to_be_visible()


async def ahead(visitor: Visitor, days: int) -> str:
    """The date so many days from now, as a form has it."""
    date = f"new Date(Date.now() + {days} * 864e5).toLocaleDateString('sv')"
    return str(await visitor.page.evaluate(date))


async def house_screens(eva: Visitor, per: Visitor) -> AsyncIterator[tuple[str, Visitor]]:
    """Open one screen after the other: Eva helps and has the keys, Per is another who helps."""
    await plan_shift(per, await ahead(per, 2), "22:00", "08:00", weekly=False)
    await plan_shift(eva, await ahead(eva, 1), "17:00", "21:00", weekly=True)
    await eva.sees("Din neste vakt")
    yield "vakter", eva
    await eva.follow(re.compile("17:00 til 21:00"))
    await eva.tap(per.name)
    await expect(eva.page.get_by_label("Tar du en av deres i bytte?")).to_be_visible()
    yield "vakt", eva
    await eva.page.get_by_label("Tar du en av deres i bytte?").select_option(index=1)
    await eva.tap(f"Spør {per.name}")
    await eva.sees(f"Du har spurt {per.name}")
    await per.go("")
    await per.sees("Eva spør om du kan ta vakta")
    yield "bytte", per
    await eva.follow("Endre")
    await expect(eva.page.get_by_role("heading", name="Endre vakta")).to_be_visible()
    yield "endre-vakt", eva
    await eva.go("planlegg-vakt/ny")
    await eva.tap("Hver uke")
    yield "planlegg-vakt", eva
