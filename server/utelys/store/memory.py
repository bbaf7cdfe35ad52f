"""What the writer remembers of committed rows, so that the common command asks the disk nothing."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

MISSING = object()


class Memory:
    """A bounded read-through memory. It holds only what is committed: who writes, forgets."""

    def __init__(self, most: int = 200_000) -> None:
        """Keep at most this many things; the one that was not asked for longest goes first."""
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._most = most

    def get(self, key: Hashable) -> Any:
        """Return what is remembered, or `MISSING`."""
        value = self._kept.get(key, MISSING)
        if value is not MISSING:
            self._kept.move_to_end(key)
        return value

    def put(self, key: Hashable, value: Any) -> None:
        """Remember."""
        self._kept[key] = value
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def forget(self, key: Hashable) -> None:
        """Forget; nothing happens if it was not remembered."""
        self._kept.pop(key, None)
