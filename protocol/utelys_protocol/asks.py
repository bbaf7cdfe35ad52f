"""A call for someone as it stands on the wire, and what is told of it."""

from typing import Literal

from utelys_protocol.base import Id, Moment, Told
from utelys_protocol.words import AskNext, AskState, RingEnd


class AskRef(Told):
    """A call, by its id."""

    id: Id


class AskCard(Told):
    """A call for someone.

    In its room, for the one who asked and the one who has it, the plain truth: how many people have
    been rung so far (`rung`) and have seen it (`seen`), for how many of them it rings now
    (`ringing`), who has it, how often it came back, and what time does next and when. Those whom it
    rings are told where it comes from and no more.
    """

    id: Id
    house: Id
    raised_at: Moment
    state: AskState
    room: Id | None = None
    asker: Id | None = None
    rung: int | None = None
    seen: int | None = None
    returned: int | None = None
    ringing: int | None = None
    taker: Id | None = None
    next: AskNext | None = None
    next_at: Moment | None = None


class AskRaised(Told):
    """`ask.raised`, in the room of the call: it is on disk."""

    ask: AskCard


class AskRung(Told):
    """`ask.rung`: it rings.

    In the room of the call it says how many people this wave rang, 0 where it rings for fewer now
    or what comes next has changed; in a member's own stream, that it rings for them, until
    `ask.stopped`.
    """

    ask: AskCard
    wave: int
    round: int
    rung: int | None = None


class AskSeen(Told):
    """`ask.seen`, in the room: one more has seen it."""

    ask: AskCard


class AskTaken(Told):
    """`ask.taken`, in the room: this member has it, alone."""

    ask: AskCard
    member: Id


class AskReturned(Told):
    """`ask.returned`, in the room: it came back and rings again."""

    ask: AskCard
    why: Literal["silence", "passed"]


class AskChanged(Told):
    """`ask.changed`, in the room: it stands otherwise, and was neither taken nor returned.

    Whoever has it has written, or it was asked again and they are to answer once more.
    """

    ask: AskCard


class AskEnded(Told):
    """`ask.ended`, in the room: it will not ring again."""

    ask: AskCard
    how: Literal["answered", "withdrawn", "handed_over"]


class AskStopped(Told):
    """`ask.stopped`, in a member's own stream: it rings no more for them, and why.

    Whoever did not answer can see by it how it ended, and not whose it was.
    """

    ask: Id
    why: RingEnd | None = None


class AskNudged(Told):
    """`ask.nudged`, in the own stream of the one who has it: they are asked again."""

    ask: AskCard
