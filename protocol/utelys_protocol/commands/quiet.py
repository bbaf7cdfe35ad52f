"""When a member is not to be rung, and how often they may be woken."""

from typing import Annotated

from pydantic import Field, StringConstraints

from utelys_protocol.base import Moment, Said
from utelys_protocol.quiet import QuietCard

Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class QuietHoursSaid(Said):
    """Each day from `starts` to `ends` (wall time, `22:30`), over midnight where `ends` is earlier.

    Without `zone` it is the member's own.
    """

    starts: Clock
    ends: Clock
    zone: Annotated[str, StringConstraints(max_length=64)] | None = None


class QuietSet(Said):
    """Set all of it: what is left out is no longer so.

    `wakings` is how often in seven days one agrees to be woken by a call all the same; 0 is never.
    """

    hours: QuietHoursSaid | None = None
    until: Moment | None = None
    wakings: Annotated[int, Field(ge=0, le=7, strict=True)] = 0


SHAPES = {"quiet.set": (QuietSet, QuietCard)}
