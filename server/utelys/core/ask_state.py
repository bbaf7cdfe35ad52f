"""A call for someone as it stands, and every change of its state that there is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from utelys_protocol.words import AskState


class Move(StrEnum):
    """What changes the state of an ask."""

    RING = "ring"
    TAKE = "take"
    SPEAK = "speak"
    RETURN = "return"
    ASK_AGAIN = "ask_again"
    WITHDRAW = "withdraw"
    END = "end"
    HAND_OVER = "hand_over"


MOVES: dict[tuple[AskState, Move], AskState] = {
    (AskState.RINGING, Move.RING): AskState.RINGING,
    (AskState.RINGING, Move.TAKE): AskState.TAKEN,
    (AskState.RINGING, Move.WITHDRAW): AskState.WITHDRAWN,
    (AskState.RINGING, Move.HAND_OVER): AskState.HANDED_OVER,
    (AskState.TAKEN, Move.SPEAK): AskState.TALKING,
    (AskState.TAKEN, Move.RETURN): AskState.RINGING,
    (AskState.TAKEN, Move.WITHDRAW): AskState.WITHDRAWN,
    (AskState.TAKEN, Move.END): AskState.ANSWERED,
    (AskState.TALKING, Move.ASK_AGAIN): AskState.TAKEN,
    (AskState.TALKING, Move.RETURN): AskState.RINGING,
    (AskState.TALKING, Move.WITHDRAW): AskState.WITHDRAWN,
    (AskState.TALKING, Move.END): AskState.ANSWERED,
}
"""Every change of state there is. Nothing leads out of the three ends."""

ENDS = frozenset({AskState.ANSWERED, AskState.WITHDRAWN, AskState.HANDED_OVER})
"""The three ways in which an ask ends."""


class NoSuchMove(Exception):
    """The table has no such change: a mistake in the server, which names state and move."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One member rung once. `wave` is the wave that rang; `lease` theirs in the house, if any."""

    member: str
    round: int
    wave: int
    at: datetime
    lease: str | None = None
    woken: bool = False
    seen: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """A call for someone, as it stands.

    `due` is when its one timer comes, None once it has ended; `wave_until` is when the newest wave
    has had its time, kept while somebody has the ask. `silent` are those who took it and wrote
    nothing, `passed` those who are not rung again. Who was rung, or took it, before `fair_since` is
    not judged by what they did: the clock has jumped over some of their time, or nobody could
    answer because the server was away.
    """

    id: str
    house: str
    asker: str
    raised_at: datetime
    state: AskState = AskState.RINGING
    round: int = 1
    wave: int = 0
    due: datetime | None = None
    wave_until: datetime | None = None
    taker: str | None = None
    taken_at: datetime | None = None
    ended_at: datetime | None = None
    rung: tuple[Rung, ...] = ()
    passed: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()
    first_word_at: datetime | None = None
    """When somebody who had it first wrote, whoever has it now."""
    fair_since: datetime | None = None
    spoken: bool = False
    """Whether the one who has it has written to the one who asked."""
    reads_from: int | None = None
    """The first number of its room that the next taker reads; None is from their coming in on."""

    def is_fair(self, at: datetime) -> bool:
        """Whether who was asked at this moment has had all of their time to answer."""
        return self.fair_since is None or at > self.fair_since

    @property
    def ended(self) -> bool:
        """Whether it has come to one of its three ends."""
        return self.state in ENDS

    @property
    def ringing(self) -> tuple[str, ...]:
        """Whose devices ring now."""
        return tuple(one.member for one in self.open_rings)

    @property
    def open_rings(self) -> list[Rung]:
        """The rings of the open round that nobody has passed; none when no round is open."""
        if self.state is not AskState.RINGING:
            return []
        return [
            one for one in self.rung if one.round == self.round and one.member not in self.passed
        ]

    @property
    def seen_by(self) -> frozenset[str]:
        """Those who have seen it ring at least once."""
        return frozenset(one.member for one in self.rung if one.seen)


def moved(ask: Ask, move: Move) -> AskState:
    """Look up where the move leads."""
    try:
        return MOVES[ask.state, move]
    except KeyError:
        raise NoSuchMove(f"an ask that is {ask.state.value} cannot {move.value}") from None
