"""One's own claim to be home or reachable, as its member sees it, and what is told of it.

Others see what the light shows. All entries here are in a member's own stream.
"""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from utelys_protocol.base import Id, Moment, Told
from utelys_protocol.words import ClaimAs, Show


class LeaseCard(Told):
    """One's own lease. `offered_to` is a member's id while it is offered to them.

    `through_quiet`: it was claimed or kept while one was quiet. Calls ring through the quiet then,
    and the light counts it; one that says *reachable* counts for nothing in a quiet otherwise.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)

    id: Id
    house: Id
    as_: Annotated[ClaimAs, Field(alias="as")]
    until: Moment
    show: Show
    offered_to: Id | None = None
    through_quiet: bool = False


class LeaseChanged(Told):
    """`lease.changed`: one's lease began, or is now this."""

    lease: LeaseCard


class LeaseEnding(Told):
    """`lease.ending`: still home? `home.keep` says yes; without an answer it ends at `until`."""

    lease: Id
    house: Id
    until: Moment


class LeaseEnded(Told):
    """`lease.ended`: by the clock, by hand, to another, for a new claim, or for no answer."""

    lease: Id
    house: Id
    why: Literal["unanswered", "hand", "handed_over", "replaced", "clock"]


class OfferCard(Told):
    """Somebody's lease that is offered to one; `id` is the lease's, `by` its member."""

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)

    id: Id
    house: Id
    by: Id
    as_: Annotated[ClaimAs, Field(alias="as")]
    until: Moment


class LeaseOffered(Told):
    """`lease.offered`: somebody asks one to take their lease over.

    `known`: one was asked before, and only its end has moved; nobody is to be told of it anew.
    """

    offer: OfferCard
    known: bool | None = None


class OfferEnded(Told):
    """`offer.ended`: the lease is not offered to one any more, whoever said so."""

    lease: Id
