"""Pictures of every screen, light and dark: `python -m tools.screenshots FOLDER`."""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser

from tests.kit.browser import WHOLE, Scheme, arrive, chromium
from tests.kit.house_screens import house_screens
from tests.kit.program import Program, program
from tests.kit.screens import furnish, screens


async def _take(browser: Browser, server: Program, scheme: Scheme, folder: Path) -> None:
    link = await server.invite("friend", "peer_mentor", "keeper")
    look = {"device_scale_factor": 1, "reduced_motion": "reduce"}
    async with furnish(browser, server, link, scheme, **look) as people:
        async for name, who in screens(*people):
            await who.page.wait_for_timeout(150)
            await who.page.screenshot(path=folder / f"{name}-{scheme}.png")
        link = await server.invite("former_resident", "peer_mentor")
        per = await arrive(browser, link, "Per", scheme, **look)
        async for name, who in house_screens(people[0], per):
            await who.page.wait_for_timeout(150)
            await who.page.screenshot(path=folder / f"{name}-{scheme}.png")
        await per.context.close()


async def main(folder: Path) -> None:
    """Take all pictures, each scheme on a house of its own."""
    schemes: tuple[Scheme, ...] = ("light", "dark")
    async with chromium(*WHOLE) as browser:
        for scheme in schemes:
            with tempfile.TemporaryDirectory() as data:
                async with program(Path(data)) as server:
                    await _take(browser, server, scheme, folder)


if __name__ == "__main__":
    wanted = Path(sys.argv[1])
    wanted.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(wanted))
