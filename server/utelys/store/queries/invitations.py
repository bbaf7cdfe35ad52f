"""Invitations into the network, known by the hash of their code."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from utelys.core.clock import from_millis, to_millis
from utelys.store.base import Source, Tx
from utelys.store.schema import invitations
from utelys_protocol.words import Duty, Stage


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a code carries. `used_command` is the hash of the id of the command that used it."""

    code_hash: bytes
    stage: Stage
    duties: tuple[Duty, ...]
    house: str
    rooms: tuple[str, ...]
    made_by: str
    expires_at: datetime
    used_command: bytes | None = None
    device: str | None = None


_FIND = select(invitations).where(invitations.c.code_hash == bindparam("hash"))
_ADD = insert(invitations)
_USE = (
    update(invitations)
    .where(invitations.c.code_hash == bindparam("b_hash"))
    .values(used_at=bindparam("b_at"), used_command=bindparam("b_command"), device=bindparam("b_d"))
)


_WITHDRAW = delete(invitations).where(
    invitations.c.made_by == bindparam("b_member"),
    invitations.c.house == bindparam("b_house"),
    invitations.c.used_at.is_(None),
)


async def find(source: Source, code_hash: bytes) -> Invitation | None:
    """Find an invitation, used or not. Never remembered: the command line may have made it."""
    found = await source.rows(_FIND, {"hash": code_hash})
    if not found:
        return None
    row = found[0]
    return Invitation(
        code_hash=row.code_hash,
        stage=Stage(row.stage),
        duties=tuple(Duty(one) for one in json.loads(row.duties)),
        house=row.house,
        rooms=tuple(json.loads(row.rooms)),
        made_by=row.made_by,
        expires_at=from_millis(row.expires_at),
        used_command=row.used_command,
        device=row.device,
    )


def add(tx: Tx, invitation: Invitation) -> None:
    """Write a new invitation."""
    tx.write(
        _ADD,
        {
            "code_hash": invitation.code_hash,
            "stage": invitation.stage,
            "duties": json.dumps(invitation.duties),
            "house": invitation.house,
            "rooms": json.dumps(invitation.rooms),
            "made_by": invitation.made_by,
            "expires_at": to_millis(invitation.expires_at),
        },
    )


def withdraw(tx: Tx, house: str, member: str) -> None:
    """Let what a member has invited to a house open nothing, unless it has been used."""
    tx.write(_WITHDRAW, {"b_house": house, "b_member": member})


def use(tx: Tx, code_hash: bytes, command: bytes, device: str) -> None:
    """Mark an invitation as used, by which command and for which device."""
    at = to_millis(tx.now)
    tx.write(_USE, {"b_hash": code_hash, "b_at": at, "b_command": command, "b_d": device})
