"""How long every target is fed, with what, and how that is told.

A second of each in `make test`; `make fuzz` gives each ten minutes (`SECONDS_EACH=600`). `SEED`
repeats a run.
"""

import json
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.contract.vectors import FOLDER

SECONDS = float(os.environ.get("SECONDS_EACH", "1"))
SEED = int(os.environ.get("SEED", "0")) or random.randrange(1 << 32)
PATIENCE = 60 + 2 * SECONDS
"""Seconds that one target may take with all that is around it."""


@dataclass
class Feeding:
    """One target's run: what chance it is fed by, how long yet, and how much it has had."""

    chance: random.Random = field(default_factory=lambda: random.Random(SEED))
    until: float = field(default_factory=lambda: time.monotonic() + SECONDS)
    count: int = 0

    def goes_on(self) -> bool:
        """Count one more, unless the time is over."""
        more = time.monotonic() < self.until
        self.count += more
        return more


@contextmanager
def fed(name: str) -> Iterator[Feeding]:
    """Feed a target, and say at the end how often, however it ended."""
    feeding = Feeding()
    try:
        yield feeding
    finally:
        print(f"fed {name} {feeding.count:,} times in {SECONDS:g} s (SEED={SEED})")


def _vectors(folder: str) -> list[Any]:
    paths = sorted((FOLDER / folder).glob("*.json"))
    return [one for path in paths for one in json.loads(path.read_text())]


ENDS = frozenset({"device.sign_out", "house.leave", "invite.accept", "member.leave"})
"""Commands after which there is nobody left to feed with, or who is somebody else."""

UP = [json.dumps(one).encode() for one in _vectors("up") if one.get("name") not in ENDS]
DOWN = [json.dumps(one).encode() for one in _vectors("down")]
COMMANDS = [
    (path.stem, vector["args"])
    for path in sorted((FOLDER / "commands").glob("*.json"))
    for vector in json.loads(path.read_text())
    if path.stem not in ENDS
]
