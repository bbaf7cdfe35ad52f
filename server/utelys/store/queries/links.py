"""Links by which another device of the same member comes in, known by the hash of their code."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from utelys.core.clock import from_millis, to_millis
from utelys.store.base import Source, Tx
from utelys.store.schema import links


@dataclass(frozen=True, slots=True)
class Link:
    """What a code opens. `used_command` is the hash of the id of the command that used it."""

    code_hash: bytes
    member: str
    expires_at: datetime
    used_command: bytes | None = None
    device: str | None = None


_FIND = select(links).where(links.c.code_hash == bindparam("hash"))
_ADD = insert(links)
_USE = (
    update(links)
    .where(links.c.code_hash == bindparam("b_hash"))
    .values(used_command=bindparam("b_command"), device=bindparam("b_device"))
)
_DROP_UNUSED = delete(links).where(
    links.c.member == bindparam("b_member"), links.c.device.is_(None)
)


async def find(source: Source, code_hash: bytes) -> Link | None:
    """Find a link, used or not."""
    found = await source.rows(_FIND, {"hash": code_hash})
    if not found:
        return None
    row = found[0]
    return Link(
        row.code_hash, row.member, from_millis(row.expires_at), row.used_command, row.device
    )


def add(tx: Tx, link: Link) -> None:
    """Write a new link."""
    row = {"code_hash": link.code_hash, "member": link.member}
    tx.write(_ADD, row | {"expires_at": to_millis(link.expires_at)})


def use(tx: Tx, link: Link, command: bytes, device: str) -> None:
    """Mark a link as used, by which command and for which device."""
    tx.write(_USE, {"b_hash": link.code_hash, "b_command": command, "b_device": device})


def drop_unused(tx: Tx, member: str) -> None:
    """Let no link of a member that has not been used open anything."""
    tx.write(_DROP_UNUSED, {"b_member": member})
