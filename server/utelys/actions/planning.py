"""What every way to plan or change an activity has in common: who hears of it, what follows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from utelys import access
from utelys.actions.telling import make_ready, tell
from utelys.core import agenda
from utelys.core.activity import PEOPLE, Activity, text
from utelys.core.answers import ALL, Book
from utelys.core.deaf import deaf_to_many, deaf_to_one
from utelys.core.errors import Gone, Invalid
from utelys.core.occurrences import Occurrence, find, standing
from utelys.store.base import Tx
from utelys.store.queries import activities, people
from utelys_protocol.base import Told
from utelys_protocol.together import ActivityLeaderless, InvitationLeaderless, InvitationReceived
from utelys_protocol.words import Language

TURNS = "activity.turns"
"""The timer of an activity: set for when there is next something to do around its times."""

_LEADERLESS = agenda.AHEAD[agenda.Step.LEADERLESS]


def the_time(tx: Tx, activity: Activity, which: str, occurrence: str | None) -> Occurrence:
    """Find the time that a change begins with; for all, it is the next that has not begun.

    Raises:
        Invalid: no time is named where one is needed, or one is where none makes sense.
        NotFound: there is no such time.
        Gone: it is cancelled, or over, or there is none left.
    """
    if activity.ended:
        raise Gone("This activity has been cancelled already.", field="activity")
    if which == "all":
        if occurrence is not None:
            raise Invalid("All of it has no single time; leave the time out.", field="occurrence")
        found = next_time(activity, tx)
        if found is None:
            raise Gone("No time of this activity is left to come.", field="activity")
        return found
    if occurrence is None:
        raise Invalid("Say which time of it.", field="occurrence")
    one = find(activity.series, occurrence)
    if one.cancelled:
        raise Gone("This time of it has been cancelled already.", field="occurrence")
    if one.ends <= tx.now:
        raise Gone("This time of it is over.", field="occurrence")
    return one


def check_answerable(tx: Tx, activity: Activity, occurrence: str) -> Occurrence | None:
    """Find the time that is answered; None for all to come.

    Raises:
        NotFound: there is no such time.
        Gone: it is cancelled or over, or nothing of it is left.
    """
    if activity.ended:
        raise Gone("This activity has been cancelled.", field="activity")
    if occurrence == ALL:
        if not agenda.is_left(activity, tx.now):
            raise Gone("Nothing of this activity is left to come.", field="activity")
        return None
    one = find(activity.series, occurrence)
    if one.cancelled:
        raise Gone("This time of it has been cancelled.", field="occurrence")
    if one.ends <= tx.now:
        raise Gone("This time of it is over.", field="occurrence")
    return one


def next_time(activity: Activity, tx: Tx) -> Occurrence | None:
    """The next time that has not begun and is not cancelled."""
    return None if activity.ended else agenda.next_standing(activity, tx.now)


def check_people(details: Mapping[str, object], reached: Iterable[str]) -> None:
    """Whoever leads is one of those whom the activity concerns.

    Raises:
        Invalid: they are not.
    """
    inside = set(reached)
    for who in PEOPLE:
        named = text(details, who)
        if named is not None and named not in inside:
            raise Invalid("The leader must be one of those invited.", field=who)


def schedule(tx: Tx, activity: Activity) -> None:
    """Let the clock come back when there is next something to do for an activity."""
    moment = agenda.next_due(activity, tx.now)
    if moment is None and activity.room is not None and not activity.ended:
        moment = agenda.room_closes(activity, tx.now)
    if moment is None:
        tx.cancel_timer(TURNS, activity.id)
    else:
        tx.set_timer(TURNS, activity.id, moment)


async def hearers(
    tx: Tx, before: Activity, after: Activity, book: Book, which: str, one: Occurrence
) -> tuple[list[str], list[str]]:
    """Those who hear of a change to `one` (and later ones), and those who are not told.

    Where invitations go out some days ahead, a time to which they have not gone out concerns only
    those who have answered by themselves.
    """
    reached = await access.invited(tx, before)
    if which == "one":
        deaf = deaf_to_one(book, one)
        if not agenda.is_invited(before, one):
            answered = book.counting(one)
            deaf |= {member for member in reached if member not in answered}
    else:
        since = one if which == "later" else None
        deaf = deaf_to_many(before, after.series, book, since, tx.now)
    return [m for m in reached if m not in deaf], [m for m in reached if m in deaf]


async def leading(tx: Tx, activity: Activity, one: Occurrence | None) -> list[str]:
    """Whoever hears what is for those who lead a time; for None, the next that there is.

    Where nobody leads it is the one who planned it, unless it concerns them no more: then nobody.
    """
    one = one or next_time(activity, tx)
    details = one.details if one else activity.details
    reached = set(await access.invited(tx, activity))
    found = {text(details, who) for who in PEOPLE} & reached
    return sorted(filter(None, found or {activity.made_by} & reached))


async def language_of(tx: Tx, member: str) -> Language:
    """The language that a member reads."""
    found = await people.member(tx, member)
    return found.language if found else Language.BOKMAAL


async def tell_all(tx: Tx, members: Iterable[str], kind: str, body: Told, by: str) -> None:
    """Tell many the same."""
    members = list(members)
    await make_ready(tx, members)
    for member in members:
        await tell(tx, member, kind, body, by)


async def ask_who_leads(tx: Tx, activity: Activity, one: Occurrence, book: Book, by: str) -> None:
    """Nobody leads a time that begins within a day: those whom it concerns are asked who does."""
    body = ActivityLeaderless(
        activity=activity.id,
        occurrence=one.id,
        starts_at=one.starts,
        title=text(one.details, "title") or "",
    )
    await tx.append(activity.stream, "activity.leaderless", body, by)
    told, _ = await hearers(tx, activity, activity, book, "one", one)
    asked = InvitationLeaderless(**body.model_dump())
    await tell_all(tx, told, "invitation.leaderless", asked, by)


def newly_near(
    before: Activity, after: Activity, now: datetime, ahead: timedelta
) -> list[Occurrence]:
    """The times that stand and begin so soon after a change, and did not before it."""
    was = {one.id for one in standing(before.series, now, now + ahead)}
    return [one for one in standing(after.series, now, now + ahead) if one.id not in was]


def newly_leaderless(before: Activity, after: Activity, now: datetime) -> list[Occurrence]:
    """The times within a day that nobody leads after a change, and of which nobody was asked."""
    asked = {
        one.id
        for one in standing(before.series, now, now + _LEADERLESS)
        if text(one.details, "leader") is None
    }
    return [
        one
        for one in standing(after.series, now, now + _LEADERLESS)
        if text(one.details, "leader") is None and one.id not in asked
    ]


async def invite_to_near(
    tx: Tx, activity: Activity, members: Callable[[Occurrence], Iterable[str]], by: str
) -> Activity:
    """Invite to the times that are near enough by now, and to which nobody was invited yet."""
    for one in agenda.to_invite(activity, tx.now):
        received = InvitationReceived(
            activity=activity.card, occurrence=one.id, starts_at=one.starts
        )
        await tell_all(tx, members(one), "invitation.received", received, by)
        activity = replace(activity, invited=activity.invited | {one.slot})
    activities.turned(tx, activity)
    return activity
