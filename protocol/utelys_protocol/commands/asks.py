"""Calling for someone, and answering such a call."""

from utelys_protocol.asks import AskCard, AskRef
from utelys_protocol.base import Id, Said, Told
from utelys_protocol.cards import RoomCard


class AskRaise(Said):
    """Is anyone there? One call with a house and nothing else.

    While a call of one's own stands in that house, it is that one.
    """

    house: Id


class AskRaised(Told):
    """The call is on disk, and these are its truth so far and its room."""

    ask: AskCard
    room: RoomCard


class AskSee(Said):
    """This device has shown the ring; the one who asked sees how many have seen it."""

    ask: Id


class AskTake(Said):
    """Take the call. Exactly one wins; the others get `conflict`, with who has it in `detail`."""

    ask: Id


class AskTaken(Told):
    """The call is the taker's, and this is its room: say something within three minutes."""

    ask: AskCard
    room: RoomCard


class AskPass(Said):
    """Not now: ring me no more for this call, or, having taken it, give it back."""

    ask: Id


class AskWithdraw(Said):
    """The one who asked no longer does."""

    ask: Id


class AskEnd(Said):
    """The one who asked, or the one who took it, says that it has been answered."""

    ask: Id


class AskDone(Told):
    """The call that it was about."""

    ask: AskRef


SHAPES: dict[str, tuple[type[Said], type[Told]]] = {
    "ask.raise": (AskRaise, AskRaised),
    "ask.see": (AskSee, AskDone),
    "ask.take": (AskTake, AskTaken),
    "ask.pass": (AskPass, AskDone),
    "ask.withdraw": (AskWithdraw, AskDone),
    "ask.end": (AskEnd, AskDone),
}
