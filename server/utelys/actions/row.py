"""The row of a command: everything that is known of it, in one place."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from utelys.core.caller import Caller
from utelys.store.base import Tx
from utelys_protocol.base import Told
from utelys_protocol.words import Duty

Handler = Callable[[Tx, Caller, Any], Awaitable[Told]]
"""Carries a command out: gets the transaction, the one who sent it, and the arguments."""


class Rate(Enum):
    """How often a command may be sent; the numbers are in the settings."""

    COMMON = "common"
    """What people do all the time, such as writing."""
    COSTLY = "costly"
    """What reaches many people or makes things that last."""
    GUESS = "guess"
    """What somebody without a key could try keys with."""


@dataclass(frozen=True, slots=True)
class Row:
    """One command. `duty` is what it takes; whether it needs a session, its model says."""

    name: str
    handler: Handler
    rate: Rate = Rate.COMMON
    duty: Duty | None = None
    secret: bool = False
    """The result holds a key, which is made again for a retry and never kept."""
    prepare: Callable[[Any], Awaitable[Any]] | None = None
    """Makes of the arguments what the handler gets, where that takes a while.

    It runs before the command waits for the store: others must not wait for it.
    """
