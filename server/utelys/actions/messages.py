"""Messages in a room. This is the road that is walked most: it asks the disk nothing."""

from utelys import access
from utelys.actions import ask_effects
from utelys.actions.row import Row
from utelys.core.caller import Caller
from utelys.core.errors import NotFound
from utelys.core.ids import room_stream
from utelys.store.base import Tx
from utelys_protocol.commands.messages import MessageSend, Placed
from utelys_protocol.entries import MessageSent
from utelys_protocol.words import RoomKind


async def send(tx: Tx, caller: Caller, args: MessageSend) -> Placed:
    """Write in a room that one is in."""
    room = await access.room(tx, caller, args.room)
    stream = room_stream(room.id)
    if args.reply_to is not None and args.reply_to > await tx.head(stream):
        raise NotFound("There is no such message to answer.", field="reply_to")
    message = MessageSent(text=args.text, reply_to=args.reply_to)
    seq, at = await tx.append(stream, "message.sent", message, caller.member)
    if room.kind is RoomKind.ASK:
        await ask_effects.wrote(tx, room.id, caller.member)
    return Placed(seq=seq, at=at)


ROWS = (Row("message.send", send),)
