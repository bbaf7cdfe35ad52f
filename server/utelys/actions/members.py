"""What a member decides about themselves."""

from utelys.actions import lighting, reading
from utelys.actions.row import Rate, Row
from utelys.core.caller import Caller
from utelys.core.errors import NotFound
from utelys.core.ids import house_stream, member_stream, room_stream
from utelys.core.walltime import check_zone
from utelys.store.base import Tx
from utelys.store.queries import light, people, rooms
from utelys.store.queries.people import Member
from utelys_protocol.commands.members import MemberUpdate, MemberUpdated
from utelys_protocol.entries import MemberChanged
from utelys_protocol.light import Light


async def update(tx: Tx, caller: Caller, args: MemberUpdate) -> MemberUpdated:
    """Change one's own name, language or time zone; who shares a house or a room sees the name."""
    me = await people.member(tx, caller.member)
    if me is None:
        raise NotFound("You are not a member any more.")
    if args.time_zone is not None:
        check_zone(args.time_zone, "time_zone")
    card = me.card.model_copy(update={"name": args.name or me.card.name})
    changed = Member(
        card,
        args.language or me.language,
        args.time_zone or me.time_zone,
        args.push_text or me.push_text,
    )
    if changed != me:
        renamed = card != me.card
        lights = await _lights(tx, caller.member) if renamed else []
        await people.change_member(tx, changed)
        for stream in await _seen_in(tx, caller.member) if renamed else ():
            await tx.append(stream, "member.changed", MemberChanged(member=card), caller.member)
        for was in lights:
            await lighting.tell_if_other(tx, was, caller.member)
    if args.receipts is not None:
        await reading.choose_receipts(tx, caller.member, args.receipts)
    return MemberUpdated(member=card)


async def _lights(tx: Tx, member: str) -> list[Light]:
    """The lights of a member's houses: who is home there is shown by name."""
    return [await light.light_now(tx, id_, tx.now) for id_ in await people.houses_of(tx, member)]


async def _seen_in(tx: Tx, member: str) -> list[str]:
    """The streams whose readers see a member's card."""
    houses = [house_stream(id_) for id_ in await people.houses_of(tx, member)]
    return [
        member_stream(member),
        *houses,
        *(room_stream(id_) for id_ in await rooms.rooms_of(tx, member)),
    ]


ROWS = (Row("member.update", update, Rate.COSTLY),)
