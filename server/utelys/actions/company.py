"""Company: what is said stays private; who goes with whom is settled whenever something changes."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from utelys import access
from utelys.actions.company_telling import (
    ask_along,
    ask_still,
    tell_broken,
    tell_matched,
    tell_nobody,
)
from utelys.actions.planning import check_answerable, leading
from utelys.actions.row import Row
from utelys.actions.telling import tell
from utelys.core.activity import Activity
from utelys.core.answers import ALL, State
from utelys.core.caller import Caller
from utelys.core.company import Burden, Pair, Table, Two, broken, in_order, match
from utelys.core.errors import Invalid
from utelys.core.occurrences import Occurrence, occurrences
from utelys.store.base import Tx
from utelys.store.queries import answers, blocks, company, rooms
from utelys.store.queries.company import Spoken
from utelys_protocol.commands.company import CompanySay, CompanySayResult
from utelys_protocol.company import CompanySaid, Says
from utelys_protocol.words import Answer

AHEAD = timedelta(days=7)
"""How long before a time those who go together are put together."""

LATELY = timedelta(weeks=8)
TIMES = 3
ASKED_AT_ONCE = 2


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
    """Settle who goes with whom to each time of an activity that is near."""
    heard = await company.spoken(tx, activity.id)
    if heard:
        for one in occurrences(activity.series, tx.now, tx.now + AHEAD):
            await settle(tx, activity, one, heard, by)


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
    for pair in broken(table):
        company.part(tx, one.id, pair)
        await tell_broken(tx, one, pair, table, by)
    made = match(table)
    for pair in made:
        company.put_together(tx, one.id, pair, one.starts)
        await tell_matched(tx, one, pair, by)
    await _ask_still(tx, one, made, heard, by)
    before = await company.asked(tx, one.id)
    paired = {
        member
        for pair in (*table.standing, *made)
        for member in pair.two
        if pair not in broken(table)
    }
    for wants in table.wants:
        if wants not in paired:
            await _ask_next(tx, one, wants, (table, silent, before), by)


async def _ask_next(
    tx: Tx,
    one: Occurrence,
    wants: str,
    laid: tuple[Table, list[str], set[Pair]],
    by: str,
) -> None:
    """Ask those who offered and have not said whether they come, a few at a time."""
    table, silent, before = laid
    open_now = [pair for pair in before if pair.wants == wants and pair.offers in silent]
    for offers in in_order(table, wants, silent):
        if len(open_now) >= ASKED_AT_ONCE:
            return
        pair = Pair(wants, offers)
        if pair not in before:
            company.note_asked(tx, one.id, pair)
            open_now.append(pair)
            await ask_along(tx, one, pair, by)


async def lay(
    tx: Tx, state: State, one: Occurrence, heard: list[Spoken]
) -> tuple[Table, list[str]]:
    """Find out who wants and who offers, for one time; and who offers but has not answered."""
    reached = set(await access.invited(tx, state.activity))
    places, counting = state.places(one), state.book.counting(one)
    wants: list[str] = []
    offers: list[str] = []
    silent: list[str] = []
    if not one.cancelled:
        for said in _speaking(heard, one):
            answer = counting.get(said.member)
            gone = said.member not in reached or said.member in places.waiting
            if gone or (answer is not None and answer.answer is Answer.NO):
                continue
            if said.says is Says.WANTED and (answer is not None or said.activity):
                wants.append(said.member)
            elif said.says is Says.OFFERED:
                (offers if said.member in places.coming else silent).append(said.member)
    before = await company.pairs_of(tx, one.id)
    apart = {each.pair.two for each in before if each.ended}
    for one_who in wants:
        apart |= {frozenset(block) for block in await blocks.around(tx, one_who)}
    standing = tuple(each.pair for each in before if not each.ended)
    burdens, met = await _known(tx, wants, [*offers, *silent])
    return Table(tuple(wants), tuple(offers), standing, burdens, met, apart), silent


def _speaking(heard: list[Spoken], one: Occurrence) -> Iterable[Spoken]:
    """What counts for one time: what was said of it, else of the activity, else in general."""
    nearest: dict[str, Spoken] = {}
    for said in heard:
        if said.occurrence in (ALL, one.id):
            old = nearest.get(said.member)
            if old is None or _near(said) > _near(old):
                nearest[said.member] = said
    return sorted(nearest.values(), key=lambda said: (said.at, said.member))


def _near(said: Spoken) -> int:
    return (said.activity != "") + (said.occurrence != ALL)


async def _known(tx: Tx, wants: list[str], offers: list[str]) -> tuple[dict[str, Burden], set[Two]]:
    """How often each has gone along lately, and who has met whom."""
    burdens, met = {}, set()
    for member in offers if wants else ():
        been = [one for one in await company.went(tx, member) if not one.ended]
        lately = [
            one.starts for one in been if one.pair.offers == member and one.starts > tx.now - LATELY
        ]
        burdens[member] = Burden(len(lately), max(lately, default=None))
        met |= {one.pair.two for one in been}
        for other in wants:
            if await rooms.direct_room(tx, member, other) is not None:
                met.add(frozenset((member, other)))
    return burdens, met


async def _ask_still(
    tx: Tx, one: Occurrence, made: list[Pair], heard: list[Spoken], by: str
) -> None:
    """Whoever has had company three times is asked, once, whether they still want it."""
    for said in _speaking(heard, one):
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
    paired = {pair.wants for pair in table.standing}
    alone = [member for member in table.wants if member not in paired]
    if alone:
        await tell_nobody(tx, one, alone, await leading(tx, state.activity, one), by)


ROWS = (Row("company.say", say),)
