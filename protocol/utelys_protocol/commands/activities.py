"""Doing something together: planning, answering, cancelling."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from utelys_protocol.base import Id, Line, Said, Seconds, Told, WallTime
from utelys_protocol.cards import ActivityCard, AnswerCard
from utelys_protocol.words import Answer

Rule = Annotated[str, StringConstraints(max_length=500)]
OccurrenceId = Annotated[str, StringConstraints(max_length=100)]


class ActivityPlan(Said):
    """Plan something for a house or for a group room: everyone in it is invited.

    `starts` is wall time, `lasts` seconds, `rule` an RFC 5545 RRULE (daily or rarer).
    """

    title: Line
    house: Id | None = None
    group: Id | None = None
    starts: WallTime
    lasts: Annotated[Seconds, Field(ge=60, le=14 * 86_400)] = 2 * 3600
    rule: Rule | None = None
    place: Line
    meet_at: Line | None = None
    leader: Id | None = None
    max: Annotated[int, Field(ge=1, le=100_000, strict=True)] | None = None


class ActivityCancel(Said):
    """Cancel one time, this and all later ones, or all of it."""

    activity: Id
    which: Literal["one", "later", "all"] = "all"
    occurrence: OccurrenceId | None = None


class ActivityResult(Told):
    """The activity as it now is."""

    activity: ActivityCard


class ActivityAnswer(Said):
    """Answer an invitation: one occurrence by its id, or `all` for every time to come."""

    activity: Id
    occurrence: OccurrenceId = "all"
    answer: Answer


class ActivityAnswered(Told):
    """The answer as it now stands."""

    answer: AnswerCard


SHAPES: dict[str, tuple[type[Said], type[Told]]] = {
    "activity.plan": (ActivityPlan, ActivityResult),
    "activity.cancel": (ActivityCancel, ActivityResult),
    "activity.answer": (ActivityAnswer, ActivityAnswered),
}
