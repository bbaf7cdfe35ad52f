"""The room of those who take part in what repeats in a house."""

from dataclasses import replace

from utelys import access
from utelys.actions import opening
from utelys.core.activity import PEOPLE, Activity, text
from utelys.core.answers import Book
from utelys.store.base import Tx
from utelys.store.queries import people
from utelys.store.queries.rooms import Room
from utelys_protocol.words import Answer, RoomKind


async def begin_if_it_repeats(
    tx: Tx, before: Activity, after: Activity, book: Book, by: str
) -> Activity:
    """Open the room where something in a house happened once and now goes on.

    In it are those who lead it and who may come; who answers later comes in then.
    """
    if after.audience.house is None or after.room is not None:
        return after
    if before.repeats or not after.repeats:
        return after
    room = Room(tx.new_id(), RoomKind.GROUP, (text(after.details, "title") or "")[:60], None)
    may_come = {given.member for given in book.given.values() if given.answer is not Answer.NO}
    leading = {text(after.details, who) for who in PEOPLE}
    inside = (may_come | leading) & set(await access.invited(tx, after)) - {by}
    members = [await people.member(tx, one) for one in sorted(filter(None, inside))]
    await opening.make_room(tx, room, by, [one for one in members if one is not None])
    return replace(after, room=room.id)
