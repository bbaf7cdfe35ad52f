"""Leases: who claims to be home or reachable in a house, and until when."""

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from utelys.core.clock import from_millis, to_millis
from utelys.core.light import Lease
from utelys.store.base import Source, Tx
from utelys.store.queries import people
from utelys.store.schema import leases
from utelys_protocol.words import ClaimAs, Show

_IN_HOUSE = select(leases).where(leases.c.house == bindparam("house")).order_by(leases.c.id)
_ONE = select(leases).where(leases.c.id == bindparam("id"))
_ADD = insert(leases)
_MOVE = (
    update(leases)
    .where(leases.c.id == bindparam("b_id"))
    .values(until=bindparam("b_until"), claimed_at=bindparam("b_now"))
)
_DROP = delete(leases).where(leases.c.id == bindparam("b_id"))


async def leases_in(source: Source, house: str) -> list[Lease]:
    """The leases in a house, ended ones that the clock has not yet taken away among them."""
    return [await _lease(source, row) for row in await source.rows(_IN_HOUSE, {"house": house})]


async def lease(source: Source, id_: str) -> Lease | None:
    """Find a lease."""
    found = await source.rows(_ONE, {"id": id_})
    return await _lease(source, found[0]) if found else None


async def claimed_in(source: Source, house: str) -> dict[str, datetime]:
    """When each member with a lease in a house last claimed or kept it."""
    found = await source.rows(_IN_HOUSE, {"house": house})
    return {row.member: from_millis(row.claimed_at) for row in found}


async def _lease(source: Source, row: object) -> Lease:
    values = row._mapping  # type: ignore[attr-defined]  # a row of ours
    member = await people.card(source, values["member"])
    return Lease(
        id=values["id"],
        member=member.id,
        house=values["house"],
        as_=ClaimAs(values["as_"]),
        until=from_millis(values["until"]),
        show=Show(values["show"]),
        name=member.name,
        duty=member.duties[0] if member.duties else None,
    )


def add(tx: Tx, lease_: Lease) -> None:
    """Write a new lease."""
    tx.write(
        _ADD,
        {
            "id": lease_.id,
            "house": lease_.house,
            "member": lease_.member,
            "as_": lease_.as_,
            "until": to_millis(lease_.until),
            "show": lease_.show,
            "claimed_at": to_millis(tx.now),
        },
    )


def move_end(tx: Tx, id_: str, until: datetime) -> None:
    """Write a lease's end anew."""
    tx.write(_MOVE, {"b_id": id_, "b_until": to_millis(until), "b_now": to_millis(tx.now)})


def drop(tx: Tx, id_: str) -> None:
    """Take a lease away."""
    tx.write(_DROP, {"b_id": id_})
