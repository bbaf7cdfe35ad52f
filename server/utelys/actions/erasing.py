"""Erasing: what was said leaves every table; its number, its moment and who said it stay."""

from utelys.actions import files, housekeeping
from utelys.core.entries import KeptEntry
from utelys.core.ids import room_stream
from utelys.notices import forgetting
from utelys.store.base import Tx
from utelys.store.queries import messages, threads
from utelys_protocol.entries import Erased, MessageErased, MessageSent

_NOTHING = Erased()


async def erase_message(tx: Tx, room: str, message: KeptEntry, by: str) -> None:
    """Erase a message and everything about it, and tell those who have it to forget it."""
    await wipe(tx, room, message)
    body = MessageErased(seq=message.seq)
    await tx.append(room_stream(room), "message.erased", body, by)
    await forgetting.erased(tx, room_stream(room), message.seq)
    await leave_files_soon(tx)


async def wipe(tx: Tx, room: str, message: KeptEntry) -> None:
    """Erase a message and everything about it, and leave it to the caller to tell of it."""
    stream = room_stream(room)
    for entry in [message, *await messages.about(tx, room, message.seq)]:
        await tx.rewrite(stream, entry, "erased", _NOTHING)
    await files.erase_with(tx, room, message.seq)
    if message.kind == "message.sent":
        occurrence = MessageSent.model_validate_json(message.body).occurrence
        if occurrence is not None:
            threads.drop(tx, room, occurrence, message.seq)
    messages.drop_notes(tx, room, message.seq)
    messages.drop_pin(tx, room, message.seq)


async def leave_files_soon(tx: Tx) -> None:
    """See to it that what has been erased leaves the files of the store too."""
    await housekeeping.compact_tonight(tx)


async def erase_edits(tx: Tx, room: str, message: int) -> None:
    """Erase what edits of a message have said: another edit follows."""
    for entry in await messages.about(tx, room, message):
        if entry.kind == "message.edited":
            await tx.rewrite(room_stream(room), entry, "erased", _NOTHING)
