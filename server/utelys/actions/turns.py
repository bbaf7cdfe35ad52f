"""What the clock does around the times of an activity: inviting, reminding, asking who leads."""

from dataclasses import replace

from utelys import access
from utelys.actions.company import settle, tell_alone
from utelys.actions.planning import TURNS, ask_who_leads, schedule, tell_all
from utelys.actions.telling import tell
from utelys.core import agenda
from utelys.core.activity import Activity, leads, text
from utelys.core.agenda import Step
from utelys.core.answers import State
from utelys.core.caller import CLOCK
from utelys.core.clock import from_millis, to_millis
from utelys.core.ids import member_stream
from utelys.core.occurrences import Occurrence
from utelys.core.quiet import Quiet
from utelys.core.reminding import remind_at
from utelys.store.base import Tx
from utelys.store.queries import activities, answers, company, people, quiet
from utelys_protocol.together import InvitationReceived, Reminder

LATER = "reminder.later"
"""The timer of one reminder to one member, who was in quiet hours when it was due."""

_KINDS = {Step.ASK_AGAIN: "reminder.answer", Step.REMIND: "reminder.coming"}


async def turn(tx: Tx, id_: str) -> None:
    """Do what is due around the times of an activity, each thing once."""
    activity = await activities.activity(tx, id_)
    if activity is not None and not activity.ended:
        schedule(tx, await see_to(tx, activity))


async def see_to(tx: Tx, activity: Activity) -> Activity:
    """Do what is due now; a change calls this too, so that it passes over nothing."""
    state = State(activity, await answers.book(tx, activity.id))
    reached = await access.invited(tx, activity)
    invited = activity.invited
    for due in agenda.due(activity, tx.now):
        if due.step is Step.INVITE:
            received = InvitationReceived(
                activity=activity.card, occurrence=due.one.id, starts_at=due.one.starts
            )
            await tell_all(tx, reached, "invitation.received", received, CLOCK)
            invited = max(due.one.slot, invited or due.one.slot)
        elif due.step is Step.LEADERLESS:
            if text(due.one.details, "leader") is None:
                await ask_who_leads(tx, activity, due.one, state.book, CLOCK)
        elif due.step is Step.COMPANY:
            heard = await company.spoken(tx, activity.id)
            if heard:
                await settle(tx, activity, due.one, heard, CLOCK)
        elif due.step is Step.ALONE:
            await tell_alone(tx, state, due.one, CLOCK)
        else:
            await _remind(tx, due.step, due.one, whom(state, due.step, due.one, reached))
    seen_to = replace(activity, turned_at=tx.now, invited=invited)
    activities.turned(tx, seen_to)
    return seen_to


def whom(state: State, step: Step, one: Occurrence, reached: list[str]) -> list[str]:
    """Those whom a reminder is for: who have not answered, or who have a place."""
    if step is Step.REMIND:
        inside = set(reached)
        return [member for member in state.places(one).coming if member in inside]
    answered = state.book.counting(one)
    return [m for m in reached if m not in answered and not leads(one.details, m)]


async def _remind(tx: Tx, step: Step, one: Occurrence, members: list[str]) -> None:
    """Remind members now, or each when their quiet hours are over."""
    await tx.warm([member_stream(member) for member in members])
    zones = await people.zones_of(tx, members)
    said = await quiet.of_many(tx, members)
    body = Reminder(
        activity=one.id.partition(".")[0],
        occurrence=one.id,
        starts_at=one.starts,
        title=text(one.details, "title") or "",
        place=text(one.details, "place") or "",
        meet_at=text(one.details, "meet_at"),
        bring=text(one.details, "bring"),
    )
    for member in members:
        zone = zones.get(member, one.start.zone)
        moment = remind_at(tx.now, one.starts, zone, said.get(member, Quiet()))
        if moment > tx.now:
            ref = " ".join((step.value, one.id, member, str(to_millis(one.starts))))
            tx.set_timer(LATER, ref, moment)
        else:
            await tell(tx, member, _KINDS[step], body, CLOCK)


async def later(tx: Tx, ref: str) -> None:
    """A reminder has waited for the end of quiet hours: it is told if it still makes sense."""
    step, occurrence, member, starts = ref.split(" ")
    activity = await activities.activity(tx, occurrence.partition(".")[0])
    if activity is None or activity.ended:
        return
    state = State(activity, await answers.book(tx, activity.id))
    one = state.find(occurrence)
    reached = await access.invited(tx, activity)
    if one is None or one.cancelled or one.starts != from_millis(int(starts)):
        return
    if one.starts > tx.now and member in whom(state, Step(step), one, reached):
        await _remind(tx, Step(step), one, [member])


TIMERS = {TURNS: turn, LATER: later}
