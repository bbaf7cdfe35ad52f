"""Shifts, and swaps that are asked for. They hold ids and moments, no text; each is kept whole."""

from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import bindparam, delete, insert, select

from utelys.core.light import HORIZON, MAX_AHEAD, Shift, shown_duty
from utelys.core.shifts import Plan, Swap, Time, times_of
from utelys.store.base import Source, Tx
from utelys.store.queries import people
from utelys.store.queries.sound import read_whole
from utelys.store.schema import shifts, swaps
from utelys_protocol.shifts import ShiftCard, ShiftChange, SwapCard, TimeRef

_PLAN: TypeAdapter[Plan] = TypeAdapter(Plan)
_SWAP: TypeAdapter[Swap] = TypeAdapter(Swap)

_ONE = select(shifts.c.whole).where(shifts.c.id == bindparam("id"))
_IN_HOUSE = select(shifts.c.whole).where(shifts.c.house == bindparam("house")).order_by(shifts.c.id)
_DROP = delete(shifts).where(shifts.c.id == bindparam("b_id"))
_ADD = insert(shifts)
_SWAP_ONE = select(swaps.c.whole).where(swaps.c.id == bindparam("id"))
_SWAPS_OF = (
    select(swaps.c.whole)
    .where((swaps.c.by == bindparam("member")) | (swaps.c.to == bindparam("member")))
    .order_by(swaps.c.id)
)
_DROP_SWAP = delete(swaps).where(swaps.c.id == bindparam("b_id"))
_ADD_SWAP = insert(swaps)


async def find(source: Source, id_: str) -> Plan | None:
    """Find a shift."""
    found = await source.rows(_ONE, {"id": id_})
    return read_whole(_PLAN, found[0].whole) if found else None


async def in_house(source: Source, house: str) -> list[Plan]:
    """The shifts of a house, oldest first."""

    async def load() -> list[Plan]:
        rows = await source.rows(_IN_HOUSE, {"house": house})
        # One that cannot be read must not hide the light.
        return [plan for row in rows if (plan := read_whole(_PLAN, row.whole))]

    return await source.recall(("shifts", house), load)


async def of_member(source: Source, member: str) -> list[Plan]:
    """The shifts of which a member has at least one time."""
    return [
        plan
        for house in await people.houses_of(source, member)
        for plan in await in_house(source, house)
        if member in plan.people
    ]


async def times_in(source: Source, house: str, since: datetime, before: datetime) -> list[Time]:
    """The times of a house that are not over at `since` and begin before `before`, in order."""
    found = [one for plan in await in_house(source, house) for one in times_of(plan, since, before)]
    return sorted(found, key=lambda one: (one.starts, one.plan, one.slot))


async def ahead_in(source: Source, house: str, now: datetime) -> list[Shift]:
    """What the light needs to know of what is planned."""
    found = []
    for one in await times_in(source, house, now, now + HORIZON + MAX_AHEAD):
        member = await people.card(source, one.member)
        duty = shown_duty(member.duties)
        id_ = f"{one.plan}.{one.slot}"
        found.append(Shift(id_, one.member, one.starts, one.ends, one.show, member.name, duty=duty))
    return found


def put(tx: Tx, plan: Plan) -> None:
    """Write a shift as it now is."""
    drop(tx, plan)
    tx.write(_ADD, {"id": plan.id, "house": plan.house, "whole": _PLAN.dump_json(plan)})


def drop(tx: Tx, plan: Plan) -> None:
    """Take a shift away."""
    tx.write(_DROP, {"b_id": plan.id})
    tx.forget(("shifts", plan.house))


async def find_swap(source: Source, id_: str) -> Swap | None:
    """Find a swap that is asked for and not answered."""
    found = await source.rows(_SWAP_ONE, {"id": id_})
    return read_whole(_SWAP, found[0].whole) if found else None


async def swaps_of(source: Source, member: str) -> list[Swap]:
    """The swaps that a member has asked for, or is asked for."""
    rows = await source.rows(_SWAPS_OF, {"member": member})
    return [swap for row in rows if (swap := read_whole(_SWAP, row.whole))]


def add_swap(tx: Tx, swap: Swap) -> None:
    """Write a swap that is asked for."""
    row: dict[str, Any] = {"id": swap.id, "by": swap.by, "to": swap.to}
    tx.write(_ADD_SWAP, row | {"whole": _SWAP.dump_json(swap)})


def drop_swap(tx: Tx, id_: str) -> None:
    """Take a swap away."""
    tx.write(_DROP_SWAP, {"b_id": id_})


def card(plan: Plan) -> ShiftCard:
    """A shift as the wire tells it."""
    changes = [
        ShiftChange(
            occurrence=slot,
            member=one.member,
            starts=one.start.told() if one.start else None,
            lasts=int(one.lasts.total_seconds()) if one.lasts else None,
            cancelled=one.cancelled,
            show=one.show,
        )
        for slot, one in sorted(plan.changes.items())
    ]
    return ShiftCard(
        id=plan.id,
        house=plan.house,
        member=plan.member,
        starts=plan.start.told(),
        lasts=int(plan.lasts.total_seconds()),
        rule=plan.rule,
        show=plan.show,
        until=plan.until,
        changes=changes,
    )


def swap_card(swap: Swap) -> SwapCard:
    """A swap as the wire tells it."""
    back = None
    if swap.back_plan is not None and swap.back_slot is not None:
        back = TimeRef(shift=swap.back_plan, occurrence=swap.back_slot)
    return SwapCard(
        id=swap.id,
        house=swap.house,
        by=swap.by,
        to=swap.to,
        time=TimeRef(shift=swap.plan, occurrence=swap.slot),
        starts_at=swap.starts,
        in_return=back,
    )
