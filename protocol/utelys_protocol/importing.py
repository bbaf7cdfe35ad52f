"""Reading a calendar of another program in: what became of each event, and what was not read."""

from typing import Literal

from pydantic import Field

from utelys_protocol.base import Id, Moment, Said, Told, WallTime

IMPORT = "/api/v1/activities/import"
"""Where a calendar is sent with POST; the body is the file (RFC 5545, `text/calendar`)."""

MAX_CALENDAR = 2 * 1024 * 1024
"""Bytes in one calendar that is read in."""

MOST_ACTIVITIES = 100
"""Activities that one calendar may make or change at a time."""


class ImportQuery(Said):
    """For which house or group, and whether to make it or only to tell what would be made."""

    house: Id | None = None
    group: Id | None = None
    make: bool = Field(default=False, description="Without it nothing is changed.")


class ImportedCard(Told):
    """What becomes of one event of the file.

    `new` makes an activity, `changed` and `cancelled` change the one that an earlier import of the
    same event made (by its UID), `same` leaves it alone.
    """

    line: int
    """The line of the file in which the event begins, from 1."""
    what: Literal["new", "changed", "cancelled", "same"]
    title: str
    place: str
    starts: WallTime
    lasts: int
    rule: str | None = None
    next: Moment | None = None
    """When it is next, as the file has it."""
    differing: int = 0
    """Times to come that are moved, cancelled or otherwise different by themselves."""
    activity: Id | None = None
    """The activity, where there is one already or was made now."""


class UnreadLine(Told):
    """A line of the file that was not read, or not kept, and why, in the reader's own language."""

    line: int
    property: str
    why: str


class CalendarImported(Told):
    """What a calendar gave, or would give: nothing has been changed unless `made`."""

    made: bool
    activities: list[ImportedCard]
    unread: list[UnreadLine]
    """In the order of their lines, and at most 500."""
    more_unread: int = 0
    """Unread lines beyond those."""
    over: int = 0
    """Events whose last time has been; they are not brought in."""
