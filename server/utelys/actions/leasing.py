"""What becomes of a lease: written, told to its member, and with it the house's light.

Whether something may happen to it is decided by `core.leases`.
"""

from dataclasses import replace
from datetime import datetime

from utelys.actions import lighting
from utelys.actions.telling import tell
from utelys.core.caller import CLOCK
from utelys.core.leases import Held, LeaseEnd, LeaseEvent, LeaseState, step_lease, still_home_at
from utelys.core.light import Lease
from utelys.core.quiet import is_quiet
from utelys.store.base import Tx
from utelys.store.queries import light, quiet
from utelys_protocol.leases import (
    LeaseChanged,
    LeaseEnded,
    LeaseEnding,
    LeaseOffered,
    OfferEnded,
)

ENDING = "lease.ending"
"""The timer of a lease: set for the moment to ask whether its member is still home."""


async def begin(tx: Tx, lease: Lease, by: str) -> Held:
    """Let a lease begin; the light is told by the caller."""
    lease = replace(lease, through_quiet=await _is_quiet(tx, lease.member))
    light.add(tx, lease)
    tx.set_timer(ENDING, lease.id, still_home_at(tx.now, lease.until))
    held = Held(lease)
    await _tell_owner(tx, held, by)
    return held


async def happen(
    tx: Tx,
    held: Held,
    event: LeaseEvent,
    by: str,
    *,
    until: datetime | None = None,
    to: str | None = None,
) -> Held:
    """Let something happen to a lease; the light is told by the caller.

    Raises:
        Refusal: by the table of `core.leases`.
    """
    after = step_lease(held, event, tx.now, until=until, to=to)
    if after.state is LeaseState.ENDED:
        await _end(tx, held, after.ended_by or LeaseEnd.CLOCK, by)
        return after
    if event is LeaseEvent.KEEP:
        after = _through_quiet(after, await _is_quiet(tx, after.lease.member))
    light.change(tx, after)
    if event is LeaseEvent.KEEP:
        light.claim_again(tx, after.lease.id, tx.now)
        tx.set_timer(ENDING, after.lease.id, still_home_at(tx.now, after.lease.until))
    await _tell_owner(tx, after, by)
    if held.offered_to and held.offered_to != after.offered_to:
        await _end_offer(tx, held, by)
    if after.offered_to:
        known = True if event is LeaseEvent.KEEP else None
        offered = LeaseOffered(offer=light.offer_card(after), known=known)
        await tell(tx, after.offered_to, "lease.offered", offered, by)
    return after


async def _is_quiet(tx: Tx, member: str) -> bool:
    return is_quiet((await quiet.of(tx, member))[0], tx.now)


def _through_quiet(held: Held, said: bool) -> Held:
    return replace(held, lease=replace(held.lease, through_quiet=said))


async def respect_quiet(tx: Tx, member: str) -> None:
    """A member has set their quiet anew, which is newer than what they said while it was another.

    The light is told by the caller.
    """
    for held in await light.of_member(tx, member):
        if held.lease.through_quiet:
            after = _through_quiet(held, False)
            light.change(tx, after)
            await _tell_owner(tx, after, member)


async def move(tx: Tx, held: Held, claimed_at: datetime) -> None:
    """Let a lease end, and have been claimed, at other moments than it was said, by the clock."""
    light.change(tx, held)
    light.claim_again(tx, held.lease.id, claimed_at)
    tx.set_timer(ENDING, held.lease.id, still_home_at(tx.now, held.lease.until))
    await _tell_owner(tx, held, CLOCK)


async def give_up(tx: Tx, house: str, member: str, by: str) -> None:
    """End a member's claim in a house, and what is offered to them there."""
    was = await light.light_now(tx, house, tx.now)
    for held in await light.held_in(tx, house):
        if held.lease.member == member:
            await happen(tx, held, LeaseEvent.END, by)
        elif held.offered_to == member:
            await happen(tx, held, LeaseEvent.TAKE_BACK, by)
    await lighting.tell_if_other(tx, was, by)


async def _end(tx: Tx, held: Held, how: LeaseEnd, by: str) -> None:
    lease = held.lease
    light.drop(tx, lease.id)
    tx.cancel_timer(ENDING, lease.id)
    ended = LeaseEnded.model_validate({"lease": lease.id, "house": lease.house, "why": how.value})
    await tell(tx, lease.member, "lease.ended", ended, by)
    if held.offered_to:
        await _end_offer(tx, held, by)


async def _end_offer(tx: Tx, held: Held, by: str) -> None:
    ended = OfferEnded(lease=held.lease.id)
    await tell(tx, held.offered_to or "", "offer.ended", ended, by)


async def _tell_owner(tx: Tx, held: Held, by: str) -> None:
    changed = LeaseChanged(lease=light.card(held))
    await tell(tx, held.lease.member, "lease.changed", changed, by)


async def ask_still_home(tx: Tx, ref: str) -> None:
    """Ask a member whether they are still home, while there is time to say so."""
    held = await light.held(tx, ref)
    if held is None or not held.lease.valid(tx.now):
        return
    lease = held.lease
    ending = LeaseEnding(lease=lease.id, house=lease.house, until=lease.until)
    await tell(tx, lease.member, "lease.ending", ending, CLOCK)


async def turn(tx: Tx, house: str) -> None:
    """What was told of a house's light is not valid any longer: end what has ended, and tell."""
    for held in await light.held_in(tx, house):
        if not held.lease.valid(tx.now):
            await happen(tx, held, LeaseEvent.RUN_OUT, CLOCK)
    await lighting.tell(tx, house, CLOCK)


TIMERS = {lighting.TURNS: turn, ENDING: ask_still_home}
