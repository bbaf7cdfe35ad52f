"""Telling a house's light, and the clock that puts it out."""

from datetime import timedelta

from utelys.core.ids import house_stream
from utelys.store.base import Tx
from utelys.store.queries import light, timers
from utelys_protocol.light import Light, LightChanged

TURNS = "light.turns"
"""The timer of a house's light: set for the moment until which what was told of it is valid."""


_LOOK_AGAIN = timedelta(minutes=1)


async def tell(tx: Tx, house: str, by: str) -> Light:
    """Tell a house's light as it now is, and let the clock come back when that is over."""
    now = await light.light_now(tx, house, tx.now)
    changed = LightChanged(**now.model_dump())
    await tx.append(house_stream(house), "light.changed", changed, by)
    await _come_back(tx, now)
    return now


async def _come_back(tx: Tx, told: Light) -> None:
    """Let the clock come back when what was told is over, or a claim is that it does not count.

    Where it is due already, it comes all the same: there are claims to end, and nobody may have
    been told.
    """
    waits = await timers.find(tx, TURNS, told.house)
    if waits is not None and waits.due <= tx.now:
        return
    due = told.valid_until if told.valid_until > tx.now else tx.now + _LOOK_AGAIN
    ends = [one.until for one in await light.leases_in(tx, told.house) if one.valid(tx.now)]
    tx.set_timer(TURNS, told.house, min([due, *ends]))


async def tell_if_other(tx: Tx, was: Light, by: str) -> None:
    """Tell a house's light if it is another one than it was; the clock comes back either way.

    What may be believed for a shorter time than was told is told too: a phone without a network
    would go on believing the old word.
    """
    now = await light.light_now(tx, was.house, tx.now)
    other = (now.state, now.who, now.next) != (was.state, was.who, was.next)
    if other or now.valid_until < was.valid_until:
        await tell(tx, was.house, by)
    else:
        await _come_back(tx, now)
