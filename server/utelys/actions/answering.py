"""Answering an invitation; the one who leads gets the note, those who waited get the place."""

from utelys import access
from utelys.actions import company, entering
from utelys.actions.forgetting import forget_later
from utelys.actions.planning import check_answerable, leading, next_time, tell_all
from utelys.actions.queue import tell_moved
from utelys.actions.row import Row
from utelys.core.activity import Activity
from utelys.core.answers import State, answer_card
from utelys.core.caller import Caller
from utelys.core.errors import Conflict
from utelys.core.occurrences import Occurrence
from utelys.store.base import Tx
from utelys.store.queries import answers, people, rooms
from utelys_protocol.activities import AnswerCard
from utelys_protocol.commands.activities import ActivityAnswer, ActivityAnswered
from utelys_protocol.company import Says
from utelys_protocol.together import ActivityAnswered as AnsweredEntry
from utelys_protocol.together import AnswerNoted
from utelys_protocol.words import Answer


async def answer(tx: Tx, caller: Caller, args: ActivityAnswer) -> ActivityAnswered:
    """Answer one time, or all to come; the last answer holds."""
    activity = await access.activity(tx, caller, args.activity)
    one = check_answerable(tx, activity, args.occurrence)
    leaders = await leading(tx, activity, one)
    if args.note is not None and not leaders:
        raise Conflict("Nobody leads this now who could read it; answer without it.", field="note")
    card, after = await _write(tx, activity, one, caller.member, args.answer, caller.member)
    await _come_in(tx, activity, caller.member, args.answer)
    if args.company is not None:
        says = Says(args.company)
        await company.speak(tx, caller.member, says, activity.id, args.occurrence)
    await company.settle_all(tx, activity, caller.member)
    if args.note is not None:
        ahead = one or next_time(activity, tx)
        body = AnswerNoted(answer=card, note=args.note, starts_at=ahead.starts if ahead else None)
        await tell_all(tx, leaders, "answer.noted", body, caller.member)
    return ActivityAnswered(answer=card, waiting=caller.member in after.places(one).waiting)


async def give(
    tx: Tx, activity: Activity, one: Occurrence | None, member: str, said: Answer, by: str
) -> None:
    """Give an answer once more for a member who has come back; None is all times to come."""
    await _write(tx, activity, one, member, said, by)
    await company.settle_all(tx, activity, by)


async def _write(
    tx: Tx, activity: Activity, one: Occurrence | None, member: str, said: Answer, by: str
) -> tuple[AnswerCard, State]:
    """Write an answer and tell whom it moves; returns it, and what then stands."""
    before = State(activity, await answers.book(tx, activity.id))
    book, given, gone = before.book.take(one, member, said, tx.now)
    after = State(activity, book)
    answers.drop(tx, activity.id, gone)
    answers.put(tx, activity.id, given)
    if one is not None:
        forget_later(tx, one)
    card = answer_card(activity.id, given)
    entry = AnsweredEntry(**card.model_dump())
    await tx.append(activity.stream, "activity.answered", entry, by)
    await tell_moved(tx, before, after, by, one.id if one else None)
    return card, after


async def _come_in(tx: Tx, activity: Activity, member: str, said: Answer) -> None:
    """Whoever may come is in the room of those who take part, where there is one."""
    if activity.room is None or said is Answer.NO:
        return
    room = await rooms.room(tx, activity.room)
    if room is None or room.closed:
        return
    if member not in await rooms.members_in(tx, activity.room):
        card = await people.card(tx, member)
        await entering.enter_room(tx, card, activity.room, member)


ROWS = (Row("activity.answer", answer),)
