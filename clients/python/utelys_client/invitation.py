"""Coming in with an invitation: the one thing that is done without being signed in, over HTTP."""

import asyncio
import uuid
from dataclasses import dataclass
from typing import TypeVar

import aiohttp
from pydantic import BaseModel, ValidationError

from utelys_client.address import base, command, invitation, is_this_machine
from utelys_client.backoff import Backoff
from utelys_client.errors import NoContact, NotUtelys, Refused
from utelys_protocol.base import dump
from utelys_protocol.commands.invites import InviteAccept, InviteAccepted
from utelys_protocol.frames import Problem
from utelys_protocol.words import ErrorCode, Language

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """What a device needs to come back: keep it as secret as a key."""

    server: str
    member: str
    device: str
    token: str


async def accept_invitation(
    link: str,
    name: str | None,
    device_name: str,
    *,
    server: str | None = None,
    language: Language | None = None,
    within: float = 30.0,
    id: str | None = None,
) -> Credentials:
    """Come in, under a name of one's own choosing, and return this device's key.

    `link` is an invitation link, or a bare code together with `server`; with a link for another
    device of one's own, no name is needed. It is tried again under one
    id while there is no answer, for at most `within` seconds; the server lets the code work once.

    Raises:
        Refused: the code opens nothing (any more), or a name cannot be used.
        NoContact: there was no answer in time. The invitation may be used again, also with this id.
        NotUtelys: what answers is something else.
        BadAddress: the link is none.
    """
    where, code = (base(server), link) if server else _parts(link)
    args = InviteAccept(code=code, name=name, device_name=device_name, language=language)
    id_ = id or uuid.uuid4().hex
    backoff = Backoff()
    try:
        async with (
            asyncio.timeout(within),
            aiohttp.ClientSession(trust_env=not is_this_machine(where)) as session,
        ):
            for wait in backoff.waits():
                if (answer := await _try(session, where, args, id_)) is not None:
                    return Credentials(where, answer.member.id, answer.device.id, answer.token)
                await asyncio.sleep(wait)
    except TimeoutError:
        raise NoContact(f"{where} does not answer. Try again a little later.") from None
    raise AssertionError("the waits have no end")


def _parts(link: str) -> tuple[str, str]:
    invited = invitation(link)
    return invited.server, invited.code


async def _try(
    session: aiohttp.ClientSession, where: str, args: InviteAccept, id_: str
) -> InviteAccepted | None:
    """Ask once; None if it is worth asking again."""
    headers = {"Idempotency-Key": id_}
    try:
        async with session.post(
            command(where, "invite.accept"),
            json=dump(args),
            headers=headers,
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=10),
        ) as response:
            body = await response.read()
            status = response.status
    except (aiohttp.ClientError, TimeoutError, OSError):
        return None
    if status == 200:
        return _read(InviteAccepted, body, where)
    if status in {502, 503, 504}:
        return None
    problem = _read(Problem, body, where)
    if problem.code == ErrorCode.UNAVAILABLE:
        return None
    raise Refused(problem)


def _read(model: type[T], body: bytes, where: str) -> T:
    try:
        return model.model_validate_json(body)
    except ValidationError:
        raise NotUtelys(f"No Utelys answers at {where}. Check the link.") from None
