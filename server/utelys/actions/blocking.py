"""Blocking a member, and taking that back. What a block does is in `core.blocks`."""

from utelys import access
from utelys.actions import ask_effects, asks, company
from utelys.actions.row import Rate, Row
from utelys.actions.telling import tell
from utelys.core.blocks import MOST
from utelys.core.caller import Caller
from utelys.core.errors import Conflict, Invalid, NotFound
from utelys.notices.telling import withdraw
from utelys.store.base import Tx
from utelys.store.queries import blocks, rooms
from utelys_protocol.blocks import MemberBlocked, MemberUnblocked
from utelys_protocol.commands.members import MemberBlock, MemberBlockedResult, MemberUnblock


async def block(tx: Tx, caller: Caller, args: MemberBlock) -> MemberBlockedResult:
    """Block a member whom one knows; one who is blocked stays blocked as they are."""
    before = await blocks.cards_of(tx, caller.member)
    for one in before:
        if one.id == args.member:
            return MemberBlockedResult(block=one)
    if args.member == caller.member:
        raise Invalid("You cannot block yourself.", field="member")
    other = (await access.member(tx, caller, args.member)).card
    if len(before) >= MOST:
        raise Conflict(f"One can block {MOST} members at most; take one away first.")
    card = await blocks.add(tx, caller.member, other)
    told = MemberBlocked(block=card)
    await tell(tx, caller.member, "member.blocked", told, caller.member)
    await asks.keep_apart(tx, caller.member, other.id)
    await company.settle_between(tx, caller.member, other.id)
    shared = await rooms.direct_room(tx, caller.member, other.id)
    if shared is not None:
        await withdraw(tx, f"room:{shared}", caller.member)
    return MemberBlockedResult(block=card)


async def unblock(tx: Tx, caller: Caller, args: MemberUnblock) -> MemberUnblocked:
    """Take a block away; what came meanwhile is there, and unread."""
    if args.member not in await blocks.blocked(tx, caller.member):
        raise NotFound("You have not blocked this member.", field="member")
    blocks.drop(tx, caller.member, args.member)
    gone = MemberUnblocked(member=args.member)
    await tell(tx, caller.member, "member.unblocked", gone, caller.member)
    for one in (caller.member, args.member):
        await ask_effects.came(tx, one)
    await company.settle_between(tx, caller.member, args.member)
    return gone


ROWS = (
    Row("member.block", block, Rate.COSTLY),
    Row("member.unblock", unblock, Rate.COSTLY),
)
