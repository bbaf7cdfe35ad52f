"""When a member is not to be rung: kept here for all their devices, ending by itself."""

from datetime import time

from utelys.actions.row import Row
from utelys.core.caller import Caller
from utelys.core.ids import member_stream
from utelys.core.quiet import Quiet, QuietHours, check_quiet
from utelys.store.base import Tx
from utelys.store.queries import people, quiet
from utelys_protocol.commands.quiet import QuietSet
from utelys_protocol.quiet import QuietCard, QuietChanged


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
    quiet.put(tx, caller.member, said, args.wakings)
    card = quiet.card(said, args.wakings)
    stream = member_stream(caller.member)
    await tx.append(stream, "quiet.changed", QuietChanged(quiet=card), caller.member)
    return card


ROWS = (Row("quiet.set", set_quiet),)
