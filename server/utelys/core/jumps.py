"""A clock that jumps: what is meant by it, and what becomes of what was promised by the old one.

The machine's clock says what the wall says, and may be set; its steady clock only goes on, but
means nothing by itself, stops while the machine sleeps, and begins anew with the program. Each look
at both tells whether the clock has jumped since the last one.

| what happened                          | claims to be home              | calls            |
| -------------------------------------- | ------------------------------ | ---------------- |
| the clock went forward, or the machine | end when the clock says so: a  | what is due      |
| slept (the two look alike)             | light may go out early, but    | happens at once, |
|                                        | never stays lit too long       | and who was rung |
|                                        |                                | or took it       |
|                                        |                                | before is not    |
|                                        |                                | judged by it     |
| the clock went back, the server ran    | end so much earlier by the     | go on so much    |
|                                        | clock: after the time that     | earlier by the   |
|                                        | was promised                   | clock            |
| the clock went back, the server did    | are in doubt: the light is     | as above, by     |
| not run (a claim or a call is from     | *unknown* until somebody says  | the least that   |
| what is now the future)                | that they are there; they      | it can have been |
|                                        | are asked at once, and silence |                  |
|                                        | ends them in 15 minutes        |                  |

What is by the wall, such as shifts, activities with their reminders, and quiet hours, stays where
it is on the wall: what the clock passes over happens at once, and what it comes to a second time
does not happen again, because its timer has gone.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from utelys.core.ask_state import Ask

TOLERANCE = timedelta(seconds=2)
"""What the two clocks may differ by between two looks; a clock that is slewed differs by less."""


@dataclass(frozen=True, slots=True)
class Look:
    """What both clocks said: a moment in UTC, and seconds of the steady one."""

    clock: datetime
    steady: float


def jumped(last: Look, now: Look) -> timedelta:
    """By how much the clock has jumped between two looks; zero for a clock that has not."""
    by = (now.clock - last.clock) - timedelta(seconds=now.steady - last.steady)
    return by if abs(by) > TOLERANCE else timedelta(0)


def unfair(ask: Ask, now: datetime) -> Ask:
    """A standing ask of which nobody is judged by what they were asked before now.

    Where the clock has jumped they may have had less time than it says; where the server was away,
    none at all.
    """
    return replace(ask, fair_since=now)


def earlier(ask: Ask, by: timedelta) -> Ask:
    """A standing ask as it is by a clock that has gone back by so much."""
    return replace(
        ask,
        due=_minus(ask.due, by),
        wave_until=_minus(ask.wave_until, by),
        taken_at=_minus(ask.taken_at, by),
        fair_since=_minus(ask.fair_since, by),
        rung=tuple(replace(one, at=one.at - by) for one in ask.rung),
    )


def _minus(moment: datetime | None, by: timedelta) -> datetime | None:
    return None if moment is None else moment - by
