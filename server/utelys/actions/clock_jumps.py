"""Setting right what a clock that jumped has made wrong, by the table of `core.jumps`."""

from dataclasses import replace
from datetime import datetime, timedelta

from utelys.actions import ask_effects, leasing, lighting
from utelys.core.caller import CLOCK
from utelys.core.ids import house_stream
from utelys.core.jumps import TOLERANCE, earlier, unfair
from utelys.core.leases import STILL_HOME
from utelys.store.base import Tx
from utelys.store.queries import asks, light, log, people
from utelys.store.queries.asks import Call


async def passed_over(tx: Tx) -> None:
    """The clock has gone forward; what came due by that is done after this."""
    for call in await asks.standing(tx):
        asks.put(tx, Call(unfair(call.ask, tx.now), call.room))


async def settle(tx: Tx, by: timedelta) -> None:
    """The clock has jumped while the server ran; what had come due has been done before this."""
    if by < timedelta(0):
        await _calls_earlier(tx, -by)
        await _claims_earlier(tx, -by)
    await _tell_all(tx)


async def begin(tx: Tx) -> None:
    """At every start: nobody is judged by a ring that they could not answer while we were away.

    And find out whether the clock went back while nobody looked.
    """
    latest = tx.now
    for house in await people.all_houses(tx):
        latest = max([latest, *(await light.claimed_in(tx, house)).values()])
    standing = await asks.standing(tx)
    latest = max([latest, *(_last_moment(call) for call in standing)])
    if latest - tx.now > TOLERANCE:
        await _calls_earlier(tx, latest - tx.now)
        await _doubt_claims(tx, latest - tx.now)
        await _tell_all(tx)
    else:
        await _tell_what_was_told_later(tx)
    await passed_over(tx)


async def _tell_what_was_told_later(tx: Tx) -> None:
    """No claim and no call shows that the clock went back, but what was told of a light may."""
    for house in await people.all_houses(tx):
        told = await log.last_of_kind(tx, house_stream(house), "light.changed")
        if told is not None and told > tx.now + TOLERANCE:
            await lighting.tell(tx, house, CLOCK)


def _last_moment(call: Call) -> datetime:
    """The latest that a standing call says; not when it was raised.

    That stays as it was told when the clock goes back, and has been told by rings since.
    """
    ask = call.ask
    moments = [one.at for one in ask.rung] + ([ask.taken_at] if ask.taken_at else [])
    return max(moments, default=ask.raised_at)


async def _calls_earlier(tx: Tx, by: timedelta) -> None:
    for call in await asks.standing(tx):
        after = Call(earlier(call.ask, by), call.room)
        asks.put(tx, after)
        if after.ask.due is not None:
            tx.set_timer(ask_effects.TIMER, after.ask.id, after.ask.due)


async def _claims_earlier(tx: Tx, by: timedelta) -> None:
    for house in await people.all_houses(tx):
        claimed = await light.claimed_in(tx, house)
        for held in await light.held_in(tx, house):
            lease = held.lease
            moved = replace(held, lease=replace(lease, until=lease.until - by))
            await leasing.move(tx, moved, claimed[lease.member] - by)


async def _doubt_claims(tx: Tx, by: timedelta) -> None:
    """A claim that is in doubt says that it was made when it ends: that is never now."""
    for house in await people.all_houses(tx):
        for held in await light.held_in(tx, house):
            lease = held.lease
            until = min(lease.until - by, tx.now + STILL_HOME)
            await leasing.move(tx, replace(held, lease=replace(lease, until=until)), until)
            tx.set_timer(leasing.ENDING, lease.id, tx.now)


async def _tell_all(tx: Tx) -> None:
    for house in await people.all_houses(tx):
        await lighting.tell(tx, house, CLOCK)
