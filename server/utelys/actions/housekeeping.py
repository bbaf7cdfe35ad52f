"""What the clock tidies up by itself."""

from datetime import datetime, time, timedelta

from utelys.actions.aside import set_aside
from utelys.store.base import Tx
from utelys.store.queries import notices, results, timers

KEEP_RESULTS = timedelta(days=7)
"""How long the same command sent again is answered with the same result."""

EVERY = timedelta(hours=1)

FORGET_RESULTS = "results.forget"

KEEP_NOTICES = timedelta(days=30)
"""How long a member can see what became of a notice."""


async def begin(tx: Tx) -> None:
    """At every start: see that the clock has it in its book."""
    await set_aside(tx)
    if await timers.find(tx, FORGET_RESULTS, "") is None:
        tx.set_timer(FORGET_RESULTS, "", tx.now + EVERY)


async def forget_results(tx: Tx, ref: str) -> None:
    """Forget results and notices that nobody asks for again, and come back in an hour."""
    await set_aside(tx)
    results.forget_before(tx, tx.now - KEEP_RESULTS)
    notices.forget_before(tx, tx.now - KEEP_NOTICES)
    tx.set_timer(FORGET_RESULTS, ref, tx.now + EVERY)


COMPACT = "store.compact"

_AGAIN = "again"
"""What the timer is for while the store is being compacted.

It is another than the one for the next night: what is erased meanwhile may be stored behind what is
written anew, and has a night of its own.
"""

_AT_NIGHT = time(3)
"""In UTC: when nobody minds that the store is busy for a moment."""


async def compact_tonight(tx: Tx) -> None:
    """See to it that what is erased now has left the files of the store by tomorrow."""
    if await timers.find(tx, COMPACT, "") is None:
        tx.set_timer(COMPACT, "", next_night(tx.now))


def next_night(now: datetime) -> datetime:
    """The next 03:00 UTC."""
    tonight = datetime.combine(now.date(), _AT_NIGHT, now.tzinfo)
    return tonight if tonight > now else tonight + timedelta(days=1)


async def compact(tx: Tx, _ref: str) -> None:
    """Let the store compact its files; until it has, this comes back every hour."""
    tx.compact()
    tx.set_timer(COMPACT, _AGAIN, tx.now + EVERY)


async def compacted(tx: Tx) -> None:
    """The files hold nothing any more that was erased before they began to be written anew."""
    tx.cancel_timer(COMPACT, _AGAIN)


TIMERS = {FORGET_RESULTS: forget_results, COMPACT: compact}
