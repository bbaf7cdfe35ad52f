"""Finding out, before a shift, whether its member is reached; `core.reach` has the rules."""

from dataclasses import replace
from datetime import datetime
from typing import Literal

from utelys.actions import beginning
from utelys.actions.telling import tell
from utelys.core import reach as core
from utelys.core.caller import CLOCK
from utelys.core.reach import Check, Stand
from utelys.core.shifts import Plan
from utelys.notices.telling import tell_test
from utelys.store.base import Tx
from utelys.store.queries import people, push, reach, shifts
from utelys.store.queries.push import Subscription
from utelys_protocol.cards import MemberCard
from utelys_protocol.shifts import CoverUnreachable, ShiftUnreachable, UnreachableEnded
from utelys_protocol.words import Duty, Unreachable

NEARS = "shift.nears"
"""The timer of a shift: set for when the next of its times is near enough to ask about."""

Why = Literal["confirmed", "begun", "changed"]


async def follow(tx: Tx, plan: Plan) -> None:
    """A shift is planned, is other than it was, or nears: ask about the times that are near."""
    beginning.follow(tx, plan)
    near = {core.id_of(one): one for one in core.nearing(plan, tx.now)}
    asked = set()
    for check in await reach.of_plan(tx, plan.id):
        if check.is_of(near.get(check.id)):
            asked.add(check.id)
        else:
            await _end(tx, check, "begun" if tx.now >= check.starts else "changed")
    for id_, time in near.items():
        if id_ not in asked:
            await _open(tx, core.open_check(plan, time, tx.now))
    again = core.next_nearing(plan, tx.now)
    if again is None:
        tx.cancel_timer(NEARS, plan.id)
    else:
        tx.set_timer(NEARS, plan.id, again)


async def forget(tx: Tx, plan: str) -> None:
    """There are no more times of a shift."""
    tx.cancel_timer(NEARS, plan)
    for check in await reach.of_plan(tx, plan):
        await _end(tx, check, "begun" if tx.now >= check.starts else "changed")


async def nears(tx: Tx, ref: str) -> None:
    """A time of a shift is near, or it is long until the next one."""
    plan = await shifts.find(tx, ref)
    if plan is not None:
        await follow(tx, plan)


async def _open(tx: Tx, check: Check) -> None:
    reach.put(tx, check)
    await _test(tx, check)
    await look(tx, check.member)


async def _test(tx: Tx, check: Check) -> None:
    """Ask every device that has not just said that it is reached."""
    for one in await push.subscriptions_of(tx, check.member):
        if not core.spared(check, one.confirmed_at):
            await _ask(tx, one, check.starts)


async def _ask(tx: Tx, one: Subscription, until: datetime) -> None:
    push.note_test(tx, one, await tell_test(tx, one, silent_until=until))


async def subscribed(tx: Tx, one: Subscription) -> None:
    """A member is reached by another device: it is asked too."""
    begins = [check.starts for check in await reach.of_member(tx, one.member)]
    if begins:
        await _ask(tx, one, max(begins))


async def look(tx: Tx, ref: str) -> None:
    """Find out how it is with a member, and tell whom it concerns if that is new."""
    devices = await push.subscriptions_of(tx, ref)
    moments = []
    for check in await reach.of_member(tx, ref):
        # The clock has gone back since: what is confirmed from now on counts.
        one = replace(check, opened=min(check.opened, tx.now))
        stands = core.stand(one, [device.confirmed_at for device in devices], tx.now)
        if stands is Stand.BEGUN:
            await _end(tx, one, "begun")
            continue
        moments.append(core.next_look(one, tx.now))
        if stands is Stand.UNREACHABLE and not one.told:
            why = Unreachable.NOT_CONFIRMED if devices else Unreachable.NO_DEVICE
            one = await _tell(tx, replace(one, why=why))
        elif stands is Stand.REACHED and one.told:
            one = await _take_back(tx, one, "confirmed")
        if one != check:
            reach.put(tx, one)
    if moments:
        tx.set_timer(core.LOOK, ref, min(moments))


async def _tell(tx: Tx, check: Check) -> Check:
    """Tell the member, and the keepers of the house, and nobody else."""
    own = ShiftUnreachable(unreachable=reach.card(check))
    await tell(tx, check.member, "shift.unreachable", own, CLOCK)
    inside = await people.with_duty(tx, check.house, Duty.KEEPER)
    keepers = [one for one in inside if one != check.member]
    for keeper in keepers:
        await _tell_keeper(tx, check, keeper)
    return replace(check, told=(check.member, *keepers))


async def _tell_keeper(tx: Tx, check: Check, keeper: str) -> None:
    told = CoverUnreachable(unreachable=reach.card(check))
    await tell(tx, keeper, "cover.unreachable", told, CLOCK)


async def _take_back(tx: Tx, check: Check, why: Why) -> Check:
    ended = UnreachableEnded(unreachable=check.id, why=why)
    for viewer in check.told:
        await tell(tx, viewer, "unreachable.ended", ended, CLOCK)
    return replace(check, told=(), why=None)


async def _end(tx: Tx, check: Check, why: Why) -> None:
    await _take_back(tx, check, why)
    reach.drop(tx, check)


async def entered(tx: Tx, card: MemberCard, house: str) -> None:
    """Who comes into a house with its keys, or gets them, learns who is unreachable there."""
    if Duty.KEEPER not in card.duties:
        return
    for check in await reach.in_house(tx, house):
        if check.told and card.id not in check.told:
            await _tell_keeper(tx, check, card.id)
            reach.put(tx, replace(check, told=(*check.told, card.id)))


async def left(tx: Tx, member: str, house: str) -> None:
    """Who has the keys of a house no more has no business with who is unreachable there."""
    for check in await reach.in_house(tx, house):
        if member in check.told and member != check.member:
            ended = UnreachableEnded(unreachable=check.id, why="changed")
            await tell(tx, member, "unreachable.ended", ended, CLOCK)
            others = tuple(one for one in check.told if one != member)
            reach.put(tx, replace(check, told=others))


TIMERS = {NEARS: nears, core.LOOK: look, **beginning.TIMERS}
