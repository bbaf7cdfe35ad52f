"""Activities, their times and the answers to them, as results, entries and snapshots show them."""

from typing import Annotated

from pydantic import StringConstraints

from utelys_protocol.base import Id, Moment, Told, WallTime
from utelys_protocol.cards import FileCard, MemberCard
from utelys_protocol.words import Answer, Stage

OccurrenceId = Annotated[str, StringConstraints(max_length=100)]
"""The id of one time of an activity."""


Slot = Annotated[str, StringConstraints(pattern=r"^\d{8}T\d{4}$")]
"""The end of an `OccurrenceId`: the day and the hour at which a time was first planned."""


class DetailsCard(Told):
    """All that is said of some times; what is absent is not said of them."""

    title: str
    place: str
    meet_at: str | None = None
    bring: str | None = None
    leader: Id | None = None
    co_leader: Id | None = None
    max: int | None = None


class SegmentCard(Told):
    """How an activity is planned for its times from one slot on, up to the next segment's.

    Its times are those that `rule` gives from `starts` on (COUNT counts from there), or `starts`
    alone. The slot of a time is `moved` days before the day of its wall time, at the hour of
    `since`, whatever its own hour is; the times whose slot is before `since`, or at or after the
    next segment's, are not this segment's.
    """

    since: Slot
    starts: WallTime
    lasts: int
    rule: str | None = None
    moved: int = 0
    cancelled: bool = False
    """All of them are; shown is the first alone, until it would have begun."""
    details: DetailsCard | None = None
    """Absent: as the activity itself says."""


class SingleCard(Told):
    """One time that is otherwise than its segment plans it, as it now stands."""

    id: OccurrenceId
    starts: WallTime
    lasts: int
    cancelled: bool = False
    details: DetailsCard | None = None
    """Absent: as its segment says."""


class ActivityCard(Told):
    """Something done together, once or repeating, as it is planned now.

    `starts` is wall time in the house's zone, `lasts` seconds, `rule` an RFC 5545 RRULE: they are
    those of the last segment that is not cancelled. When each time is, and what its id is, follows
    from `segments` and `singles` alone, without asking the server.
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
    bring: str | None = None
    leader: Id | None = None
    co_leader: Id | None = None
    max: int | None = None
    stages: list[Stage] | None = None
    """Whom of the house it is for; absent for everyone."""
    members: list[Id] | None = None
    """Who is invited by name."""
    room: Id | None = None
    """The room of those who take part, where it has one of its own."""
    picture: FileCard | None = None
    """Read like any file, by those whom the activity concerns."""
    cancelled: bool = False
    """No time is left to come."""
    cancelled_from: str | None = None
    """The occurrence from which on there are no more."""
    cancelled_occurrences: list[str] = []
    """The single times that are cancelled, but for those that were over when it was changed."""
    segments: list[SegmentCard] | None = None
    """In the order of `since`, without those that were over when it was last changed."""
    singles: list[SingleCard] | None = None
    """In the order of `id`, without those that were over when it was last changed."""


class AnswerCard(Told):
    """What one member answered to one occurrence, or to `all` times to come.

    Those who are coming stand in the order of `turn`; beyond the maximum they wait.
    """

    activity: Id
    occurrence: str
    member: Id
    answer: Answer
    turn: int | None = None


class OccurrenceCard(Told):
    """One time of an activity, as it concerns the one who reads it.

    `id` stays the same when it is moved or cancelled. `coming` are those who have a place, in the
    order in which they got it, and at most 50 of them; `coming_count` is all.
    """

    id: str
    activity: Id
    house: Id | None = None
    group: Id | None = None
    room: Id | None = None
    starts_at: Moment
    ends_at: Moment
    title: str
    place: str
    meet_at: str | None = None
    bring: str | None = None
    leader: MemberCard | None = None
    co_leader: MemberCard | None = None
    max: int | None = None
    repeats: bool = False
    cancelled: bool = False
    answer: Answer | None = None
    """One's own, to this time or to all."""
    waiting: bool = False
    """One said to come, and waits for a place."""
    coming: list[MemberCard] = []
    coming_count: int = 0
    waiting_count: int = 0
    maybe_count: int = 0
    picture: FileCard | None = None


class ChangeCard(Told):
    """One thing that is different, as text in the language of the one who is told."""

    field: str
    was: str | None = None
    now: str | None = None
