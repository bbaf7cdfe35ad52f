"""Being there for others: claims to be home, shifts, swaps and calls."""

from utelys.access.duties import has_any, require
from utelys.access.people import apart, may_turn_to, require_inside
from utelys.core.caller import Caller
from utelys.core.errors import Gone, Invalid, NotFound
from utelys.core.ids import slot_name
from utelys.core.leases import Held
from utelys.core.shifts import Plan, Swap
from utelys.store.base import Source
from utelys.store.queries import asks, light, pauses, people, shifts
from utelys.store.queries.asks import Call
from utelys_protocol.words import HELPERS, Duty


async def shift(source: Source, caller: Caller, id_: str) -> Plan:
    """Obtain a shift: one's own, or as a helper one of the house.

    Raises:
        NotFound: there is no such shift, or the caller may not know of it.
    """
    found = await shifts.find(source, id_)
    if found is None or found.house not in await people.houses_of(source, caller.member):
        raise NotFound("There is no such shift.", field="shift")
    if caller.member not in found.people and not await has_any(source, caller, HELPERS):
        raise NotFound("There is no such shift.", field="shift")
    return found


async def require_own_shift(source: Source, caller: Caller, found: Plan, slot: str | None) -> None:
    """Let one's own shift pass, or a time of another's that one has; to a keeper every one.

    Raises:
        Forbidden: it is somebody else's.
    """
    mine = {found.member}
    if found.rule is None:
        slot = slot_name(found.start.at)
    if slot is not None and (changed := found.changes.get(slot)) and changed.member:
        mine = {changed.member}
    if caller.member not in mine:
        await require(source, caller, Duty.KEEPER)


async def require_helper(source: Source, house: str, member: str, field: str) -> None:
    """Let only those be given a time who help in the house.

    Raises:
        NotFound: there is no such member in it.
        Invalid: they do not help there.
    """
    await require_inside(source, house, member, field)
    if HELPERS.isdisjoint((await people.card(source, member)).duties):
        raise Invalid("Only a peer mentor or a keeper can have a shift.", field=field)


async def swap(source: Source, caller: Caller, id_: str) -> Swap:
    """Obtain a swap that the caller has asked for, or is asked for.

    Raises:
        NotFound: there is no such swap, it has been answered, or it is other people's.
    """
    found = await shifts.find_swap(source, id_)
    if found is None or caller.member not in (found.by, found.to):
        raise NotFound("There is no such swap; it may have been answered.", field="swap")
    return found


async def lease(source: Source, caller: Caller, id_: str) -> Held:
    """Obtain a lease of the caller's own.

    Raises:
        NotFound: there is no such lease, it has ended, or it is somebody else's.
    """
    found = await light.held(source, id_)
    if found is None or found.lease.member != caller.member:
        raise NotFound("There is no such claim to be home; it may have ended.", field="lease")
    return found


async def offered_lease(source: Source, caller: Caller, id_: str) -> Held:
    """Obtain a lease that is offered to the caller, or one of their own.

    Raises:
        NotFound: there is no such lease, it has ended, or it is not theirs to answer.
    """
    found = await light.held(source, id_)
    if found is None or caller.member not in (found.lease.member, found.offered_to):
        raise NotFound("Nobody offers you this claim; it may have ended.", field="lease")
    return found


async def ask(source: Source, caller: Caller, id_: str) -> Call:
    """Obtain an ask that is the caller's own, or that has rung for them.

    Raises:
        NotFound: there is no such ask, or it has nothing to do with the caller; also where it rang
            for them before they left or were paused: their phone may show it still.
    """
    found = await asks.find(source, id_)
    if found is not None:
        if caller.member == found.ask.asker:
            return found
        rung = any(one.member == caller.member for one in found.ask.rung)
        if rung and caller.member in await callable_in(source, found.ask.house):
            return found
    raise NotFound("There is no such call.", field="ask")


async def callable_in(source: Source, house_id: str) -> frozenset[str]:
    """Every member whom a call in a house may turn to at all.

    They are signed in somewhere and of some house, and the house has not paused them.
    """
    return await people.reachable(source) - await pauses.paused_in(source, house_id)


async def open_ask(source: Source, caller: Caller, id_: str) -> Call:
    """Obtain an ask to do something about it.

    Raises:
        NotFound: as for `ask`.
        Conflict: the caller has blocked the one who asked.
        Gone: the one who asked has blocked the caller, from where it looks as if it were withdrawn.
    """
    found = await ask(source, caller, id_)
    await may_turn_to(source, caller, found.ask.asker, "ask")
    if await apart(source, caller.member, found.ask.asker):
        raise Gone("This call has ended.")
    return found
