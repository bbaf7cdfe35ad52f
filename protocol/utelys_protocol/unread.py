"""What is unread, from the log and a position in it: the same on every device, never counted up."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

MOST = 1_000
"""The server counts no further than this; whoever has so much to read needs no number."""

COUNTS = "message.sent"
"""The kind of entry that can be unread. What has been erased is of another kind."""


def unread(
    entries: Iterable[Mapping[str, Any]], me: str, read: int, blocked: Collection[str] = ()
) -> int:
    """How many of these entries, as they are now, are messages of others beyond the position.

    `entries` are those of one room that `me` may read, `read` is the number up to which they have.
    Nothing of those whom `me` has blocked is unread.
    """
    unheard = {me, *blocked}
    return sum(
        entry["seq"] > read and entry["kind"] == COUNTS and entry["by"] not in unheard
        for entry in entries
    )
