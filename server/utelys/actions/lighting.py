"""Telling a house's light, and the clock that puts it out."""

from utelys.core.caller import CLOCK
from utelys.core.ids import house_stream
from utelys.core.light import light_of
from utelys.store.base import Tx
from utelys.store.queries import light
from utelys_protocol.light import Light, LightChanged

TURNS = "light.turns"
"""The timer of a house's light: set for the moment until which what was told of it is valid."""


async def turn(tx: Tx, house: str) -> None:
    """What was told of a house's light is not valid any longer: tell what is."""
    for lease in await light.leases_in(tx, house):
        if not lease.valid(tx.now):
            light.drop(tx, lease.id)
    await tell(tx, house, CLOCK)


async def tell(tx: Tx, house: str, by: str) -> Light:
    """Tell a house's light as it now is, and let the clock come back when that is over."""
    now = light_of(house, tx.now, await light.leases_in(tx, house))
    changed = LightChanged(**now.model_dump())
    await tx.append(house_stream(house), "light.changed", changed, by)
    tx.set_timer(TURNS, house, now.valid_until)
    return now


TIMERS = {TURNS: turn}
