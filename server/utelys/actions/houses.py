"""Houses: opening one, letting members belong to it and no more, setting its waves."""

from datetime import timedelta

from utelys import access
from utelys.actions import ask_effects, entering, founding, parting, resuming
from utelys.actions.row import Rate, Row
from utelys.core.caller import Caller
from utelys.core.errors import Conflict, NotFound
from utelys.core.ids import house_stream
from utelys.core.walltime import check_zone
from utelys.core.waves import check_schedule
from utelys.store.base import Tx
from utelys.store.queries import pauses, people
from utelys.store.queries.pauses import Pause
from utelys_protocol.cards import HouseCard, WavesCard
from utelys_protocol.commands.houses import (
    HouseAdmit,
    HouseLeave,
    HouseOpen,
    HouseParted,
    HousePause,
    HouseRemove,
    HouseResult,
    HouseSetWaves,
)
from utelys_protocol.entries import HouseChanged
from utelys_protocol.words import Duty


async def open_another(tx: Tx, caller: Caller, args: HouseOpen) -> HouseResult:
    """Open another house of the network, and belong to it."""
    check_zone(args.zone)
    house = await founding.open_house(tx, args.name, args.zone, by=caller.member)
    await entering.enter_house(tx, await people.card(tx, caller.member), house)
    return HouseResult(house=await _card(tx, house))


async def admit(tx: Tx, caller: Caller, args: HouseAdmit) -> HouseResult:
    """Let a member whom one knows belong to a house of one's own too, or end their pause there."""
    house = await access.house(tx, caller, args.house)
    paused = await pauses.find(tx, house.card.id, args.member)
    if paused is not None:
        await parting.come_back(tx, paused, caller.member)
        return HouseResult(house=house.card)
    member = (await access.member(tx, caller, args.member)).card
    if house.card.id in await people.houses_of(tx, member.id):
        raise Conflict("They belong to this house already.", field="member")
    await entering.enter_house(tx, member, house.card.id)
    await ask_effects.came(tx, member.id)
    return HouseResult(house=house.card)


async def leave(tx: Tx, caller: Caller, args: HouseLeave) -> HouseParted:
    """Belong to a house no more; a keeper may too, for everybody may go."""
    house = (await access.house(tx, caller, args.house)).card.id
    await parting.part(tx, house, caller.member, caller.member)
    return HouseParted(house=house, member=caller.member)


async def remove(tx: Tx, caller: Caller, args: HouseRemove) -> HouseParted:
    """Let another member belong to a house of one's own no more."""
    house = (await access.house(tx, caller, args.house)).card.id
    if await pauses.find(tx, house, args.member) is None:
        await access.require_other_inside(tx, caller, house, args.member)
    await parting.part(tx, house, args.member, caller.member)
    return HouseParted(house=house, member=args.member)


async def pause(tx: Tx, caller: Caller, args: HousePause) -> HouseParted:
    """Let another member be out of a house of one's own for a while."""
    house = (await access.house(tx, caller, args.house)).card.id
    await access.require_other_inside(tx, caller, house, args.member)
    inside = await parting.rooms_in(tx, house, args.member)
    first = (await people.house_starts(tx, args.member))[house]
    until = tx.now + timedelta(seconds=args.for_)
    pause_ = await resuming.hold(tx, Pause(house, args.member, until, first, inside))
    await parting.pause(tx, pause_, caller.member)
    return HouseParted(house=house, member=args.member, until=until)


async def set_waves(tx: Tx, caller: Caller, args: HouseSetWaves) -> HouseResult:
    """Set when the waves of the house's calls ring."""
    house = await access.house(tx, caller, args.house)
    waves = WavesCard(second=args.second, third=args.third, end=args.end)
    check_schedule(people.schedule_of(waves))
    people.set_waves(tx, house.card.id, waves)
    card = await _card(tx, house.card.id)
    changed = HouseChanged(house=card)
    await tx.append(house_stream(card.id), "house.changed", changed, caller.member)
    return HouseResult(house=card)


async def _card(tx: Tx, id_: str) -> HouseCard:
    house = await people.house(tx, id_)
    if house is None:
        raise NotFound("There is no such house.", field="house")
    return house.card


ROWS = (
    Row("house.open", open_another, Rate.COSTLY, Duty.KEEPER),
    Row("house.admit", admit, Rate.COSTLY, Duty.KEEPER),
    Row("house.leave", leave, Rate.COSTLY),
    Row("house.remove", remove, Rate.COSTLY, Duty.KEEPER),
    Row("house.pause", pause, Rate.COSTLY, Duty.KEEPER),
    Row("house.set_waves", set_waves, duty=Duty.KEEPER),
)

TIMERS = parting.TIMERS
