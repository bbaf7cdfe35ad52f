"""Telling a house's light, and the clock that puts it out."""

from utelys.core.ids import house_stream
from utelys.store.base import Tx
from utelys.store.queries import light
from utelys_protocol.light import Light, LightChanged

TURNS = "light.turns"
"""The timer of a house's light: set for the moment until which what was told of it is valid."""


async def tell(tx: Tx, house: str, by: str) -> Light:
    """Tell a house's light as it now is, and let the clock come back when that is over."""
    now = await light.light_now(tx, house, tx.now)
    changed = LightChanged(**now.model_dump())
    await tx.append(house_stream(house), "light.changed", changed, by)
    tx.set_timer(TURNS, house, now.valid_until)
    return now


async def tell_if_other(tx: Tx, was: Light, by: str) -> None:
    """Tell a house's light if it is another one than it was; the clock comes back either way."""
    now = await light.light_now(tx, was.house, tx.now)
    if (now.state, now.who, now.next) != (was.state, was.who, was.next):
        await tell(tx, was.house, by)
    else:
        tx.set_timer(TURNS, was.house, now.valid_until)
