"""A member leaves a group: their places go to those who waited, and what they led is asked for."""

from utelys.actions.changing import carry_out
from utelys.actions.company import settle_all
from utelys.actions.planning import next_time
from utelys.actions.queue import drop_member
from utelys.actions.telling import tell
from utelys.core.activity import PEOPLE, Activity, leads
from utelys.core.answers import State
from utelys.core.changes import Change
from utelys.core.occurrences import Occurrence, find
from utelys.store.base import Tx
from utelys.store.queries import activities, answers
from utelys_protocol.together import ActivityLeft


async def leave_activities(tx: Tx, room: str, member: str) -> None:
    """Let a member have no part any more in what a group does; they have left its room already."""
    for activity in await activities.of_group(tx, room):
        if member in activity.audience.members:
            continue
        state = State(activity, await answers.book(tx, activity.id))
        await drop_member(tx, state, member, member)
        await settle_all(tx, activity, member)
        await _lead_no_more(tx, activity, member)
        await tell(tx, member, "activity.left", ActivityLeft(activity=activity.id), member)


async def _lead_no_more(tx: Tx, activity: Activity, member: str) -> None:
    one = next_time(activity, tx)
    if one is None:
        return
    if leads(one.details, member) or leads(activity.details, member):
        activity = await carry_out(tx, activity, one, "all", _without(one, member), member)
    for slot, override in sorted(activity.series.overrides.items()):
        if leads(override.details, member):
            single = find(activity.series, f"{activity.id}.{slot:%Y%m%dT%H%M}")
            if single.starts > tx.now and not single.cancelled:
                wanted = _without(single, member)
                activity = await carry_out(tx, activity, single, "one", wanted, member)


def _without(one: Occurrence, member: str) -> Change:
    return Change(details={who: None for who in PEOPLE if one.details.get(who) == member})
