"""The picture of an activity: a file of the one who leads it, for all whom it concerns."""

from dataclasses import replace

from utelys import access
from utelys.actions import erasing, files
from utelys.actions.planning import tell_all
from utelys.actions.row import Rate, Row
from utelys.core.caller import Caller
from utelys.core.errors import Gone
from utelys.store.base import Tx
from utelys.store.queries import activities
from utelys_protocol.commands.activities import ActivityPicture, ActivityResult
from utelys_protocol.together import ActivityChanged


async def picture(tx: Tx, caller: Caller, args: ActivityPicture) -> ActivityResult:
    """Give an activity a picture, or none any more. It is in everyone's list, and no news."""
    activity = await access.activity(tx, caller, args.activity)
    await access.require_leading_this(tx, caller, activity, None, "all")
    if activity.ended:
        raise Gone("This activity has been cancelled.", field="activity")
    before = activity.picture
    card = await files.to_show(tx, caller, args.file) if args.file is not None else None
    if card == before:
        return ActivityResult(activity=activity.card)
    after = replace(activity, picture=card)
    if card is not None:
        await files.shown(tx, card.id, activity.id, before)
    else:
        await files.unshow(tx, before)
    if before is not None:
        await erasing.leave_files_soon(tx)
    activities.show(tx, after)
    body = ActivityChanged(activity=after.card, which="all")
    await tx.append(after.stream, "activity.changed", body, caller.member)
    reached = await access.invited(tx, after)
    await tell_all(tx, reached, "activity.changed", body, caller.member)
    return ActivityResult(activity=after.card)


ROWS = (Row("activity.picture", picture, Rate.COSTLY),)
