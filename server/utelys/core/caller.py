"""Who does something: a member on a device, the clock, or the operator at the machine."""

from dataclasses import dataclass

CLOCK = "clock"
OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Caller:
    """The one on whose behalf a command runs.

    `member` and `device` are ids; both are empty for someone who has not come in yet. `command` is
    the id that the device gave to what it sent.
    """

    member: str
    device: str
    address: str = ""
    command: str = ""
