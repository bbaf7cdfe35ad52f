"""For tests: the power cut right before or right after a commit that holds a certain entry."""

import os
import signal
from typing import Literal

from utelys.core.effects import DeliveryIs, Effect, Happened
from utelys.store.writer import AtCommit

Point = Literal["before", "after"]


def kill_at(said: str) -> AtCommit:
    """End this process as `kill -9` does, once `said` comes true.

    `before:ask.rung:2` is right before the commit with the second entry of that kind; `after:…` is
    once it is on disk and nobody has been told yet. What is of an ask counts in the ask's room.
    `push.sent:3` is the commit that notes the third message to a push service as sent, and so for
    every state of one.
    """
    if not said:
        return lambda _where, _effects: None
    point, kind, number = (*said.split(":"), "1")[:3]
    left = int(number)

    def at_commit(where: Point, effects: list[Effect]) -> None:
        nonlocal left
        if where != point:
            return
        for one in effects:
            if _is(one, kind):
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

    return at_commit


def _is(one: Effect, kind: str) -> bool:
    if isinstance(one, DeliveryIs):
        return f"push.{one.state}" == kind
    told_where = "room:" if kind.startswith("ask.") else ""
    return isinstance(one, Happened) and one.stream.startswith(told_where) and one.kind == kind
