"""The transaction that jobs write in, one after another, until the writer commits it."""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy.ext.asyncio import AsyncConnection
from ulid import ULID

from utelys.core.clock import to_millis
from utelys.core.effects import (
    Admitted,
    CompactionDue,
    DeliveryIs,
    DeviceEnded,
    Effect,
    Expelled,
    FilesGone,
    Happened,
    ManyErased,
    NoticeSet,
    Rewritten,
    Signalled,
    TimerSet,
)
from utelys.core.entries import KeptEntry, entry_json
from utelys.store.memory import MISSING, Memory
from utelys.store.schema import entries, results, streams, timers
from utelys.store.source import Head, ReadSource
from utelys.store.vault import Vault
from utelys.store.visit import commit_at_once
from utelys_protocol.base import Told

T = TypeVar("T")

_ADD_STREAM = insert(streams)
_ADD_TIMER = insert(timers)
_DROP_TIMER = delete(timers).where(
    timers.c.kind == bindparam("b_kind"), timers.c.ref == bindparam("b_ref")
)
_ADD_ENTRY = insert(entries)
_ADD_RESULT = insert(results)
_REWRITE = (
    update(entries)
    .where(entries.c.stream == bindparam("b_num"), entries.c.seq == bindparam("b_seq"))
    .values(kind=bindparam("b_kind"), body_sealed=bindparam("b_sealed"))
)


class Known:
    """What one writer keeps from commit to commit: memory, heads, the next stream's number."""

    def __init__(self, vault: Vault, next_stream: int) -> None:
        """Start with nothing remembered."""
        self.vault = vault
        self.memory = Memory()
        self.heads = Memory(50_000)
        self.next_stream = next_stream


class WriterTx(ReadSource):
    """One transaction. Writes wait in order and reach the driver together, before a later read."""

    def __init__(self, connection: AsyncConnection, known: Known, now: datetime) -> None:
        """Write on this connection; `now` is the moment of all that happens in it."""
        super().__init__(connection, known.vault)
        self._known = known
        self._changed: set[Hashable] = set()
        self._waiting: list[tuple[Any, list[dict[str, Any]]]] = []
        self._entries: list[tuple[Any, ...]] = []
        self._results: list[tuple[Any, ...]] = []
        self.effects: list[Effect] = []
        self.wrote = False
        self.now = now

    # Reading, with the writer's memory

    async def rows(self, statement: Any, values: dict[str, Any] | None = None) -> Sequence[Any]:
        """Run a select, after everything that was written before it."""
        await self.flush()
        return await super().rows(statement, values)

    async def recall(self, key: Hashable, load: Callable[[], Awaitable[T]]) -> T:
        """Return what `load` gives, remembered until a transaction forgets it.

        What this very transaction has changed is not remembered: it may still be rolled back.
        """
        if key in self._changed:
            return await load()
        value = self._known.memory.get(key)
        if value is MISSING:
            value = await load()
            self._known.memory.put(key, value)
        return value  # type: ignore[no-any-return]  # the memory holds what `load` gave

    async def recall_each(
        self, what: str, ids: Sequence[str], load: Callable[[list[str]], Awaitable[Mapping[str, T]]]
    ) -> dict[str, T]:
        """Return what `load` gives for each; remembered as by `recall`, and loaded together."""
        known: dict[str, Any] = {
            id_: MISSING if (what, id_) in self._changed else self._known.memory.get((what, id_))
            for id_ in ids
        }
        missing = [id_ for id_, value in known.items() if value is MISSING]
        if missing:
            known |= await load(missing)
        for id_ in missing:
            if (what, id_) not in self._changed:
                self._known.memory.put((what, id_), known[id_])
        return known

    async def find_head(self, stream: str) -> Head | None:
        """Return where a stream stands with this transaction."""
        head = self._heads.get(stream)
        if head is None:
            head = self._known.heads.get(stream)
            if head is MISSING:
                head = await super().find_head(stream)
                if head is not None:
                    self._known.heads.put(stream, self._heads.pop(stream))
        return head

    async def warm(self, streams: Sequence[str]) -> None:
        """Look up many streams at once that will be appended to."""
        unknown = [
            name
            for name in streams
            if name not in self._heads and self._known.heads.get(name) is MISSING
        ]
        for name, head in (await self.find_heads(unknown)).items():
            self._known.heads.put(name, head)

    # Writing

    def new_id(self) -> str:
        """Make an identity, sortable by time of making (ULID)."""
        return str(ULID())

    def write(self, statement: Any, row: dict[str, Any] | None = None) -> None:
        """Write, before the commit and in order; the same statement with many rows is one call."""
        self.wrote = True
        if self._waiting and self._waiting[-1][0] is statement:
            self._waiting[-1][1].append(row or {})
        else:
            self._waiting.append((statement, [row or {}]))

    def forget(self, *keys: Hashable) -> None:
        """Say that what is remembered under these keys has changed with this transaction."""
        self.wrote = True
        for key in keys:
            self._changed.add(key)
            self._known.memory.forget(key)

    async def append(self, stream: str, kind: str, body: Told, by: str) -> tuple[int, datetime]:
        """Append an entry, to be told after the commit; return its number and its moment."""
        head = await self._head_to_append(stream)
        seq, at = head.seq + 1, max(self.now, head.at)
        text = body.model_dump_json(by_alias=True, exclude_none=True).encode()
        sealed = head.sealer.seal(text, b"entry %d" % seq)
        self.wrote = True
        self._heads[stream] = Head(head.num, head.sealer, seq, at)
        self._entries.append((head.num, seq, to_millis(at), kind, by, sealed))
        self.effects.append(Happened(stream, seq, entry_json(seq, at, kind, by, text), kind))
        return seq, at

    async def rewrite(self, stream: str, old: KeptEntry, kind: str, body: Told) -> None:
        """Let an entry say something else; what it said before is gone. Nobody is told of it."""
        head = await self._head_to_append(stream)
        text = body.model_dump_json(by_alias=True, exclude_none=True).encode()
        sealed = head.sealer.seal(text, b"entry %d" % old.seq)
        row = {"b_num": head.num, "b_seq": old.seq, "b_kind": kind, "b_sealed": sealed}
        self.write(_REWRITE, row)
        json = entry_json(old.seq, old.at, kind, old.by, text)
        self.effects.append(Rewritten(stream, old.seq, json))

    async def seal(self, stream: str, text: bytes, about: bytes) -> bytes:
        """Encrypt under a stream's key, bound to a place."""
        return (await self._head_to_append(stream)).sealer.seal(text, about)

    def secret(self, *parts: str) -> bytes:
        """Make 256 bits that nobody can guess, the same for the same parts."""
        return self._vault.derived_secret(*parts)

    def keep_result(self, command: bytes, result: bytes) -> None:
        """Keep what became of a command, for the same command sent again."""
        self._results.append((command, to_millis(self.now), self._vault.seal(result, command)))

    async def _head_to_append(self, stream: str) -> Head:
        head = await self.find_head(stream)
        if head is None:
            num = self._known.next_stream
            self._known.next_stream += 1
            sealer, wrapped = self._vault.new_stream_key(stream)
            self.write(_ADD_STREAM, {"num": num, "name": stream, "key_wrapped": wrapped})
            head = self._heads[stream] = Head(num, sealer, 0, self.now)
        return head

    # What is told after the commit

    def signal(self, stream: str, to: frozenset[str], json: bytes) -> None:
        """Tell some members who listen to a stream what is not kept."""
        self.effects.append(Signalled(stream, to, json))

    def files_gone(self, names: list[str]) -> None:
        """Remove files from the disk."""
        self.effects.append(FilesGone(names))

    def many_erased(self, stream: str) -> None:
        """Forget what is kept ready of a stream."""
        self.effects.append(ManyErased(stream))

    def compact(self) -> None:
        """Let what has been erased leave the files."""
        self.effects.append(CompactionDue())

    def admit(self, stream: str, member: str) -> None:
        """Let a member's open connections hear a stream from here on."""
        self.effects.append(Admitted(stream, member))

    def expel(self, stream: str, member: str) -> None:
        """Let a member's open connections hear a stream no more."""
        self.effects.append(Expelled(stream, member))

    def end_device(self, member: str, device: str) -> None:
        """Close a device's sockets."""
        self.effects.append(DeviceEnded(member, device))

    # Timers

    def set_timer(self, kind: str, ref: str, due: datetime) -> None:
        """Let the clock do something; another timer of this kind for the same thing is replaced."""
        self.cancel_timer(kind, ref)
        self.write(_ADD_TIMER, {"kind": kind, "ref": ref, "due": to_millis(due)})
        self.effects.append(TimerSet(due))

    def cancel_timer(self, kind: str, ref: str) -> None:
        """Take a timer back; nothing happens if there is none."""
        self.write(_DROP_TIMER, {"b_kind": kind, "b_ref": ref})

    def notice_at(self, due: datetime) -> None:
        """Let the notices look at what is due at this moment."""
        self.effects.append(NoticeSet(due))

    def delivery_is(self, state: str) -> None:
        """Count that a message to a push service is in this state."""
        self.effects.append(DeliveryIs(state))

    # For the writer

    async def flush(self) -> None:
        """Hand everything that waits to the driver."""
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            for statement, rows in waiting:
                await self._connection.execute(statement, rows if rows != [{}] else None)
        for ready, rows_ in self._take_ready():
            await self._connection.exec_driver_sql(ready, rows_)

    async def commit(self) -> None:
        """Make everything last."""
        if not self._waiting and not self._connection.in_transaction():
            ready = self._take_ready()
            if ready:
                await commit_at_once(self._connection, ready)
            return
        await self.flush()
        await self._connection.commit()

    def _take_ready(self) -> list[tuple[str, list[tuple[Any, ...]]]]:
        """What goes to the driver as it is: this is the way of every message."""
        ready: list[tuple[str, list[tuple[Any, ...]]]] = []
        if self._entries:
            ready.append((self._known_sql(_ADD_ENTRY), self._entries))
        if self._results:
            ready.append((self._known_sql(_ADD_RESULT), self._results))
        self._entries, self._results = [], []
        return ready

    def _known_sql(self, statement: Any) -> str:
        cached = _SQL.get((self._connection.dialect.name, id(statement)))
        if cached is None:
            columns = [c.name for c in statement.table.columns if c.name != "num"]
            compiled = statement.compile(dialect=self._connection.dialect, column_keys=columns)
            cached = _SQL[self._connection.dialect.name, id(statement)] = str(compiled)
        return cached

    def adopt(self) -> None:
        """After the commit: what this transaction made of the streams is now what is known."""
        for stream, head in self._heads.items():
            self._known.heads.put(stream, head)


_SQL: dict[tuple[str, int], str] = {}
