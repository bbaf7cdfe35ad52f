"""What keepers do with the numbers of their house's crisis card."""

from zoneinfo import ZoneInfo

from utelys import access
from utelys.actions import crisis_card
from utelys.actions.row import Row
from utelys.core.caller import Caller
from utelys.core.errors import NotFound, TooLarge
from utelys.core.walltime import check_zone
from utelys.store.base import Tx
from utelys.store.queries import crisis
from utelys_protocol.commands.crisis import (
    CrisisCheck,
    CrisisDrop,
    CrisisGone,
    CrisisPut,
    CrisisResult,
)
from utelys_protocol.crisis import CrisisNumber
from utelys_protocol.words import Duty

MOST = 30
"""Numbers on one card: who needs help now reads no longer list."""


async def put(tx: Tx, caller: Caller, args: CrisisPut) -> CrisisResult:
    """Put a number on the card, or change one."""
    house = (await access.house(tx, caller, args.house)).card.id
    check_zone(args.openings.zone, "openings.zone")
    there = await crisis.numbers_of(tx, house)
    old = None if args.id is None else _find(there, args.id)
    if old is None and len(there) >= MOST:
        raise TooLarge("A card has at most 30 numbers; take one off first.")
    last = max((one.place for one in there), default=0)
    number = CrisisNumber(
        id=old.id if old else tx.new_id(),
        name=args.name,
        about=args.about,
        number=args.number,
        openings=args.openings,
        languages=args.languages,
        place=args.place if args.place is not None else old.place if old else last + 1,
    )
    if old and (old.number, old.openings) == (number.number, number.openings):
        number = number.model_copy(update={"checked_on": old.checked_on})
    await crisis_card.put(tx, house, number, caller.member)
    return CrisisResult(number=number)


async def check(tx: Tx, caller: Caller, args: CrisisCheck) -> CrisisResult:
    """Say that a number is right as of today."""
    house = (await access.house(tx, caller, args.house)).card
    number = _find(await crisis.numbers_of(tx, house.id), args.id)
    today = tx.now.astimezone(ZoneInfo(house.zone)).date()
    number = number.model_copy(update={"checked_on": today})
    await crisis_card.put(tx, house.id, number, caller.member)
    return CrisisResult(number=number)


async def drop(tx: Tx, caller: Caller, args: CrisisDrop) -> CrisisGone:
    """Take a number off the card."""
    house = (await access.house(tx, caller, args.house)).card.id
    number = _find(await crisis.numbers_of(tx, house), args.id)
    await crisis_card.drop(tx, house, number.id, caller.member)
    return CrisisGone(id=number.id)


def _find(numbers: list[CrisisNumber], id_: str) -> CrisisNumber:
    found = next((one for one in numbers if one.id == id_), None)
    if found is None:
        raise NotFound("There is no such number on the card.", field="id")
    return found


ROWS = (
    Row("crisis.put", put, duty=Duty.KEEPER),
    Row("crisis.check", check, duty=Duty.KEEPER),
    Row("crisis.drop", drop, duty=Duty.KEEPER),
)

TIMERS = crisis_card.TIMERS
