"""What was answered to a single time, and who came to it, is forgotten after eight weeks."""

from datetime import timedelta

from utelys.core.answers import State
from utelys.core.ids import activity_of
from utelys.core.occurrences import Occurrence
from utelys.store.base import Tx
from utelys.store.queries import activities, answers

FORGET = "attendance.forget"
"""The timer of one time, of which something is kept."""

KEPT = timedelta(weeks=8)
"""How long after its start."""


def forget_later(tx: Tx, one: Occurrence) -> None:
    """Let what is kept of one time be forgotten when its weeks are over."""
    tx.set_timer(FORGET, one.id, one.starts + KEPT)


async def forget(tx: Tx, occurrence: str) -> None:
    """Eight weeks have gone; one that was put off since is waited for."""
    activity = await activities.activity(tx, activity_of(occurrence))
    if activity is None:
        return
    book = await answers.book(tx, activity.id)
    one = State(activity, book).find(occurrence)
    if one is not None and one.starts + KEPT > tx.now:
        forget_later(tx, one)
        return
    answers.forget_came(tx, occurrence)
    gone = [given for given in book.given.values() if given.occurrence == occurrence]
    answers.drop(tx, activity.id, gone)


TIMERS = {FORGET: forget}
