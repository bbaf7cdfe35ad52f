"""What is to be different about some times of an activity."""

from dataclasses import dataclass, field
from datetime import timedelta

from utelys.core.occurrences import Base, Details
from utelys.core.walltime import Wall


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be different; None, and a detail that is not named, stays as it is.

    A detail that is named in `was` too is only changed where it is that by now.
    """

    start: Wall | None = None
    lasts: timedelta | None = None
    rule: str | None = None
    details: Details = field(default_factory=dict)
    cancelled: bool | None = None
    was: Details = field(default_factory=dict)
    days: int | None = None
    """By how many days the start moves them, where that is known."""

    def concerns(self, key: str, details: Details) -> bool:
        """Whether a detail is changed where it is as in these."""
        return key in self.details and (key not in self.was or details.get(key) == self.was[key])

    def of(self, base: Base) -> Base:
        """What some times have in common after it."""
        new = {k: what for k, what in self.details.items() if self.concerns(k, base.details)}
        # What is taken away is said no more: to take it away once more changes nothing.
        said = {k: what for k, what in {**base.details, **new}.items() if what is not None}
        return Base(
            lasts=self.lasts or base.lasts,
            details=said,
            cancelled=base.cancelled if self.cancelled is None else self.cancelled,
        )
