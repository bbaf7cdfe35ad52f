"""What follows when a house's crisis card changes, and the clock that has it checked."""

from zoneinfo import ZoneInfo

from utelys.actions.telling import tell
from utelys.core import crisis_seed
from utelys.core.caller import CLOCK
from utelys.core.ids import house_stream
from utelys.core.openings import is_due, remind_at
from utelys.store.base import Tx
from utelys.store.queries import crisis, people
from utelys_protocol.crisis import CrisisChanged, CrisisDropped, CrisisDue, CrisisNumber
from utelys_protocol.words import Duty

DUE = "crisis.due"
"""The timer of a house's crisis card: set for when the keepers are next reminded."""


async def seed(tx: Tx, house: str, by: str) -> None:
    """Let a new house begin with the numbers that everybody in the country has."""
    for number in crisis_seed.seed([tx.new_id() for _ in range(crisis_seed.COUNT)]):
        await put(tx, house, number, by)


async def put(tx: Tx, house: str, number: CrisisNumber, by: str) -> None:
    """Write a number and tell the house."""
    await crisis.put(tx, house, number)
    await tx.append(house_stream(house), "crisis.changed", CrisisChanged(number=number), by)
    await _watch(tx, house)


async def drop(tx: Tx, house: str, id_: str, by: str) -> None:
    """Take a number away and tell the house."""
    crisis.drop(tx, id_)
    await tx.append(house_stream(house), "crisis.dropped", CrisisDropped(number=id_), by)
    await _watch(tx, house)


async def remind(tx: Tx, ref: str) -> None:
    """Tell the keepers of a house which numbers are to be checked."""
    house = await people.house(tx, ref)
    if house is None:
        return
    today = tx.now.astimezone(ZoneInfo(house.card.zone)).date()
    due = [one.id for one in await crisis.numbers_of(tx, ref) if is_due(one.checked_on, today)]
    for member in await people.with_duty(tx, ref, Duty.KEEPER) if due else ():
        body = CrisisDue(house=ref, numbers=due)
        await tell(tx, member, DUE, body, CLOCK)
    await _watch(tx, ref, reminded=True)


async def _watch(tx: Tx, house: str, *, reminded: bool = False) -> None:
    found = await people.house(tx, house)
    checked = [one.checked_on for one in await crisis.numbers_of(tx, house)]
    at = remind_at(checked, tx.now, found.card.zone if found else "UTC", reminded=reminded)
    if at is None:
        tx.cancel_timer(DUE, house)
    else:
        tx.set_timer(DUE, house, at)


TIMERS = {DUE: remind}
