"""Doing something together: planning, answering, cancelling. Everyone it concerns is told."""

from datetime import datetime, timedelta

from utelys import access
from utelys.actions.row import Rate, Row
from utelys.core import changes, occurrences
from utelys.core.caller import Caller
from utelys.core.errors import Conflict, Forbidden, Gone, Invalid
from utelys.core.ids import member_stream
from utelys.core.occurrences import Series
from utelys.core.walltime import read_wall
from utelys.store.base import Tx
from utelys.store.queries import activities, people
from utelys.store.queries.activities import Activity
from utelys_protocol import entries
from utelys_protocol.cards import ActivityCard, AnswerCard
from utelys_protocol.commands.activities import (
    ActivityAnswer,
    ActivityAnswered,
    ActivityCancel,
    ActivityPlan,
    ActivityResult,
)
from utelys_protocol.words import Answer, Duty

ALL = "all"


def series_of(card: ActivityCard) -> Series:
    """An activity's times, as its rule gives them."""
    start = read_wall(card.starts)
    return changes.plan(card.id, start, timedelta(seconds=card.lasts), {}, card.rule)


def is_cancelled(card: ActivityCard, occurrence: str) -> bool:
    """Whether a time of an activity has been cancelled. Ids of one activity sort by their slots."""
    return (
        card.cancelled
        or occurrence in card.cancelled_occurrences
        or (card.cancelled_from is not None and occurrence >= card.cancelled_from)
    )


async def plan(tx: Tx, caller: Caller, args: ActivityPlan) -> ActivityResult:
    """Plan something: for a house it takes a duty, for a group being in it."""
    if (args.house is None) == (args.group is None):
        raise Invalid("Say either which house or which group it is for.", field="house")
    if args.house is not None:
        await access.house(tx, caller, args.house)
        await _require_leading(tx, caller)
    else:
        await access.room(tx, caller, args.group or "", "group")
    card = ActivityCard(
        id=tx.new_id(),
        title=args.title,
        house=args.house,
        group=args.group,
        starts=args.starts,
        lasts=args.lasts,
        rule=args.rule,
        place=args.place,
        meet_at=args.meet_at,
        leader=args.leader or caller.member,
        max=args.max,
    )
    first = series_of(card).segments[0].start
    if args.rule is None and first.moment() <= tx.now:
        raise Invalid("That time has already been; choose a later one.", field="starts.wall")
    card = card.model_copy(update={"starts": first.told()})
    activity = Activity(card, caller.member)
    invited = await access.invited(tx, activity)
    if card.leader not in invited:
        raise Invalid("The leader must be one of those invited.", field="leader")
    await activities.add(tx, activity)
    planned = entries.ActivityPlanned(activity=card)
    await tx.append(activity.stream, "activity.planned", planned, caller.member)
    received = entries.InvitationReceived(activity=card)
    for id_ in invited:
        await tx.append(member_stream(id_), "invitation.received", received, caller.member)
    return ActivityResult(activity=card)


async def cancel(tx: Tx, caller: Caller, args: ActivityCancel) -> ActivityResult:
    """Cancel one time, this and later ones, or all; everyone who has not said no is told."""
    activity = await access.activity(tx, caller, args.activity)
    _require_leading_this(caller, activity)
    card = activity.card
    if card.cancelled:
        raise Gone("This activity has been cancelled already.", field="activity")
    occurrence = args.occurrence
    if args.which == "all":
        if occurrence is not None:
            raise Invalid("All of it has no single time; leave the time out.", field="occurrence")
        activities.cancel_from(tx, card.id, None)
    else:
        occurrence = _known_occurrence(card, occurrence)
        if args.which == "one":
            activities.cancel_one(tx, card.id, occurrence)
        else:
            activities.cancel_from(tx, card.id, occurrence)
    said_no = await _said_no(tx, card, occurrence)
    changed = await activities.activity(tx, card.id)
    card = changed.card if changed else card
    told = entries.ActivityCancelled(activity=card, which=args.which, occurrence=occurrence)
    await tx.append(activity.stream, "activity.cancelled", told, caller.member)
    notice = entries.InvitationCancelled(activity=card, which=args.which, occurrence=occurrence)
    for id_ in await access.invited(tx, activity):
        if id_ not in said_no:
            await tx.append(member_stream(id_), "invitation.cancelled", notice, caller.member)
    return ActivityResult(activity=card)


async def answer(tx: Tx, caller: Caller, args: ActivityAnswer) -> ActivityAnswered:
    """Answer an invitation, to one time or to all that come; the last answer holds."""
    activity = await access.activity(tx, caller, args.activity)
    card = activity.card
    if card.cancelled:
        raise Gone("This activity has been cancelled.", field="activity")
    if args.occurrence != ALL:
        found = occurrences.find(series_of(card), args.occurrence)
        if is_cancelled(card, found.id):
            raise Gone("This time of it has been cancelled.", field="occurrence")
        _check_not_over(found.ends, tx.now)
    given = AnswerCard(
        activity=card.id, occurrence=args.occurrence, member=caller.member, answer=args.answer
    )
    if args.answer is Answer.COMING and card.max is not None:
        await _check_room(tx, card, given)
    activities.answer(tx, given)
    body = entries.ActivityAnswered(**given.model_dump())
    await tx.append(activity.stream, "activity.answered", body, caller.member)
    return ActivityAnswered(answer=given)


def _check_not_over(ends: datetime, now: datetime) -> None:
    if ends <= now:
        raise Gone("This time of it is over.", field="occurrence")


async def _check_room(tx: Tx, card: ActivityCard, given: AnswerCard) -> None:
    coming = {
        one.member
        for one in await activities.answers_to(tx, card.id)
        if one.occurrence in (given.occurrence, ALL) and one.answer is Answer.COMING
    }
    if len(coming - {given.member}) >= (card.max or 0):
        raise Conflict("It is full. Ask the leader whether there is room for one more.")


async def _said_no(tx: Tx, card: ActivityCard, occurrence: str | None) -> set[str]:
    """Those who need not hear of a cancellation, since they were not coming."""
    return {
        one.member
        for one in await activities.answers_to(tx, card.id)
        if one.answer is Answer.NO and one.occurrence in (occurrence, ALL)
    }


def _known_occurrence(card: ActivityCard, occurrence: str | None) -> str:
    if occurrence is None:
        raise Invalid("Say which time of it.", field="occurrence")
    found = occurrences.find(series_of(card), occurrence)
    if is_cancelled(card, found.id):
        raise Gone("This time of it has been cancelled already.", field="occurrence")
    return found.id


async def _require_leading(tx: Tx, caller: Caller) -> None:
    me = await people.card(tx, caller.member)
    if not {Duty.GROUP_LEADER, Duty.PEER_MENTOR, Duty.KEEPER}.intersection(me.duties):
        raise Forbidden(
            "Planning for the whole house takes a duty. Ask a group leader, or plan it in a group."
        )


def _require_leading_this(caller: Caller, activity: Activity) -> None:
    if caller.member not in (activity.card.leader, activity.made_by):
        raise Forbidden("Only the one who leads or planned this can cancel it. Write to them.")


ROWS = (
    Row("activity.plan", plan, Rate.COSTLY),
    Row("activity.cancel", cancel, Rate.COSTLY),
    Row("activity.answer", answer),
)
