"""The crisis card: numbers that somebody answers when nobody in the house can.

The numbers are the house's own data. What is computed for now (`open`, `changes_at`) is told with
`spans`, so that a client without network still knows what is open.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from utelys_protocol.base import Id, Line, Moment, Name, Told


class Day(StrEnum):
    """The days that opening hours are given for. A public holiday is `holiday` and no weekday."""

    MONDAY = "mon"
    TUESDAY = "tue"
    WEDNESDAY = "wed"
    THURSDAY = "thu"
    FRIDAY = "fri"
    SATURDAY = "sat"
    SUNDAY = "sun"
    HOLIDAY = "holiday"


class OpenHours(BaseModel):
    """Open on these days from `opens` to `closes`, wall time `HH:MM`.

    `closes` may be `24:00`; where it is not later than `opens` it is on the day after.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    days: Annotated[tuple[Day, ...], Field(min_length=1, max_length=8)]
    opens: Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    closes: Annotated[str, StringConstraints(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")]


class Openings(BaseModel):
    """When a number is answered: day and night, or by `hours`. `zone` is an IANA name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    always: bool = False
    hours: Annotated[tuple[OpenHours, ...], Field(max_length=20)] = ()
    zone: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_+/-]{1,64}$")] = "Europe/Oslo"


class OpenSpan(Told):
    """One time of being open."""

    opens: Moment
    closes: Moment


class CrisisNumber(Told):
    """One number of the card. `number` is None until the house has filled it in.

    `place` is where on the card it stands, the lowest first.

    `languages` are BCP 47 tags; `checked_on` is the day when somebody of the house last called or
    looked it up, None if nobody has.
    """

    id: Id
    name: Name
    about: Line | None = None
    number: Annotated[str, StringConstraints(pattern=r"^\+?[0-9][0-9 ]{1,19}$")] | None = None
    openings: Openings
    languages: tuple[str, ...] = ("nb",)
    checked_on: date | None = None
    place: int = 0


class CrisisLine(CrisisNumber):
    """A number and whether it is answered now; `changes_at` is when that changes.

    `spans` are its times of being open in the next 14 days, for those who have no network then.
    """

    open: bool
    changes_at: Moment | None = None
    spans: list[OpenSpan] = []


class CrisisCard(Told):
    """The crisis card of a house, as it may be read without signing in and kept."""

    house: Id
    numbers: list[CrisisLine]


class CrisisChanged(Told):
    """`crisis.changed`, in the house: a number is on its card, or is now this."""

    number: CrisisNumber


class CrisisDropped(Told):
    """`crisis.dropped`, in the house: a number is on its card no more."""

    number: Id


class CrisisDue(Told):
    """`crisis.due`, in a keeper's own stream: these numbers are to be called or looked up again."""

    house: Id
    numbers: list[Id]
