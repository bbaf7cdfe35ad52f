"""The two ways to put load on: as fast as it is delivered, and evenly in time."""

import asyncio
import time
from collections.abc import Callable

from bench.hearing import Tally


async def closed(
    write: Callable[[], None], tally: Tally, size: int, window: int, seconds: float
) -> tuple[int, float]:
    """Write so that at most `window` messages, each for `size` ears, are on their way.

    Returns how many were written and after how many seconds the last was delivered.

    Raises:
        TimeoutError: something was not delivered.
    """
    sent, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        while sent * size - tally.heard < window * size:
            write()
            sent += 1
        await tally.until((sent - window // 2) * size)
    await tally.until(sent * size)
    return sent, time.perf_counter() - began


async def even(
    write: Callable[[], None], tally: Tally, size: int, rate: float, seconds: float
) -> int:
    """Write `rate` messages a second, whatever becomes of them; return how many.

    Raises:
        TimeoutError: something was not delivered.
    """
    messages, began = int(rate * seconds), time.perf_counter()
    for number in range(messages):
        await asyncio.sleep(began + number / rate - time.perf_counter())
        write()
    await tally.until(messages * size)
    return messages
