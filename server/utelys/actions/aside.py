"""Calls and claims whose rows cannot be read: ended, so that nobody relies on what nobody sees.

A newer version may have written them, and a bad disk anything. Queries pass them over, so that one
fails nobody else. Whoever called is told the truth, that nobody has it, and may call again; a claim
is gone, and its member may claim anew.
"""

import structlog

from utelys.actions import ask_effects, lighting
from utelys.actions.telling import tell
from utelys.core.ask_events import Append, AskKind, ClearTimer, StopRinging
from utelys.core.caller import CLOCK
from utelys.store.base import Tx
from utelys.store.queries import asks, light
from utelys_protocol.leases import LeaseEnded
from utelys_protocol.words import RingEnd

log = structlog.get_logger()


async def set_aside(tx: Tx) -> None:
    """End what cannot be read, and say so to those whom it concerns."""
    for call, rung in await asks.damaged(tx, tx.now):
        log.error("ask_set_aside", id=call.ask.id)
        asks.put(tx, call)
        stop = (StopRinging(tuple(rung), RingEnd.HANDED_OVER),) if rung else ()
        ended = Append(AskKind.ENDED, CLOCK, {"how": call.ask.state.value})
        await ask_effects.carry_out(tx, call, (*stop, ended, ClearTimer()))
    for id_, house, member in await light.damaged(tx):
        log.error("lease_set_aside", id=id_)
        light.drop(tx, id_)
        await tell(
            tx, member, "lease.ended", LeaseEnded(lease=id_, house=house, why="clock"), CLOCK
        )
        await lighting.tell(tx, house, CLOCK)
