"""When a member is not to be rung: kept here for all their devices, ending by itself."""

from datetime import time

from utelys.actions import ask_effects, leasing, lighting
from utelys.actions.row import Row
from utelys.actions.telling import tell
from utelys.core.caller import Caller
from utelys.core.quiet import Quiet, QuietHours, check_quiet, next_end
from utelys.store.base import Tx
from utelys.store.queries import light, people, quiet
from utelys_protocol.commands.quiet import QuietSet
from utelys_protocol.quiet import QuietCard, QuietChanged

ENDS = "quiet.ends"
"""The timer of a member's quiet: set for its next end."""


async def set_quiet(tx: Tx, caller: Caller, args: QuietSet) -> QuietCard:
    """Set one's quiet hours, a quiet until a moment, and how often one may be woken."""
    hours = None
    if args.hours is not None:
        me = await people.member(tx, caller.member)
        zone = args.hours.zone or (me.time_zone if me else "UTC")
        starts, ends = time.fromisoformat(args.hours.starts), time.fromisoformat(args.hours.ends)
        hours = QuietHours(starts, ends, zone)
    said = Quiet(hours, args.until)
    check_quiet(said, tx.now)
    lights = [
        await light.light_now(tx, one.lease.house, tx.now)
        for one in await light.of_member(tx, caller.member)
    ]
    before, _ = await quiet.of(tx, caller.member)
    quiet.put(tx, caller.member, said, args.wakings)
    card = quiet.card(said, args.wakings)
    await tell(tx, caller.member, "quiet.changed", QuietChanged(quiet=card), caller.member)
    await _watch(tx, caller.member, said)
    if said != before:
        await leasing.respect_quiet(tx, caller.member)
    for was in lights:
        await lighting.tell_if_other(tx, was, caller.member)
    await ask_effects.came(tx, caller.member)
    return card


async def _watch(tx: Tx, member: str, said: Quiet) -> None:
    """Let the clock come back when the member is quiet no more."""
    ends = next_end(said, tx.now)
    if ends is None:
        tx.cancel_timer(ENDS, member)
    else:
        tx.set_timer(ENDS, member, ends)


async def over(tx: Tx, ref: str) -> None:
    """A member is quiet no more: what still rings, rings them too."""
    said, _ = await quiet.of(tx, ref)
    await ask_effects.came(tx, ref)
    await _watch(tx, ref, said)


ROWS = (Row("quiet.set", set_quiet),)

TIMERS = {ENDS: over}
