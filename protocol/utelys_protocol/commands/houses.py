"""Houses: opening one, letting members belong to it and no more, setting its waves."""

from typing import Annotated

from pydantic import Field, StringConstraints

from utelys_protocol.base import Id, Moment, Name, Said, Told
from utelys_protocol.cards import HouseCard

LONGEST_PAUSE = 72 * 3600
"""Seconds for which a keeper may pause a member."""

Wave = Annotated[int, Field(ge=1, le=3600, strict=True)]


class HouseOpen(Said):
    """Open another house of the network; whoever opens it belongs to it. `zone` is an IANA name."""

    name: Name
    zone: Annotated[str, StringConstraints(max_length=64)] = "Europe/Oslo"


class HouseAdmit(Said):
    """Let a member whom one knows, or who was paused, belong to this house too."""

    house: Id
    member: Id


class HouseLeave(Said):
    """Belong to this house no more; the network, direct rooms and group rooms stay."""

    house: Id


class HouseRemove(Said):
    """Let a member belong to this house no more. The house sees who did it."""

    house: Id
    member: Id


class HousePause(Said):
    """Let a member be out of this house for so many seconds, then be back as they were.

    At most 72 hours: one keeper alone decides no more than that. `house.admit` ends it before.
    """

    house: Id
    member: Id
    for_: Annotated[int, Field(alias="for", ge=60, le=LONGEST_PAUSE, strict=True)]


class HouseSetWaves(Said):
    """Set when the waves of this house's calls ring: seconds from the first, each later in turn.

    At `end` a call that nobody has taken is handed to the crisis numbers. Calls that stand already
    go on with the times as they now are.
    """

    house: Id
    second: Wave
    third: Wave
    end: Wave


class HouseParted(Told):
    """The member does not belong to the house, until that moment if there is one."""

    house: Id
    member: Id
    until: Moment | None = None


class HouseResult(Told):
    """The house as it now is."""

    house: HouseCard


SHAPES: dict[str, tuple[type[Said], type[Told]]] = {
    "house.open": (HouseOpen, HouseResult),
    "house.admit": (HouseAdmit, HouseResult),
    "house.leave": (HouseLeave, HouseParted),
    "house.remove": (HouseRemove, HouseParted),
    "house.pause": (HousePause, HouseParted),
    "house.set_waves": (HouseSetWaves, HouseResult),
}
