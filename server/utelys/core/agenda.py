"""What there is to do around the times of an activity, and when.

Each step stands at a fixed distance before a time starts. An activity keeps one moment, up to which
everything is done (`turned_at`); what is due after it and up to now is to be done, once. A change
moves that moment to now: whoever has just heard that something is on Thursday need not be reminded
of what lies behind.

| step         | before the start         | what                                            |
| ------------ | ------------------------ | ----------------------------------------------- |
| `INVITE`     | as many days as are said | the invitation to this time goes out            |
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
from utelys.core.occurrences import LONGEST, Occurrence, occurrences, standing


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


def _ahead(activity: Activity) -> dict[Step, timedelta]:
    days = activity.audience.days
    return AHEAD if days is None else {Step.INVITE: timedelta(days=days), **AHEAD}


def due(activity: Activity, now: datetime) -> list[Due]:
    """Tell what is to be done now: due since `turned_at`, for times that have not begun."""
    found = []
    for step, ahead in _ahead(activity).items():
        since = max(activity.turned_at + ahead, now)
        for one in occurrences(activity.series, since, now + ahead + _MOMENT):
            at = one.starts - ahead
            told = step is Step.INVITE and is_invited(activity, one)
            if not (one.cancelled or told) and activity.turned_at < at <= now < one.starts:
                found.append(Due(at, step, one))
    return sorted(found, key=lambda each: (each.at, each.one.slot))


def to_invite(activity: Activity, now: datetime) -> list[Occurrence]:
    """Tell to which times the invitation should have gone out by now, and has not."""
    if activity.audience.days is None:
        return []
    before = now + timedelta(days=activity.audience.days)
    near = occurrences(activity.series, now, before)
    return [one for one in near if not one.cancelled and not is_invited(activity, one)]


def is_invited(activity: Activity, one: Occurrence) -> bool:
    """Whether the invitation to a time has gone out: each goes out once, whatever is changed."""
    if activity.audience.days is None:
        return True
    return activity.invited is not None and one.slot <= activity.invited


def next_due(activity: Activity, now: datetime) -> datetime | None:
    """Tell when there is next something to do after now; None when there is nothing any more."""
    if activity.ended:
        return None
    moments = []
    for ahead in _ahead(activity).values():
        one = next_standing(activity, now + ahead + _MOMENT)
        if one is not None:
            moments.append(one.starts - ahead)
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
    since, before = now - LONGEST - AFTERWARDS, now + AHEAD[Step.ALONE] + _MOMENT
    near = occurrences(activity.series, since, before)
    ends = [one.ends for one in near if not one.cancelled]
    return max(ends) + AFTERWARDS if ends else now


def next_standing(activity: Activity, since: datetime) -> Occurrence | None:
    """The first time at or after a moment that is not cancelled, if there is one."""
    return next(standing(activity.series, since), None)


AFTERWARDS = timedelta(days=1)
"""How long the room of a series stays open after its last time."""

_MOMENT = timedelta(milliseconds=1)
