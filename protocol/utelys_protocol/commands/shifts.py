"""Planning when one means to be there, and swapping such times."""

from typing import Annotated, Literal

from pydantic import Field

from utelys_protocol.base import Id, Said, Told, WallTime
from utelys_protocol.shifts import Occurrence, ShiftCancelled, ShiftCard, SwapCard, SwapEnded
from utelys_protocol.words import Show

Lasts = Annotated[int, Field(ge=15 * 60, le=24 * 3600, strict=True)]
"""Seconds, from a quarter of an hour to a day."""

RuleText = Annotated[str, Field(max_length=500)]


class ShiftPlan(Said):
    """Plan a shift, once or by a rule (RFC 5545, such as `FREQ=WEEKLY;BYDAY=MO`).

    Peer mentors and keepers plan their own; keepers also plan for a mentor of the house, who then
    sees it. `show` is `name` for one's own and `duty` for another's unless said otherwise.
    """

    house: Id
    member: Id | None = None
    starts: WallTime
    lasts: Lasts
    rule: RuleText | None = None
    show: Show | None = None


class ShiftChangeArgs(Said):
    """Change one time (`occurrence`) or all of a shift of one's own; keepers change anybody's.

    `member` gives it to another mentor of the house; that is for keepers. `show` is for all of it.
    A time may be moved by up to seven days.
    """

    shift: Id
    occurrence: Occurrence | None = None
    member: Id | None = None
    starts: WallTime | None = None
    lasts: Lasts | None = None
    show: Show | None = None


class ShiftCancel(Said):
    """Cancel one time, those from one time on, or all of it."""

    shift: Id
    which: Literal["one", "later", "all"] = "all"
    occurrence: Occurrence | None = None


class TimeSaid(Said):
    """One time of a shift."""

    shift: Id
    occurrence: Occurrence


class ShiftSwap(Said):
    """Ask another helper of the house to have a time of one's own, for one of theirs or for none.

    Nothing is changed before they agree. `show` is how one would be shown at the time in return;
    without it, as on one's newest shift there.
    """

    shift: Id
    occurrence: Occurrence
    to: Id
    in_return: TimeSaid | None = None
    show: Show | None = None


class ShiftAgree(Said):
    """Say yes to a swap: both have said so now, and it is valid.

    `show` is how one is shown then; without it, as on one's newest shift in the house, or by duty.
    """

    swap: Id
    show: Show | None = None


class ShiftDecline(Said):
    """Say no to a swap, or take back one that one asked for."""

    swap: Id


class ShiftResult(Told):
    """The shift as it now is."""

    shift: ShiftCard


class SwapResult(Told):
    """What has been asked for."""

    swap: SwapCard


SHAPES: dict[str, tuple[type[Said], type[Told]]] = {
    "shift.plan": (ShiftPlan, ShiftResult),
    "shift.change": (ShiftChangeArgs, ShiftResult),
    "shift.cancel": (ShiftCancel, ShiftCancelled),
    "shift.swap": (ShiftSwap, SwapResult),
    "shift.agree": (ShiftAgree, SwapEnded),
    "shift.decline": (ShiftDecline, SwapEnded),
}
