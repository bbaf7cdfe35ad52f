"""Company: what is said stays private; who goes with whom is settled whenever something changes."""

from dataclasses import replace
from datetime import datetime, timedelta

from utelys import access
from utelys.actions.company_laying import alone, lay, speaking
from utelys.actions.company_telling import (
    ask_along,
    ask_still,
    tell_broken,
    tell_gone,
    tell_matched,
    tell_moved,
    tell_nobody,
)
from utelys.actions.planning import check_answerable, leading
from utelys.actions.row import Row
from utelys.actions.telling import tell
from utelys.core import agenda
from utelys.core.activity import Activity
from utelys.core.answers import ALL, State
from utelys.core.caller import CLOCK, Caller
from utelys.core.company import Pair, Table, broken, in_order, match
from utelys.core.errors import Invalid, NotFound
from utelys.core.ids import activity_of
from utelys.core.occurrences import Occurrence, find, occurrences
from utelys.store.base import Tx
from utelys.store.queries import activities, answers, company
from utelys.store.queries.company import Spoken
from utelys_protocol.commands.company import CompanySay, CompanySayResult
from utelys_protocol.company import CompanySaid, Says

AHEAD = timedelta(days=7)
"""How long before a time those who go together are put together."""

SOON = agenda.AHEAD[agenda.Step.ALONE]
"""How long before a time who leads it hears at once that somebody is left alone."""

TIMES = 3
ASKED_AT_ONCE = 2

WAITS = timedelta(hours=24)
"""How long those who were asked are waited for before others are asked too."""

WAITS_NEAR = timedelta(minutes=30)
"""The same, where the time would be too near after that."""

ASK_ON = "company.ask_on"
"""The timer of one who wants company at one time: when others are asked too."""

SHOWN = ("title", "place", "meet_at")
"""What those who go together are shown, apart from when it is."""


async def say(tx: Tx, caller: Caller, args: CompanySay) -> CompanySayResult:
    """Say what one wants or offers; whom it concerns within a week is settled at once."""
    if args.activity is None:
        if args.occurrence != ALL:
            raise Invalid("Say which activity that time is of.", field="activity")
        concerned = await access.activities_of(tx, caller.member)
    else:
        activity = await access.activity(tx, caller, args.activity)
        check_answerable(tx, activity, args.occurrence)
        concerned = [activity]
    said = await speak(tx, caller.member, args.says, args.activity or "", args.occurrence)
    for one in concerned:
        await settle_all(tx, one, caller.member)
    return CompanySayResult(company=said.card)


async def speak(tx: Tx, member: str, says: Says, activity: str, occurrence: str) -> Spoken:
    """Write what a member says about company, and tell their other devices."""
    said = Spoken(member, activity, occurrence, says, tx.now)
    company.say(tx, said)
    await tell(tx, member, "company.said", CompanySaid(company=said.card), member)
    return said


async def settle_all(tx: Tx, activity: Activity, by: str) -> None:
    """Settle who goes with whom to each time of an activity that is near.

    Those who go together to one that lies further away now may part; where there is no such time
    any more, they do.
    """
    heard = await company.spoken(tx, activity.id)
    standing = await company.standing(tx, activity.id, tx.now)
    near = occurrences(activity.series, tx.now, tx.now + AHEAD) if heard else ()
    settled = set()
    for one in near:
        settled.add(one.id)
        await settle(tx, activity, one, heard, by)
    for went in standing:
        if went.occurrence not in settled:
            one_else = time_at(activity, went.occurrence)
            if one_else is None:
                company.part(tx, went.occurrence, went.pair)
                await tell_gone(tx, activity, went, by)
            else:
                settled.add(one_else.id)
                await settle(tx, activity, one_else, heard, by)


def time_at(activity: Activity, occurrence: str) -> Occurrence | None:
    """A time that is still planned."""
    try:
        return find(activity.series, occurrence)
    except NotFound:
        return None


async def keep_in_step(tx: Tx, before: Activity, after: Activity, by: str) -> None:
    """Let those who go together find in their room where and when it is after a change."""
    for went in await company.standing(tx, after.id, tx.now):
        was, one = time_at(before, went.occurrence), time_at(after, went.occurrence)
        if was is None or one is None or one.cancelled:
            continue
        if was.starts != one.starts:
            company.put_off(tx, one.id, went.pair, one.starts)
        if was.starts != one.starts or any(
            was.details.get(name) != one.details.get(name) for name in SHOWN
        ):
            await tell_moved(tx, one, went.pair, by)


async def settle_between(tx: Tx, one: str, other: str) -> None:
    """Settle anew what two may go to together: one has blocked the other, or does so no more."""
    theirs = {activity.id for activity in await access.activities_of(tx, other)}
    for activity in await access.activities_of(tx, one):
        if activity.id in theirs:
            await settle_all(tx, activity, one)


async def settle(tx: Tx, activity: Activity, one: Occurrence, heard: list[Spoken], by: str) -> None:
    """Part those who go together no more, and put together those who can; all of them are told."""
    state = State(activity, await answers.book(tx, activity.id))
    table, silent = await lay(tx, state, one, heard)
    if gone := broken(table):
        reached = await access.invited(tx, activity)
        for pair in gone:
            company.part(tx, one.id, pair)
            await tell_broken(tx, one, pair, table, [m for m in pair.two if m in reached], by)
    if one.starts > tx.now + AHEAD:
        return
    made = match(table)
    for pair in made:
        company.put_together(tx, one.id, pair, one.starts)
        await tell_matched(tx, one, pair, by)
    await _ask_still(tx, one, made, heard, by)
    left = alone(table, made)
    for wants in left:
        await _ask_next(tx, one, table, wants, silent, by)
    if left and one.starts - tx.now <= SOON:
        await _tell_leaders(tx, activity, one, left, by)


async def _ask_next(
    tx: Tx,
    one: Occurrence,
    table: Table,
    wants: str,
    silent: list[str],
    by: str,
    *,
    afresh: bool = False,
) -> None:
    """Ask those who offered and have not said whether they come, a few at a time.

    Those who do not answer are waited for, and then others asked as well (`afresh`).
    """
    before = await company.asked(tx, one.id)
    waited_for = [pair for pair in before if pair.wants == wants and pair.offers in silent]
    room = ASKED_AT_ONCE if afresh else ASKED_AT_ONCE - len(waited_for)
    others = [
        pair
        for offers in in_order(table, wants, silent)
        for pair in [Pair(wants, offers)]
        if pair not in before
    ]
    for pair in others[: max(room, 0)]:
        company.note_asked(tx, one.id, pair)
        await ask_along(tx, one, pair, by)
        tx.set_timer(ASK_ON, f"{one.id} {wants}", tx.now + _waits(one, tx.now))


def _waits(one: Occurrence, now: datetime) -> timedelta:
    """How long those who were asked are waited for."""
    return WAITS if now + WAITS < one.starts - SOON else WAITS_NEAR


async def ask_on(tx: Tx, ref: str) -> None:
    """Those who were asked have not answered: the next ones are asked too, while it is of use."""
    occurrence, wants = ref.split(" ")
    activity = await activities.activity(tx, activity_of(occurrence))
    one = time_at(activity, occurrence) if activity is not None else None
    if activity is None or one is None or one.cancelled or one.starts <= tx.now:
        return
    state = State(activity, await answers.book(tx, activity.id))
    table, silent = await lay(tx, state, one, await company.spoken(tx, activity.id))
    if wants in alone(table):
        await _ask_next(tx, one, table, wants, silent, CLOCK, afresh=True)


async def _ask_still(
    tx: Tx, one: Occurrence, made: list[Pair], heard: list[Spoken], by: str
) -> None:
    """Whoever has had company three times is asked, once, whether they still want it."""
    for said in speaking(heard, one):
        if said.says is not Says.WANTED or said.still_asked is not None:
            continue
        if not any(pair.wants == said.member for pair in made):
            continue
        been = [
            each
            for each in await company.went(tx, said.member)
            if each.pair.wants == said.member and not each.ended and said.at < each.starts <= tx.now
        ]
        if len(been) >= TIMES:
            company.say(tx, replace(said, still_asked=tx.now))
            await ask_still(tx, one, said.member, len(been), by)


async def tell_alone(tx: Tx, state: State, one: Occurrence, by: str) -> None:
    """Tell the leader that somebody who wants company has found nobody, and them too."""
    heard = await company.spoken(tx, state.activity.id)
    if not heard:
        return
    table, _ = await lay(tx, state, one, heard)
    if left := alone(table):
        told = await _tell_leaders(tx, state.activity, one, left, by)
        await tell_nobody(tx, one, left, [each for each in left if each not in told], by)


async def _tell_leaders(
    tx: Tx, activity: Activity, one: Occurrence, left: list[str], by: str
) -> list[str]:
    """Tell those who lead of who is left alone, once of each; returns whom it has told."""
    known = await company.alone_told(tx, one.id, one.starts)
    new = [member for member in left if member not in known]
    if not new:
        return []
    for member in new:
        company.note_alone(tx, one.id, member, one.starts)
    leaders = await leading(tx, activity, one)
    await tell_nobody(tx, one, left, leaders, by)
    return leaders


ROWS = (Row("company.say", say),)

TIMERS = {ASK_ON: ask_on}
