"""Leading: taking it where nobody does, giving it back, noting who came."""

from utelys import access
from utelys.actions.changing import carry_out
from utelys.actions.forgetting import KEPT, forget_later
from utelys.actions.missing import notice
from utelys.actions.planning import check_answerable, next_time
from utelys.actions.row import Rate, Row
from utelys.core.activity import PEOPLE, leads, text
from utelys.core.answers import ALL
from utelys.core.caller import Caller
from utelys.core.change import Change
from utelys.core.errors import Conflict, Forbidden, Gone, Invalid, NotFound
from utelys.core.occurrences import Occurrence
from utelys.store.base import Tx
from utelys.store.queries import answers, people
from utelys_protocol.commands.activities import (
    ActivityAttend,
    ActivityAttended,
    ActivityLead,
    ActivityResult,
)


async def lead(tx: Tx, caller: Caller, args: ActivityLead) -> ActivityResult:
    """Take the lead where there is none, or give it back. Exactly one of those who take it wins."""
    activity = await access.activity(tx, caller, args.activity)
    one = check_answerable(tx, activity, args.occurrence) or next_time(activity, tx)
    if one is None:
        raise Gone("No time of this activity is left to come.", field="activity")
    which = "all" if args.occurrence == ALL else "one"
    leader = text(one.details, "leader")
    if args.take and leader not in (None, caller.member):
        name = (await people.card(tx, leader or "")).name
        raise Conflict(f"{name} leads it already.", detail=leader)
    if not args.take and not leads(one.details, caller.member):
        raise Forbidden("You do not lead it.")
    after = await carry_out(tx, activity, one, which, _change(args, one, caller), caller.member)
    return ActivityResult(activity=after.card)


def _change(args: ActivityLead, one: Occurrence, caller: Caller) -> Change:
    """Of all times to come only those that nobody leads are taken, and one's own given back."""
    if args.take:
        return Change(details={"leader": caller.member}, was={"leader": None})
    mine = [who for who in PEOPLE if one.details.get(who) == caller.member]
    return Change(details=dict.fromkeys(mine), was=dict.fromkeys(mine, caller.member))


async def attend(tx: Tx, caller: Caller, args: ActivityAttend) -> ActivityAttended:
    """Note who came to a time that has begun."""
    activity = await access.activity(tx, caller, args.activity)
    one = access.led(caller, activity, args.occurrence)
    if one.cancelled:
        raise Gone("This time of it was cancelled.", field="occurrence")
    if one.starts > tx.now:
        raise Invalid("It has not begun yet.", field="occurrence")
    if one.starts + KEPT <= tx.now:
        raise Gone("This is over eight weeks ago; it is not kept any longer.", field="occurrence")
    known = set(await answers.came(tx, one.id))
    # Somebody may have gone between the walk and the noting: the others came all the same.
    came = [
        id_ for id_ in sorted(set(args.members)) if id_ in known or await _knows(tx, caller, id_)
    ]
    answers.note_came(tx, activity.id, one.id, one.starts, came)
    await notice(tx, activity, one, caller.member)
    forget_later(tx, one)
    return ActivityAttended(occurrence=one.id, members=came)


async def _knows(tx: Tx, caller: Caller, id_: str) -> bool:
    try:
        await access.member(tx, caller, id_)
    except NotFound:
        return False
    return True


ROWS = (
    Row("activity.lead", lead),
    Row("activity.attend", attend, Rate.COSTLY),
)
