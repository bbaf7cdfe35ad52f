"""What can happen to an ask, and what it brings about: values in, values out.

Each effect is done in the same transaction as the change of the ask.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from utelys_protocol.words import RingEnd


class AskKind(StrEnum):
    """The entries that tell of an ask."""

    RAISED = "ask.raised"
    RUNG = "ask.rung"
    SEEN = "ask.seen"
    TAKEN = "ask.taken"
    RETURNED = "ask.returned"
    CHANGED = "ask.changed"
    ENDED = "ask.ended"


@dataclass(frozen=True, slots=True)
class Due:
    """The ask's one timer has come. Come too early, twice or too late for its state: nothing.

    `last_word` is when anybody last wrote in the room of the ask; needed while talking.
    """

    last_word: datetime | None = None


@dataclass(frozen=True, slots=True)
class Came:
    """Somebody may have become available.

    By a claim, a kept lease, the end of quiet hours, of a pause or of a block, a duty, a device.
    """


@dataclass(frozen=True, slots=True)
class Seen:
    """A device of this member has shown them the ring."""

    by: str


@dataclass(frozen=True, slots=True)
class Take:
    """This member takes the ask."""

    by: str


@dataclass(frozen=True, slots=True)
class Pass:
    """This member cannot: without taking it, or after, which gives it back.

    `unseen`: it was not they who said so, and to them it is to look as if it were withdrawn.
    """

    by: str
    unseen: bool = False


@dataclass(frozen=True, slots=True)
class Wrote:
    """This member wrote in the room of the ask."""

    by: str


@dataclass(frozen=True, slots=True)
class AskAgain:
    """The one who asked raised an ask again while this one stands."""

    by: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The one who asked no longer does."""

    by: str


@dataclass(frozen=True, slots=True)
class End:
    """One of the two says that the ask has been answered."""

    by: str


AskEvent = Due | Came | Seen | Take | Pass | Wrote | AskAgain | Withdraw | End

NEEDS_PEOPLE = (Due, Came, Pass)
"""The events that may ring somebody, so that the step must be told whom there is to ring."""


@dataclass(frozen=True, slots=True)
class Ring:
    """Ring all devices of these members. `woken` are those whom it wakes in their quiet hours.

    Each of `woken` counts once towards that member's weekly limit.
    """

    members: tuple[str, ...]
    woken: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class StopRinging:
    """Stop on all devices of these members, and drop what is queued for them.

    `why` is all that they are told of it: whose call it was and who took it is not for them.
    """

    members: tuple[str, ...]
    why: RingEnd


@dataclass(frozen=True, slots=True)
class Nudge:
    """Tell the one who has the ask that it is asked again."""

    member: str


@dataclass(frozen=True, slots=True)
class LetIn:
    """Admit this member to the room of the ask, visibly, with what nobody has answered yet."""

    member: str


@dataclass(frozen=True, slots=True)
class CloseTalk:
    """What is written in the room by now was said between two: who takes it next reads on after."""


@dataclass(frozen=True, slots=True)
class EndLease:
    """End this lease by not answering, and tell its member so, with "I am home" one tap away."""

    member: str
    lease: str


@dataclass(frozen=True, slots=True)
class SetTimer:
    """The ask's one timer is now this; whatever was set before is dropped."""

    at: datetime


@dataclass(frozen=True, slots=True)
class ClearTimer:
    """The ask has no timer any more."""


@dataclass(frozen=True, slots=True)
class Append:
    """An entry that tells of the ask. `body` holds only what the one who asked may know.

    | kind         | body                                                    |
    | ------------ | ------------------------------------------------------- |
    | ask.raised   | `house`                                                 |
    | ask.rung     | `wave`, `round`, `rung`: how many this time             |
    | ask.seen     | `seen`: how many have seen it so far                    |
    | ask.taken    | `member`                                                |
    | ask.returned | `why`: `silence` or `passed`                            |
    | ask.changed  | nothing: who has it wrote, or is asked again            |
    | ask.ended    | `how`: `answered`, `withdrawn` or `handed_over`         |
    """

    kind: AskKind
    by: str
    body: Mapping[str, str | int] = field(default_factory=dict)


Effect = Ring | StopRinging | Nudge | LetIn | CloseTalk | EndLease | SetTimer | ClearTimer | Append
