"""Blocks: what somebody sees of those whom they have blocked.

A block changes what reaches the one who blocks, and nothing that the other can see. Server and
clients ask the same question here: which rooms are folded away.
"""

from collections.abc import Collection, Iterable

from utelys_protocol.base import Id, Moment, Told
from utelys_protocol.words import RoomKind


class BlockCard(Told):
    """Somebody whom one has blocked: who, the name that they had then, and since when."""

    id: Id
    name: str
    at: Moment


class MemberBlocked(Told):
    """`member.blocked`, in a member's own stream alone: they have blocked somebody."""

    block: BlockCard


class MemberUnblocked(Told):
    """`member.unblocked`, in a member's own stream alone."""

    member: Id


_OF_THE_HOUSE = {RoomKind.HOUSE, RoomKind.TOPIC}


def folded(kind: RoomKind, me: str, inside: Iterable[str], blocked: Collection[str]) -> bool:
    """Whether a room is folded away: all others who are in it (`inside`) are blocked.

    So is every room of two with somebody blocked, however it came about; not the rooms of a house,
    which are there for all. It is looked for where one sees whom one has blocked.
    """
    others = set(inside) - {me}
    return kind not in _OF_THE_HOUSE and bool(others) and others <= set(blocked)
