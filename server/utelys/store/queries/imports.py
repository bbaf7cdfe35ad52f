"""Which activity an event of another program's calendar became, by the keyed hash of its UID."""

from dataclasses import dataclass

from sqlalchemy import bindparam, delete, insert, select

from utelys.store.base import Source, Tx
from utelys.store.schema_together import imports


@dataclass(frozen=True, slots=True)
class Imported:
    """A row; `place` is the house or room it was imported into, `says_hash` what it last said."""

    place: str
    uid_hash: bytes
    says_hash: bytes
    activity: str


_FIND = select(imports).where(
    imports.c.place == bindparam("place"), imports.c.uid_hash == bindparam("hash")
)
_DROP = delete(imports).where(
    imports.c.place == bindparam("b_place"), imports.c.uid_hash == bindparam("b_hash")
)
_ADD = insert(imports)


async def find(source: Source, place: str, uid_hash: bytes) -> Imported | None:
    """Find what an event became."""
    found = await source.rows(_FIND, {"place": place, "hash": uid_hash})
    if not found:
        return None
    row = found[0]
    return Imported(row.place, row.uid_hash, row.says_hash, row.activity)


def put(tx: Tx, one: Imported) -> None:
    """Write what an event became, in place of what was written before."""
    tx.write(_DROP, {"b_place": one.place, "b_hash": one.uid_hash})
    row = {"place": one.place, "uid_hash": one.uid_hash}
    tx.write(_ADD, row | {"says_hash": one.says_hash, "activity": one.activity})
