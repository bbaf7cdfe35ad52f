"""A member comes into a house or a room, or leaves it: the rows, the entry, and the ears."""

from collections.abc import Collection

from utelys.actions import reach, reading
from utelys.actions.company import settle_all
from utelys.actions.telling import tell
from utelys.core import agenda
from utelys.core.activity import Activity, is_for
from utelys.core.caller import CLOCK
from utelys.core.ids import house_stream, room_stream
from utelys.store.base import Tx
from utelys.store.queries import activities, people, rooms
from utelys.store.queries import company as spoken
from utelys.store.queries import reading as reads
from utelys_protocol.cards import MemberCard
from utelys_protocol.entries import MemberJoined, RoomJoined, RoomLeft
from utelys_protocol.together import ActivityPlanned, InvitationReceived


async def enter_house(
    tx: Tx,
    card: MemberCard,
    house: str,
    by: str | None = None,
    first: int | None = None,
    known: Collection[str] = (),
) -> None:
    """Let a member belong to a house and what it does together, and be in its room.

    They read from their own coming in on, or from `first` where they are back after a pause; then
    the rooms that they were in are for the caller to open. The activities in `known` are no
    news to them.
    """
    found = await people.house(tx, house)
    if found is None:
        raise LookupError(house)
    stream = house_stream(house)
    people.add_to_house(tx, house, card.id, first or await tx.head(stream) + 1)
    await tx.append(stream, "member.joined", MemberJoined(member=card), by or card.id)
    tx.admit(stream, card.id)
    planned = await activities.of_house(tx, house)
    await invite(tx, card, [one for one in planned if is_for(one.audience, card.stage)], known)
    if first is None:
        await enter_room(tx, card, found.room, by or card.id)
    await reach.entered(tx, card, house)


async def invite(
    tx: Tx, card: MemberCard, planned: list[Activity], known: Collection[str] = ()
) -> None:
    """Let a newcomer hear of what is done together, and their phone ring for all of it once.

    That of which nothing is left to come, and what they know, is only listed; what names them they
    have.
    """
    among = None
    for activity in planned:
        if activity.names(card.id):
            continue
        if activity.id in known or not agenda.is_left(activity, tx.now):
            listed = ActivityPlanned(activity=activity.card)
            await tell(tx, card.id, "activity.planned", listed, CLOCK)
        else:
            received = InvitationReceived(activity=activity.card, silent=among)
            await tell(tx, card.id, "invitation.received", received, CLOCK)
            among = True
    said = {one.activity for one in await spoken.of_member(tx, card.id)}
    for activity in planned:
        # What they know is settled when it has been answered again.
        if said & {"", activity.id} and activity.id not in known:
            await settle_all(tx, activity, card.id)


async def enter_room(
    tx: Tx,
    card: MemberCard,
    room: str,
    by: str,
    first: int | None = None,
    known: Collection[str] = (),
) -> None:
    """Let a member into a room; all who are in it see it.

    They read from their own coming in on, or from `first`, or from where the room lets newcomers
    read: what was written there before they came is not unread. Of what its group does, the
    activities in `known` are no news to them.
    """
    stream = room_stream(room)
    joined = await tx.head(stream) + 1
    found = await rooms.room(tx, room)
    history = found.history_from if found is not None and first is None else None
    rooms.add_member(tx, room, card.id, first or history or joined, joined)
    if history and (await reads.marks_of(tx, card.id)).get(stream, 0) < joined - 1:
        await reading.set_mark(tx, card.id, stream, joined - 1)
    await tx.append(stream, "room.joined", RoomJoined(member=card), by)
    tx.admit(stream, card.id)
    await invite(tx, card, await activities.of_group(tx, room), known)


async def open_earlier(tx: Tx, member: str, room: str, first: int) -> None:
    """Let one who is in a room read it from an earlier number on; their devices begin anew."""
    rooms.read_from(tx, room, member, first)
    tx.expel(room_stream(room), member)
    tx.admit(room_stream(room), member)


async def leave_room(tx: Tx, room: str, member: str, by: str) -> None:
    """Let a member be in a room no more, from the entry on that tells of it."""
    stream = room_stream(room)
    rooms.drop_member(tx, room, member)
    left = RoomLeft(member=member, card=await people.card(tx, member))
    seq, _ = await tx.append(stream, "room.left", left, by)
    rooms.note_departure(tx, room, member, seq)
    tx.expel(stream, member)
