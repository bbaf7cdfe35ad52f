"""Carrying out a change to an activity: what is kept, who hears of it, who gets a place."""

from dataclasses import replace

from utelys import access
from utelys.actions.closing import close_if_over
from utelys.actions.company import keep_in_step, settle_all, tell_alone
from utelys.actions.planning import (
    ask_who_leads,
    hearers,
    invite_to_near,
    language_of,
    newly_leaderless,
    newly_near,
    schedule,
    tell_all,
)
from utelys.actions.queue import tell_moved
from utelys.actions.series_room import begin_if_it_repeats
from utelys.actions.telling import make_ready, tell
from utelys.actions.turns import see_to
from utelys.core import changes, wording
from utelys.core.activity import PEOPLE, Activity, text
from utelys.core.agenda import AHEAD, Step
from utelys.core.answers import State
from utelys.core.change import Change
from utelys.core.deaf import deaf_to_one
from utelys.core.errors import NotFound
from utelys.core.occurrences import Occurrence, Series, find, occurrences
from utelys.core.wording import Changed
from utelys.store.base import Tx
from utelys.store.queries import activities, answers, people
from utelys_protocol.together import (
    ActivityCancelled,
    ActivityChanged,
    InvitationCancelled,
    InvitationChanged,
)
from utelys_protocol.words import Language


async def carry_out(
    tx: Tx, activity: Activity, one: Occurrence, which: str, wanted: Change, by: str
) -> Activity:
    """Change an activity from `one` on and tell it; nothing is told when nothing is different.

    Raises:
        Refusal: as `changes` says; nothing has been written then.
    """
    series = changes.change(activity.series, which, one.id, wanted, tx.now)
    if series == activity.series:
        return activity
    if wanted.rule is None and changes.looks_alike(activity.series, series, tx.now):
        return activity
    activity = await see_to(tx, activity)
    after = _revised(tx, activity, series)
    book = await answers.book(tx, activity.id)
    after = await begin_if_it_repeats(tx, activity, after, book, by)
    changed = Changed(
        one, _afterwards(after, one), await _names(tx, one, wanted), bool(wanted.rule)
    )
    told, silent = await hearers(tx, activity, after, book, which, one)
    await activities.change(tx, after)
    await _tell(tx, after, which, changed, (told, silent), by)
    only = one.id if which == "one" else None
    await tell_moved(tx, State(activity, book), State(after, book), by, only)
    after = await _invite(tx, State(after, book), which, told, by)
    await _catch_up(tx, activity, State(after, book), by)
    schedule(tx, after)
    return after


async def _invite(tx: Tx, state: State, which: str, told: list[str], by: str) -> Activity:
    """Invite to times that the change brought near; who has just heard of that one is left out."""
    reached = await access.invited(tx, state.activity)
    heard = set(told) if which == "one" else set()

    def members(one: Occurrence) -> list[str]:
        deaf = heard | deaf_to_one(state.book, one)
        return [member for member in reached if member not in deaf]

    return await invite_to_near(tx, state.activity, members, by)


async def _catch_up(tx: Tx, before: Activity, state: State, by: str) -> None:
    """Do what the clock would have done for times that are nearer now, or that nobody leads now."""
    for one in newly_leaderless(before, state.activity, tx.now):
        await ask_who_leads(tx, state.activity, one, state.book, by)
    await keep_in_step(tx, before, state.activity, by)
    await settle_all(tx, state.activity, by)
    for one in newly_near(before, state.activity, tx.now, AHEAD[Step.ALONE]):
        await tell_alone(tx, state, one, by)


def _revised(tx: Tx, activity: Activity, series: Series) -> Activity:
    """An activity with its times changed now."""
    series = replace(series, revised=tx.now)
    return replace(activity, series=series, sequence=activity.sequence + 1)


async def call_off(tx: Tx, activity: Activity, one: Occurrence, which: str, by: str) -> Activity:
    """Cancel one time, this and later ones, or all of it, and tell everyone who has not said no."""
    series = changes.change(activity.series, which, one.id, Change(cancelled=True), tx.now)
    activity = await see_to(tx, activity)
    after = replace(_revised(tx, activity, series), ended=which == "all")
    book = await answers.book(tx, activity.id)
    told, silent = await hearers(tx, activity, after, book, which, one)
    await activities.change(tx, after)
    occurrence = None if which == "all" else one.id
    body = ActivityCancelled(activity=after.card, which=which, occurrence=occurrence)
    await tx.append(activity.stream, "activity.cancelled", body, by)
    await make_ready(tx, told)
    for member in told:
        words = wording.say_cancelled(which, one, await language_of(tx, member))
        notice = InvitationCancelled(**body.model_dump(), starts_at=one.starts, words=words)
        await tell(tx, member, "invitation.cancelled", notice, by)
    await tell_all(tx, silent, "activity.cancelled", body, by)
    await settle_all(tx, after, by)
    await close_if_over(tx, after, by)
    schedule(tx, after)
    return after


def _afterwards(after: Activity, one: Occurrence) -> Occurrence:
    """The same time after the change; where it is no more, the next one that there is."""
    try:
        return find(after.series, one.id)
    except NotFound:
        return next(iter(occurrences(after.series, one.starts)), one)


async def _names(tx: Tx, one: Occurrence, wanted: Change) -> dict[str, str]:
    ids = {text(details, who) for details in (one.details, wanted.details) for who in PEOPLE}
    return {id_: (await people.card(tx, id_)).name for id_ in ids if id_ is not None}


async def _tell(
    tx: Tx,
    after: Activity,
    which: str,
    changed: Changed,
    members: tuple[list[str], list[str]],
    by: str,
) -> None:
    bodies = {language: _body(after, which, changed, language) for language in Language}
    plain = bodies[Language.BOKMAAL]
    await tx.append(after.stream, "activity.changed", plain, by)
    told, silent = members
    starts = changed.after.starts
    was = changed.before.starts if changed.before.starts != starts else None
    await make_ready(tx, told)
    for member in told:
        said = bodies[await language_of(tx, member)]
        body = InvitationChanged(**dict(said), starts_at=starts, was_at=was)
        await tell(tx, member, "invitation.changed", body, by)
    await tell_all(tx, silent, "activity.changed", plain, by)


def _body(after: Activity, which: str, changed: Changed, language: Language) -> ActivityChanged:
    found = wording.changes(changed, language)
    title = text(changed.after.details, "title") or ""
    return ActivityChanged(
        activity=after.card,
        which=which,
        occurrence=None if which == "all" else changed.before.id,
        words=wording.say_changes(title, found, language),
        changes=found,
    )
