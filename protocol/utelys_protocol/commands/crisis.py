"""What keepers do with the numbers of their house's crisis card."""

from typing import Annotated

from pydantic import Field, StringConstraints

from utelys_protocol.base import Id, Line, Name, Said, Told
from utelys_protocol.crisis import CrisisNumber, Openings

PhoneNumber = Annotated[str, StringConstraints(pattern=r"^\+?[0-9][0-9 ]{1,19}$")]
Tag = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")]


class CrisisPut(Said):
    """Put a number on the card, or change the one with this `id`.

    One whose number or hours have changed counts as unchecked, until `crisis.check` confirms it.
    """

    house: Id
    id: Id | None = None
    name: Name
    about: Line | None = None
    number: PhoneNumber | None = None
    openings: Openings
    languages: Annotated[tuple[Tag, ...], Field(min_length=1, max_length=10)] = ("nb",)
    place: Annotated[int, Field(ge=0, le=1000, strict=True)] | None = None


class CrisisCheck(Said):
    """Say that somebody has called or looked up a number today, and that it is right."""

    house: Id
    id: Id


class CrisisDrop(Said):
    """Take a number off the card."""

    house: Id
    id: Id


class CrisisResult(Told):
    """The number as it now is."""

    number: CrisisNumber


class CrisisGone(Told):
    """The number that is on the card no more."""

    id: Id


SHAPES: dict[str, tuple[type[Said], type[Told]]] = {
    "crisis.put": (CrisisPut, CrisisResult),
    "crisis.check": (CrisisCheck, CrisisResult),
    "crisis.drop": (CrisisDrop, CrisisGone),
}
