"""What there is to do around the times of an activity, and when.

Each step stands at a fixed distance before a time starts. An activity keeps one moment, up to which
everything is done (`turned_at`); what is due after it and up to now is to be done, once. A change
moves that moment to now: whoever has just heard that something is on Thursday need not be reminded
of what lies behind. Only invitations are caught up on: to a time that was moved to within the days
that are said, or that is new there, they go out at once (`to_invite`), and to each time once.

| step         | before the start         | what                                            |
| ------------ | ------------------------ | ----------------------------------------------- |
| `INVITE`     | as many days as are said | the invitation to this time goes out, by day    |
| `ASK_AGAIN`  | 48 h                     | one reminder to those who have not answered     |
| `LEADERLESS` | 24 h                     | those whom it concerns are asked who leads it   |
| `REMIND`     | 24 h                     | one reminder to those who are coming            |
| `COMPANY`    | 7 days                   | those who go together are put together          |
| `ALONE`      | 2 h                      | the leader hears that company was not found     |
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from utelys.core.activity import Activity
from utelys.core.occurrences import LONGEST, Occurrence, listed, occurrences, standing
from utelys.core.reminding import NIGHT
from utelys.core.walltime import Wall


class Step(Enum):
    """What is to be done for one time of an activity."""

    INVITE = "invite"
    ASK_AGAIN = "ask_again"
    LEADERLESS = "leaderless"
    REMIND = "remind"
    COMPANY = "company"
    ALONE = "alone"


AHEAD = {
    Step.ASK_AGAIN: timedelta(hours=48),
    Step.LEADERLESS: timedelta(hours=24),
    Step.REMIND: timedelta(hours=24),
    Step.COMPANY: timedelta(days=7),
    Step.ALONE: timedelta(hours=2),
}


@dataclass(frozen=True, slots=True)
class Due:
    """A step for one time, and when it is to be done."""

    at: datetime
    step: Step
    one: Occurrence


def _steps(activity: Activity) -> dict[Step, timedelta]:
    """The steps of an activity, each with about how long it is before a start."""
    days = activity.audience.days
    if days is None:
        return AHEAD
    steps = {Step.INVITE: timedelta(days=days), **AHEAD}
    if steps[Step.INVITE] <= steps[Step.ASK_AGAIN]:
        # Nobody is asked again who has only just been invited.
        del steps[Step.ASK_AGAIN]
    return steps


def _moment(activity: Activity, step: Step, one: Occurrence) -> datetime:
    """When a step is to be done for a time."""
    if step is Step.INVITE:
        return invited_at(one, activity.audience.days or 0)
    return one.starts - AHEAD[step]


def invited_at(one: Occurrence, days: int) -> datetime:
    """When the invitation to a time goes out: so many days before by the wall, and not at night."""
    at = one.start.at - timedelta(days=days)
    begins, ends = NIGHT
    if at.time() >= begins:
        at += timedelta(days=1)
    if at.time() >= begins or at.time() < ends:
        at = datetime.combine(at, ends)
    return Wall(at, one.start.zone).moment()


def due(activity: Activity, now: datetime) -> list[Due]:
    """Tell what is to be done now: due since `turned_at`, for times that have not begun."""
    found = []
    for step, ahead in _steps(activity).items():
        since = max(activity.turned_at + ahead - _SLACK, now)
        for one in standing(activity.series, since, now + ahead + _SLACK):
            at = _moment(activity, step, one)
            if activity.turned_at < at <= now < one.starts and _is_wanted(activity, step, one):
                found.append(Due(at, step, one))
    return sorted(found, key=lambda each: (each.at, each.one.slot))


def _is_wanted(activity: Activity, step: Step, one: Occurrence) -> bool:
    if step is Step.INVITE:
        return not is_invited(activity, one)
    return step is not Step.ASK_AGAIN or is_invited(activity, one)


def to_invite(activity: Activity, now: datetime) -> list[Occurrence]:
    """Tell to which times the invitation should have gone out by now, and has not."""
    days = activity.audience.days
    if days is None:
        return []
    near = standing(activity.series, now, now + timedelta(days=days) + _SLACK)
    return [
        one
        for one in near
        if now < one.starts and invited_at(one, days) <= now and not is_invited(activity, one)
    ]


def is_invited(activity: Activity, one: Occurrence) -> bool:
    """Whether the invitation to a time has gone out: each goes out once, whatever is changed."""
    return activity.audience.days is None or one.slot in activity.invited


def still_invited(activity: Activity, now: datetime) -> frozenset[datetime]:
    """The slots to which invitations have gone out, without those of times that are over.

    One that a rule leaves out is remembered: another rule may bring it back.
    """
    return frozenset(slot for slot in activity.invited if activity.series.over_at(slot) > now)


def next_due(activity: Activity, now: datetime) -> datetime | None:
    """Tell when there is next something to do after now; None when there is nothing any more."""
    if activity.ended:
        return None
    moments = []
    for step, ahead in _steps(activity).items():
        since = now + ahead + (-_SLACK if step is Step.INVITE else _INSTANT)
        for one in standing(activity.series, since):
            at = _moment(activity, step, one)
            if at > now:
                moments.append(at)
                break
    return min(moments, default=None)


def is_over(activity: Activity, now: datetime) -> bool:
    """Whether nothing is left: all is cancelled, or the last time was over a day ago."""
    if activity.ended:
        return True
    closes = room_closes(activity, now)
    return closes is not None and closes <= now


def room_closes(activity: Activity, now: datetime) -> datetime | None:
    """Tell when the room of a series closes; None while more than the last time is to come.

    It stays open for a day after the last time, for those who have something to say of it.
    """
    if next_due(activity, now) is not None:
        return None
    since, before = now - LONGEST - AFTERWARDS, now + AHEAD[Step.ALONE] + _INSTANT
    near = occurrences(activity.series, since, before)
    ends = [one.ends for one in near if not one.cancelled]
    return max(ends) + AFTERWARDS if ends else now


def is_left(activity: Activity, now: datetime) -> bool:
    """Whether a time that stands is to come, or goes on now."""
    if activity.ended:
        return False
    begun = occurrences(activity.series, now - LONGEST, now)
    return next_standing(activity, now) is not None or any(
        not one.cancelled and one.ends > now for one in begun
    )


def is_past(activity: Activity, now: datetime) -> bool:
    """Whether nothing of it is shown any more: its last time has been over for a day."""
    shown = listed(activity.series, now - LONGEST - AFTERWARDS, now)
    return not any(one.ends > now - AFTERWARDS for one in shown)


def next_standing(activity: Activity, since: datetime) -> Occurrence | None:
    """The first time at or after a moment that is not cancelled, if there is one."""
    return next(standing(activity.series, since), None)


AFTERWARDS = timedelta(days=1)
"""How long after its last time the room of a series is open, and what was answered is shown."""

_INSTANT = timedelta(milliseconds=1)

_SLACK = timedelta(hours=12)
"""A day by the wall may be an hour more or less, and an invitation waits for the end of a night."""
