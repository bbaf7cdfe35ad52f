"""What is told in quiet hours: what is of no use after them, being about a near start."""

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
    return now if ends is None or is_near(starts, ends) else ends


def is_near(starts: datetime, end: datetime) -> bool:
    """Tell whether something begins too soon after a moment to be told no earlier than then.

    Args:
        starts: when it begins.
        end: when quiet hours are over, or now where it is not quiet.
    """
    return starts - end < NEAR
