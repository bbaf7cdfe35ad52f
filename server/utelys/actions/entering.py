"""A member comes into a house or a room: the rows, the entry that all see, and the ears."""

from utelys.actions import reach
from utelys.actions.telling import tell
from utelys.core.activity import Activity
from utelys.core.caller import CLOCK
from utelys.core.ids import house_stream, room_stream
from utelys.store.base import Tx
from utelys.store.queries import activities, people, rooms
from utelys_protocol.cards import MemberCard
from utelys_protocol.entries import MemberJoined, RoomJoined
from utelys_protocol.together import ActivityPlanned, InvitationReceived


async def enter_house(tx: Tx, card: MemberCard, house: str) -> None:
    """Let a member belong to a house, its room and what it does together."""
    found = await people.house(tx, house)
    if found is None:
        raise LookupError(house)
    stream = house_stream(house)
    people.add_to_house(tx, house, card.id, await tx.head(stream) + 1)
    await tx.append(stream, "member.joined", MemberJoined(member=card), card.id)
    tx.admit(stream, card.id)
    planned = await activities.of_house(tx, house)
    await _invite(tx, card, [one for one in planned if _is_for(one, card)])
    await enter_room(tx, card, found.room, card.id)
    await reach.entered(tx, card, house)


def _is_for(activity: Activity, card: MemberCard) -> bool:
    return not activity.audience.stages or card.stage in activity.audience.stages


async def _invite(tx: Tx, card: MemberCard, planned: list[Activity]) -> None:
    """Let a newcomer hear of what is done together; what is cancelled is only listed."""
    for activity in planned:
        if activity.card.cancelled:
            listed = ActivityPlanned(activity=activity.card)
            await tell(tx, card.id, "activity.planned", listed, CLOCK)
        else:
            received = InvitationReceived(activity=activity.card)
            await tell(tx, card.id, "invitation.received", received, CLOCK)


async def enter_room(tx: Tx, card: MemberCard, room: str, by: str) -> None:
    """Let a member into a room, to read from their own coming in on. All who are in it see it."""
    stream = room_stream(room)
    rooms.add_member(tx, room, card.id, await tx.head(stream) + 1)
    await tx.append(stream, "room.joined", RoomJoined(member=card), by)
    tx.admit(stream, card.id)
    await _invite(tx, card, await activities.of_group(tx, room))
