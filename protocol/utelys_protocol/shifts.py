"""Planned times, as they stand on the wire, and what is told of them in a member's own stream.

A shift says when somebody means to be there; it makes a house expected and never home. Each time of
it is known by `occurrence`: where the plan put it by the wall, as `20261126T1700`. That stays the
same when the time is moved or goes to somebody else.
"""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from utelys_protocol.base import Id, Moment, Told, WallTime
from utelys_protocol.words import Show, Unreachable

Occurrence = Annotated[str, StringConstraints(pattern=r"^\d{8}T\d{4}$")]


class ShiftChange(Told):
    """What one time does differently; what is left out is as planned."""

    occurrence: str
    member: Id | None = None
    """Who has it instead."""
    starts: WallTime | None = None
    lasts: int | None = None
    cancelled: bool = False
    show: Show | None = None
    """How whoever has it wishes to be shown."""


class ShiftCard(Told):
    """One shift: `lasts` in seconds, `rule` an RFC 5545 RRULE; from `until` on there are no more.

    `show` is for the one whose shift it is. A time that somebody else has is shown as its change
    says, or by their duty where they have not said.
    """

    id: Id
    house: Id
    member: Id
    starts: WallTime
    lasts: int
    rule: str | None = None
    show: Show
    until: str | None = None
    changes: list[ShiftChange] = []


class ShiftPlanned(Told):
    """`shift.planned`."""

    shift: ShiftCard


class ShiftChanged(Told):
    """`shift.changed`: all of it or one time; nothing of it may be left for whoever hears this."""

    shift: ShiftCard


class ShiftCancelled(Told):
    """`shift.cancelled`: there are no more times of it."""

    shift: Id
    house: Id


class ShiftOver(Told):
    """`shift.over`: its last time has been."""

    shift: Id
    house: Id


class TimeRef(Told):
    """One time of a shift."""

    shift: Id
    occurrence: str


class SwapCard(Told):
    """`by` asks `to` to have this time, and has the other's in return if one is named."""

    id: Id
    house: Id
    by: Id
    to: Id
    time: TimeRef
    starts_at: Moment
    in_return: TimeRef | None = None


class SwapAsked(Told):
    """`swap.asked`, to both: it is valid only once the other says yes."""

    swap: SwapCard


class SwapEnded(Told):
    """`swap.ended`, to both."""

    swap: Id
    how: Literal["agreed", "declined", "expired"]


class UnreachableCard(Told):
    """None of a member's devices has confirmed the test before their shift; `id` names the time."""

    id: Id
    house: Id
    shift: Id
    occurrence: str
    member: Id
    starts_at: Moment
    why: Unreachable


class ShiftUnreachable(Told):
    """`shift.unreachable`, to the one whose time it is: calls would not get through to them."""

    unreachable: UnreachableCard


class CoverUnreachable(Told):
    """`cover.unreachable`, to the keepers of the house and nobody else: so it is with somebody."""

    unreachable: UnreachableCard


class UnreachableEnded(Told):
    """`unreachable.ended`, to all who were told: a device has confirmed, or it is over.

    `begun`: the time is not ahead any more; `changed`: it is cancelled, moved or another's.
    """

    unreachable: Id
    why: Literal["confirmed", "begun", "changed"]


class Gap(Told):
    """From when to when something is so: in a cover, that nobody has planned to be there."""

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)

    from_: Annotated[Moment, Field(alias="from")]
    to: Moment


class ShiftBegun(Told):
    """`shift.begun`, to whoever has it and has not claimed to be there: are you?

    `home.claim` says so; `until` is how long such a claim may last at most.
    """

    shift: Id
    occurrence: str
    house: Id
    starts_at: Moment
    until: Moment


class CoverUnclaimed(Told):
    """`cover.unclaimed`, to the keepers: a time has begun, and nobody has claimed to be there."""

    shift: Id
    occurrence: str
    house: Id
    member: Id
    starts_at: Moment


class ShiftTime(Told):
    """One time as the helpers of the house see it; `unreachable` is for its keepers alone.

    `quiet` are the parts of it in which its member is quiet and has not agreed to be woken: calls
    do not ring them then, unless they claim in the quiet itself to be there.
    """

    shift: Id
    occurrence: str
    member: Id
    name: str
    starts_at: Moment
    ends_at: Moment
    unreachable: Unreachable | None = None
    repeats: bool = False
    """Whether its shift has more times by a rule."""
    quiet: list[Gap] | None = None


class Cover(Told):
    """Who has planned to be there in the next 14 days, and when nobody has."""

    house: Id
    until: Moment
    times: list[ShiftTime]
    gaps: list[Gap]
