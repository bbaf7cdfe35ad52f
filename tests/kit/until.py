"""Waiting for what must become true, with a generous deadline."""

import asyncio
from collections.abc import Awaitable, Callable

from tests.kit.phone import PATIENCE


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Ask again and again until it holds."""
    async with asyncio.timeout(PATIENCE):
        while not await holds():  # noqa: ASYNC110 - what is asked is another task's or process's
            await asyncio.sleep(0.02)
