"""What a member decides about themselves."""

import asyncio
import base64

from utelys.actions import erasing, lighting, reading
from utelys.actions.row import Rate, Row
from utelys.core.caller import Caller
from utelys.core.errors import Invalid, NotFound
from utelys.core.ids import house_stream, member_stream, room_stream
from utelys.core.walltime import check_zone
from utelys.store.base import Tx
from utelys.store.queries import faces, light, people, rooms
from utelys.store.queries.people import Member
from utelys_protocol.cards import MemberCard
from utelys_protocol.commands.members import MemberPicture, MemberUpdate, MemberUpdated
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
        lights = await _lights(tx, caller.member) if card != me.card else []
        await people.change_member(tx, changed)
        if card != me.card:
            await _tell(tx, card, lights)
    if args.receipts is not None:
        await reading.choose_receipts(tx, caller.member, args.receipts)
    return MemberUpdated(member=card)


async def picture(tx: Tx, caller: Caller, args: MemberPicture) -> MemberUpdated:
    """Show a picture of oneself to those who see one's name, or none any more."""
    me = await people.member(tx, caller.member)
    if me is None:
        raise NotFound("You are not a member any more.")
    if args.picture is None and me.card.picture is None:
        return MemberUpdated(member=me.card)
    made = None if args.picture is None else await _made(args.picture)
    id_ = None if made is None else tx.new_id()
    card = me.card.model_copy(update={"picture": id_})
    lights = await _lights(tx, caller.member)
    if made is None or id_ is None:
        faces.drop(tx, caller.member)
    else:
        await faces.put(tx, caller.member, id_, made)
    if me.card.picture is not None:
        await erasing.leave_files_soon(tx)
    await _tell(tx, card, lights)
    return MemberUpdated(member=card)


async def _made(said: str) -> bytes:
    from utelys import pictures  # memory that a server without pictures does without

    try:
        data = base64.b64decode(said, validate=True)
    except ValueError:
        raise Invalid("The picture is not in base64.", field="picture") from None
    return await asyncio.to_thread(pictures.face, data)


async def _tell(tx: Tx, card: MemberCard, lights: list[Light]) -> None:
    """Tell of a member's new card wherever it is seen; `lights` are as they were before."""
    for stream in await _seen_in(tx, card.id):
        await tx.append(stream, "member.changed", MemberChanged(member=card), card.id)
    for was in lights:
        await lighting.tell_if_other(tx, was, card.id)


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


ROWS = (
    Row("member.update", update, Rate.COSTLY),
    Row("member.picture", picture, Rate.COSTLY),
)
