"""Files: whose they are, where they belong, and the keys that open them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from utelys.core.clock import to_millis
from utelys.core.ids import room_stream
from utelys.store.base import Source, Tx
from utelys.store.schema import files
from utelys_protocol.cards import FileCard


@dataclass(frozen=True, slots=True)
class File:
    """A file's row. `message` is the number of the message that it belongs to, once there is one.

    `activity` is the one that it is the picture of, for those whom that concerns.
    A picture has a preview, which is a file of its own with a key of its own.
    """

    card: FileCard
    room: str
    by: str
    message: int | None
    key: bytes
    preview_key: bytes
    preview_size: int
    activity: str | None = None

    @property
    def size(self) -> int:
        """What it takes on the disk with its preview, in bytes."""
        return self.card.size + self.preview_size

    @property
    def waits(self) -> bool:
        """Whether it belongs to nothing yet."""
        return self.message is None and self.activity is None

    @property
    def names(self) -> list[str]:
        """What the file and its preview are called on the disk."""
        return [self.card.id, preview_name(self.card.id)]


_ONE = select(files).where(files.c.id == bindparam("id"))
_OF = select(files).where(
    files.c.room == bindparam("room"), files.c.message.in_(bindparam("messages", expanding=True))
)
_WAITING = select(func.count()).where(
    files.c.by == bindparam("by"), files.c.message.is_(None), files.c.activity.is_(None)
)
_SENT = select(func.coalesce(func.sum(files.c.size), 0)).where(
    files.c.by == bindparam("by"), files.c.made_at > bindparam("since")
)
_ADD = insert(files)
_ATTACH = (
    update(files).where(files.c.id == bindparam("b_id")).values(message=bindparam("b_message"))
)
_SHOW = (
    update(files).where(files.c.id == bindparam("b_id")).values(activity=bindparam("b_activity"))
)
_DROP = delete(files).where(files.c.id == bindparam("b_id"))


def preview_name(id_: str) -> str:
    """What a file's preview is called on the disk."""
    return f"{id_}-preview"


async def _file(source: Source, row: Any) -> File:
    stream = room_stream(row.room)
    id_ = row.id
    keys = await source.open(stream, row.keys_sealed, f"keys of {id_}".encode())
    card = await source.open(stream, row.card_sealed, f"card of {id_}".encode())
    return File(
        FileCard.model_validate_json(card),
        row.room,
        row.by,
        row.message,
        keys[:32],
        keys[32:],
        row.preview_size,
        row.activity,
    )


async def find(source: Source, id_: str) -> File | None:
    """Find a file."""
    found = await source.rows(_ONE, {"id": id_})
    return await _file(source, found[0]) if found else None


async def of_messages(source: Source, room: str, messages: list[int]) -> list[File]:
    """The files of some messages."""
    found = await source.rows(_OF, {"room": room, "messages": messages})
    return [await _file(source, row) for row in found]


async def waiting(source: Source, by: str) -> int:
    """How many files of a member wait for their message."""
    count: int = (await source.rows(_WAITING, {"by": by}))[0][0]
    return count


async def sent(source: Source, by: str, since: datetime) -> int:
    """How many bytes a member has sent after a moment, of all that is still there."""
    size: int = (await source.rows(_SENT, {"by": by, "since": to_millis(since)}))[0][0]
    return size


async def all_names(source: Source) -> set[str]:
    """What all files and previews are called on the disk."""
    ids = [row.id for row in await source.rows(select(files.c.id))]
    return {*ids, *map(preview_name, ids)}


async def add(tx: Tx, file: File) -> None:
    """Write a new file."""
    stream, id_ = room_stream(file.room), file.card.id
    keys, card = file.key + file.preview_key, file.card.model_dump_json(exclude_none=True)
    tx.write(
        _ADD,
        {
            "id": id_,
            "room": file.room,
            "by": file.by,
            "message": file.message,
            "activity": file.activity,
            "preview_size": file.preview_size,
            "size": file.size,
            "keys_sealed": await tx.seal(stream, keys, f"keys of {id_}".encode()),
            "card_sealed": await tx.seal(stream, card.encode(), f"card of {id_}".encode()),
            "made_at": to_millis(tx.now),
        },
    )


def attach(tx: Tx, id_: str, message: int) -> None:
    """Let a file belong to a message."""
    tx.write(_ATTACH, {"b_id": id_, "b_message": message})


def show(tx: Tx, id_: str, activity: str) -> None:
    """Let a file be the picture of an activity."""
    tx.write(_SHOW, {"b_id": id_, "b_activity": activity})


def drop(tx: Tx, file: File) -> None:
    """Forget a file, and with its keys all that opens it."""
    tx.write(_DROP, {"b_id": file.card.id})
    tx.files_gone(file.names)
