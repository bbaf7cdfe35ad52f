"""The numbers of the crisis cards, encrypted under their house's key."""

from sqlalchemy import bindparam, delete, insert, select

from utelys.core.ids import house_stream
from utelys.store.base import Source, Tx
from utelys.store.queries.sound import PassingOver
from utelys.store.schema import crisis
from utelys_protocol.crisis import CrisisNumber

_OF = select(crisis).where(crisis.c.house == bindparam("house")).order_by(crisis.c.id)
_ADD = insert(crisis)
_DROP = delete(crisis).where(crisis.c.id == bindparam("b_id"))


async def numbers_of(source: Source, house: str) -> list[CrisisNumber]:
    """The numbers of a house, by id."""
    found = []
    for row in await source.rows(_OF, {"house": house}):
        # Whoever looks here needs the others all the more.
        with PassingOver("crisis", row.id):
            whole = await source.open(house_stream(house), row.whole_sealed, row.id.encode())
            found.append(CrisisNumber.model_validate_json(whole))
    return found


async def put(tx: Tx, house: str, number: CrisisNumber) -> None:
    """Write a number, in place of what it was."""
    drop(tx, number.id)
    whole = number.model_dump_json(exclude_none=True).encode()
    sealed = await tx.seal(house_stream(house), whole, number.id.encode())
    tx.write(_ADD, {"id": number.id, "house": house, "whole_sealed": sealed})


def drop(tx: Tx, id_: str) -> None:
    """Take a number away."""
    tx.write(_DROP, {"b_id": id_})
