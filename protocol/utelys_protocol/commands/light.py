"""Claiming to be home or reachable: a lease, which always has an end."""

from typing import Annotated

from pydantic import ConfigDict, Field

from utelys_protocol.base import Id, Moment, Said, Seconds, Told
from utelys_protocol.leases import LeaseCard, OfferEnded
from utelys_protocol.words import ClaimAs, Show


class HomeClaim(Said):
    """Say that one is home or reachable, until a moment or for some seconds (2 h unless said).

    Never beyond 12 h. A member has one lease in a house: a new claim takes the place of the old.
    Without `show` one is shown as one last chose to be, and by name if one never has.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    house: Id
    as_: Annotated[ClaimAs, Field(alias="as")] = ClaimAs.HOME
    until: Moment | None = None
    for_: Annotated[Seconds | None, Field(alias="for")] = None
    show: Show | None = None


class HomeKeep(Said):
    """Still home: move the lease's end, to 2 h from now unless `until` says otherwise."""

    lease: Id
    until: Moment | None = None


class HomeEnd(Said):
    """Not there any more: the lease ends now."""

    lease: Id


class HomeOffer(Said):
    """Ask another member of the house to take the lease over. Until they say yes it is one's own.

    Whoever was asked before is asked no more.
    """

    lease: Id
    to: Id


class HomeAccept(Said):
    """Say yes to a lease that is offered: it ends, and one's own begins with the same end.

    Without `show` one is shown as one last chose to be, and by duty if one never has.
    """

    lease: Id
    show: Show | None = None


class HomeDecline(Said):
    """Say no to a lease that is offered, or take back the offer of one's own."""

    lease: Id


class LeaseResult(Told):
    """The lease as it now is."""

    lease: LeaseCard


SHAPES: dict[str, tuple[type[Said], type[Told]]] = {
    "home.claim": (HomeClaim, LeaseResult),
    "home.keep": (HomeKeep, LeaseResult),
    "home.end": (HomeEnd, LeaseResult),
    "home.offer": (HomeOffer, LeaseResult),
    "home.accept": (HomeAccept, LeaseResult),
    "home.decline": (HomeDecline, OfferEnded),
}
