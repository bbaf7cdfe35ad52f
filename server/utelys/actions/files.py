"""Files: kept on their own first, then sent with a message, and gone with it."""

from datetime import datetime, timedelta

from utelys import access
from utelys.core import storage
from utelys.core.caller import Caller
from utelys.core.errors import Conflict, Invalid, NotFound
from utelys.store.base import Source, Tx
from utelys.store.queries import files
from utelys.store.queries.files import File
from utelys.store.queries.rooms import Room
from utelys_protocol.cards import FileCard

WAIT = timedelta(hours=24)
"""How long a file may wait for its message before it is removed."""

MOST_WAITING = 100
"""Files of one member that may wait for their messages."""

UNSENT = "file.unsent"
"""The timer of a file that waits for its message."""


async def check_day(source: Source, caller: Caller, size: int, most: int, now: datetime) -> None:
    """Refuse what is more than a member may send in a day.

    Raises:
        TooLarge: says how much that is.
    """
    storage.check_day(await files.sent(source, caller.member, now - storage.DAY), size, most)


async def keep(tx: Tx, caller: Caller, file: File) -> FileCard:
    """Write down a file that is on the disk already, for one who is still in its room."""
    await access.writable(tx, caller, file.room)
    if await files.waiting(tx, caller.member) >= MOST_WAITING:
        raise Conflict("Too many files wait to be sent. Send some of them first.")
    await files.add(tx, file)
    tx.set_timer(UNSENT, file.card.id, tx.now + WAIT)
    return file.card


async def to_send(tx: Tx, caller: Caller, room: Room, ids: list[str]) -> list[FileCard]:
    """The files that a message is to carry: one's own, kept for this room, not sent yet.

    Raises:
        NotFound: one of them is not such a file.
        Invalid: one of them is named twice.
    """
    if len(set(ids)) != len(ids):
        raise Invalid("A file goes with a message once.", field="files")
    cards = []
    for id_ in ids:
        found = await access.unsent_file(tx, caller, id_, "send", "files")
        if found.room != room.id:
            raise NotFound("There is no such file to send.", field="files")
        cards.append(found.card)
    return cards


async def to_show(tx: Tx, caller: Caller, id_: str) -> FileCard:
    """The picture that something is to have: one's own, and not sent yet.

    Raises:
        NotFound: it is no such file.
        Invalid: it is no picture.
    """
    found = await access.unsent_file(tx, caller, id_, "show", "file")
    if not found.preview_size:
        raise Invalid("This is no picture; choose one.", field="file")
    return found.card


async def shown(tx: Tx, id_: str, activity: str, before: FileCard | None) -> None:
    """A file is the picture of an activity now, and the one before is none any more."""
    files.show(tx, id_, activity)
    tx.cancel_timer(UNSENT, id_)
    await unshow(tx, before)


async def unshow(tx: Tx, before: FileCard | None) -> None:
    """Remove the picture that something had."""
    old = await files.find(tx, before.id) if before else None
    if old is not None:
        files.drop(tx, old)


def sent(tx: Tx, ids: list[str], message: int) -> None:
    """The files have gone out with a message."""
    for id_ in ids:
        files.attach(tx, id_, message)
        tx.cancel_timer(UNSENT, id_)


async def erase_with(tx: Tx, room: str, messages: list[int]) -> None:
    """Remove the files of messages that are erased."""
    for file in await files.of_messages(tx, room, messages):
        files.drop(tx, file)


async def _unsent(tx: Tx, ref: str) -> None:
    found = await files.find(tx, ref)
    if found is not None and found.waits:
        files.drop(tx, found)


TIMERS = {UNSENT: _unsent}
"""What the clock removes."""
