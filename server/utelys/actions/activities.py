"""Planning something together, changing it, cancelling it. Everyone it concerns is told."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from utelys import access
from utelys.actions import opening
from utelys.actions.changing import carry_out
from utelys.actions.company import settle_all
from utelys.actions.planning import (
    check_people,
    hearers,
    language_of,
    require_leading,
    require_leading_this,
    schedule,
    tell_all,
    the_time,
)
from utelys.actions.row import Rate, Row
from utelys.actions.telling import tell
from utelys.actions.turns import see_to
from utelys.core import agenda, changes, wording
from utelys.core.activity import DETAILS, Activity, Audience
from utelys.core.caller import Caller
from utelys.core.changes import Change
from utelys.core.errors import Invalid
from utelys.core.walltime import read_wall
from utelys.store.base import Tx
from utelys.store.queries import activities, answers
from utelys.store.queries.rooms import Room
from utelys_protocol.commands.activities import (
    ActivityCancel,
    ActivityChange,
    ActivityPlan,
    ActivityResult,
)
from utelys_protocol.together import (
    ActivityCancelled,
    ActivityPlanned,
    InvitationCancelled,
    InvitationReceived,
)
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
    audience, room = await _rooms(tx, caller, audience, args)
    activity = Activity(series, caller.member, audience, tx.now, room)
    await activities.add(tx, activity)
    planned = ActivityPlanned(activity=activity.card)
    await tx.append(activity.stream, "activity.planned", planned, caller.member)
    activity = await _invite(tx, activity, caller.member)
    schedule(tx, activity)
    return ActivityResult(activity=activity.card)


async def _audience(tx: Tx, caller: Caller, args: ActivityPlan) -> Audience:
    """Find out whom it is for.

    Raises:
        Invalid: neither a house nor a group nor anybody by name, or too many of them.
        NotFound: somebody or something that the caller does not know.
        Forbidden: planning for the house takes a duty.
    """
    if (args.house and args.group) or not (args.house or args.group or args.members):
        raise Invalid("Say either which house or which group it is for.", field="house")
    if args.stages and not args.house:
        raise Invalid("Stages are of those in a house; say which house.", field="stages")
    if args.house:
        await access.house(tx, caller, args.house)
        await require_leading(tx, caller)
    elif args.group:
        group = await access.room(tx, caller, args.group, "group")
        if group.kind is RoomKind.HOUSE:
            raise Invalid("That room is everybody's; plan it for the house.", field="group")
    for id_ in args.members:
        await access.member(tx, caller, id_, "members")
    stages, members = tuple(sorted(set(args.stages))), tuple(sorted(set(args.members)))
    return Audience(args.house, args.group, stages, members, args.invite_days)


async def _rooms(
    tx: Tx, caller: Caller, audience: Audience, args: ActivityPlan
) -> tuple[Audience, str | None]:
    """Open the room of those who take part, where there is not one already.

    What is for members by name lives in a room of theirs. What repeats in a house has a room for
    as long as it goes on, into which those come who may take part.
    """
    if audience.group is not None or (audience.house is not None and args.rule is None):
        return audience, None
    room = Room(tx.new_id(), RoomKind.GROUP, args.title[:60], None)
    named = {args.leader, args.co_leader} - {None, caller.member}
    if audience.house is None:
        named |= {*audience.members} - {caller.member}
    others = [await access.member(tx, caller, id_) for id_ in sorted(filter(None, named))]
    await opening.make_room(tx, room, caller.member, others)
    if audience.house is None:
        return replace(audience, group=room.id, members=()), None
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
    for one in agenda.to_invite(activity, tx.now):
        received = InvitationReceived(
            activity=activity.card, occurrence=one.id, starts_at=one.starts
        )
        await tell_all(tx, reached, "invitation.received", received, by)
        activity = replace(activity, invited=one.slot)
    activities.turned(tx, activity)
    return activity


def _details(args: ActivityPlan | ActivityChange) -> dict[str, Any]:
    said = {key: getattr(args, key) for key in DETAILS}
    return {key: value for key, value in said.items() if value is not None}


async def change(tx: Tx, caller: Caller, args: ActivityChange) -> ActivityResult:
    """Change one time, this and later ones, or all to come; who has not said no is told what."""
    activity = await access.activity(tx, caller, args.activity)
    one = the_time(tx, activity, args.which, args.occurrence)
    require_leading_this(caller, activity, one)
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
    require_leading_this(caller, activity, one)
    alter = changes.change_one if args.which == "one" else changes.change_later
    series = alter(activity.series, one.id, Change(cancelled=True))
    activity = await see_to(tx, activity)
    after = replace(
        activity, series=series, sequence=activity.sequence + 1, ended=args.which == "all"
    )
    book = await answers.book(tx, activity.id)
    told, silent = await hearers(tx, activity, book, args.which, one)
    await activities.change(tx, after)
    occurrence = None if args.which == "all" else one.id
    body = ActivityCancelled(activity=after.card, which=args.which, occurrence=occurrence)
    await tx.append(activity.stream, "activity.cancelled", body, caller.member)
    for member in told:
        words = wording.say_cancelled(args.which, one, await language_of(tx, member))
        notice = InvitationCancelled(**body.model_dump(), starts_at=one.starts, words=words)
        await tell(tx, member, "invitation.cancelled", notice, caller.member)
    await tell_all(tx, silent, "activity.cancelled", body, caller.member)
    await settle_all(tx, after, caller.member)
    schedule(tx, after)
    return ActivityResult(activity=after.card)


ROWS = (
    Row("activity.plan", plan, Rate.COSTLY),
    Row("activity.change", change, Rate.COSTLY),
    Row("activity.cancel", cancel, Rate.COSTLY),
)
