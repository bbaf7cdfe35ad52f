"""Times that near, and whether their members are reached. They hold ids and moments, no text."""

from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import bindparam, delete, insert, select

from utelys.core.reach import Check
from utelys.store.base import Source, Tx
from utelys.store.queries.sound import read_whole
from utelys.store.schema import reach_checks as checks
from utelys_protocol.shifts import UnreachableCard

_CHECK: TypeAdapter[Check] = TypeAdapter(Check)

_ALL = select(checks.c.whole).order_by(checks.c.id)
_OF_PLAN = _ALL.where(checks.c.plan == bindparam("plan"))
_OF_MEMBER = _ALL.where(checks.c.member == bindparam("member"))
_IN_HOUSE = _ALL.where(checks.c.house == bindparam("house"))
_DROP = delete(checks).where(checks.c.id == bindparam("b_id"))
_ADD = insert(checks)
_TOLD = ("unreachable",)


async def _read(source: Source, statement: Any, **values: str) -> list[Check]:
    rows = await source.rows(statement, values)
    return [check for row in rows if (check := read_whole(_CHECK, row.whole))]


async def of_plan(source: Source, plan: str) -> list[Check]:
    """The times of a shift that are asked about."""
    return await _read(source, _OF_PLAN, plan=plan)


async def of_member(source: Source, member: str) -> list[Check]:
    """The times of a member that are asked about."""
    return await _read(source, _OF_MEMBER, member=member)


async def in_house(source: Source, house: str) -> list[Check]:
    """The times of a house that are asked about."""
    return await _read(source, _IN_HOUSE, house=house)


async def told_to(source: Source, viewer: str) -> list[Check]:
    """The times of which a member has been told that somebody is unreachable."""

    async def load() -> list[Check]:
        return [one for one in await _read(source, _ALL) if one.told]

    return [one for one in await source.recall(_TOLD, load) if viewer in one.told]


def put(tx: Tx, check: Check) -> None:
    """Write a time as it now stands."""
    drop(tx, check)
    row = {"id": check.id, "plan": check.plan, "house": check.house, "member": check.member}
    tx.write(_ADD, row | {"whole": _CHECK.dump_json(check)})


def drop(tx: Tx, check: Check) -> None:
    """Take a time away."""
    tx.write(_DROP, {"b_id": check.id})
    tx.forget(_TOLD)


def card(check: Check) -> UnreachableCard:
    """A time whose member is unreachable, as the wire tells it."""
    return UnreachableCard.model_validate(
        {
            "id": check.id,
            "house": check.house,
            "shift": check.plan,
            "occurrence": check.slot,
            "member": check.member,
            "starts_at": check.starts,
            "why": check.why,
        }
    )
