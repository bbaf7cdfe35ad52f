"""Being missed: a regular who wishes it is away twice running, and the leader gets one line."""

from datetime import datetime, timedelta

from utelys import access
from utelys.actions.planning import language_of, leading, next_time
from utelys.actions.row import Row
from utelys.actions.telling import tell
from utelys.core import wording
from utelys.core.activity import Activity, text
from utelys.core.answers import ALL
from utelys.core.caller import Caller
from utelys.core.occurrences import Occurrence, occurrences
from utelys.store.base import Tx
from utelys.store.queries import answers, people
from utelys_protocol.commands.activities import ActivityMissing, ActivityMissMe
from utelys_protocol.together import MissingChosen, MissingNoticed
from utelys_protocol.words import Answer

_BACK = timedelta(weeks=8)
_MOMENT = timedelta(milliseconds=1)


async def miss_me(tx: Tx, caller: Caller, args: ActivityMissMe) -> ActivityMissing:
    """Choose whether one wishes to be missed. Nobody else hears of the choice."""
    activity = await access.activity(tx, caller, args.activity)
    if args.on:
        answers.miss(tx, activity.id, caller.member, told=False)
    else:
        answers.miss_not(tx, activity.id, caller.member)
    chosen = MissingChosen(activity=activity.id, on=args.on)
    await tell(tx, caller.member, "missing.chosen", chosen, caller.member)
    return ActivityMissing(activity=activity.id, on=args.on)


async def notice(tx: Tx, activity: Activity, one: Occurrence, by: str) -> None:
    """After it was noted who came: tell the leader, once, of regulars who were away twice.

    What was noted of the time after it, if that was noted first, is looked at once more.
    """
    await _notice(tx, activity, one, by)
    after = _time_after(activity, one, tx.now)
    if after is not None:
        await _notice(tx, activity, after, by)


async def _notice(tx: Tx, activity: Activity, one: Occurrence, by: str) -> None:
    wishing = await answers.missing_in(tx, activity.id)
    came = await answers.noted(tx, one.id) if wishing else None
    if came is None:
        return
    earlier = _time_before(activity, one)
    before = await answers.noted(tx, earlier.id) if earlier else None
    regular = await _regulars(tx, activity, earlier) if earlier else set()
    for member, told in wishing.items():
        if member in came and told:
            answers.miss(tx, activity.id, member, told=False)
        away = before is not None and member not in came and member not in before
        if away and not told and member in regular:
            answers.miss(tx, activity.id, member, told=True)
            for leader in sorted({by, *await leading(tx, activity, one)}):
                await _tell(tx, activity, leader, one, member, by)


async def _tell(
    tx: Tx, activity: Activity, leader: str, one: Occurrence, member: str, by: str
) -> None:
    ahead = next_time(activity, tx)
    name, title = (await people.card(tx, member)).name, text(one.details, "title") or ""
    words = wording.say_missed(name, title, await language_of(tx, leader))
    body = MissingNoticed(
        activity=activity.id,
        occurrence=one.id,
        member=member,
        words=words,
        starts_at=ahead.starts if ahead else None,
    )
    await tell(tx, leader, "missing.noticed", body, by)


def _time_before(activity: Activity, one: Occurrence) -> Occurrence | None:
    """The time before this one, if there was one in the last weeks."""
    earlier = occurrences(activity.series, one.starts - _BACK, one.starts)
    standing = [each for each in earlier if not each.cancelled]
    return standing[-1] if standing else None


def _time_after(activity: Activity, one: Occurrence, now: datetime) -> Occurrence | None:
    """The time after this one, if it has begun."""
    later = occurrences(activity.series, one.starts + _MOMENT, now)
    return next((each for each in later if not each.cancelled), None)


async def _regulars(tx: Tx, activity: Activity, since: Occurrence) -> set[str]:
    """Who has been coming to all of it from some time on: before that nobody could miss them."""
    book = await answers.book(tx, activity.id)
    return {
        given.member
        for given in book.given.values()
        if given.occurrence == ALL and given.answer is Answer.COMING and given.at < since.starts
    }


ROWS = (Row("activity.miss_me", miss_me),)
