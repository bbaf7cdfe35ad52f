"""A shift begins: whoever has it is asked to say that they are there, and keepers hear of silence.

A plan is never a claim. So one who has come and forgot to say it would leave the house dark, and
one who has not come would leave it alone without anybody knowing.
"""

from datetime import timedelta

from utelys.actions.telling import tell
from utelys.core.caller import CLOCK
from utelys.core.light import MAX_AHEAD
from utelys.core.reach import nearing
from utelys.core.shifts import Plan, Time, times_of
from utelys.store.base import Tx
from utelys.store.queries import light, people, shifts
from utelys_protocol.shifts import CoverUnclaimed, ShiftBegun
from utelys_protocol.words import Duty, LightState

BEGINS = "shift.begins"
"""The timer of one time of a shift: set for when it begins."""

UNCLAIMED = "shift.unclaimed"
"""The timer of one time of a shift that has begun without its member's claim."""

_SOMEBODY = frozenset({LightState.HOME, LightState.REACHABLE, LightState.UNKNOWN})

WAIT = timedelta(minutes=15)
"""How long a house may be without any claim before its keepers are told."""


def follow(tx: Tx, plan: Plan) -> None:
    """A shift is planned, is other than it was, or nears: come back when its near times begin."""
    for one in nearing(plan, tx.now):
        tx.set_timer(BEGINS, f"{one.plan} {one.slot}", one.starts)


async def _begun(tx: Tx, ref: str) -> tuple[Plan, Time] | None:
    """Find a time that has begun; None where it is cancelled, moved, or over."""
    id_, slot = ref.split(" ")
    plan = await shifts.find(tx, id_)
    if plan is None:
        return None
    begun = times_of(plan, tx.now, tx.now + timedelta(milliseconds=1))
    return next(((plan, one) for one in begun if one.slot == slot), None)


async def begins(tx: Tx, ref: str) -> None:
    """Ask whoever has a time that begins whether they are there, unless they have said so."""
    found = await _begun(tx, ref)
    if found is None:
        return
    plan, time = found
    claims = [one for one in await light.leases_in(tx, plan.house) if one.valid(tx.now)]
    if any(one.member == time.member for one in claims):
        return
    begun = ShiftBegun(
        shift=plan.id,
        occurrence=time.slot,
        house=plan.house,
        starts_at=time.starts,
        until=min(time.ends, tx.now + MAX_AHEAD),
    )
    await tell(tx, time.member, "shift.begun", begun, CLOCK)
    tx.set_timer(UNCLAIMED, ref, tx.now + WAIT)


async def unclaimed(tx: Tx, ref: str) -> None:
    """Tell the keepers once if nobody at all has said that they are there."""
    found = await _begun(tx, ref)
    if found is None:
        return
    plan, time = found
    if (await light.light_now(tx, plan.house, tx.now)).state in _SOMEBODY:
        return
    told = CoverUnclaimed(
        shift=plan.id,
        occurrence=time.slot,
        house=plan.house,
        member=time.member,
        starts_at=time.starts,
    )
    for keeper in await people.with_duty(tx, plan.house, Duty.KEEPER):
        if keeper != time.member:
            await tell(tx, keeper, "cover.unclaimed", told, CLOCK)


TIMERS = {BEGINS: begins, UNCLAIMED: unclaimed}
