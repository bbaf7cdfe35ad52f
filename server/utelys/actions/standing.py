"""What keepers say of a member of their house: where in life they are, what is asked of them."""

from dataclasses import replace

from utelys import access
from utelys.actions import ask_effects, entering, reach, shift_effects, showing
from utelys.actions.leaving import leave_activities
from utelys.actions.row import Rate, Row
from utelys.core.activity import is_for
from utelys.core.caller import Caller
from utelys.core.errors import Conflict
from utelys.store.base import Tx
from utelys.store.queries import activities, people
from utelys_protocol.cards import MemberCard
from utelys_protocol.commands.members import MemberSetDuties, MemberSetStage, MemberUpdated
from utelys_protocol.words import HELPERS, Duty


async def set_stage(tx: Tx, caller: Caller, args: MemberSetStage) -> MemberUpdated:
    """Say where in life a member is now: what is for that stage opens, what is not closes."""
    was = await access.housemate(tx, caller, args.member)
    card = was.card.model_copy(update={"stage": args.stage})
    if card != was.card:
        await people.change_member(tx, replace(was, card=card))
        await showing.tell(tx, card, [], caller.member)
        for house in await people.houses_of(tx, card.id):
            await _fit_stage(tx, house, was.card, card, caller.member)
    return MemberUpdated(member=card)


async def _fit_stage(tx: Tx, house: str, was: MemberCard, now: MemberCard, by: str) -> None:
    planned = await activities.of_house(tx, house)
    before = {one.id for one in planned if is_for(one.audience, was.stage)}
    after = {one.id for one in planned if is_for(one.audience, now.stage)}
    await leave_activities(tx, [one for one in planned if one.id in before - after], now.id, by)
    await entering.invite(tx, now, [one for one in planned if one.id in after - before])


async def set_duties(tx: Tx, caller: Caller, args: MemberSetDuties) -> MemberUpdated:
    """Say what the house asks of a member. Somebody keeps the keys of each of their houses.

    Who helps no more has no shifts any more.
    """
    was = (await access.housemate(tx, caller, args.member)).card
    card = was.model_copy(update={"duties": sorted(set(args.duties))})
    if Duty.KEEPER in set(was.duties) - set(card.duties):
        await _check_keys(tx, card.id)
    if card != was:
        lights = await showing.lights(tx, card.id)
        people.set_duties(tx, card.id, card.duties)
        await showing.tell(tx, card, lights, caller.member)
        for house in await people.houses_of(tx, card.id):
            await _fit_duties(tx, house, card, caller.member)
        await ask_effects.came(tx, card.id)
    return MemberUpdated(member=card)


async def _fit_duties(tx: Tx, house: str, card: MemberCard, by: str) -> None:
    if not HELPERS & set(card.duties):
        await shift_effects.give_up(tx, house, card.id, by)
    if Duty.KEEPER in card.duties:
        await reach.entered(tx, card, house)
    else:
        await reach.left(tx, card.id, house)


async def _check_keys(tx: Tx, member: str) -> None:
    """Nobody gives the last keys of a house away.

    Raises:
        Conflict: a house would have no keeper.
    """
    for house in await people.houses_of(tx, member):
        if not set(await people.with_duty(tx, house, Duty.KEEPER)) - {member}:
            raise Conflict("They are the only keeper of the house; give the keys to another first.")


ROWS = (
    Row("member.set_stage", set_stage, Rate.COSTLY, Duty.KEEPER),
    Row("member.set_duties", set_duties, Rate.COSTLY, Duty.KEEPER),
)
