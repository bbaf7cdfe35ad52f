"""The newest entries of busy streams, kept as JSON and ready to send, within a budget of bytes."""

from collections import OrderedDict
from itertools import accumulate

MOST_IN_A_STREAM = 500


class Ring:
    """The newest entries of one stream, without a gap, up to its head.

    With nothing in it, it still knows the head.
    """

    __slots__ = ("_entries", "_ready", "head", "size")

    def __init__(self, head: int) -> None:
        """Begin after this number."""
        self.head = head
        self.size = 0
        # Not a deque, which takes 0.7 KiB even where nothing has happened, as with most members.
        self._entries: list[bytes] = []
        self._ready: tuple[int, int, bytes] | None = None

    @property
    def first(self) -> int:
        """The number of the oldest entry that is kept; one past the head if there is none."""
        return self.head - len(self._entries) + 1

    def add(self, json: bytes) -> int:
        """Add the next entry; return by how much the ring has grown, in bytes."""
        self._entries.append(json)
        self.head += 1
        grown = len(json)
        if len(self._entries) > MOST_IN_A_STREAM:
            grown -= len(self._entries.pop(0))
        self.size += grown
        return grown

    def add_older(self, entries: list[bytes]) -> int:
        """Put entries in front that end just before the first; return the growth in bytes."""
        room = MOST_IN_A_STREAM - len(self._entries)
        kept = entries[-room:] if room > 0 else []
        self._entries[:0] = kept
        grown = sum(map(len, kept))
        self.size += grown
        return grown

    def rewrite(self, seq: int, json: bytes) -> int:
        """Put an entry in the place of the one with its number; return the growth in bytes."""
        place = seq - self.first
        if not 0 <= place < len(self._entries):
            return 0
        grown = len(json) - len(self._entries[place]) - self._drop_ready()
        self._entries[place] = json
        self.size += grown
        return grown

    def after(self, seq: int, most: int) -> list[bytes] | None:
        """What comes after a number, oldest first: so many bytes and the entry that exceeds them.

        None where this does not reach that far back, or where the number lies beyond the head.
        """
        count = self.head - seq
        if count < 0 or count > len(self._entries):
            return None
        found = self._entries[len(self._entries) - count :]
        for place, size in enumerate(accumulate(map(len, found)), 1):
            if size > most:
                return found[:place]
        return found

    def ready(self, after: int, upto: int) -> bytes | None:
        """The frame of what comes after a number up to another, where it was kept."""
        if self._ready is not None and self._ready[:2] == (after, upto):
            return self._ready[2] or None
        return None

    def keep_ready(self, after: int, upto: int, frame: bytes) -> int:
        """Keep a frame that has been made twice; return the growth in bytes.

        Many who come back at once have missed the same. What one device alone has missed, as in
        its member's own stream, is not kept twice for it.
        """
        again = self._ready is not None and self._ready[:2] == (after, upto)
        grown = (len(frame) if again else 0) - self._drop_ready()
        self._ready = (after, upto, frame if again else b"")
        self.size += grown
        return grown

    def _drop_ready(self) -> int:
        """Forget the frame that was kept, and return how large it was."""
        ready, self._ready = self._ready, None
        return len(ready[2]) if ready else 0


class Recent:
    """The rings of all streams; when they outgrow the budget, the one unused longest goes."""

    def __init__(self, budget: int) -> None:
        """Keep at most this many bytes of entries."""
        self._budget = budget
        self._rings: OrderedDict[str, Ring] = OrderedDict()
        self._size = 0
        self._loading: dict[str, bool] = {}

    def ring(self, stream: str) -> Ring | None:
        """Return a stream's ring, if it is kept."""
        ring = self._rings.get(stream)
        if ring is not None:
            self._rings.move_to_end(stream)
        return ring

    def add(self, stream: str, seq: int, json: bytes) -> None:
        """Add a new entry of a stream."""
        ring = self.ring(stream)
        if ring is None or ring.head != seq - 1:
            self.drop(stream)
            ring = self._rings[stream] = Ring(seq - 1)
        self._size += ring.add(json)
        self._trim()

    def keep_ready(self, stream: str, after: int, upto: int, frame: bytes) -> None:
        """Keep a frame of a stream's entries for the next who has missed the same."""
        ring = self._rings.get(stream)
        if ring is not None:
            self._size += ring.keep_ready(after, upto, frame)
            self._trim()

    def begin(self, stream: str) -> None:
        """Say that the newest entries of a stream are about to be read from the disk."""
        self._loading[stream] = True

    def fill(self, stream: str, head: int, entries: list[tuple[int, bytes]]) -> bool:
        """Take in what was read from the disk: the newest entries as of `head`, oldest first.

        False where an entry was rewritten or erased since `begin`, or was added and had to make
        room again: what was read may say what is gone or lack what is new. Nothing was taken in.
        """
        if not self._loading.pop(stream, True):
            return False
        ring = self.ring(stream)
        if ring is None:
            ring = self._rings[stream] = Ring(head)
        older = [json for seq, json in entries if seq < ring.first]
        if older and entries[len(older) - 1][0] == ring.first - 1:
            self._size += ring.add_older(older)
        self._trim()
        return True

    def rewrite(self, stream: str, seq: int, json: bytes) -> None:
        """Put an entry in the place of the one with its number, wherever that is kept."""
        self._outdate(stream)
        ring = self._rings.get(stream)
        if ring is not None:
            self._size += ring.rewrite(seq, json)

    def drop(self, stream: str) -> None:
        """Keep nothing of a stream."""
        self._outdate(stream)
        ring = self._rings.pop(stream, None)
        if ring is not None:
            self._size -= ring.size

    def _outdate(self, stream: str) -> None:
        if stream in self._loading:
            self._loading[stream] = False

    def _trim(self) -> None:
        while self._size > self._budget and len(self._rings) > 1:
            stream, ring = self._rings.popitem(last=False)
            self._size -= ring.size
            self._outdate(stream)
