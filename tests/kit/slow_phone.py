"""An old phone on a slow network, as far as a browser on this machine can stand for one.

The networks are those that Lighthouse measures with (core/config/constants.js): the one for mobile
pages (`mobileSlow4G`; docs/throttling.md: "used to be labeled as Fast 3G"), 150 ms there and back,
1.6 Mbit/s down, 750 kbit/s up; and plain 3G (`mobileRegular3G`), 300 ms and 700 kbit/s both ways. A
browser delays requests, not packets: for that Lighthouse multiplies the delay by 3.75 and the
throughput by 0.9, and so do we. The processor is slowed six times, which the browser does by
letting the page's main thread wait; what has nothing to wait for is told by what that thread works
on a processor that is not slowed, six times.

A machine that has other work to do only ever adds to such a figure. So the smallest of a few is the
nearest to the truth, and nothing more is measured once one of them is within the limit.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import BrowserContext, CDPSession, Page

CPU = 6
_KBIT = 1024 / 8


def _network(there_and_back: float, down: float, up: float) -> dict[str, Any]:
    """A network by milliseconds and kbit/s, as Lighthouse hands it to a browser."""
    return {
        "offline": False,
        "latency": there_and_back * 3.75,
        "downloadThroughput": down * 0.9 * _KBIT,
        "uploadThroughput": up * 0.9 * _KBIT,
    }


SLOW_4G = _network(150, 1.6 * 1024, 750)
REGULAR_3G = _network(300, 700, 700)
MOST = 6
"""How often a figure is measured at most."""

_WATCH = """
(() => {
    const wanted = %s
    const painted = window.painted = {}
    const look = () => {
        for (const [name, selector] of Object.entries(wanted)) {
            if (name in painted || !document.querySelector(selector)) continue
            painted[name] = null
            requestAnimationFrame(() => setTimeout(() => painted[name] = performance.now()))
        }
    }
    new MutationObserver(look).observe(document, { subtree: true, childList: true })
})()
"""


async def watch(context: BrowserContext, **screens: str) -> None:
    """Let every page note when it has painted these screens, each known by a selector."""
    await context.add_init_script(_WATCH % json.dumps(screens))


async def painted(page: Page, screen: str) -> float:
    """Milliseconds from the beginning of the visit until the screen was painted."""
    await page.wait_for_function("(name) => painted[name] > 0", arg=screen)
    return float(await page.evaluate("(name) => painted[name]", screen))


async def slow(page: Page, network: dict[str, Any] | None = SLOW_4G) -> CDPSession:
    """Slow a page down from now on."""
    session = await page.context.new_cdp_session(page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": CPU})
    if network:
        await session.send("Network.enable")
        await session.send("Network.emulateNetworkConditions", network)
    return session


async def working(page: Page) -> CDPSession:
    """Ask a page, as fast as it is, how long it works: for `worked`."""
    session = await page.context.new_cdp_session(page)
    await session.send("Performance.enable", {"timeDomain": "threadTicks"})
    return session


async def worked(session: CDPSession, work: Awaitable[object]) -> float:
    """Milliseconds that this takes a page's main thread on the slow phone.

    Time that other programs took from it is not in it (the thread's own clock).
    """
    before = await _busy(session)
    await work
    return CPU * (await _busy(session) - before)


async def _busy(session: CDPSession) -> float:
    metrics = (await session.send("Performance.getMetrics"))["metrics"]
    return 1000 * float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))


async def least(limit: float, measure: Callable[[], Awaitable[float]]) -> float:
    """The smallest of a few measurements, or the first that is within the limit."""
    found = float("inf")
    for _ in range(MOST):
        found = min(found, await measure())
        if found <= limit:
            break
    return found


async def swipe(session: CDPSession, by: float) -> None:
    """Draw a finger over the middle of the screen, downwards by so many pixels."""
    begin = 250 if by > 0 else 750
    steps = 6
    for step in range(steps + 1):
        kind = "touchMove" if step else "touchStart"
        await _touch(session, kind, {"x": 195, "y": begin + by * step / steps})
    await _touch(session, "touchEnd")


async def _touch(session: CDPSession, kind: str, *points: dict[str, Any]) -> None:
    await session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [*points]})
