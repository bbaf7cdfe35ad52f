"""Calendars that other programs subscribe to, and calendars of others read in."""

from typing import Annotated

from pydantic import Field

from utelys_protocol.base import Id, Name, Said, Told
from utelys_protocol.together import CalendarCard


class CalendarCreate(Said):
    """Make a secret address at which calendar programs read what one said yes or maybe to.

    With `group`, what that group does. `neutral` shows neither title nor place. `alarm` is how
    many seconds before a start the calendar reminds; absent, it does not. `name` is for
    oneself, to know later which is which.
    """

    group: Id | None = None
    neutral: bool = False
    alarm: Annotated[int, Field(ge=0, le=7 * 86_400, strict=True)] | None = None
    name: Name | None = None


class CalendarCreated(Told):
    """The calendar and its address, which is told this once. `url` is a path on this server."""

    calendar: CalendarCard
    url: str


class CalendarRevoke(Said):
    """Let a calendar's address open nothing any more."""

    calendar: Id


class CalendarRevoked(Told):
    """The calendar that is no more."""

    calendar: Id


SHAPES: dict[str, tuple[type[Said], type[Told]]] = {
    "calendar.create": (CalendarCreate, CalendarCreated),
    "calendar.revoke": (CalendarRevoke, CalendarRevoked),
}
