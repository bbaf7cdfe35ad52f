"""Who does something: a member on a device, the clock, or the operator at the machine."""

from dataclasses import dataclass

CLOCK = "clock"
"""Who an entry is by when time itself did it."""

OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Caller:
    """The one on whose behalf a command runs.

    `member` and `device` are ids; both are empty for someone who has not come in yet. `command` is
    the id that the device gave to what it sent. `base` is the address under which it reached the
    server (`https://home.example.org`); links that are given to it begin with that.
    """

    member: str
    device: str
    address: str = ""
    command: str = ""
    base: str = ""
