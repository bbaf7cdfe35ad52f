"""Doing something together: planning, changing, answering, cancelling, leading."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from utelys_protocol.activities import ActivityCard, AnswerCard, OccurrenceId
from utelys_protocol.base import Id, Line, Said, Seconds, Told, WallTime
from utelys_protocol.words import Answer, Stage

Rule = Annotated[str, StringConstraints(max_length=500)]
Lasts = Annotated[Seconds, Field(ge=60, le=14 * 86_400)]
Max = Annotated[int, Field(ge=1, le=100_000, strict=True)]
Which = Literal["one", "later", "all"]


class ActivityPlan(Said):
    """Plan something for a house, for a group room, or for members who are named.

    `starts` is wall time, `lasts` seconds, `rule` an RFC 5545 RRULE (daily or rarer). Everyone in
    the house or group is invited, or of the house only those of some `stages`; `members` are
    invited besides. With `invite_days`, invitations to each time go out so many days ahead.
    """

    title: Line
    house: Id | None = None
    group: Id | None = None
    starts: WallTime
    lasts: Lasts = 2 * 3600
    rule: Rule | None = None
    place: Line
    meet_at: Line | None = None
    bring: Line | None = None
    leader: Id | None = None
    co_leader: Id | None = None
    max: Max | None = None
    stages: Annotated[list[Stage], Field(max_length=4)] = []
    members: Annotated[list[Id], Field(max_length=500)] = []
    invite_days: Annotated[int, Field(ge=1, le=60, strict=True)] | None = None


class ActivityChange(Said):
    """Change one time, this and later ones, or all to come; what is left out stays as it is.

    `starts` is where the time that is named goes (with `all`, the next one); the others follow by
    as many days. `clear` names what is to be taken away.
    """

    activity: Id
    which: Which = "all"
    occurrence: OccurrenceId | None = None
    starts: WallTime | None = None
    lasts: Lasts | None = None
    rule: Rule | None = None
    title: Line | None = None
    place: Line | None = None
    meet_at: Line | None = None
    bring: Line | None = None
    leader: Id | None = None
    co_leader: Id | None = None
    max: Max | None = None
    clear: list[Literal["meet_at", "bring", "leader", "co_leader", "max"]] = []


class ActivityCancel(Said):
    """Cancel one time, this and all later ones, or all of it."""

    activity: Id
    which: Which = "all"
    occurrence: OccurrenceId | None = None


class ActivityResult(Told):
    """The activity as it now is."""

    activity: ActivityCard


class ActivityAnswer(Said):
    """Answer an invitation: one occurrence by its id, or `all` for every time to come.

    Who answers "coming" to all is coming by default. `note` is for the leader alone.
    """

    activity: Id
    occurrence: OccurrenceId = "all"
    answer: Answer
    note: Line | None = None
    company: Literal["wanted", "offered"] | None = None
    """That one would come if someone came along, or offers to be the one; see `company.say`."""


class ActivityAnswered(Told):
    """The answer as it now stands; `waiting` says that all places are taken for now."""

    answer: AnswerCard
    waiting: bool = False


class ActivityLead(Said):
    """Take the lead where there is none, of one time or of all to come; or give it back."""

    activity: Id
    occurrence: OccurrenceId = "all"
    take: bool = True


class ActivityPicture(Said):
    """Give an activity a picture that one has kept (`file.upload`), or none any more.

    The file is one's own, for a room that one is in, and not sent yet.
    """

    activity: Id
    file: Id | None = None


class ActivityAttend(Said):
    """Note who came. The leader alone sees it, and it is kept for eight weeks."""

    activity: Id
    occurrence: OccurrenceId
    members: Annotated[list[Id], Field(max_length=1000)]


class ActivityAttended(Told):
    """Who came, as the leader noted it; `noted` tells that nobody came from nothing noted."""

    occurrence: str
    members: list[Id]
    noted: bool = True


class ActivityMissMe(Said):
    """Let the leader get one line when one comes to this as a regular and is away twice running."""

    activity: Id
    on: bool = True


class ActivityMissing(Told):
    """What one has chosen."""

    activity: Id
    on: bool


SHAPES: dict[str, tuple[type[Said], type[Told]]] = {
    "activity.plan": (ActivityPlan, ActivityResult),
    "activity.change": (ActivityChange, ActivityResult),
    "activity.cancel": (ActivityCancel, ActivityResult),
    "activity.answer": (ActivityAnswer, ActivityAnswered),
    "activity.lead": (ActivityLead, ActivityResult),
    "activity.picture": (ActivityPicture, ActivityResult),
    "activity.miss_me": (ActivityMissMe, ActivityMissing),
    "activity.attend": (ActivityAttend, ActivityAttended),
}
