"""Erasing: what was said leaves every table; its number, its moment and who said it stay."""

from utelys.actions import files, housekeeping
from utelys.core.entries import KeptEntry
from utelys.core.ids import room_stream
from utelys.notices import forgetting
from utelys.store.base import Tx
from utelys.store.queries import messages, threads
from utelys_protocol.entries import Erased, MessageErased, MessageSent

_NOTHING = Erased()


async def erase(tx: Tx, room: str, some: list[KeptEntry], by: str) -> None:
    """Erase messages and everything about them, and tell those who have them to forget them."""
    await wipe(tx, room, some)
    for message in some:
        body = MessageErased(seq=message.seq)
        await tx.append(room_stream(room), "message.erased", body, by)


async def wipe(tx: Tx, room: str, some: list[KeptEntry]) -> None:
    """Erase messages and everything about them, and leave it to the caller to tell the room.

    Notices of them are taken back, and what was said leaves the files too.
    """
    stream, seqs = room_stream(room), [message.seq for message in some]
    about = await messages.about(tx, room, seqs)
    await files.erase_with(tx, room, seqs)
    for entry in (*some, *about):
        await tx.rewrite(stream, entry, "erased", _NOTHING)
    for message in some:
        if message.kind == "message.sent":
            occurrence = MessageSent.model_validate_json(message.body).occurrence
            if occurrence is not None:
                threads.drop(tx, room, occurrence, message.seq)
    for seq in seqs:
        messages.drop_notes(tx, room, seq)
    for seq in seqs:
        messages.drop_pin(tx, room, seq)
    await forgetting.erased(tx, stream, seqs)
    await leave_files_soon(tx)


async def leave_files_soon(tx: Tx) -> None:
    """See to it that what has been erased leaves the files of the store too."""
    await housekeeping.compact_tonight(tx)


async def erase_edits(tx: Tx, room: str, message: int) -> None:
    """Erase what edits of a message have said: another edit follows."""
    for entry in await messages.edits_of(tx, room, message):
        await tx.rewrite(room_stream(room), entry, "erased", _NOTHING)
        messages.drop_note(tx, room, message, entry.seq)
