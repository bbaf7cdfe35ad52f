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


async def in_hours(visitor: Visitor, begin: int, end: int) -> tuple[str, str, str]:
    """The date so many hours from now, and two times of the wall, as a form has them."""
    at = "new Date(Date.now() + {} * 36e5).toLocaleString('sv').slice(0, 16)"
    first = str(await visitor.page.evaluate(at.format(begin)))
    last = str(await visitor.page.evaluate(at.format(end)))
    return first[:10], first[11:], last[11:]


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
    async for name in _keys(eva):
        yield name, eva


async def _keys(eva: Visitor) -> AsyncIterator[str]:
    """What the keeper of a house sees to."""
    await eva.go("meg")
    await eva.follow("Huset")
    await eva.sees("Etter 3 minutter, 8 minutter og 13 minutter")
    yield "huset"
    await eva.follow("Numre å ringe")
    await eva.sees("Ikke sjekket ennå")
    await eva.tap(re.compile("Legevakt stemmer i dag"))
    await eva.sees("Sjekket i dag")
    yield "husets-numre"
    await eva.follow("Legg til et nummer")
    await eva.tap("Til faste tider")
    yield "nytt-nummer"
    for place, title in {"runder": "ringer hos flere", "tall": "Hvor fort", "folk": "Folk"}.items():
        await eva.go(place)
        await expect(eva.page.get_by_role("heading", name=re.compile(title))).to_be_visible()
        await expect(eva.main.locator(".card").first).to_be_visible()
        yield place
