"""What the store promises to those who use it, in words.

- *One writer.* Jobs run one after another, each seeing what those before it wrote.
- *Group commit.* Everything that waits goes into one transaction with one fsync. A job that fails
  takes no other with it.
- *Nothing is said before it is stored.* A job's `done` and its effects are called only after the
  commit that holds it, in the order of the jobs, on the event loop's thread.
- *Gapless.* An entry gets its stream's next number inside the transaction.
- *Many readers.* They see the last commit and hold nobody up.
"""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from utelys.core.entries import KeptEntry
from utelys_protocol.base import Told

T = TypeVar("T")


class Source(Protocol):
    """Where something can be read from: the writer's transaction, or a reader's."""

    async def rows(self, statement: Any, values: dict[str, Any] | None = None) -> Sequence[Any]:
        """Run a select and return its rows."""
        ...

    async def recall(self, key: Hashable, load: Callable[[], Awaitable[T]]) -> T:
        """Return what `load` gives, remembered under `key` for as long as it stays true."""
        ...

    async def recall_each(
        self, what: str, ids: Sequence[str], load: Callable[[list[str]], Awaitable[Mapping[str, T]]]
    ) -> dict[str, T]:
        """Return what each of these is, remembered under `(what, id)`.

        `load` is asked at once for all that are not remembered, and has an answer for each.
        """
        ...

    async def head(self, stream: str) -> int:
        """Return the number of a stream's newest entry, 0 before the first."""
        ...

    async def open(self, stream: str, sealed: bytes, about: bytes) -> bytes:
        """Decrypt what was sealed under a stream's key for this place."""
        ...


class Tx(Source, Protocol):
    """The one transaction that is being written.

    Checks come first: a refusal after a write is a defect, and costs the batch a second run.
    """

    @property
    def now(self) -> datetime:
        """The moment at which this job happens."""
        ...

    def new_id(self) -> str:
        """Make an identity, sortable by time of making."""
        ...

    def write(self, statement: Any, row: dict[str, Any] | None = None) -> None:
        """Write, before the commit and in order; the same statement with many rows is one call."""
        ...

    def forget(self, *keys: Hashable) -> None:
        """Say that what is remembered under these keys has changed with this transaction."""
        ...

    async def append(self, stream: str, kind: str, body: Told, by: str) -> tuple[int, datetime]:
        """Let something happen: append an entry, to be told after the commit.

        Returns its number and its moment, which is never before the one of the entry before it.
        """
        ...

    async def rewrite(self, stream: str, old: KeptEntry, kind: str, body: Told) -> None:
        """Let an entry say something else; what it said before is gone. Nobody is told of it."""
        ...

    async def seal(self, stream: str, text: bytes, about: bytes) -> bytes:
        """Encrypt under a stream's key, bound to a place."""
        ...

    def secret(self, *parts: str) -> bytes:
        """Make 256 bits that nobody can guess, the same for the same parts."""
        ...

    def signal(self, stream: str, to: frozenset[str], json: bytes) -> None:
        """After the commit, tell some members who listen to a stream what is not kept."""
        ...

    def files_gone(self, names: list[str]) -> None:
        """After the commit, remove files from the disk."""
        ...

    def many_erased(self, stream: str) -> None:
        """After the commit, forget what is kept ready of a stream."""
        ...

    def compact(self) -> None:
        """After the commit, let what has been erased leave the files."""
        ...

    def admit(self, stream: str, member: str) -> None:
        """After the commit, let a member's open connections hear a stream."""
        ...

    def expel(self, stream: str, member: str) -> None:
        """After the commit, let a member's open connections hear a stream no more."""
        ...

    def end_device(self, member: str, device: str) -> None:
        """After the commit, close a device's sockets."""
        ...

    async def warm(self, streams: Sequence[str]) -> None:
        """Look up many streams at once that will be appended to."""
        ...

    def set_timer(self, kind: str, ref: str, due: datetime) -> None:
        """Let the clock do something; another timer of this kind for the same thing is replaced."""
        ...

    def notice_at(self, due: datetime) -> None:
        """After the commit, let the notices look at what is due at this moment."""
        ...

    def delivery_is(self, state: str) -> None:
        """After the commit, count that a message to a push service is in this state."""
        ...

    def cancel_timer(self, kind: str, ref: str) -> None:
        """Take a timer back; nothing happens if there is none."""
        ...
