"""A member leaves a room, a house, or for other stages than something is for.

Their places go to those who waited, and what they led is asked for.
"""

from collections.abc import Iterable

from utelys import access
from utelys.actions import entering, reading
from utelys.actions.changing import carry_out
from utelys.actions.company import settle_all
from utelys.actions.planning import tell_all
from utelys.actions.queue import drop_member
from utelys.actions.telling import tell
from utelys.core.activity import PEOPLE, Activity, leads
from utelys.core.answers import State
from utelys.core.change import Change
from utelys.core.ids import occurrence_id
from utelys.core.occurrences import Occurrence, find
from utelys.core.spans import first_of
from utelys.store.base import Tx
from utelys.store.queries import activities, answers, rooms
from utelys_protocol.together import ActivityChanged, ActivityLeft


async def leave_room(tx: Tx, room: str, member: str, by: str) -> None:
    """Let a member be in a room no more, and have no part in what its group does."""
    await reading.end_mute(tx, member, room, by)
    await entering.leave_room(tx, room, member, by)
    await leave_activities(tx, await activities.of_group(tx, room), member, by)


async def leave_activities(tx: Tx, some: Iterable[Activity], member: str, by: str) -> None:
    """Let a member have no part any more in what they do not belong to any longer.

    Whoever is invited by name stays invited.
    """
    for activity in some:
        if member in activity.audience.members:
            continue
        state = State(activity, await answers.book(tx, activity.id))
        await drop_member(tx, state, member, by)
        await settle_all(tx, activity, by)
        await _lead_no_more(tx, activity, member, by)
        if activity.room is not None and member in await rooms.members_in(tx, activity.room):
            await leave_room(tx, activity.room, member, by)
        await tell(tx, member, "activity.left", ActivityLeft(activity=activity.id), by)


async def unname(tx: Tx, some: Iterable[Activity], member: str, by: str) -> None:
    """Let a member be invited by name no more, before they leave what these are done in.

    What they answered goes with the entry that tells that they left: it spares who is named.
    """
    for activity in some:
        await _show(tx, activities.unname(tx, activity, member), by)


async def rename(tx: Tx, activity: Activity, member: str, by: str) -> None:
    """Let a member be named again by what they planned."""
    await _show(tx, activities.name(tx, activity, member), by)


async def _show(tx: Tx, activity: Activity, by: str) -> None:
    """Keep everybody's list in step with whom an activity names; it is no news to them."""
    body = ActivityChanged(activity=activity.card, which="all")
    await tx.append(activity.stream, "activity.changed", body, by)
    await tell_all(tx, await access.invited(tx, activity), "activity.changed", body, by)


async def _lead_no_more(tx: Tx, activity: Activity, member: str, by: str) -> None:
    """Let a member lead no time that is to come; what others lead they go on leading."""
    if activity.ended:
        return
    gone = Change(details=dict.fromkeys(PEOPLE), was=dict.fromkeys(PEOPLE, member))
    one = first_of(activity.series, tx.now, lambda segment: leads(segment.details, member))
    if one is not None:
        activity = await carry_out(tx, activity, one, "later", gone, by)
    for slot, override in sorted(activity.series.overrides.items()):
        if leads(override.details, member):
            single = find(activity.series, occurrence_id(activity.id, slot))
            if single.starts > tx.now and not single.cancelled:
                wanted = Change(details=_without(single, member))
                activity = await carry_out(tx, activity, single, "one", wanted, by)


def _without(one: Occurrence, member: str) -> dict[str, None]:
    return {who: None for who in PEOPLE if one.details.get(who) == member}
