"""What a client's store promises, in words.

- A `Change` is kept as a whole or not at all: cursor, state, and the events that came of it.
- Once `write` has returned, the change outlives the death of the process (`kill -9`).
- Once `handed_out(n)` has returned, no event up to `n` is ever loaded again.

The client marks an event as handed out *before* it hands it out: at most once. If the process dies
in the instant between, the application never hears of that one event, but the state that it led to
is kept, and `client.state(stream)` shows it. The other way round, an application would have to be
able to take everything twice.
"""

from dataclasses import dataclass, field
from typing import Protocol

from utelys_client.events import Answered, Happened, Left, Replaced
from utelys_client.mirror import StreamState
from utelys_protocol.frames import Command

KeptEvent = Happened | Replaced | Left | Answered


@dataclass(slots=True)
class Held:
    """Everything that a store had kept when it was opened."""

    device: str | None = None
    epoch: str | None = None
    streams: dict[str, StreamState] = field(default_factory=dict)
    events: list[tuple[int, KeptEvent]] = field(default_factory=list)
    outbox: list[Command] = field(default_factory=list)


@dataclass(slots=True)
class Change:
    """What one frame, or one command, changes; applied in the order of the fields."""

    device: str | None = None
    epoch: str | None = None
    put: dict[str, StreamState] = field(default_factory=dict)
    drop: list[str] = field(default_factory=list)
    events: list[tuple[int, KeptEvent]] = field(default_factory=list)
    queued: Command | None = None
    answered: str | None = None


class Store(Protocol):
    """Keeps one device's state. The calls block, for an fsync at most."""

    def load(self) -> Held:
        """Return what was kept."""
        ...

    def write(self, change: Change) -> None:
        """Keep a change, whole."""
        ...

    def handed_out(self, number: int) -> None:
        """Forget the events up to this number."""
        ...

    def close(self) -> None:
        """Let go of what is held open; nothing may be called after it."""
        ...
