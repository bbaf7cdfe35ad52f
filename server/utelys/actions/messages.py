"""Messages in a room. Sending is the road that is walked most: it asks the disk nothing."""

from utelys import access
from utelys.actions import ask_effects, erasing, files
from utelys.actions.row import Row
from utelys.core.caller import Caller
from utelys.core.errors import Conflict, Invalid, NotFound
from utelys.core.ids import room_stream
from utelys.notices import forgetting
from utelys.store.base import Tx
from utelys.store.queries import messages, pauses, rooms, threads
from utelys.store.queries.rooms import Room
from utelys_protocol.base import dump
from utelys_protocol.cards import PinCard
from utelys_protocol.commands.messages import (
    MessageDone,
    MessageEdit,
    MessageErase,
    MessagePin,
    MessageReact,
    MessageSend,
    MessageUnpin,
    Placed,
)
from utelys_protocol.entries import MessageEdited, MessagePinned, MessageReacted, MessageSent
from utelys_protocol.messages import react as with_reaction
from utelys_protocol.words import RoomKind

MOST_REACTIONS = 20
"""Different reactions to one message."""

MOST_PINS = 50
"""Messages that are pinned in one room."""


async def send(tx: Tx, caller: Caller, args: MessageSend) -> Placed:
    """Write in a room that one is in."""
    room = await access.writable(tx, caller, args.room)
    stream = room_stream(room.id)
    if args.reply_to is not None and args.reply_to > await tx.head(stream):
        raise NotFound("There is no such message to answer.", field="reply_to")
    mentions = await _mentioned(tx, room, args.mentions)
    if args.occurrence is not None:
        await access.thread(tx, room, args.occurrence)
    cards = await files.to_send(tx, caller, room, args.files) if args.files else None
    if args.text is None and cards is None:
        raise Invalid("Write something, or send a file.", field="text")
    message = MessageSent(
        text=args.text or "",
        reply_to=args.reply_to,
        mentions=mentions,
        files=cards,
        occurrence=args.occurrence,
    )
    seq, at = await tx.append(stream, "message.sent", message, caller.member)
    if args.occurrence is not None:
        threads.add(tx, room.id, args.occurrence, seq)
    files.sent(tx, args.files, seq)
    if room.kind is RoomKind.ASK:
        await ask_effects.wrote(tx, room.id, caller.member)
    return Placed(seq=seq, at=at)


async def _mentioned(tx: Tx, room: Room, mentions: list[str]) -> list[str] | None:
    """Those who are mentioned, each once; None for nobody."""
    if mentions and not set(mentions) <= (await rooms.members_in(tx, room.id)).keys():
        raise NotFound("There is no such member in this room.", field="mentions")
    return list(dict.fromkeys(mentions)) or None


async def edit(tx: Tx, caller: Caller, args: MessageEdit) -> MessageDone:
    """Write one's own message anew: in its place, and told to all who may have read it."""
    room = await access.writable(tx, caller, args.room)
    old = await access.own_message(tx, caller, room, args.seq)
    mentions = await _mentioned(tx, room, args.mentions)
    message = MessageSent.model_validate_json(old.body)
    if (message.text, message.mentions) != (args.text, mentions):
        told = await _all_read_from(tx, room) <= old.seq
        edited = MessageEdited(
            seq=old.seq, text=args.text if told else None, mentions=mentions if told else None
        )
        await erasing.erase_edits(tx, room.id, old.seq)
        seq, at = await tx.append(room_stream(room.id), "message.edited", edited, caller.member)
        messages.note(tx, room.id, old.seq, seq)
        values = {"text": args.text, "mentions": mentions, "edited_at": at}
        changed = message.model_copy(update=values)
        await tx.rewrite(room_stream(room.id), old, "message.sent", changed)
        await forgetting.edited(tx, room_stream(room.id), old.seq)
        await erasing.leave_files_soon(tx)
    return MessageDone(room=room.id, seq=old.seq)


async def _all_read_from(tx: Tx, room: Room) -> int:
    """The number from which all may read who may ever read what happens in a room now.

    What an edit says is told to all of them: it must not tell one who came after the message what
    the message says, be they in the room, away on a pause, or one for whom the room keeps a history
    that begins after the message.
    """
    firsts = [*(await rooms.members_in(tx, room.id)).values(), room.history_from or 1]
    if room.house is not None:
        firsts += await pauses.firsts_in(tx, room.house, room.id)
    return max(firsts)


async def erase(tx: Tx, caller: Caller, args: MessageErase) -> MessageDone:
    """Erase one's own message."""
    room = await access.room(tx, caller, args.room)
    old = await access.own_message(tx, caller, room, args.seq)
    await erasing.erase(tx, room.id, [old], caller.member)
    return MessageDone(room=room.id, seq=old.seq)


async def react(tx: Tx, caller: Caller, args: MessageReact) -> MessageDone:
    """Put a reaction to a message, once for each member, or take it away."""
    room = await access.writable(tx, caller, args.room)
    old = await access.message(tx, caller, room, args.seq)
    message = MessageSent.model_validate_json(old.body)
    given = message.reactions or {}
    done = MessageDone(room=room.id, seq=old.seq)
    if (caller.member in given.get(args.reaction, [])) is args.on:
        return done
    if args.on and args.reaction not in given and len(given) >= MOST_REACTIONS:
        raise Conflict("This message has as many different reactions as it can.", field="reaction")
    body = with_reaction(dump(message), caller.member, args.reaction, args.on)
    changed = MessageSent.model_validate(body)
    reacted = MessageReacted(seq=old.seq, reaction=args.reaction, on=args.on)
    seq, _ = await tx.append(room_stream(room.id), "message.reacted", reacted, caller.member)
    messages.note(tx, room.id, old.seq, seq)
    await tx.rewrite(room_stream(room.id), old, "message.sent", changed)
    return done


async def pin(tx: Tx, caller: Caller, args: MessagePin) -> MessageDone:
    """Pin a message for all who are in the room; one that is pinned stays as it is."""
    room = await access.writable(tx, caller, args.room)
    old = await access.message(tx, caller, room, args.seq)
    pinned = await messages.pins_of(tx, room.id)
    if all(one.seq != old.seq for one in pinned):
        if len(pinned) >= MOST_PINS:
            raise Conflict(f"A room has at most {MOST_PINS} pinned messages; take one down first.")
        body = MessagePinned(seq=old.seq)
        seq, at = await tx.append(room_stream(room.id), "message.pinned", body, caller.member)
        messages.note(tx, room.id, old.seq, seq)
        messages.add_pin(tx, room.id, PinCard(seq=old.seq, by=caller.member, at=at))
    return MessageDone(room=room.id, seq=old.seq)


async def unpin(tx: Tx, caller: Caller, args: MessageUnpin) -> MessageDone:
    """Take a pinned message down; one that is not pinned stays as it is."""
    room = await access.writable(tx, caller, args.room)
    if any(one.seq == args.seq for one in await messages.pins_of(tx, room.id)):
        body = MessagePinned(seq=args.seq)
        seq, _ = await tx.append(room_stream(room.id), "message.unpinned", body, caller.member)
        messages.note(tx, room.id, args.seq, seq)
        messages.drop_pin(tx, room.id, args.seq)
    return MessageDone(room=room.id, seq=args.seq)


ROWS = (
    Row("message.send", send),
    Row("message.edit", edit),
    Row("message.erase", erase),
    Row("message.react", react),
    Row("message.pin", pin),
    Row("message.unpin", unpin),
)
