"""What time it is, as a value that is handed in: the logic never asks the machine."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(9999, 12, 31, tzinfo=UTC)
"""No moment that is kept is before `EPOCH` or after this: what says so has been damaged."""

_MILLISECOND = timedelta(milliseconds=1)


class Clock(Protocol):
    """Gives the present moment. It may jump: what must not go back is guarded by its user."""

    def now(self) -> datetime:
        """Return the present moment, aware and in UTC, in whole milliseconds."""
        ...

    def steady(self) -> float:
        """Return seconds that only go on, from no moment in particular."""
        ...


def to_millis(moment: datetime) -> int:
    """Milliseconds since 1970-01-01T00:00Z, the form in which moments are stored."""
    return (moment - EPOCH) // _MILLISECOND


def from_millis(millis: int) -> datetime:
    """Turn stored milliseconds back into a moment in UTC."""
    return EPOCH + timedelta(milliseconds=millis)
