"""Erasing: what was said leaves every table; its number, its moment and who said it stay."""

from utelys.actions import files, housekeeping
from utelys.core.entries import KeptEntry
from utelys.core.ids import room_stream
from utelys.store.base import Tx
from utelys.store.queries import messages
from utelys_protocol.entries import Erased, MessageErased

_NOTHING = Erased()


async def erase_message(tx: Tx, room: str, message: KeptEntry, by: str) -> None:
    """Erase a message and everything about it, and tell those who have it to forget it."""
    stream = room_stream(room)
    for entry in [message, *await messages.about(tx, room, message.seq)]:
        await tx.rewrite(stream, entry, "erased", _NOTHING)
    await files.erase_with(tx, room, message.seq)
    messages.drop_notes(tx, room, message.seq)
    messages.drop_pin(tx, room, message.seq)
    await tx.append(stream, "message.erased", MessageErased(seq=message.seq), by)
    await housekeeping.compact_tonight(tx)


async def erase_edits(tx: Tx, room: str, message: int) -> None:
    """Erase what edits of a message have said: another edit follows."""
    for entry in await messages.about(tx, room, message):
        if entry.kind == "message.edited":
            await tx.rewrite(room_stream(room), entry, "erased", _NOTHING)
