"""The light: claiming, keeping and ending a lease, and the clock that ends it otherwise."""

from datetime import timedelta

from utelys import access
from utelys.actions.row import Row
from utelys.core.caller import CLOCK, Caller
from utelys.core.ids import house_stream
from utelys.core.light import Lease, check_claim, light_of
from utelys.store.base import Tx
from utelys.store.queries import light, people
from utelys_protocol.commands.light import HomeClaim, HomeEnd, HomeKeep, LeaseCard, LeaseResult
from utelys_protocol.light import Light, LightChanged

TURNS = "light.turns"
"""The timer of a house's light: set for the moment until which what was told of it is valid."""


async def claim(tx: Tx, caller: Caller, args: HomeClaim) -> LeaseResult:
    """Say that one is home or reachable; the claim that one had in this house gives way."""
    house = await access.house(tx, caller, args.house)
    for_ = None if args.for_ is None else timedelta(seconds=args.for_)
    until = check_claim(tx.now, until=args.until, for_=for_)
    for old in await light.leases_in(tx, house.card.id):
        if old.member == caller.member:
            light.drop(tx, old.id)
    me = await people.card(tx, caller.member)
    lease = Lease(
        id=tx.new_id(),
        member=me.id,
        house=house.card.id,
        as_=args.as_,
        until=until,
        show=args.show,
        name=me.name,
    )
    light.add(tx, lease)
    await tell(tx, house.card.id, caller.member)
    return _result(lease)


async def keep(tx: Tx, caller: Caller, args: HomeKeep) -> LeaseResult:
    """Still home: move the end of one's lease."""
    lease = await access.lease(tx, caller, args.lease)
    until = check_claim(tx.now, until=args.until, keeps=lease.until)
    light.move_end(tx, lease.id, until)
    await tell(tx, lease.house, caller.member)
    found = await access.lease(tx, caller, args.lease)
    return _result(found)


async def end(tx: Tx, caller: Caller, args: HomeEnd) -> LeaseResult:
    """Not there any more."""
    lease = await access.lease(tx, caller, args.lease)
    light.drop(tx, lease.id)
    await tell(tx, lease.house, caller.member)
    return _result(lease)


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


def _result(lease: Lease) -> LeaseResult:
    card = LeaseCard(
        id=lease.id, house=lease.house, as_=lease.as_, until=lease.until, show=lease.show
    )
    return LeaseResult(lease=card)


ROWS = (
    Row("home.claim", claim),
    Row("home.keep", keep),
    Row("home.end", end),
)

TIMERS = {TURNS: turn}
