"""What this device holds of each stream: a pure value that frames change, with no I/O.

The one rule of it: a cursor only ever moves on by the very next number, or is set by a `reset`.
What is at or before the cursor has been seen and is passed over; what lies beyond the next number
means that something was lost on the way, and only asking again can mend that.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from utelys_client.errors import Gap
from utelys_protocol.base import dump
from utelys_protocol.frames import Entries, Entry, Reset
from utelys_protocol.messages import outdated, reread
from utelys_protocol.snapshots import Snapshot, fold


@dataclass(frozen=True, slots=True)
class StreamState:
    """A stream up to and including entry `seq`."""

    seq: int
    snapshot: Snapshot


class Mirror:
    """The streams of one device by name."""

    def __init__(self, streams: dict[str, StreamState] | None = None) -> None:
        self.streams = dict(streams or {})

    def cursors(self) -> dict[str, int]:
        """Up to where everything is here, for `hello`."""
        return {name: state.seq for name, state in self.streams.items()}

    def entries(self, frame: Entries) -> list[Entry]:
        """Take in entries and return those that are new.

        Raises:
            Gap: the entries do not follow what is here; nothing was taken in.
        """
        state = self.streams.get(frame.stream)
        if state is None:
            raise Gap(f"{frame.stream} came without a state to begin from")
        seq, snapshot, new = state.seq, state.snapshot, []
        for entry in frame.entries:
            if entry.seq <= seq:
                continue
            if entry.seq != seq + 1:
                raise Gap(f"{frame.stream} went from {seq} to {entry.seq}")
            seq = entry.seq
            snapshot = fold(snapshot, dump(entry))
            new.append(entry)
        if new:
            self.streams[frame.stream] = StreamState(seq, snapshot)
        return new

    def outdated(self) -> list[tuple[str, int]]:
        """Messages that were edited in words that did not come with the edit: stream and number."""
        return [(name, seq) for name, at in self.streams.items() for seq in outdated(at.snapshot)]

    def reread(self, name: str, entry: Entry) -> bool:
        """Take in a message that was read again; False where that changes nothing."""
        state = self.streams.get(name)
        if state is None or "entries" not in state.snapshot:
            return False
        snapshot = reread(state.snapshot, dump(entry))
        if snapshot == state.snapshot:
            return False
        self.streams[name] = StreamState(state.seq, snapshot)
        return True

    def reset(self, frame: Reset) -> None:
        """Take the server's word for the whole of a stream."""
        self.streams[frame.stream] = StreamState(frame.seq, frame.snapshot)

    def forget(self, name: str) -> None:
        """Let go of a stream that may not be read any more."""
        self.streams.pop(name, None)

    def keep_only(self, names: Iterable[str]) -> list[str]:
        """Forget the streams that are not among these; return the forgotten ones."""
        gone = sorted(self.streams.keys() - set(names))
        for name in gone:
            del self.streams[name]
        return gone
