"""People, rooms, houses and activities as they are shown in results, entries and snapshots."""

from utelys_protocol.base import Id, Moment, Told, WallTime
from utelys_protocol.words import Answer, Duty, RoomKind, Stage


class MemberCard(Told):
    """A member as those see them who share a house or a room with them."""

    id: Id
    name: str
    stage: Stage
    duties: list[Duty]


class DeviceCard(Told):
    """One signed-in phone or browser."""

    id: Id
    name: str
    made_at: Moment


class HouseCard(Told):
    """A place with a door and a light. `zone` is an IANA name."""

    id: Id
    name: str
    zone: str


class RoomCard(Told):
    """A place to write, and who can read it. A direct room has no name of its own."""

    id: Id
    kind: RoomKind
    name: str | None = None
    house: Id | None = None
    members: list[MemberCard]


class MuteCard(Told):
    """A room that is silent for oneself, by its id: until a moment, or for ever."""

    id: Id
    until: Moment | None = None


class ReceiptCard(Told):
    """How far a member has read a room."""

    member: Id
    seq: int


class PinCard(Told):
    """A message that is pinned in its room, by its number: who pinned it, and when."""

    seq: int
    by: str
    at: Moment


class TopicCard(Told):
    """A topic room as the members of its house see it before they join."""

    id: Id
    name: str


class ActivityCard(Told):
    """Something done together, once or repeating.

    `starts` is wall time in the house's zone, `lasts` seconds, `rule` an RFC 5545 RRULE.
    """

    id: Id
    title: str
    house: Id | None = None
    group: Id | None = None
    starts: WallTime
    lasts: int
    rule: str | None = None
    place: str
    meet_at: str | None = None
    leader: Id | None = None
    max: int | None = None
    cancelled: bool = False
    """All of it, times past too."""
    cancelled_from: str | None = None
    """The occurrence from which on there are no more."""
    cancelled_occurrences: list[str] = []


class AnswerCard(Told):
    """What one member answered to one occurrence, or to `all` times to come."""

    activity: Id
    occurrence: str
    member: Id
    answer: Answer


class OccurrenceCard(Told):
    """One time of an activity. `id` stays the same when it is moved or cancelled."""

    id: str
    activity: Id
    starts_at: Moment
    ends_at: Moment
    cancelled: bool = False
