"""Reading a calendar of another program in: once to look, once to make, as often as one likes.

An event is known by its UID within the house or group. Imported again, it changes the activity that
it became if it says something else than it said the last time, and else leaves it alone, whatever
was changed here since. All is made in one transaction.

Each member gets one invitation for the whole of a file, to what is soonest; the rest stands in
their list, and the reminders speak for it. Nobody's phone should ring a hundred times.
"""

import hashlib
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from utelys import access
from utelys.actions.activities import begin
from utelys.actions.changing import call_off, carry_out
from utelys.actions.planning import language_of, schedule, tell_all
from utelys.core.activity import Activity, Audience, text
from utelys.core.caller import Caller
from utelys.core.errors import Invalid, TooLarge
from utelys.core.ics_merging import Step, merge
from utelys.core.ics_reading import CalendarFile, InFile
from utelys.core.ics_words import Unread, Why
from utelys.core.occurrences import Segment, Series
from utelys.store.base import Tx
from utelys.store.queries import activities, imports
from utelys.store.queries.imports import Imported
from utelys_protocol.importing import (
    MOST_ACTIVITIES,
    CalendarImported,
    ImportedCard,
    ImportQuery,
)
from utelys_protocol.together import ActivityPlanned, InvitationReceived

MOST_UNREAD = 500
"""Unread lines that are told."""

_OWN = re.compile(r"([0-9A-Z]{26})(?:[.-](?:before-)?[0-9T]{13})?@utelys")

What = Literal["new", "changed", "cancelled", "same"]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to become of one event."""

    what: What
    said: InFile
    known: Imported
    activity: Activity | None = None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """A file that has been read, and where it is to go."""

    query: ImportQuery
    file: CalendarFile


async def look(tx: Tx, caller: Caller, wish: Wish) -> CalendarImported:
    """Tell what would be made. Writes nothing.

    Raises:
        Refusal: as `access.check_place`; or TooLarge, for more than is made at once.
    """
    plans, unread = await _plans(tx, caller, wish.query, wish.file)
    cards = [_card(one, one.activity) for one in plans]
    return await _told(tx, caller, wish.file, cards, unread, made=False)


async def make(tx: Tx, caller: Caller, wish: Wish) -> CalendarImported:
    """Make and change the activities, and tell those whom they concern.

    Raises:
        Refusal: as `look`; nothing has been written then.
    """
    plans, unread = await _plans(tx, caller, wish.query, wish.file)
    cards, new = [], []
    for one in plans:
        activity = await _DO[one.what](tx, caller, wish.query, one)
        if activity is not None:
            imports.put(tx, replace(one.known, activity=activity.id))
        if one.what == "new" and activity is not None:
            new.append((one, activity))
        cards.append(_card(one, activity))
    await _invite(tx, caller, new)
    return await _told(tx, caller, wish.file, cards, unread, made=True)


async def _plans(
    tx: Tx, caller: Caller, query: ImportQuery, file: CalendarFile
) -> tuple[list[_Plan], list[Unread]]:
    await access.check_place(tx, caller, query.house, query.group)
    unread = list(file.unread)
    plans: dict[bytes, _Plan] = {}
    for said in file.activities:
        one = await _plan(tx, caller, query, said, unread)
        if one is not None and plans.setdefault(one.known.uid_hash, one) is not one:
            unread.append(Unread(said.line, "UID", Why.SAME_UID))
    if sum(one.what != "same" for one in plans.values()) > MOST_ACTIVITIES:
        raise TooLarge(
            f"This calendar would make or change over {MOST_ACTIVITIES} activities; "
            "leave some of them out of the file."
        )
    return list(plans.values()), sorted(unread, key=lambda each: each.line)


async def _plan(
    tx: Tx, caller: Caller, query: ImportQuery, said: InFile, unread: list[Unread]
) -> _Plan | None:
    """Decide what becomes of one event; None, with a line in `unread`, where nothing may."""
    place = query.house or query.group or ""
    key = tx.secret("import", place)
    known = Imported(
        place,
        hashlib.blake2b(said.uid.encode(), key=key, digest_size=16).digest(),
        hashlib.blake2b(said.says.encode(), key=key, digest_size=16).digest(),
        "",
    )
    own = _OWN.fullmatch(said.uid)
    found = await imports.find(tx, place, known.uid_hash)
    id_ = own[1] if own else found.activity if found else None
    activity = await activities.activity(tx, id_) if id_ else None
    if activity is None or not _is_there(activity, query):
        if said.cancelled:
            return None
        return _Plan("new", said, known)
    if own or activity.ended or (found and found.says_hash == known.says_hash):
        return _Plan("same", said, replace(known, activity=activity.id), activity)
    try:
        steps = merge(activity.series, said, tx.now)
    except Invalid:
        unread.append(Unread(said.line, "DTSTART", Why.NOT_THIS_TIME))
        return None
    if steps is None:
        if said.cancelled:
            return _Plan("same", said, known, activity)
        return _Plan("new", said, known)
    if steps and not await access.may_bring_up_to_date(tx, caller, activity):
        unread.append(Unread(said.line, "UID", Why.NOT_YOURS))
        return None
    what: What = "cancelled" if said.cancelled else "changed" if steps else "same"
    return _Plan(what, said, known, activity, tuple(steps))


def _is_there(activity: Activity, query: ImportQuery) -> bool:
    return (activity.audience.house, activity.audience.group) == (query.house, query.group)


async def _new(tx: Tx, caller: Caller, query: ImportQuery, one: _Plan) -> Activity:
    series = _led(one.said.series, tx.new_id(), caller.member)
    return await begin(tx, caller, Audience(query.house, query.group), series)


def _led(series: Series, id_: str, leader: str) -> Series:
    """A series of the file as one of an activity, led by the one who brings it in."""

    def led(segment: Segment) -> Segment:
        return replace(segment, details={**segment.details, "leader": leader})

    return replace(series, activity=id_, segments=tuple(led(one) for one in series.segments))


async def _change(tx: Tx, caller: Caller, _query: ImportQuery, one: _Plan) -> Activity | None:
    activity = one.activity
    for step in one.steps:
        if activity is not None and step.change.cancelled:
            activity = await call_off(tx, activity, step.one, step.which, caller.member)
        elif activity is not None:
            activity = await carry_out(
                tx, activity, step.one, step.which, step.change, caller.member
            )
    return activity


async def _same(_tx: Tx, _caller: Caller, _query: ImportQuery, one: _Plan) -> Activity | None:
    return one.activity


_Do = Callable[[Tx, Caller, ImportQuery, _Plan], Awaitable[Activity | None]]

_DO: dict[What, _Do] = {"new": _new, "changed": _change, "cancelled": _change, "same": _same}


async def _invite(tx: Tx, caller: Caller, new: list[tuple[_Plan, Activity]]) -> None:
    """Invite to what is soonest, and put the rest into everyone's list."""
    soonest = min((one.said.next.starts for one, _ in new if one.said.next), default=None)
    invited = False
    for one, activity in new:
        reached = await access.invited(tx, activity)
        if not invited and one.said.next and one.said.next.starts == soonest:
            invited = True
            received = InvitationReceived(activity=activity.card)
            await tell_all(tx, reached, "invitation.received", received, caller.member)
        else:
            listed = ActivityPlanned(activity=activity.card)
            await tell_all(tx, reached, "activity.planned", listed, caller.member)
        schedule(tx, activity)


def _card(one: _Plan, activity: Activity | None) -> ImportedCard:
    first = one.said.series.segments[-1]
    return ImportedCard(
        line=one.said.line,
        what=one.what,
        title=text(first.details, "title") or (activity and text(activity.details, "title")) or "",
        place=text(first.details, "place") or "",
        starts=first.start.told(),
        lasts=first.lasts // timedelta(seconds=1),
        rule=first.rule.text if first.rule else None,
        next=one.said.next.starts if one.said.next else None,
        differing=one.said.differing,
        activity=activity.id if activity else None,
    )


async def _told(
    tx: Tx,
    caller: Caller,
    file: CalendarFile,
    cards: list[ImportedCard],
    unread: list[Unread],
    *,
    made: bool,
) -> CalendarImported:
    language = await language_of(tx, caller.member)
    return CalendarImported(
        made=made,
        activities=sorted(cards, key=lambda card: card.line),
        unread=[one.told(language) for one in unread[:MOST_UNREAD]],
        more_unread=max(0, len(unread) - MOST_UNREAD),
        over=file.over,
    )
