"""Telling the one who runs the server what goes wrong: kinds and places in the code, never text."""

import hashlib
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog

from utelys.core.errors import Unavailable

_QUIET = 60.0

log = structlog.get_logger()


def where(error: BaseException) -> str:
    """Where in the code an error came from, innermost first: what its message says may be text."""
    frames = traceback.extract_tb(error.__traceback__)[::-1]
    return " ".join(f"{Path(one.filename).name}:{one.lineno}" for one in frames[:12])


def unexpected(error: Exception) -> Unavailable:
    """Log what nobody foresaw under an id, and make what its sender is told, with that id."""
    id_ = hashlib.blake2b(repr((id(error), error.args)).encode(), digest_size=5).hexdigest()
    log.error("unexpected", id=id_, error=type(error).__name__, where=where(error))
    return Unavailable(
        "The server could not do this just now. Nothing was changed; try again in a while.",
        detail=f"If it goes on, tell the one who runs the server this number: {id_}.",
    )


class Complaints:
    """Says of what fails again and again, each event once a minute: the log lies on a disk too."""

    def __init__(self) -> None:
        """Nothing has been said yet."""
        self._said: dict[str, float] = {}

    def say(self, how: Callable[..., Any], event: str, **more: str) -> None:
        """Log an event, with `log.warning` or the like, unless it was within this minute."""
        now = time.monotonic()
        if now - self._said.get(event, -_QUIET) >= _QUIET:
            self._said[event] = now
            how(event, **more)
