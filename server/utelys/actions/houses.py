"""What keepers do with houses: open one, let a member belong to it too, set its waves."""

from utelys import access
from utelys.actions import entering, founding
from utelys.actions.row import Rate, Row
from utelys.core.caller import Caller
from utelys.core.errors import Conflict, NotFound
from utelys.core.ids import house_stream
from utelys.core.walltime import check_zone
from utelys.core.waves import check_schedule
from utelys.store.base import Tx
from utelys.store.queries import people
from utelys_protocol.cards import HouseCard, WavesCard
from utelys_protocol.commands.houses import HouseAdmit, HouseOpen, HouseResult, HouseSetWaves
from utelys_protocol.entries import HouseChanged
from utelys_protocol.words import Duty


async def open_another(tx: Tx, caller: Caller, args: HouseOpen) -> HouseResult:
    """Open another house of the network, and belong to it."""
    check_zone(args.zone)
    house = await founding.open_house(tx, args.name, args.zone, by=caller.member)
    await entering.enter_house(tx, await people.card(tx, caller.member), house)
    return HouseResult(house=await _card(tx, house))


async def admit(tx: Tx, caller: Caller, args: HouseAdmit) -> HouseResult:
    """Let a member whom one knows belong to a house of one's own too."""
    house = await access.house(tx, caller, args.house)
    member = (await access.member(tx, caller, args.member)).card
    if house.card.id in await people.houses_of(tx, member.id):
        raise Conflict("They belong to this house already.", field="member")
    await entering.enter_house(tx, member, house.card.id)
    return HouseResult(house=house.card)


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
    Row("house.set_waves", set_waves, duty=Duty.KEEPER),
)
