"""Coming in: invitations, links for another device of one's own, and what becomes of either."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from utelys import access
from utelys.actions import ask_effects, entering
from utelys.actions.row import Rate, Row
from utelys.actions.telling import tell
from utelys.core.caller import OPERATOR, Caller
from utelys.core.errors import Conflict, Gone, Invalid, NotFound
from utelys.core.keys import CODE_BYTES, code_of, hash_secret, key_of
from utelys.store.base import Tx
from utelys.store.queries import invitations, links, people, rooms
from utelys.store.queries.invitations import Invitation
from utelys.store.queries.links import Link
from utelys_protocol.cards import DeviceCard, MemberCard
from utelys_protocol.commands.devices import DeviceLink, DeviceLinked
from utelys_protocol.commands.invites import (
    InviteAccept,
    InviteAccepted,
    InviteCreate,
    InviteCreated,
)
from utelys_protocol.entries import DeviceAdded
from utelys_protocol.words import Duty, Language, RoomKind, Stage

LINK_LASTS = timedelta(minutes=10)
"""How long a link for another device of one's own opens it."""


def link_to(code: str, more: str = "") -> str:
    """The path of an invitation. What follows `#` never leaves the one who opens it."""
    return f"/join{more}#{code}"


async def create(tx: Tx, caller: Caller, args: InviteCreate) -> InviteCreated:
    """Invite one person into a house of the caller's."""
    if args.house is not None:
        house = (await access.house(tx, caller, args.house)).card.id
    else:
        houses = await people.houses_of(tx, caller.member)
        if not houses:
            raise NotFound("Say which house the invitation is to.", field="house")
        house = houses[0]
    for id_ in args.rooms:
        if (await access.room(tx, caller, id_, "rooms")).kind is RoomKind.DIRECT:
            raise NotFound("There is no such room.", field="rooms")
    code = code_of(tx.secret("code", caller.device, caller.command))
    made_before = await invitations.find(tx, hash_secret(code))
    if made_before is not None:
        return InviteCreated(
            code=code, link=caller.base + link_to(code), expires_at=made_before.expires_at
        )
    expires_at = tx.now + timedelta(seconds=args.expires_in)
    duties, into = tuple(sorted(set(args.duties))), tuple(args.rooms)
    invitation = Invitation(
        hash_secret(code), args.stage, duties, house, into, caller.member, expires_at
    )
    invitations.add(tx, invitation)
    return InviteCreated(code=code, link=caller.base + link_to(code), expires_at=expires_at)


def make(
    tx: Tx, stage: Stage, duties: Sequence[Duty], house: str, expires_in: timedelta
) -> InviteCreated:
    """Write an invitation by the operator; the code is in what is returned and nowhere else."""
    code = code_of(secrets.token_bytes(CODE_BYTES))
    expires_at = tx.now + expires_in
    held = tuple(sorted(set(duties)))
    invitations.add(tx, Invitation(hash_secret(code), stage, held, house, (), OPERATOR, expires_at))
    return InviteCreated(code=code, link=link_to(code), expires_at=expires_at)


async def accept(tx: Tx, caller: Caller, args: InviteAccept) -> InviteAccepted:
    """Come in. The same command sent again after a loss gives the same token again."""
    code_hash = hash_secret(args.code.strip().lower())
    command = hash_secret(caller.command)
    invitation = await invitations.find(tx, code_hash)
    if invitation is None:
        own = await links.find(tx, code_hash)
        if own is None:
            raise NotFound("This invitation opens nothing. Ask for a new one.", field="code")
        return await _another_device(tx, own, command, args)
    if invitation.device is not None:
        if invitation.used_command != command:
            raise Gone("This invitation has been used. Ask for a new one.", field="code")
        return await _accepted_before(tx, code_hash, invitation.device)
    if invitation.expires_at <= tx.now:
        raise Gone("This invitation has expired. Ask for a new one.", field="code")
    if args.name is None:
        raise Invalid("Choose a name that others here will know you by.", field="name")
    card = MemberCard(
        id=tx.new_id(), name=args.name, stage=invitation.stage, duties=list(invitation.duties)
    )
    house = await people.house(tx, invitation.house)
    zone = house.card.zone if house else "Europe/Oslo"
    await people.add_member(tx, card, args.language or Language.BOKMAAL, zone)
    accepted = await _let_in(tx, card, code_hash, args.device_name)
    invitations.use(tx, code_hash, command, accepted.device.id)
    await entering.enter_house(tx, card, invitation.house)
    for id_ in invitation.rooms:
        if await rooms.room(tx, id_) is not None:
            await entering.enter_room(tx, card, id_, invitation.made_by)
    await ask_effects.came(tx, card.id)
    return accepted


async def _let_in(tx: Tx, card: MemberCard, code_hash: bytes, name: str) -> InviteAccepted:
    """Let a device of a member come in; their others are told."""
    device = DeviceCard(id=tx.new_id(), name=name, made_at=tx.now)
    token = _token(tx, code_hash, device.id)
    await people.add_device(tx, card.id, device, hash_secret(token))
    added = DeviceAdded(device=device.id, name=device.name)
    await tell(tx, card.id, "device.added", added, card.id)
    return InviteAccepted(member=card, device=device, token=token)


async def link(tx: Tx, caller: Caller, args: DeviceLink) -> DeviceLinked:  # noqa: ARG001
    """Let another device of one's own come in; a link that one made before opens nothing more."""
    code = code_of(tx.secret("link", caller.device, caller.command))
    made_before = await links.find(tx, hash_secret(code))
    expires_at = made_before.expires_at if made_before else tx.now + LINK_LASTS
    if made_before is None:
        links.drop_unused(tx, caller.member)
        links.add(tx, Link(hash_secret(code), caller.member, expires_at))
    address = caller.base + link_to(code, "?device")
    return DeviceLinked(code=code, link=address, expires_at=expires_at)


async def _another_device(tx: Tx, own: Link, command: bytes, args: InviteAccept) -> InviteAccepted:
    if own.device is not None:
        if own.used_command != command:
            raise Gone("This link has been used. Make a new one on your device.", field="code")
        return await _accepted_before(tx, own.code_hash, own.device)
    if own.expires_at <= tx.now:
        raise Gone("This link has expired. Make a new one on your device.", field="code")
    card = await people.card(tx, own.member)
    accepted = await _let_in(tx, card, own.code_hash, args.device_name)
    links.use(tx, own, command, accepted.device.id)
    await ask_effects.came(tx, card.id)
    return accepted


def _token(tx: Tx, code_hash: bytes, device: str) -> str:
    """A device's key: 256 bits out of the installation's secret, so that a retry finds it again."""
    secret = tx.secret("token", code_hash.hex(), device)
    return key_of(secret)


async def _accepted_before(tx: Tx, code_hash: bytes, known: str) -> InviteAccepted:
    token = _token(tx, code_hash, known)
    found = await people.device_by_token(tx, hash_secret(token))
    if found is None:
        raise Conflict("This device has been signed out. Ask for a new invitation.", field="code")
    member, id_ = found
    device = next(one for one in await people.devices_of(tx, member) if one.id == id_)
    return InviteAccepted(member=await people.card(tx, member), device=device, token=token)


ROWS = (
    Row("invite.create", create, Rate.COSTLY, Duty.KEEPER, secret=True),
    Row("invite.accept", accept, Rate.GUESS, secret=True),
    Row("device.link", link, Rate.COSTLY, secret=True),
)
