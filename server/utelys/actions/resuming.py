"""What a member had answered in a house while they are out of it for a while, and its way back."""

from dataclasses import replace

from utelys import access
from utelys.actions import answering
from utelys.actions.leaving import rename
from utelys.core import agenda
from utelys.core.activity import Activity
from utelys.core.answers import ALL, State
from utelys.core.occurrences import Occurrence
from utelys.store.base import Tx
from utelys.store.queries import activities, answers
from utelys.store.queries.pauses import Held, Pause


async def hold(tx: Tx, pause: Pause) -> Pause:
    """Note in a pause what the member has answered to what they have no part in until its end."""
    house, member = pause.house, pause.member
    planned = await activities.of_house(tx, house)
    for room in pause.rooms:
        planned += await activities.of_group(tx, room)
    theirs = [one for one in planned if not one.is_guest(member)]
    answered = []
    for one in theirs:
        _, gone = (await answers.book(tx, one.id)).without(member)
        answered += [(one.id, given.occurrence, given.answer) for given in gone]
    named = tuple(one.id for one in theirs if one.names(member))
    return replace(pause, held=Held(tuple(answered), named))


async def name_again(tx: Tx, pause: Pause, by: str) -> None:
    """Name those again who were named because they planned something for others."""
    for id_ in pause.held.named:
        activity = await activities.activity(tx, id_)
        if activity is not None:
            await rename(tx, activity, pause.member, by)


async def give_back(tx: Tx, pause: Pause, by: str) -> None:
    """Answer again what the member had answered, behind those who answered meanwhile."""
    # What was said of one time outlasts what was said of all when it is said after that.
    for id_, occurrence, answer in sorted(pause.held.answers, key=lambda each: each[1] != ALL):
        activity = await activities.activity(tx, id_)
        if activity is None or pause.member not in await access.invited(tx, activity):
            continue
        one = await _still_ahead(tx, activity, occurrence)
        if one is not None or (occurrence == ALL and agenda.is_left(activity, tx.now)):
            await answering.give(tx, activity, one, pause.member, answer, by)


async def _still_ahead(tx: Tx, activity: Activity, occurrence: str) -> Occurrence | None:
    if activity.ended or occurrence == ALL:
        return None
    one = State(activity, await answers.book(tx, activity.id)).find(occurrence)
    return None if one is None or one.cancelled or one.ends <= tx.now else one
