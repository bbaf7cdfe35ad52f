"""What keepers do with houses: open one, let a member belong to it too, set its waves."""

from typing import Annotated

from pydantic import Field, StringConstraints

from utelys_protocol.base import Id, Name, Said, Told
from utelys_protocol.cards import HouseCard

Wave = Annotated[int, Field(ge=1, le=3600, strict=True)]


class HouseOpen(Said):
    """Open another house of the network; whoever opens it belongs to it. `zone` is an IANA name."""

    name: Name
    zone: Annotated[str, StringConstraints(max_length=64)] = "Europe/Oslo"


class HouseAdmit(Said):
    """Let a member whom one knows belong to this house too."""

    house: Id
    member: Id


class HouseSetWaves(Said):
    """Set when the waves of this house's calls ring: seconds from the first, each later in turn.

    At `end` a call that nobody has taken is handed to the crisis numbers. Calls that stand already
    go on with the times as they now are.
    """

    house: Id
    second: Wave
    third: Wave
    end: Wave


class HouseResult(Told):
    """The house as it now is."""

    house: HouseCard


SHAPES: dict[str, tuple[type[Said], type[Told]]] = {
    "house.open": (HouseOpen, HouseResult),
    "house.admit": (HouseAdmit, HouseResult),
    "house.set_waves": (HouseSetWaves, HouseResult),
}
