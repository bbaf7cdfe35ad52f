"""A member's quiet as it stands on the wire."""

from utelys_protocol.base import Moment, Told


class QuietHoursCard(Told):
    """Each day from `starts` to `ends`, wall time in `zone`."""

    starts: str
    ends: str
    zone: str


class QuietCard(Told):
    """When one is not rung, on any device. `until` ends by itself, and so does each night."""

    hours: QuietHoursCard | None = None
    until: Moment | None = None
    wakings: int = 0


class QuietChanged(Told):
    """`quiet.changed`, in a member's own stream."""

    quiet: QuietCard
