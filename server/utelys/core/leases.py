"""The life of one lease: how a claim to be home stands, is offered on, and ends.

| event      | standing        | offered             | ended   |
| ---------- | --------------- | ------------------- | ------- |
| keep       | standing        | offered             | gone    |
| end        | ended, by hand  | ended, by hand      | gone    |
| offer      | offered         | offered, to another | gone    |
| take_back  | conflict        | standing            | gone    |
| accept     | conflict        | ended, handed over  | gone    |
| replace    | ended, replaced | ended, replaced     | nothing |
| run_out    | ended, by clock | ended, by clock     | nothing |
| unanswered | ended, so       | ended, so           | nothing |

- A lease whose `until` has come has ended by the clock, whether its timer has been seen to or not:
  nothing else can happen to it, and it cannot be kept.
- Running out before `until` is a timer that was set for an earlier end: nothing.
- While it is offered the lease stands, and it is its own member who is there. It is handed over
  only by the yes of the other (`take_back` is their no as well): then it ends, and a lease of the
  other begins with the same end, so that the light changes in one step and is never lit by nobody.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from utelys.core.errors import Conflict, Gone
from utelys.core.light import Lease
from utelys_protocol.words import Duty, Show

STILL_HOME = timedelta(minutes=15)
"""How long before its end a member is asked whether they are still home."""


class LeaseState(StrEnum):
    """Where a claim stands."""

    STANDING = "standing"
    OFFERED = "offered"
    ENDED = "ended"


class LeaseEvent(StrEnum):
    """What can happen to a claim."""

    KEEP = "keep"
    END = "end"
    OFFER = "offer"
    TAKE_BACK = "take_back"
    ACCEPT = "accept"
    REPLACE = "replace"
    RUN_OUT = "run_out"
    UNANSWERED = "unanswered"


class LeaseEnd(StrEnum):
    """How a claim ended. Only its member is told which."""

    HAND = "hand"
    HANDED_OVER = "handed_over"
    REPLACED = "replaced"
    CLOCK = "clock"
    UNANSWERED = "unanswered"


_BOTH = {
    LeaseEvent.END: LeaseState.ENDED,
    LeaseEvent.OFFER: LeaseState.OFFERED,
    LeaseEvent.REPLACE: LeaseState.ENDED,
    LeaseEvent.RUN_OUT: LeaseState.ENDED,
    LeaseEvent.UNANSWERED: LeaseState.ENDED,
}

LEASE_MOVES: dict[tuple[LeaseState, LeaseEvent], LeaseState] = {
    **{(LeaseState.STANDING, event): state for event, state in _BOTH.items()},
    **{(LeaseState.OFFERED, event): state for event, state in _BOTH.items()},
    (LeaseState.STANDING, LeaseEvent.KEEP): LeaseState.STANDING,
    (LeaseState.OFFERED, LeaseEvent.KEEP): LeaseState.OFFERED,
    (LeaseState.OFFERED, LeaseEvent.TAKE_BACK): LeaseState.STANDING,
    (LeaseState.OFFERED, LeaseEvent.ACCEPT): LeaseState.ENDED,
}
"""Every change there is; nothing leads out of `ended`."""

_ENDED_BY = {
    LeaseEvent.END: LeaseEnd.HAND,
    LeaseEvent.ACCEPT: LeaseEnd.HANDED_OVER,
    LeaseEvent.REPLACE: LeaseEnd.REPLACED,
    LeaseEvent.RUN_OUT: LeaseEnd.CLOCK,
    LeaseEvent.UNANSWERED: LeaseEnd.UNANSWERED,
}

_BY_ITSELF = frozenset({LeaseEvent.REPLACE, LeaseEvent.RUN_OUT, LeaseEvent.UNANSWERED})


@dataclass(frozen=True, slots=True)
class Held:
    """A lease and how it stands. `offered_to` is a member's id while it is offered."""

    lease: Lease
    state: LeaseState = LeaseState.STANDING
    offered_to: str | None = None
    ended_by: LeaseEnd | None = None


def step_lease(
    held: Held,
    event: LeaseEvent,
    now: datetime,
    *,
    until: datetime | None = None,
    to: str | None = None,
) -> Held:
    """Carry out one event by the table above.

    Args:
        held: the lease as it stands.
        event: what happens; who may do it is for others to ask.
        now: an aware moment.
        until: the new end, for `keep`; see `light.check_claim`.
        to: the member to whom it is offered, for `offer`.

    Raises:
        Gone: the lease has ended, and the event was somebody's act.
        Conflict: it is not offered to anybody.
    """
    if held.state is not LeaseState.ENDED and not held.lease.valid(now):
        held = replace(held, state=LeaseState.ENDED, offered_to=None, ended_by=LeaseEnd.CLOCK)
    elif event is LeaseEvent.RUN_OUT:
        return held
    if held.state is LeaseState.ENDED:
        if event in _BY_ITSELF:
            return held
        raise Gone("This claim has ended; make a new one if you are there.")
    if (held.state, event) not in LEASE_MOVES:
        raise Conflict("This claim is not offered to anybody just now.")
    state = LEASE_MOVES[held.state, event]
    end = until if event is LeaseEvent.KEEP and until is not None else held.lease.until
    offered_to = to if event is LeaseEvent.OFFER else held.offered_to
    return Held(
        lease=replace(held.lease, until=end),
        state=state,
        offered_to=offered_to if state is LeaseState.OFFERED else None,
        ended_by=_ENDED_BY[event] if state is LeaseState.ENDED else None,
    )


def handed_over(
    lease: Lease, id: str, member: str, name: str, show: Show, duty: Duty | None = None
) -> Lease:
    """Make the lease of the one who said yes: same house, claim and end, shown as they choose."""
    mine = replace(lease, id=id, member=member, name=name, show=show, duty=duty)
    return replace(mine, through_quiet=False, quiet=None)


def still_home_at(now: datetime, until: datetime) -> datetime:
    """Tell when to ask "still home?": 15 min before the end, later for a claim under an hour."""
    return until - min(STILL_HOME, (until - now) / 4)
