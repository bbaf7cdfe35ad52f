"""The one fan-out: what a commit brought goes to those who may hear it, in the order of the commit.

Everything here runs on the event loop between two awaits, so nobody ever sees half a commit. The
hub never waits for a socket and never asks the disk; `catchup` does that for it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable

from utelys.core.effects import (
    Admitted,
    DeviceEnded,
    Effect,
    Expelled,
    Happened,
    ManyErased,
    Rewritten,
    Signalled,
)
from utelys.core.entries import entries_json, moment_text
from utelys.hub.outbox import PIECE, Outbox
from utelys.hub.recent import Recent, Ring
from utelys_protocol.words import ByeCode

_SINCE_HELLO = object()


class Hub:
    """Knows every open connection and what it listens to."""

    def __init__(self, frame: Callable[[bytes], bytes], budget: int) -> None:
        """`frame` makes of a JSON text what goes on the socket; `budget` is for recent entries."""
        self.frame = frame
        self.recent = Recent(budget)
        self.on_admitted: Callable[[Outbox, str], None] = lambda _outbox, _stream: None
        self.oldest: Callable[[], bytes] = bytes
        """The moment before which nothing that was missed is told, as entries write it."""
        self.cut = 0
        self._listeners: dict[str, set[Outbox]] = {}
        self._by_member: dict[str, set[Outbox]] = defaultdict(set)
        self._dirty: list[Outbox] = []

    @property
    def connections(self) -> int:
        """How many connections are open."""
        return sum(map(len, self._by_member.values()))

    def all(self) -> Iterable[Outbox]:
        """Every open connection."""
        return [outbox for outboxes in self._by_member.values() for outbox in outboxes]

    def mark(self, outbox: Outbox) -> None:
        """Note that something waits in an outbox."""
        self._dirty.append(outbox)

    def flush(self) -> None:
        """Send everything that waits, one write for each connection."""
        while self._dirty:
            dirty, self._dirty = self._dirty, []
            for outbox in dirty:
                self.cut += outbox.flush()

    def attach(self, outbox: Outbox, streams: Iterable[str]) -> None:
        """Take in a connection that may hear these streams; it hears each once it has joined it."""
        self._by_member[outbox.member].add(outbox)
        outbox.streams.update(dict.fromkeys(streams, _SINCE_HELLO))

    def detach(self, outbox: Outbox) -> None:
        """Forget a connection."""
        outbox.closed = True
        for stream in outbox.streams:
            self._unlisten(outbox, stream)
        outbox.streams.clear()
        mine = self._by_member.get(outbox.member)
        if mine is not None:
            mine.discard(outbox)
            if not mine:
                del self._by_member[outbox.member]

    def join(self, outbox: Outbox, stream: str, cursor: int) -> bool:
        """Send what comes after the cursor and let the connection hear what happens from now on.

        False where recent entries do not reach back to the cursor, or where more was missed than
        the device has room for: then nothing was done.
        """
        missed = self._missed(outbox, stream, cursor)
        if missed is None:
            return False
        ring, entries = missed
        if cursor + len(entries) < ring.head or (entries and not outbox.has_room()):
            return False
        if entries:
            outbox.put_missed(self._missed_frame(stream, ring, cursor, entries))
        self._listeners.setdefault(stream, set()).add(outbox)
        return True

    def send_some(self, outbox: Outbox, stream: str, cursor: int) -> int | None:
        """Send a piece of what comes after the cursor; return the number that it goes up to.

        None where recent entries do not reach back to the cursor: then nothing was done.
        """
        missed = self._missed(outbox, stream, cursor)
        if missed is None:
            return None
        ring, entries = missed
        if entries:
            outbox.put_missed(self._missed_frame(stream, ring, cursor, entries))
            self.flush()
        return cursor + len(entries)

    def publish(self, effects: list[Effect]) -> None:
        """Tell what a commit brought, then let everything that waits leave."""
        told: dict[str, list[bytes]] = {}
        for effect in effects:
            if isinstance(effect, Happened):
                self.recent.add(effect.stream, effect.seq, effect.json)
                told.setdefault(effect.stream, []).append(effect.json)
            elif isinstance(effect, Admitted | Expelled):
                # What came before this still goes to those who listened before it.
                self._tell(effect.stream, told.pop(effect.stream, []))
                self._change(effect)
            elif isinstance(effect, DeviceEnded):
                self._end_device(effect)
            elif isinstance(effect, Rewritten | ManyErased):
                self._outdate(effect)
            elif isinstance(effect, Signalled):
                self._pass_on(effect)
        for stream, entries in told.items():
            self._tell(stream, entries)
        self.flush()

    def signal(self, stream: str, by: Outbox, json: bytes) -> None:
        """Pass something on that is not kept, to everyone else who listens."""
        listeners = self._listeners.get(stream)
        if listeners and by in listeners:
            frame = self.frame(json)
            for outbox in listeners:
                if outbox.member != by.member:
                    outbox.put(frame)

    def _pass_on(self, effect: Signalled) -> None:
        frame = self.frame(effect.json)
        for outbox in self._listeners.get(effect.stream, ()):
            if outbox.member in effect.to:
                outbox.put(frame)

    def _tell(self, stream: str, entries: list[bytes]) -> None:
        listeners = self._listeners.get(stream)
        if entries and listeners:
            frame = self.frame(entries_json(stream, entries))
            for outbox in listeners:
                outbox.put(frame)

    def _missed(self, outbox: Outbox, stream: str, cursor: int) -> tuple[Ring, list[bytes]] | None:
        """The first piece of what comes after a cursor, where it is at hand and may be told."""
        ring = self.recent.ring(stream)
        if ring is None or stream not in outbox.streams:
            return None
        entries = ring.after(cursor, PIECE)
        if entries is None or (entries and moment_text(entries[0]) < self.oldest()):
            return None
        return ring, entries

    def _missed_frame(self, stream: str, ring: Ring, cursor: int, entries: list[bytes]) -> bytes:
        """A thousand phones that come back at once missed the same: make their frame once."""
        upto = cursor + len(entries)
        frame = ring.ready(cursor, upto)
        if frame is None:
            frame = self.frame(entries_json(stream, entries))
            self.recent.keep_ready(stream, cursor, upto, frame)
        return frame

    def _change(self, effect: Admitted | Expelled) -> None:
        for outbox in list(self._by_member.get(effect.member, ())):
            if isinstance(effect, Expelled):
                self._unlisten(outbox, effect.stream)
                outbox.streams.pop(effect.stream, None)
            elif effect.stream not in outbox.streams:
                outbox.streams[effect.stream] = object()
                self.on_admitted(outbox, effect.stream)

    def _outdate(self, effect: Rewritten | ManyErased) -> None:
        """What is kept ready must not say what is gone."""
        if isinstance(effect, Rewritten):
            self.recent.rewrite(effect.stream, effect.seq, effect.json)
        else:
            self.recent.drop(effect.stream)

    def _end_device(self, effect: DeviceEnded) -> None:
        for outbox in list(self._by_member.get(effect.member, ())):
            if outbox.device == effect.device:
                outbox.flush()
                outbox.end(ByeCode.SIGNED_OUT, "This device has been signed out.")
                self.detach(outbox)

    def _unlisten(self, outbox: Outbox, stream: str) -> None:
        listeners = self._listeners.get(stream)
        if listeners is not None:
            listeners.discard(outbox)
            if not listeners:
                del self._listeners[stream]
