"""What a member decides about themselves."""

import asyncio
import base64
from dataclasses import dataclass, replace

from utelys.actions import erasing, going, reading, showing
from utelys.actions.row import Rate, Row
from utelys.core.caller import Caller
from utelys.core.errors import Invalid, NotFound
from utelys.core.walltime import check_zone
from utelys.store.base import Tx
from utelys.store.queries import faces, people
from utelys_protocol.commands.members import MemberPicture, MemberUpdate, MemberUpdated


async def update(tx: Tx, caller: Caller, args: MemberUpdate) -> MemberUpdated:
    """Change one's own name, language or time zone; who shares a house or a room sees the name."""
    me = await people.member(tx, caller.member)
    if me is None:
        raise NotFound("You are not a member any more.")
    if args.time_zone is not None:
        check_zone(args.time_zone, "time_zone")
    card = me.card.model_copy(update={"name": args.name or me.card.name})
    changed = replace(
        me,
        card=card,
        language=args.language or me.language,
        time_zone=args.time_zone or me.time_zone,
        push_text=args.push_text or me.push_text,
    )
    if changed != me:
        lights = await showing.lights(tx, caller.member) if card != me.card else []
        await people.change_member(tx, changed)
        if card != me.card:
            await showing.tell(tx, card, lights, caller.member)
    if args.receipts is not None:
        await reading.choose_receipts(tx, caller.member, args.receipts)
    return MemberUpdated(member=card)


@dataclass(frozen=True, slots=True)
class Face:
    """The picture that a member is to show, made anew as WebP; None for none."""

    made: bytes | None


async def face(args: MemberPicture) -> Face:
    """Make a picture anew: that takes some milliseconds, for which nobody else may wait.

    Raises:
        Invalid, TooLarge: it cannot be made anew.
    """
    if args.picture is None:
        return Face(None)
    try:
        data = base64.b64decode(args.picture, validate=True)
    except ValueError:
        raise Invalid("The picture is not in base64.", field="picture") from None
    return Face(await asyncio.to_thread(_made, data))


def _made(data: bytes) -> bytes:
    from utelys import pictures  # memory that a server without pictures does without

    return pictures.face(data)


async def picture(tx: Tx, caller: Caller, args: Face) -> MemberUpdated:
    """Show a picture of oneself to those who see one's name, or none any more."""
    me = await people.member(tx, caller.member)
    if me is None:
        raise NotFound("You are not a member any more.")
    if args.made is None and me.card.picture is None:
        return MemberUpdated(member=me.card)
    id_ = None if args.made is None else tx.new_id()
    card = me.card.model_copy(update={"picture": id_})
    lights = await showing.lights(tx, caller.member)
    if args.made is None or id_ is None:
        faces.drop(tx, caller.member)
    else:
        await faces.put(tx, caller.member, id_, args.made)
    if me.card.picture is not None:
        await erasing.leave_files_soon(tx)
    await showing.tell(tx, card, lights, caller.member)
    return MemberUpdated(member=card)


ROWS = (
    Row("member.update", update, Rate.COSTLY),
    Row("member.picture", picture, Rate.COSTLY, prepare=face),
    Row("member.leave", going.leave, Rate.COSTLY),
)

TIMERS = going.TIMERS
