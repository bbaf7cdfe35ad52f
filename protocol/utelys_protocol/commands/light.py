"""Claiming to be home or reachable: a lease, which always has an end."""

from typing import Annotated

from pydantic import ConfigDict, Field

from utelys_protocol.base import Id, Moment, Said, Seconds, Told
from utelys_protocol.words import ClaimAs, Show


class HomeClaim(Said):
    """Say that one is home or reachable, until a moment or for some seconds (2 h unless said).

    Never beyond 12 h. A member has one lease in a house: a new claim takes the place of the old.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    house: Id
    as_: Annotated[ClaimAs, Field(alias="as")] = ClaimAs.HOME
    until: Moment | None = None
    for_: Annotated[Seconds | None, Field(alias="for")] = None
    show: Show = Show.NAME


class HomeKeep(Said):
    """Still home: move the lease's end, to 2 h from now unless `until` says otherwise."""

    lease: Id
    until: Moment | None = None


class HomeEnd(Said):
    """Not there any more: the lease ends now."""

    lease: Id


class LeaseCard(Told):
    """One's own lease; what others see of it is in the light."""

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)

    id: Id
    house: Id
    as_: Annotated[ClaimAs, Field(alias="as")]
    until: Moment
    show: Show


class LeaseResult(Told):
    """The lease as it now is."""

    lease: LeaseCard


SHAPES: dict[str, tuple[type[Said], type[Told]]] = {
    "home.claim": (HomeClaim, LeaseResult),
    "home.keep": (HomeKeep, LeaseResult),
    "home.end": (HomeEnd, LeaseResult),
}
