"""What the devices of each member have shown or stored, as far as they said so since the start."""

from collections import OrderedDict


class Confirmed:
    """The highest number that any device of a member has confirmed of a stream.

    Bounded: what has not been asked for or confirmed longest is forgotten first, and what is
    forgotten counts as not confirmed.
    """

    def __init__(self, most: int = 200_000) -> None:
        """Keep at most this many."""
        self._kept: OrderedDict[tuple[str, str], int] = OrderedDict()
        self._most = most

    def note(self, member: str, stream: str, seq: int) -> bool:
        """Note what a device says; False if another has said as much before."""
        key = (member, stream)
        if self._kept.get(key, 0) >= seq:
            return False
        self._kept[key] = seq
        self._kept.move_to_end(key)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return True

    def has(self, member: str, stream: str, seq: int) -> bool:
        """Whether a device of the member has confirmed a stream up to this number."""
        return self._kept.get((member, stream), 0) >= seq
