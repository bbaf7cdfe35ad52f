"""The first start: one house, its room, and an invitation for its first keeper."""

from datetime import timedelta

from utelys.actions import coming_in, crisis_card, lighting
from utelys.core.caller import OPERATOR
from utelys.core.ids import house_stream, room_stream
from utelys.store.base import Tx
from utelys.store.queries import people, rooms
from utelys.store.queries.people import House
from utelys.store.queries.rooms import Room
from utelys_protocol.cards import HouseCard, RoomCard
from utelys_protocol.commands.invites import InviteCreated
from utelys_protocol.entries import HouseOpened, RoomOpened
from utelys_protocol.words import Duty, RoomKind, Stage

FIRST_INVITATION = timedelta(hours=72)


async def found(tx: Tx, name: str, zone: str) -> InviteCreated | None:
    """Make the first house, unless there is one; return the invitation for its keeper.

    As long as nobody has come in, each start makes another: the one before may never have been
    seen, since the start that made it failed.
    """
    if await people.is_empty(tx):
        house = await open_house(tx, name, zone)
    elif await people.nobody_yet(tx):
        house = (await people.all_houses(tx))[0]
    else:
        return None
    duties = [Duty.KEEPER]
    return coming_in.make(tx, Stage.FRIEND, duties, house, FIRST_INVITATION)


async def found_another(tx: Tx, name: str, zone: str) -> InviteCreated:
    """Make another house at the machine; return the invitation for its first keeper."""
    house = await open_house(tx, name, zone)
    return coming_in.make(tx, Stage.FRIEND, [Duty.KEEPER], house, FIRST_INVITATION)


async def open_house(tx: Tx, name: str, zone: str, by: str = OPERATOR) -> str:
    """Make a house with its room and its light, and return its id."""
    card = HouseCard(id=tx.new_id(), name=name, zone=zone)
    room = Room(tx.new_id(), RoomKind.HOUSE, name, card.id)
    await people.add_house(tx, House(card, room.id))
    await tx.append(house_stream(card.id), "house.opened", HouseOpened(house=card), by)
    await rooms.add_room(tx, room)
    opened = RoomOpened(
        room=RoomCard(id=room.id, kind=room.kind, name=name, house=card.id, members=[])
    )
    await tx.append(room_stream(room.id), "room.opened", opened, by)
    await lighting.tell(tx, card.id, by)
    await crisis_card.seed(tx, card.id, by)
    return card.id
