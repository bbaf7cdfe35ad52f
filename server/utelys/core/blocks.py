"""Blocks: who has blocked whom, and whom that keeps apart.

A block belongs to the one who made it. It changes what reaches them, and nothing that the other
can see, but what has an everyday reason too. So the other never learns of it:

| what the blocked one does         | what becomes of it, and what they see                        |
| --------------------------------- | ------------------------------------------------------------ |
| writes in a room of the two,      | kept, in order, as any message: `sent` is true; the room is  |
| or opens one                      | folded away at the other, unread nowhere, pushed to nobody   |
| writes, reacts, types elsewhere   | the same as before; hidden at the other, one tap to see      |
| asks for a swap, offers a claim,  | the same as before, as when the other does not answer; it is |
| writes a note with an answer      | not pushed                                                   |
| changes an activity they lead     | told, and pushed: what concerns somebody reaches them        |
| calls for someone                 | does not ring the other; all others ring, and a wave that is |
|                                   | empty by it is skipped at once                               |
| wants or offers company           | never matched with the other, as with anybody                |
| looks at the light, or at who     | the same as before: what is said to a house is said to all   |
| comes to something                | of it, and whoever wants to keep away must be able to see    |
| looks at receipts                 | the other stands still in a room of the two, as who does not |
|                                   | read it                                                      |

The one who blocked cannot write to the other, ask them for a swap or offer them a claim: that
takes away the block first, and they are told so.

Calls. Neither rings the other (`apart`): who blocks a helper does not want that one to know that
they need somebody, and who blocks an asker is not fetched by a call. No call dies of it. A helper
who rings when the block is made stops ringing, as if they had passed; one who has the call gives it
back, and it rings on. Where the one who called blocks the one who has it, the call is withdrawn,
which is all that the other sees, and rings everybody else anew.
"""

from collections.abc import Collection
from typing import NamedTuple

MOST = 500
"""Members whom one may have blocked."""


class Block(NamedTuple):
    """Who has blocked whom."""

    by: str
    of: str


def apart(one: str, other: str, blocks: Collection[Block]) -> bool:
    """Whether either has blocked the other."""
    return Block(one, other) in blocks or Block(other, one) in blocks


def blocked_by(member: str, blocks: Collection[Block]) -> frozenset[str]:
    """Those whom a member has blocked."""
    return frozenset(one.of for one in blocks if one.by == member)
