"""What the clock tidies up by itself."""

from datetime import timedelta

from utelys.store.base import Tx
from utelys.store.queries import results, timers

KEEP_RESULTS = timedelta(days=7)
"""How long the same command sent again is answered with the same result."""

EVERY = timedelta(hours=1)

FORGET_RESULTS = "results.forget"


async def begin(tx: Tx) -> None:
    """At every start: see that the clock has it in its book."""
    if await timers.find(tx, FORGET_RESULTS, "") is None:
        tx.set_timer(FORGET_RESULTS, "", tx.now + EVERY)


async def forget_results(tx: Tx, ref: str) -> None:
    """Forget results that no device asks for again, and come back in an hour."""
    results.forget_before(tx, tx.now - KEEP_RESULTS)
    tx.set_timer(FORGET_RESULTS, ref, tx.now + EVERY)


TIMERS = {FORGET_RESULTS: forget_results}
