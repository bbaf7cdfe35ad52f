"""Whom an activity concerns, and what concerns a member."""

from utelys.core.activity import Activity, Audience, is_for
from utelys.store.base import Source
from utelys.store.queries import activities, people, rooms


async def invited(source: Source, activity_: Activity) -> list[str]:
    """The members whom an activity concerns, by id."""
    return await reached(source, activity_.audience)


async def reached(source: Source, audience: Audience) -> list[str]:
    """The members whom something for this audience concerns, by id."""
    found = {one for one in audience.members if not await _has_left(source, one)}
    if audience.group is not None:
        found |= set(await rooms.members_in(source, audience.group))
    elif audience.house is not None:
        inside = await people.members_of(source, audience.house)
        found |= {one for one in inside if await _of_stage(source, audience, one)}
    return sorted(found)


async def _has_left(source: Source, member_id: str) -> bool:
    found = await people.member(source, member_id)
    return found is None or found.left


async def activities_of(source: Source, member_id: str) -> list[Activity]:
    """The activities that concern a member, by id."""
    found = {one.id: one for one in await activities.naming(source, member_id)}
    for room_id in await rooms.rooms_of(source, member_id):
        found |= {one.id: one for one in await activities.of_group(source, room_id)}
    for house_id in await people.houses_of(source, member_id):
        for one in await activities.of_house(source, house_id):
            if await _of_stage(source, one.audience, member_id):
                found[one.id] = one
    return [found[id_] for id_ in sorted(found)]


async def concerns(source: Source, audience: Audience, member_id: str) -> bool:
    """Whether something for this audience concerns a member."""
    if member_id in audience.members:
        return True
    if audience.group is not None:
        return member_id in await rooms.members_in(source, audience.group)
    belongs = audience.house in await people.houses_of(source, member_id)
    return belongs and await _of_stage(source, audience, member_id)


async def _of_stage(source: Source, audience: Audience, member_id: str) -> bool:
    # Where it is for everybody, nobody's card is looked up.
    return not audience.stages or is_for(audience, (await people.card(source, member_id)).stage)
