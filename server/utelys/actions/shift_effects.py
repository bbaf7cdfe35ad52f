"""What follows when a shift is other than it was: written, told, and the light with it."""

from datetime import datetime

from utelys.actions import lighting, reach
from utelys.actions.telling import tell
from utelys.core.caller import CLOCK
from utelys.core.shifts import Plan, Swap, over_at, without
from utelys.store.base import Tx
from utelys.store.queries import light, shifts
from utelys_protocol.base import Told
from utelys_protocol.shifts import (
    ShiftCancelled,
    ShiftChanged,
    ShiftOver,
    ShiftPlanned,
    SwapAsked,
    SwapEnded,
)

OVER = "shift.over"
"""The timer of a shift that ends: set for the end of its last time."""

EXPIRES = "swap.expires"
"""The timer of a swap that is asked for: set for when its time begins."""


async def write(tx: Tx, after: Plan, by: str, before: Plan | None = None) -> None:
    """Write a shift and tell everyone whom it concerns, or concerned before."""
    was = await light.light_now(tx, after.house, tx.now)
    shifts.put(tx, after)
    ends = over_at(after, tx.now)
    if ends is None:
        tx.cancel_timer(OVER, after.id)
    else:
        tx.set_timer(OVER, after.id, ends)
    people = after.people | (before.people if before else set())
    card = shifts.card(after)
    if before is None:
        await _tell(tx, people, "shift.planned", ShiftPlanned(shift=card), by)
    else:
        await _tell(tx, people, "shift.changed", ShiftChanged(shift=card), by)
    await reach.follow(tx, after)
    await lighting.tell_if_other(tx, was, by)


async def cancel(tx: Tx, plan: Plan, by: str) -> None:
    """Take a shift away altogether."""
    was = await light.light_now(tx, plan.house, tx.now)
    shifts.drop(tx, plan)
    tx.cancel_timer(OVER, plan.id)
    cancelled = ShiftCancelled(shift=plan.id, house=plan.house)
    await _tell(tx, plan.people, "shift.cancelled", cancelled, by)
    await reach.forget(tx, plan.id)
    await lighting.tell_if_other(tx, was, by)


async def give_up(tx: Tx, house: str, member: str, by: str) -> None:
    """Let a member have no time in a house any more: what was theirs is a gap again."""
    for swap in await shifts.swaps_of(tx, member):
        if swap.house == house:
            await end_swap(tx, swap, "declined", by)
    for plan in await shifts.in_house(tx, house):
        if plan.member == member:
            await cancel(tx, plan, by)
        elif member in plan.people:
            await write(tx, without(plan, member), by, plan)


async def over(tx: Tx, ref: str) -> None:
    """The last time of a shift has been, or two years have passed and it is looked at again."""
    plan = await shifts.find(tx, ref)
    if plan is None:
        return
    ends = over_at(plan, tx.now)
    if ends is not None and ends <= tx.now:
        shifts.drop(tx, plan)
        await _tell(tx, plan.people, OVER, ShiftOver(shift=plan.id, house=plan.house), CLOCK)
        await reach.forget(tx, plan.id)
    elif ends is not None:
        tx.set_timer(OVER, ref, ends)


async def ask_swap(tx: Tx, swap: Swap, until: datetime) -> None:
    """Let a swap wait for the other's word."""
    shifts.add_swap(tx, swap)
    tx.set_timer(EXPIRES, swap.id, until)
    asked = SwapAsked(swap=shifts.swap_card(swap))
    await _tell(tx, {swap.by, swap.to}, "swap.asked", asked, swap.by)


async def end_swap(tx: Tx, swap: Swap, how: str, by: str) -> SwapEnded:
    """Let a swap wait no more."""
    shifts.drop_swap(tx, swap.id)
    tx.cancel_timer(EXPIRES, swap.id)
    ended = SwapEnded.model_validate({"swap": swap.id, "how": how})
    await _tell(tx, {swap.by, swap.to}, "swap.ended", ended, by)
    return ended


async def expire(tx: Tx, ref: str) -> None:
    """Nobody has said yes, and the time begins."""
    swap = await shifts.find_swap(tx, ref)
    if swap is not None:
        await end_swap(tx, swap, "expired", CLOCK)


async def _tell(tx: Tx, people: set[str], kind: str, body: Told, by: str) -> None:
    for member in sorted(people):
        await tell(tx, member, kind, body, by)


TIMERS = {OVER: over, EXPIRES: expire, **reach.TIMERS}
