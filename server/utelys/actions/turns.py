"""What the clock does around the times of an activity: inviting, reminding, asking who leads.

Whom a step concerns are told a few at a time, in commits of their own, so that nobody who writes
waits for them: the timer `REST` goes on after the last one who was told. It is set in the
transaction that tells them, so each is told once, whenever the program ends.
"""

from dataclasses import replace

from utelys import access
from utelys.actions.closing import close_if_over
from utelys.actions.company import settle, tell_alone
from utelys.actions.planning import TURNS, ask_who_leads, schedule, tell_all
from utelys.actions.telling import make_ready, tell
from utelys.core import agenda
from utelys.core.activity import Activity, leads, text
from utelys.core.agenda import Step
from utelys.core.answers import State
from utelys.core.caller import CLOCK
from utelys.core.clock import from_millis, to_millis
from utelys.core.ids import activity_of
from utelys.core.occurrences import Occurrence
from utelys.core.reminding import remind_at
from utelys.store.base import Tx
from utelys.store.queries import activities, answers, company, people, quiet
from utelys_protocol.together import InvitationReceived, Reminder

LATER = "reminder.later"
"""The timer of one reminder to one member, who was in quiet hours when it was due."""

REST = "turn.rest"
"""The timer of all whom a step concerns and who come after the member that was told last."""

AT_ONCE = 10
"""Members who are told in one commit: about as long as the disk takes for it."""

_KINDS = {Step.ASK_AGAIN: "reminder.answer", Step.REMIND: "reminder.coming"}


async def turn(tx: Tx, id_: str) -> None:
    """Do what is due around the times of an activity, each thing once."""
    activity = await activities.activity(tx, id_)
    if activity is not None and not activity.ended:
        after = await see_to(tx, activity)
        if not await close_if_over(tx, after, CLOCK):
            schedule(tx, after)


async def see_to(tx: Tx, activity: Activity) -> Activity:
    """Do what is due now; a change calls this too, so that it passes over nothing."""
    state = State(activity, await answers.book(tx, activity.id))
    for due in agenda.due(activity, tx.now):
        if due.step is Step.INVITE:
            invited = state.activity.invited | {due.one.slot}
            state = replace(state, activity=replace(state.activity, invited=invited))
        await _do(tx, state, due)
    invited = agenda.still_invited(state.activity, tx.now)
    seen_to = replace(state.activity, turned_at=tx.now, invited=invited)
    activities.turned(tx, seen_to)
    return seen_to


async def _do(tx: Tx, state: State, due: agenda.Due) -> None:
    activity = state.activity
    if due.step is Step.LEADERLESS:
        if text(due.one.details, "leader") is None:
            await ask_who_leads(tx, activity, due.one, state.book, CLOCK)
    elif due.step is Step.COMPANY:
        heard = await company.spoken(tx, activity.id)
        if heard:
            await settle(tx, activity, due.one, heard, CLOCK)
    elif due.step is Step.ALONE:
        await tell_alone(tx, state, due.one, CLOCK)
    else:
        await _tell(tx, state, due.step, due.one)


def whom(state: State, step: Step, one: Occurrence, reached: list[str]) -> list[str]:
    """Those whom a step is for: all, who have not answered, or who come; by id.

    Who leads and has not said otherwise comes, without having to say so.
    """
    if step is Step.INVITE:
        return reached
    answered = state.book.counting(one)
    if step is Step.REMIND:
        coming = set(state.places(one).coming)
        coming |= {m for m in reached if leads(one.details, m) and m not in answered}
        return [member for member in reached if member in coming]
    return [m for m in reached if m not in answered and not leads(one.details, m)]


async def _tell(tx: Tx, state: State, step: Step, one: Occurrence, after: str = "") -> None:
    """Tell the first few of those who come after a member; the clock goes on with the others."""
    reached = await access.invited(tx, state.activity)
    left = [member for member in whom(state, step, one, reached) if member > after]
    members = left[:AT_ONCE]
    if len(left) > AT_ONCE:
        tx.set_timer(REST, _ref(step, one, members[-1]), tx.now)
    if step is Step.INVITE:
        received = InvitationReceived(
            activity=state.activity.card, occurrence=one.id, starts_at=one.starts
        )
        await tell_all(tx, members, "invitation.received", received, CLOCK)
    else:
        await _remind(tx, step, one, members)


def _ref(step: Step, one: Occurrence, member: str) -> str:
    return " ".join((step.value, one.id, member, str(to_millis(one.starts))))


async def _remind(tx: Tx, step: Step, one: Occurrence, members: list[str]) -> None:
    """Remind members now, or each when their quiet hours are over."""
    await make_ready(tx, members)
    known = await people.each_member(tx, members)
    said = await quiet.of_each(tx, members)
    body = Reminder(
        activity=activity_of(one.id),
        occurrence=one.id,
        starts_at=one.starts,
        title=text(one.details, "title") or "",
        place=text(one.details, "place") or "",
        meet_at=text(one.details, "meet_at"),
        bring=text(one.details, "bring"),
    )
    for member in members:
        me = known[member]
        zone = me.time_zone if me is not None else one.start.zone
        moment = remind_at(tx.now, one.starts, zone, said[member][0])
        if moment > tx.now:
            tx.set_timer(LATER, _ref(step, one, member), moment)
        else:
            await tell(tx, member, _KINDS[step], body, CLOCK)


async def later(tx: Tx, ref: str) -> None:
    """A reminder has waited for the end of quiet hours: it is told if it still makes sense."""
    found = await _take_up(tx, ref)
    if found is not None:
        state, step, one, member = found
        if member in whom(state, step, one, await access.invited(tx, state.activity)):
            await _remind(tx, step, one, [member])


async def rest(tx: Tx, ref: str) -> None:
    """Some have been told: the next ones are, if it still makes sense."""
    found = await _take_up(tx, ref)
    if found is not None:
        state, step, one, member = found
        await _tell(tx, state, step, one, after=member)


async def _take_up(tx: Tx, ref: str) -> tuple[State, Step, Occurrence, str] | None:
    """Find what was put off, as it is now; None where it is off, or where a change was told."""
    name, occurrence, member, starts = ref.split(" ")
    activity = await activities.activity(tx, activity_of(occurrence))
    if activity is None or activity.ended:
        return None
    step, state = Step(name), State(activity, await answers.book(tx, activity.id))
    one = state.find(occurrence)
    if one is None or one.cancelled or one.starts <= tx.now:
        return None
    # Who hears that it is at another hour need not be reminded, but is invited all the same.
    moved = one.starts != from_millis(int(starts)) and step is not Step.INVITE
    return None if moved else (state, step, one, member)


TIMERS = {TURNS: turn, LATER: later, REST: rest}
