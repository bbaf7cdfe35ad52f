"""Whether somebody would hear a call, found out before their shift begins.

Some time before each time of a shift, a test goes to every device by which the one who has it is
reached by push. The device answers by itself and nothing sounds, so that it may be in the night.
What is known of a time, read from the top:

| known                                                | stand       |
| ---------------------------------------------------- | ----------- |
| it has begun                                         | begun       |
| a device that is still reached has confirmed a test  | reached     |
| the moment of judging has not come                   | waiting     |
| otherwise                                            | unreachable |

- The test goes `TEST_AHEAD` before the time begins, or at once where it is planned, given or moved
  later than that. A confirmation counts from `RECENT` before the test on: who has just tried it out
  is not asked again.
- Judged is `JUDGED_AHEAD` before the time begins, while another can still be found for it, but
  never sooner than `PATIENCE` after the test. So a server that was down, a clock that jumped or a
  shift planned late judges nobody by a test that had no time to arrive.
- What is confirmed later is as good: nobody stays unreachable who has been reached.
- An open connection counts for nothing, even one that confirms what it shows. It says that an app
  is open on some desk, and not that the phone rings in the pocket where the shift finds it.
- Who has no device that is reached by push is judged at the same moment: it may still come.

It is over when the time begins, as everything is that a plan says: from then on there are claims.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from utelys.core.shifts import Plan, Time, over_at, times_of
from utelys_protocol.words import Unreachable

TEST_AHEAD = timedelta(hours=3)
"""How long before a time the test goes."""

JUDGED_AHEAD = timedelta(hours=2)
"""How long before a time it is told who is unreachable."""

PATIENCE = timedelta(minutes=15)
"""How long a device has at least to confirm a test."""

RECENT = timedelta(minutes=15)
"""How old a confirmation may be that spares a device the test."""

LOOK = "reach.look"
"""The timer of a member: set for when the clock next changes how it is with one of their times."""

_LOOK_AHEAD = timedelta(days=14)


class Stand(StrEnum):
    """How it is with the one who has a time that nears."""

    WAITING = "waiting"
    REACHED = "reached"
    UNREACHABLE = "unreachable"
    BEGUN = "begun"


@dataclass(frozen=True, slots=True)
class Check:
    """A time whose member's devices are asked. `opened` is when, `told` who heard the worst of it.

    `told` is empty unless the member counts as unreachable; `why` is then what they were told.
    """

    id: str
    plan: str
    slot: str
    house: str
    member: str
    starts: datetime
    opened: datetime
    told: tuple[str, ...] = ()
    why: Unreachable | None = None

    @property
    def judged(self) -> datetime:
        """When it is told that they are unreachable, if they are."""
        return max(self.starts - JUDGED_AHEAD, self.opened + PATIENCE)

    def is_of(self, time: Time | None) -> bool:
        """Whether this is still the time that it was opened for, and the same member's."""
        return time is not None and (time.member, time.starts) == (self.member, self.starts)


def id_of(time: Time) -> str:
    """What names a time among all."""
    return f"{time.plan}.{time.slot}"


def open_check(plan: Plan, time: Time, now: datetime) -> Check:
    """Begin to ask, now."""
    return Check(id_of(time), plan.id, time.slot, plan.house, time.member, time.starts, now)


def nearing(plan: Plan, now: datetime) -> list[Time]:
    """The times of a plan that are so near that they are asked about, and have not begun."""
    ahead = times_of(plan, now, now + TEST_AHEAD + timedelta(milliseconds=1))
    return [one for one in ahead if one.starts > now]


def next_nearing(plan: Plan, now: datetime) -> datetime | None:
    """When to look again whether a time of a plan nears; None where no more are to come."""
    ahead = times_of(plan, now, now + _LOOK_AHEAD)
    moments = [one.starts - TEST_AHEAD for one in ahead if one.starts - TEST_AHEAD > now]
    if moments:
        return min(moments)
    ends = over_at(plan, now)
    return None if ends is not None and ends <= now + _LOOK_AHEAD else now + _LOOK_AHEAD / 2


def spared(check: Check, confirmed_at: datetime | None) -> bool:
    """Whether what a device confirmed, and when, is enough for this time."""
    return confirmed_at is not None and confirmed_at >= check.opened - RECENT


def stand(check: Check, confirmed: Iterable[datetime | None], now: datetime) -> Stand:
    """Tell how it is by the table above.

    Args:
        check: the time, which is still its member's.
        confirmed: when each device that is reached by push last confirmed a test.
        now: an aware moment.
    """
    if now >= check.starts:
        return Stand.BEGUN
    if any(spared(check, one) for one in confirmed):
        return Stand.REACHED
    return Stand.WAITING if now < check.judged else Stand.UNREACHABLE


def next_look(check: Check, now: datetime) -> datetime:
    """When the clock alone next changes how it is."""
    return check.judged if now < check.judged < check.starts else check.starts
