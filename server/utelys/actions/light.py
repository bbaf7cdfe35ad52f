"""Claiming to be home or reachable, keeping that claim, and ending it."""

from datetime import timedelta

from utelys import access
from utelys.actions import ask_effects, lighting
from utelys.actions.row import Row
from utelys.core.caller import Caller
from utelys.core.light import Lease, check_claim
from utelys.store.base import Tx
from utelys.store.queries import light, people
from utelys_protocol.commands.light import HomeClaim, HomeEnd, HomeKeep, LeaseCard, LeaseResult


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
    await lighting.tell(tx, house.card.id, caller.member)
    await ask_effects.somebody_came(tx)
    return _result(lease)


async def keep(tx: Tx, caller: Caller, args: HomeKeep) -> LeaseResult:
    """Still home: move the end of one's lease."""
    lease = await access.lease(tx, caller, args.lease)
    until = check_claim(tx.now, until=args.until, keeps=lease.until)
    light.move_end(tx, lease.id, until)
    await lighting.tell(tx, lease.house, caller.member)
    await ask_effects.somebody_came(tx)
    found = await access.lease(tx, caller, args.lease)
    return _result(found)


async def end(tx: Tx, caller: Caller, args: HomeEnd) -> LeaseResult:
    """Not there any more."""
    lease = await access.lease(tx, caller, args.lease)
    light.drop(tx, lease.id)
    await lighting.tell(tx, lease.house, caller.member)
    return _result(lease)


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
