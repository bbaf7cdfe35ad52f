"""Activities: which ones the caller knows, who may plan them, who may change them."""

from utelys.access.audience import concerns
from utelys.access.duties import has_any, require_leading
from utelys.access.people import house as house_of_mine
from utelys.access.rooms import room
from utelys.core.activity import Activity, leads
from utelys.core.caller import Caller
from utelys.core.errors import Forbidden, Invalid, NotFound
from utelys.core.occurrences import Occurrence, find
from utelys.store.base import Source
from utelys.store.queries import activities
from utelys_protocol.words import LEADERS, RoomKind


async def activity(source: Source, caller: Caller, id_: str) -> Activity:
    """Obtain an activity that the caller is invited to: one of their house's or their group's.

    Raises:
        NotFound: there is no such activity, or it does not concern the caller.
    """
    found = await activities.activity(source, id_)
    if found is not None and await concerns(source, found.audience, caller.member):
        return found
    raise NotFound("There is no such activity.", field="activity")


def led(caller: Caller, activity_: Activity, occurrence: str) -> Occurrence:
    """Obtain a time of an activity that the caller leads or led.

    Raises:
        NotFound: there is no such time.
        Forbidden: somebody else leads it.
    """
    one = find(activity_.series, occurrence)
    if not leads(one.details, caller.member):
        raise Forbidden("Who came is for the leader alone.")
    return one


async def check_place(source: Source, caller: Caller, house: str | None, group: str | None) -> None:
    """Planning is for one house, which takes a duty, or for one group that the caller is in.

    Raises:
        Invalid: neither, or both, or a room that is no group.
        NotFound: one that the caller does not know.
        Forbidden: planning for the house takes a duty.
    """
    if (house is None) == (group is None):
        raise Invalid("Say either which house or which group it is for.", field="house")
    if house is not None:
        await house_of_mine(source, caller, house)
        await require_leading(source, caller)
    elif group is not None:
        found = await room(source, caller, group, "group")
        if found.kind is RoomKind.HOUSE:
            raise Invalid("That room is everybody's; plan it for the house.", field="group")


async def require_leading_this(
    source: Source, caller: Caller, activity_: Activity, one: Occurrence | None, which: str
) -> None:
    """Changing an activity is for those who lead what is changed, and for who may plan it.

    Whoever took the lead of a single time may change that one. Changing later ones or all takes
    leading them (`one` is the first); planning for a house takes a duty, and so may change there
    what others planned.

    Raises:
        Forbidden: the caller is none of them.
    """
    details = activity_.series.at_slot(one.slot)[1].details if one else activity_.details
    if one is not None and which == "one" and leads(one.details, caller.member):
        return
    if leads(details, caller.member) or caller.member == activity_.made_by:
        return
    if activity_.audience.house is not None and await has_any(source, caller, LEADERS):
        return
    if one is not None and leads(one.details, caller.member):
        raise Forbidden(
            "You lead this time alone; change it by itself, or write to who planned it."
        )
    raise Forbidden("Only those who lead or planned this can change it. Write to them.")


async def may_bring_up_to_date(source: Source, caller: Caller, activity_: Activity) -> bool:
    """Whether a calendar that the caller reads in may change an activity that came from it."""
    return _is_theirs(caller, activity_) or await has_any(source, caller, LEADERS)


def _is_theirs(caller: Caller, activity_: Activity) -> bool:
    return leads(activity_.details, caller.member) or caller.member == activity_.made_by
