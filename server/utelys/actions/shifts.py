"""Planning when one means to be there, and swapping such times."""

from dataclasses import replace
from datetime import timedelta

from utelys import access
from utelys.actions import shift_effects
from utelys.actions.row import Row
from utelys.core.caller import Caller
from utelys.core.errors import Forbidden, Invalid
from utelys.core.shifts import (
    Plan,
    Swap,
    begin,
    change_one,
    check_swap,
    swapped,
    time_at,
)
from utelys.core.walltime import Wall, check_plannable, read_wall
from utelys.store.base import Tx
from utelys.store.queries import shifts
from utelys_protocol.base import WallTime
from utelys_protocol.commands.shifts import (
    ShiftAgree,
    ShiftCancel,
    ShiftChangeArgs,
    ShiftDecline,
    ShiftPlan,
    ShiftResult,
    ShiftSwap,
    SwapResult,
)
from utelys_protocol.shifts import ShiftCancelled, SwapEnded
from utelys_protocol.words import HELPERS, Duty, Show


async def plan(tx: Tx, caller: Caller, args: ShiftPlan) -> ShiftResult:
    """Plan a shift of one's own, or as a keeper one for a mentor."""
    house = (await access.house(tx, caller, args.house)).card.id
    member = args.member or caller.member
    own = member == caller.member
    if own:
        await access.require_any(tx, caller, HELPERS)
    else:
        await access.require(tx, caller, Duty.KEEPER)
        await access.require_helper(tx, house, member, "member")
    start = _read(args.starts)
    planned = begin(
        Plan(
            id=tx.new_id(),
            house=house,
            member=member,
            start=start,
            lasts=timedelta(seconds=args.lasts),
            show=args.show or (Show.NAME if own else Show.DUTY),
            rule=args.rule,
        )
    )
    if planned.rule is None and planned.start.moment() + planned.lasts <= tx.now:
        raise Invalid("That time has been already; choose a later one.", field="starts.wall")
    await shift_effects.write(tx, planned, caller.member)
    return ShiftResult(shift=shifts.card(planned))


def _read(said: WallTime) -> Wall:
    start = read_wall(said)
    check_plannable(start)
    return start


async def change(tx: Tx, caller: Caller, args: ShiftChangeArgs) -> ShiftResult:
    """Change one time or all of a shift."""
    before = await access.shift(tx, caller, args.shift)
    await access.require_own_shift(tx, caller, before, args.occurrence)
    if args.member is not None:
        await access.require(tx, caller, Duty.KEEPER)
        await access.require_helper(tx, before.house, args.member, "member")
    start = _read(args.starts) if args.starts else None
    lasts = timedelta(seconds=args.lasts) if args.lasts else None
    if args.occurrence is not None:
        time_at(before, args.occurrence, tx.now)
        after = change_one(
            before,
            args.occurrence,
            member=args.member,
            start=start,
            lasts=lasts,
            show=args.show,
        )
    else:
        show = args.show or before.show
        after = replace(
            before, show=show, member=args.member or before.member, lasts=lasts or before.lasts
        )
        if start is not None:
            # What single times did differently was said of times that are not there any more.
            after = begin(replace(after, start=start, until=None, changes={}))
    await shift_effects.write(tx, after, caller.member, before)
    return ShiftResult(shift=shifts.card(after))


async def cancel(tx: Tx, caller: Caller, args: ShiftCancel) -> ShiftCancelled:
    """Cancel one time, those from one on, or all."""
    before = await access.shift(tx, caller, args.shift)
    which = "all" if before.rule is None else args.which
    if which != "all" and args.occurrence is None:
        raise Invalid("Say which time of the shift.", field="occurrence")
    await access.require_own_shift(tx, caller, before, args.occurrence if which == "one" else None)
    if which != "all" and args.occurrence is not None:
        time_at(before, args.occurrence, tx.now)
        if which == "one":
            after = change_one(before, args.occurrence, cancelled=True)
        else:
            after = replace(before, until=args.occurrence)
        await shift_effects.write(tx, after, caller.member, before)
    else:
        await shift_effects.cancel(tx, before, caller.member)
    return ShiftCancelled(shift=before.id, house=before.house)


async def swap(tx: Tx, caller: Caller, args: ShiftSwap) -> SwapResult:
    """Ask another helper to have a time of one's own."""
    found = await access.shift(tx, caller, args.shift)
    time = time_at(found, args.occurrence, tx.now)
    if time.member != caller.member:
        raise Forbidden("This time is not yours to swap.")
    if args.to == caller.member:
        raise Invalid("This time is your own already.", field="to")
    await access.require_helper(tx, found.house, args.to, "to")
    await access.may_turn_to(tx, caller, args.to, "to")
    back = args.in_return
    asked = Swap(
        id=tx.new_id(),
        house=found.house,
        by=caller.member,
        to=args.to,
        plan=found.id,
        slot=args.occurrence,
        starts=time.starts,
        back_plan=back.shift if back else None,
        back_slot=back.occurrence if back else None,
        show=args.show,
    )
    plans = await _plans(tx, asked)
    check_swap(asked, plans, tx.now)
    until = time.starts
    if back is not None:
        until = min(until, time_at(plans[back.shift], back.occurrence, tx.now).starts)
    await shift_effects.ask_swap(tx, asked, until)
    return SwapResult(swap=shifts.swap_card(asked))


async def _plans(tx: Tx, asked: Swap) -> dict[str, Plan]:
    return {one.id: one for one in await shifts.in_house(tx, asked.house)}


async def agree(tx: Tx, caller: Caller, args: ShiftAgree) -> SwapEnded:
    """Say yes: now both have, and each has what was the other's."""
    asked = await access.swap(tx, caller, args.swap)
    if caller.member != asked.to:
        raise Forbidden("It is for the other to say yes to this.")
    before = await _plans(tx, asked)
    check_swap(asked, before, tx.now)
    ended = await shift_effects.end_swap(tx, asked, "agreed", caller.member)
    for id_, after in swapped(asked, before, args.show).items():
        if after != before[id_]:
            await shift_effects.write(tx, after, caller.member, before[id_])
    return ended


async def decline(tx: Tx, caller: Caller, args: ShiftDecline) -> SwapEnded:
    """Say no, or take back what one asked for."""
    asked = await access.swap(tx, caller, args.swap)
    return await shift_effects.end_swap(tx, asked, "declined", caller.member)


ROWS = (
    Row("shift.plan", plan),
    Row("shift.change", change),
    Row("shift.cancel", cancel),
    Row("shift.swap", swap),
    Row("shift.agree", agree),
    Row("shift.decline", decline),
)

TIMERS = shift_effects.TIMERS
