"""What members show of themselves: one small picture each."""

from sqlalchemy import bindparam, delete, insert, select, update

from utelys.core.ids import member_stream
from utelys.store.base import Source, Tx
from utelys.store.schema import faces, members

_FACE = select(faces.c.picture_sealed).where(faces.c.member == bindparam("id"))
_DROP = delete(faces).where(faces.c.member == bindparam("b_member"))
_ADD = insert(faces)
_NAME = (
    update(members)
    .where(members.c.id == bindparam("b_member"))
    .values(picture=bindparam("b_picture"))
)


async def face(source: Source, member: str) -> bytes | None:
    """The picture of a member, as WebP; None where they show none."""
    found = await source.rows(_FACE, {"id": member})
    if not found:
        return None
    return await source.open(member_stream(member), found[0].picture_sealed, b"picture")


async def put(tx: Tx, member: str, id_: str, picture: bytes) -> None:
    """Let a member show a picture, under a new id, instead of the one before."""
    tx.write(_DROP, {"b_member": member})
    sealed = await tx.seal(member_stream(member), picture, b"picture")
    tx.write(_ADD, {"member": member, "picture_sealed": sealed})
    tx.write(_NAME, {"b_member": member, "b_picture": id_})
    tx.forget(("member", member))


def drop(tx: Tx, member: str) -> None:
    """Leave no picture of a member."""
    tx.write(_DROP, {"b_member": member})
    tx.write(_NAME, {"b_member": member, "b_picture": None})
    tx.forget(("member", member))
