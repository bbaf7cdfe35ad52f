"""Reading what is committed, in one consistent view."""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from utelys.core.clock import from_millis
from utelys.store.schema import entries, streams
from utelys.store.vault import Sealer, Vault

T = TypeVar("T")

_STREAM = select(streams.c.num, streams.c.key_wrapped).where(streams.c.name == bindparam("name"))
_STREAMS = select(streams.c.num, streams.c.name, streams.c.key_wrapped).where(
    streams.c.name.in_(bindparam("names", expanding=True))
)
_LAST = (
    select(entries.c.stream, func.max(entries.c.seq).label("seq"))
    .where(entries.c.stream.in_(bindparam("nums", expanding=True)))
    .group_by(entries.c.stream)
    .subquery()
)
_NEWEST_OF = select(entries.c.stream, entries.c.seq, entries.c.at).join(
    _LAST, (_LAST.c.stream == entries.c.stream) & (_LAST.c.seq == entries.c.seq)
)
_NEWEST = (
    select(entries.c.seq, entries.c.at)
    .where(entries.c.stream == bindparam("num"))
    .order_by(entries.c.seq.desc())
    .limit(1)
)


class Head(NamedTuple):
    """Where a stream stands: its row's number, its key, its newest entry's number and moment."""

    num: int
    sealer: Sealer
    seq: int
    at: datetime


class ReadSource:
    """Reads on one connection, whose transaction gives the view, for as long as one look takes."""

    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        """Read on this connection until its transaction ends."""
        self._connection = connection
        self._vault = vault
        self._heads: dict[str, Head] = {}
        self._loaded: dict[Hashable, Any] = {}

    async def rows(self, statement: Any, values: dict[str, Any] | None = None) -> Sequence[Any]:
        """Run a select and return its rows."""
        return (await self._connection.execute(statement, values)).all()

    async def recall(self, key: Hashable, load: Callable[[], Awaitable[T]]) -> T:
        """Return what `load` gives, loaded once: what a reader sees does not change."""
        if key not in self._loaded:
            self._loaded[key] = await load()
        return self._loaded[key]  # type: ignore[no-any-return]  # it holds what `load` gave

    async def recall_each(
        self, what: str, ids: Sequence[str], load: Callable[[list[str]], Awaitable[Mapping[str, T]]]
    ) -> dict[str, T]:
        """Return what `load` gives for each, those together that have not been loaded."""
        missing = [id_ for id_ in dict.fromkeys(ids) if (what, id_) not in self._loaded]
        if missing:
            found = await load(missing)
            self._loaded |= {(what, id_): found[id_] for id_ in missing}
        return {id_: self._loaded[what, id_] for id_ in ids}

    async def head(self, stream: str) -> int:
        """Return the number of a stream's newest entry, 0 before the first."""
        head = await self.find_head(stream)
        return head.seq if head else 0

    async def open(self, stream: str, sealed: bytes, about: bytes) -> bytes:
        """Decrypt what was sealed under a stream's key for this place.

        Raises:
            StoreRefusal: it does not open with this key.
            LookupError: the stream has no key.
        """
        head = await self.find_head(stream)
        if head is None:
            raise LookupError(f"no key for {stream}")
        return head.sealer.open(sealed, about)

    async def find_head(self, stream: str) -> Head | None:
        """Return where a stream stands, None for one in which nothing has happened yet."""
        head = self._heads.get(stream)
        if head is None:
            found = await self.rows(_STREAM, {"name": stream})
            if not found:
                return None
            num, wrapped = found[0]
            newest = await self.rows(_NEWEST, {"num": num})
            seq, at = newest[0] if newest else (0, 0)
            sealer = self._vault.open_stream_key(stream, wrapped)
            head = self._heads[stream] = Head(num, sealer, seq, from_millis(at))
        return head

    async def find_heads(self, names: Sequence[str]) -> dict[str, Head]:
        """Return where many streams stand; one in which nothing has happened yet is not in it."""
        found = (await self.rows(_STREAMS, {"names": list(names)})) if names else []
        nums = [row.num for row in found]
        newest = (await self.rows(_NEWEST_OF, {"nums": nums})) if nums else []
        last = {row.stream: (row.seq, row.at) for row in newest}
        heads = {}
        for num, name, wrapped in found:
            seq, at = last.get(num, (0, 0))
            sealer = self._vault.open_stream_key(name, wrapped)
            heads[name] = Head(num, sealer, seq, from_millis(at))
        return heads
