"""A member comes into a house or a room: the rows, the entry that all see, and the ears."""

from utelys.core.ids import house_stream, member_stream, room_stream
from utelys.store.base import Tx
from utelys.store.queries import activities, people, rooms
from utelys_protocol.cards import MemberCard
from utelys_protocol.entries import InvitationReceived, MemberJoined, RoomJoined


async def enter_house(tx: Tx, card: MemberCard, house: str) -> None:
    """Let a member belong to a house, its room and what it does together."""
    found = await people.house(tx, house)
    if found is None:
        raise LookupError(house)
    stream = house_stream(house)
    people.add_to_house(tx, house, card.id, await tx.head(stream) + 1)
    await tx.append(stream, "member.joined", MemberJoined(member=card), card.id)
    tx.admit(stream, card.id)
    for activity in await activities.of_house(tx, house):
        if not activity.card.cancelled:
            received = InvitationReceived(activity=activity.card)
            await tx.append(member_stream(card.id), "invitation.received", received, "clock")
    await enter_room(tx, card, found.room, card.id)


async def enter_room(tx: Tx, card: MemberCard, room: str, by: str) -> None:
    """Let a member into a room, to read from their own coming in on. All who are in it see it."""
    stream = room_stream(room)
    rooms.add_member(tx, room, card.id, await tx.head(stream) + 1)
    await tx.append(stream, "room.joined", RoomJoined(member=card), by)
    tx.admit(stream, card.id)
