"""When a reminder is told: never in quiet hours, unless it would be of no use after them."""

from datetime import datetime, time, timedelta

from utelys.core.quiet import Quiet, QuietHours, quiet_ends

NIGHT = (time(22), time(7))
"""When nobody is reminded who has said nothing else about being quiet."""

NEAR = timedelta(hours=2)
"""A start within this of the end of quiet hours is near: then the reminder comes in them."""


def remind_at(now: datetime, starts: datetime, zone: str, said: Quiet) -> datetime:
    """Tell when a reminder that is due now is told: at once, or when quiet hours are over.

    Args:
        now: an aware moment.
        starts: when what it reminds of begins.
        zone: the member's, an IANA name.
        said: what the member has said of being quiet; who has chosen no hours has the night.
    """
    hours = said.hours or QuietHours(*NIGHT, zone)
    ends = quiet_ends(Quiet(hours, said.until), now)
    if ends is None or starts - ends < NEAR:
        return now
    return ends
