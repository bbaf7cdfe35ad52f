"""Telling a member something: the one place where what concerns somebody reaches them.

It is an entry in the member's own stream, written in the transaction of what it tells of. So it is
told once, whatever happens to the server. What must also ring a phone that sleeps hangs on this.
"""

from collections.abc import Iterable

from utelys.core.ids import member_stream
from utelys.store.base import Tx
from utelys_protocol.base import Told


async def make_ready(tx: Tx, members: Iterable[str]) -> None:
    """Look up at once what telling each of these would ask for one by one."""
    await tx.warm([member_stream(member) for member in members])


async def tell(tx: Tx, member: str, kind: str, body: Told, by: str) -> None:
    """Tell a member something; `kind` begins with `invitation`, `reminder`, `company` or `answer`.

    What only keeps the member's list in step (`activity.…`) goes the same way, and is no news.
    """
    await tx.append(member_stream(member), kind, body, by)
