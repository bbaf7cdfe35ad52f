"""Being missed: a regular who wishes it is away twice running, and the leader gets one line."""

from datetime import timedelta

from utelys import access
from utelys.actions.planning import language_of, leading
from utelys.actions.row import Row
from utelys.actions.telling import tell
from utelys.core import wording
from utelys.core.activity import Activity, text
from utelys.core.answers import ALL
from utelys.core.caller import Caller
from utelys.core.ids import activity_of
from utelys.core.occurrences import Occurrence, occurrences
from utelys.store.base import Tx
from utelys.store.queries import answers, people
from utelys_protocol.commands.activities import ActivityMissing, ActivityMissMe
from utelys_protocol.together import MissingChosen, MissingNoticed
from utelys_protocol.words import Answer

_BACK = timedelta(weeks=8)


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


async def notice(tx: Tx, activity: Activity, one: Occurrence, came: set[str], by: str) -> None:
    """After it was noted who came: tell the leader, once, of regulars who were away twice."""
    wishing = await answers.missing_in(tx, activity.id)
    earlier = _time_before(activity, one) if wishing else None
    before = await answers.noted(tx, earlier.id) if earlier else None
    regular = await _regulars(tx, activity, earlier) if earlier else set()
    for member, told in wishing.items():
        if member in came and told:
            answers.miss(tx, activity.id, member, told=False)
        away = before is not None and member not in came and member not in before
        if away and not told and member in regular:
            answers.miss(tx, activity.id, member, told=True)
            for leader in sorted({by, *await leading(tx, activity, one)}):
                await _tell(tx, leader, one, member, by)


async def _tell(tx: Tx, leader: str, one: Occurrence, member: str, by: str) -> None:
    name, title = (await people.card(tx, member)).name, text(one.details, "title") or ""
    words = wording.say_missed(name, title, await language_of(tx, leader))
    body = MissingNoticed(
        activity=activity_of(one.id), occurrence=one.id, member=member, words=words
    )
    await tell(tx, leader, "missing.noticed", body, by)


def _time_before(activity: Activity, one: Occurrence) -> Occurrence | None:
    """The time before this one, if there was one in the last weeks."""
    earlier = occurrences(activity.series, one.starts - _BACK, one.starts)
    standing = [each for each in earlier if not each.cancelled]
    return standing[-1] if standing else None


async def _regulars(tx: Tx, activity: Activity, since: Occurrence) -> set[str]:
    """Who has been coming to all of it from some time on: before that nobody could miss them."""
    book = await answers.book(tx, activity.id)
    return {
        given.member
        for given in book.given.values()
        if given.occurrence == ALL and given.answer is Answer.COMING and given.at < since.starts
    }


ROWS = (Row("activity.miss_me", miss_me),)
