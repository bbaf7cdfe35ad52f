"""Planning something together, changing it, cancelling it. Everyone it concerns is told."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from utelys import access
from utelys.actions import opening
from utelys.actions.changing import call_off, carry_out
from utelys.actions.planning import (
    check_people,
    invite_to_near,
    schedule,
    tell_all,
    the_time,
)
from utelys.actions.row import Rate, Row
from utelys.core import changes
from utelys.core.activity import DETAILS, PEOPLE, Activity, Audience, text
from utelys.core.caller import Caller
from utelys.core.change import Change
from utelys.core.errors import Invalid
from utelys.core.occurrences import Series
from utelys.core.walltime import read_wall
from utelys.store.base import Tx
from utelys.store.queries import activities
from utelys.store.queries.rooms import Room
from utelys_protocol.commands.activities import (
    ActivityCancel,
    ActivityChange,
    ActivityPlan,
    ActivityResult,
)
from utelys_protocol.together import ActivityPlanned, InvitationReceived
from utelys_protocol.words import RoomKind


async def plan(tx: Tx, caller: Caller, args: ActivityPlan) -> ActivityResult:
    """Plan something: for a house it takes a duty, for a group being in it."""
    audience = await _audience(tx, caller, args)
    details = _details(args) | {"leader": args.leader or caller.member}
    start = read_wall(args.starts)
    id_ = tx.new_id()
    series = changes.plan(id_, start, timedelta(seconds=args.lasts), details, args.rule)
    if args.rule is None and series.segments[0].start.moment() <= tx.now:
        raise Invalid("That time has already been; choose a later one.", field="starts.wall")
    reached = await access.reached(tx, audience)
    if caller.member not in reached:
        audience = replace(audience, members=(*audience.members, caller.member))
    check_people(details, {*reached, caller.member})
    activity = await begin(tx, caller, audience, series)
    activity = await _invite(tx, activity, caller.member)
    schedule(tx, activity)
    return ActivityResult(activity=activity.card)


async def begin(tx: Tx, caller: Caller, audience: Audience, series: Series) -> Activity:
    """Write a new activity and tell the house or group; inviting is left to the caller."""
    audience, room = await _rooms(tx, caller, audience, series)
    series = replace(series, revised=tx.now)
    activity = Activity(series, caller.member, audience, tx.now, room)
    await activities.add(tx, activity)
    planned = ActivityPlanned(activity=activity.card)
    await tx.append(activity.stream, "activity.planned", planned, caller.member)
    return activity


async def _audience(tx: Tx, caller: Caller, args: ActivityPlan) -> Audience:
    """Find out whom it is for.

    Raises:
        Invalid: neither a house nor a group nor anybody by name, or too many of them.
        NotFound: somebody or something that the caller does not know.
        Forbidden: planning for the house takes a duty.
    """
    if args.house or args.group or not args.members:
        await access.check_place(tx, caller, args.house, args.group)
    if args.stages and not args.house:
        raise Invalid("Stages are of those in a house; say which house.", field="stages")
    for id_ in args.members:
        await access.member(tx, caller, id_, "members")
    stages, members = tuple(sorted(set(args.stages))), tuple(sorted(set(args.members)))
    return Audience(args.house, args.group, stages, members, args.invite_days)


async def _rooms(
    tx: Tx, caller: Caller, audience: Audience, series: Series
) -> tuple[Audience, str | None]:
    """Open the room of those who take part, where there is not one already.

    What is for members by name lives in a room of theirs. What repeats in a house has a room into
    which those come who may take part. The room of what repeats lives as long as that goes on.
    """
    first = series.segments[0]
    if audience.group is not None or (audience.house is not None and first.rule is None):
        return audience, None
    title = text(first.details, "title") or ""
    room = Room(tx.new_id(), RoomKind.GROUP, title[:60], None)
    named = {text(first.details, who) for who in PEOPLE} - {None, caller.member}
    if audience.house is None:
        named |= {*audience.members} - {caller.member}
    others = [await access.member(tx, caller, id_) for id_ in sorted(filter(None, named))]
    await opening.make_room(tx, room, caller.member, others)
    if audience.house is None:
        audience = replace(audience, group=room.id, members=())
        return audience, room.id if first.rule is not None else None
    return audience, room.id


async def _invite(tx: Tx, activity: Activity, by: str) -> Activity:
    """Invite everyone, to all of it or to the times that are near enough; the others are listed."""
    reached = await access.invited(tx, activity)
    if activity.audience.days is None:
        received = InvitationReceived(activity=activity.card)
        await tell_all(tx, reached, "invitation.received", received, by)
        return activity
    listed = ActivityPlanned(activity=activity.card)
    await tell_all(tx, reached, "activity.planned", listed, by)
    return await invite_to_near(tx, activity, lambda _: reached, by)


def _details(args: ActivityPlan | ActivityChange) -> dict[str, Any]:
    said = {key: getattr(args, key) for key in DETAILS}
    return {key: value for key, value in said.items() if value is not None}


async def change(tx: Tx, caller: Caller, args: ActivityChange) -> ActivityResult:
    """Change one time, this and later ones, or all to come; who has not said no is told what."""
    activity = await access.activity(tx, caller, args.activity)
    one = the_time(tx, activity, args.which, args.occurrence)
    await access.require_leading_this(tx, caller, activity, one, args.which)
    details = _details(args) | dict.fromkeys(args.clear)
    check_people(_details(args), await access.invited(tx, activity))
    wanted = Change(
        start=read_wall(args.starts) if args.starts else None,
        lasts=timedelta(seconds=args.lasts) if args.lasts else None,
        rule=args.rule,
        details=details,
    )
    if wanted.start is not None and wanted.start.moment() <= tx.now:
        raise Invalid("That time has already been; choose a later one.", field="starts.wall")
    after = await carry_out(tx, activity, one, args.which, wanted, caller.member)
    return ActivityResult(activity=after.card)


async def cancel(tx: Tx, caller: Caller, args: ActivityCancel) -> ActivityResult:
    """Cancel one time, this and later ones, or all; everyone who has not said no is told."""
    activity = await access.activity(tx, caller, args.activity)
    one = the_time(tx, activity, args.which, args.occurrence)
    await access.require_leading_this(tx, caller, activity, one, args.which)
    after = await call_off(tx, activity, one, args.which, caller.member)
    return ActivityResult(activity=after.card)


ROWS = (
    Row("activity.plan", plan, Rate.COSTLY),
    Row("activity.change", change, Rate.COSTLY),
    Row("activity.cancel", cancel, Rate.COSTLY),
)
