"""Telling a member something: every action does it here, and the notices do one thing of their own.

It is an entry in the member's own stream, written in the transaction of what it tells of. So it is
told once, whatever happens to the server. What must also ring a phone that sleeps hangs on this.
What many see (what happens in a room, a card that `showing` shows) goes to every stream that shows
it. That a push service has given a device up is found out, and told, by `notices.recording`.
"""

from collections.abc import Iterable

from utelys.core.ids import member_stream
from utelys.store.base import Tx
from utelys_protocol.base import Told


async def make_ready(tx: Tx, members: Iterable[str]) -> None:
    """Look up at once what telling each of these would ask for one by one."""
    await tx.warm([member_stream(member) for member in members])


async def tell(tx: Tx, member: str, kind: str, body: Told, by: str) -> None:
    """Tell a member something.

    What only keeps their devices in step (`activity.…`, `read.marked`) goes the same way, and is no
    news: `core.notice_entries` has what is.
    """
    await tx.append(member_stream(member), kind, body, by)
