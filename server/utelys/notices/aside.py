"""Rows of the outbox that cannot be read are given up, so that their members see that they were.

Queries pass them over (`_READABLE`), so they delay nobody. Once written anew they can be read, are
passed over no more, and are told of in the log this one time.
"""

from dataclasses import replace

import structlog

from utelys.core.deliveries import State
from utelys.notices import recording
from utelys.store.base import Tx
from utelys.store.queries import deliveries, notices
from utelys_protocol.words import NoticeState

log = structlog.get_logger()

Aside = list[tuple[str, str]]
"""What was set aside: the event for the log, and the id of the row."""


async def set_aside(tx: Tx) -> Aside:
    """Give up what cannot be read, and what hangs on it."""
    told = await notices.damaged(tx, tx.now)
    for notice in told:
        notices.mend(tx, notice)
    found = await deliveries.damaged(tx, tx.now)
    for one in found:
        deliveries.mend(tx, one)
    failed = [notice.id for notice in told if notice.state is NoticeState.FAILED]
    for one in await deliveries.of_notices(tx, failed) if failed else ():
        if one.state in (State.WAITING, State.POSTING):
            after = replace(one, state=State.GAVE_UP, status=deliveries.OURSELVES)
            deliveries.change(tx, after)
    for id_ in {one.notice for one in found}:
        mine = await notices.notice(tx, id_)
        if mine is not None and mine.state is NoticeState.SENDING:
            await recording.settle(tx, mine)
    return [
        *(("notice_set_aside", one.id) for one in told),
        *(("push_set_aside", one.id) for one in found),
    ]


def say(aside: Aside) -> None:
    """Tell the one who runs the server what was set aside, after the commit: ids and no more."""
    for event, id_ in aside:
        log.error(event, id=id_)
