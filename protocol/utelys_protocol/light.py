"""The light of a house as it stands on the wire."""

from utelys_protocol.base import Id, Moment, Told
from utelys_protocol.words import ClaimAs, Duty, LightState


class Presence(Told):
    """One who is there, as they chose to be shown: a name, a duty, or only somebody."""

    state: ClaimAs
    until: Moment
    member: Id | None = None
    name: str | None = None
    duty: Duty | None = None


class Expected(Told):
    """The next planned time, never a promise that somebody is there now."""

    at: Moment
    until: Moment | None = None
    member: Id | None = None
    name: str | None = None
    duty: Duty | None = None


class Light(Told):
    """The whole light of one house; nothing in it may be believed after `valid_until`."""

    house: Id
    state: LightState
    who: list[Presence]
    next: Expected | None = None
    valid_until: Moment


class LightChanged(Light):
    """Body of the entry `light.changed`."""
