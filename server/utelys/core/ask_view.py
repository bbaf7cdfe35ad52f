"""What the one who asked sees of their call: the plain truth, at every moment.

| state       | what is true                                                                   |
| ----------- | ------------------------------------------------------------------------------ |
| ringing     | `rung` people have been rung so far, `seen` of them have seen it; it rings for |
|             | `ringing` of them now, who have not passed, and nobody has it yet; at          |
|             | `next_at` more are rung (`wave`) or it is handed over (`hand_over`)            |
| taken       | `taker` has it, and it rings again at `next_at` if they write nothing          |
| talking     | `taker` has it and has written                                                 |
| answered    | it has ended: `taker` answered                                                 |
| withdrawn   | it has ended: the one who asked took it back                                   |
| handed_over | it has ended: nobody took it, and these are the crisis numbers                 |

Who was rung, who passed and who fell silent is not told: how many there are is, and that the call
reached nobody yet. That is all that helps the one who waits.
"""

from dataclasses import dataclass
from datetime import datetime

from utelys.core.ask_state import Ask
from utelys.core.waves import LAST_WAVE
from utelys_protocol.words import AskNext, AskState


@dataclass(frozen=True, slots=True)
class AskView:
    """A call as the one who asked sees it. `rung` and `seen` count people, each once.

    `ringing` is for how many of them it rings now. `returned` is how often it came back from
    somebody who took it. `next` and `next_at` are what time does and when, unless somebody acts
    first; None where it does nothing.
    """

    state: AskState
    rung: int
    seen: int
    returned: int
    ringing: int = 0
    taker: str | None = None
    next: AskNext | None = None
    next_at: datetime | None = None


def view_for_asker(ask: Ask) -> AskView:
    """Tell the one who asked how their call stands."""
    coming = _next(ask)
    return AskView(
        state=ask.state,
        rung=len({one.member for one in ask.rung}),
        seen=len(ask.seen_by),
        returned=ask.round - 1,
        ringing=len(ask.ringing),
        taker=ask.taker,
        next=coming,
        next_at=ask.due if coming else None,
    )


def _next(ask: Ask) -> AskNext | None:
    """What time does next; a talk is left in peace."""
    if ask.state is AskState.TAKEN:
        return AskNext.RETURN
    if ask.state is AskState.RINGING:
        return AskNext.WAVE if ask.wave < LAST_WAVE else AskNext.HAND_OVER
    return None
