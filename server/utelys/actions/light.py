"""Claiming to be home or reachable, keeping that claim, handing it over, and ending it."""

from dataclasses import replace
from datetime import timedelta

from utelys import access
from utelys.actions import ask_effects, leasing, lighting
from utelys.actions.row import Row
from utelys.core.caller import Caller
from utelys.core.errors import Invalid
from utelys.core.leases import LeaseEvent, handed_over
from utelys.core.light import Lease, check_claim, shown_duty
from utelys.store.base import Tx
from utelys.store.queries import light, people
from utelys_protocol.commands.light import (
    HomeAccept,
    HomeClaim,
    HomeDecline,
    HomeEnd,
    HomeKeep,
    HomeOffer,
    LeaseResult,
)
from utelys_protocol.leases import OfferEnded
from utelys_protocol.words import ClaimAs, Show


async def claim(tx: Tx, caller: Caller, args: HomeClaim) -> LeaseResult:
    """Say that one is home or reachable; the claim that one had in this house gives way."""
    house = await access.house(tx, caller, args.house)
    for_ = None if args.for_ is None else timedelta(seconds=args.for_)
    until = check_claim(tx.now, until=args.until, for_=for_)
    me = await people.card(tx, caller.member)
    lease = Lease(
        id=tx.new_id(),
        member=me.id,
        house=house.card.id,
        as_=args.as_,
        until=until,
        show=await _chosen(tx, me.id, args.show) or Show.NAME,
        name=me.name,
        duty=shown_duty(me.duties),
    )
    return await _begin(tx, lease)


async def _chosen(tx: Tx, member: str, show: Show | None) -> Show | None:
    """How a member is shown: as they say now, which is remembered, or as they last said.

    A yes from a notification says nothing of it, and must not name one who never lets it.
    """
    me = await people.member(tx, member)
    before = me.show if me else None
    if show is not None and show is not before:
        people.choose_show(tx, member, show)
    return show or before


async def _begin(tx: Tx, lease: Lease) -> LeaseResult:
    """Let a lease take the place of whatever its member had in that house."""
    for old in await light.held_in(tx, lease.house):
        if old.lease.member == lease.member:
            await leasing.happen(tx, old, LeaseEvent.REPLACE, lease.member)
    held = await leasing.begin(tx, lease, lease.member)
    await lighting.tell(tx, lease.house, lease.member)
    await ask_effects.came(tx, lease.member)
    return LeaseResult(lease=light.card(held))


async def keep(tx: Tx, caller: Caller, args: HomeKeep) -> LeaseResult:
    """Still home: move the end of one's lease."""
    held = await access.lease(tx, caller, args.lease)
    until = check_claim(tx.now, until=args.until, keeps=held.lease.until)
    after = await leasing.happen(tx, held, LeaseEvent.KEEP, caller.member, until=until)
    await lighting.tell(tx, held.lease.house, caller.member)
    await ask_effects.came(tx, caller.member)
    return LeaseResult(lease=light.card(after))


async def end(tx: Tx, caller: Caller, args: HomeEnd) -> LeaseResult:
    """Not there any more."""
    held = await access.lease(tx, caller, args.lease)
    after = await leasing.happen(tx, held, LeaseEvent.END, caller.member)
    await lighting.tell(tx, held.lease.house, caller.member)
    return LeaseResult(lease=light.card(after))


async def offer(tx: Tx, caller: Caller, args: HomeOffer) -> LeaseResult:
    """Ask another member of the house to take one's lease over."""
    held = await access.lease(tx, caller, args.lease)
    if args.to == caller.member:
        raise Invalid("This claim is your own already; offer it to somebody else.", field="to")
    await access.require_inside(tx, held.lease.house, args.to, "to")
    await access.may_turn_to(tx, caller, args.to, "to")
    after = await leasing.happen(tx, held, LeaseEvent.OFFER, caller.member, to=args.to)
    return LeaseResult(lease=light.card(after))


async def accept(tx: Tx, caller: Caller, args: HomeAccept) -> LeaseResult:
    """Take over what is offered: the light changes in one step and is never lit by nobody.

    Whoever has said already that they are there until later, or home and not only reachable, or by
    name, takes nothing of that back by saying yes.
    """
    held = await access.offered_lease(tx, caller, args.lease)
    old = held.lease
    if old.member == caller.member:
        raise Invalid("This claim is your own already.", field="lease")
    me = await people.card(tx, caller.member)
    chosen = await _chosen(tx, me.id, args.show)
    duty = shown_duty(me.duties)
    lease = handed_over(old, tx.new_id(), me.id, me.name, chosen or Show.DUTY, duty)
    for mine in await light.leases_in(tx, old.house):
        if mine.member == caller.member and mine.valid(tx.now):
            as_ = ClaimAs.HOME if ClaimAs.HOME in (mine.as_, old.as_) else old.as_
            until, show = max(mine.until, old.until), chosen or mine.show
            lease = replace(lease, until=until, as_=as_, show=show)
    await leasing.happen(tx, held, LeaseEvent.ACCEPT, caller.member)
    return await _begin(tx, lease)


async def decline(tx: Tx, caller: Caller, args: HomeDecline) -> OfferEnded:
    """Say no to what is offered, or take one's own offer back: the lease stands as it was."""
    held = await access.offered_lease(tx, caller, args.lease)
    await leasing.happen(tx, held, LeaseEvent.TAKE_BACK, caller.member)
    return OfferEnded(lease=args.lease)


ROWS = (
    Row("home.claim", claim),
    Row("home.keep", keep),
    Row("home.end", end),
    Row("home.offer", offer),
    Row("home.accept", accept),
    Row("home.decline", decline),
)
