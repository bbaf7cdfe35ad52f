"""An activity: its times, whom it is for, and how it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from utelys.core.ids import house_stream, room_stream
from utelys.core.occurrences import Series
from utelys.core.series_card import series_card
from utelys_protocol.activities import ActivityCard
from utelys_protocol.cards import FileCard
from utelys_protocol.words import Stage

TEXTS = ("title", "place", "meet_at", "bring")
PEOPLE = ("leader", "co_leader")
DETAILS = (*TEXTS, *PEOPLE, "max")
"""What an activity says of itself, and each time of it may say otherwise."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom an activity is for: a house or a group room, and who is named besides.

    `stages` narrows a house down; empty is everyone. `days` is how many days ahead the invitation
    to each time goes out, None to invite once, when it is planned.
    """

    house: str | None = None
    group: str | None = None
    stages: tuple[Stage, ...] = ()
    members: tuple[str, ...] = ()
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity as it is kept."""

    series: Series
    made_by: str
    audience: Audience
    turned_at: datetime
    """What was to be done for its times up to this moment is done, or is not to be done."""
    room: str | None = None
    """The room of those who take part; None where it has none of its own."""
    sequence: int = 0
    """How often it has been changed since it was planned (RFC 5545, section 3.8.7.4)."""
    ended: bool = False
    """All of it is cancelled."""
    invited: frozenset[datetime] = frozenset()
    """The slots to which invitations have gone out, where they go out some days ahead."""
    picture: FileCard | None = None

    @property
    def id(self) -> str:
        """The id of the activity."""
        return self.series.activity

    @property
    def stream(self) -> str:
        """The stream of the house or group that it is for."""
        if self.audience.house is not None:
            return house_stream(self.audience.house)
        return room_stream(self.audience.group or "")

    @property
    def details(self) -> Mapping[str, object]:
        """What it says of itself now, apart from single times."""
        return self.series.segments[_shown(self.series)].details

    @property
    def goes_on_from(self) -> datetime:
        """The first slot of those times of which it says now what it says of itself."""
        return self.series.segments[_shown(self.series)].since

    @property
    def repeats(self) -> bool:
        """Whether it happens by a rule, or did."""
        return any(segment.rule is not None for segment in self.series.segments)

    @property
    def leader(self) -> str | None:
        """Who leads it now, apart from single times."""
        return text(self.details, "leader")

    def names(self, member: str) -> bool:
        """Whether a member is named beside the house or group that it is for."""
        return member in self.audience.members

    def is_guest(self, member: str) -> bool:
        """Whether a member is invited by name, and not only because they planned it for a house."""
        planned_it = self.audience.house is not None and member == self.made_by
        return self.names(member) and not planned_it

    @property
    def card(self) -> ActivityCard:
        """How it is shown to those whom it concerns."""
        return card_of(self)


def text(details: Mapping[str, object], key: str) -> str | None:
    """A detail that is text; None where it is not there."""
    value = details.get(key)
    return value if isinstance(value, str) else None


def maximum(details: Mapping[str, object]) -> int | None:
    """How many there is room for; None for any number."""
    value = details.get("max")
    return value if isinstance(value, int) else None


def leads(details: Mapping[str, object], member: str) -> bool:
    """Whether a member leads it, alone or beside the other."""
    return member in (details.get("leader"), details.get("co_leader"))


def is_for(audience: Audience, stage: Stage) -> bool:
    """Whether something for a house is for those at a stage; what names none is for all."""
    return not audience.stages or stage in audience.stages


def _shown(series: Series) -> int:
    """The last segment that is not cancelled; the last one where all are."""
    standing = [place for place, one in enumerate(series.segments) if not one.cancelled]
    return standing[-1] if standing else len(series.segments) - 1


def card_of(activity: Activity) -> ActivityCard:
    """Show an activity. It depends on nothing but what is kept: time changes no card."""
    series, audience = activity.series, activity.audience
    shown = series.segments[_shown(series)]
    return ActivityCard.model_validate(
        {
            **_said(shown.details),
            "id": activity.id,
            "house": audience.house,
            "group": audience.group,
            "starts": shown.start.told(),
            "lasts": int(shown.lasts.total_seconds()),
            "rule": shown.rule.text if shown.rule else None,
            "stages": list(audience.stages) or None,
            "members": list(audience.members) or None,
            "room": activity.room,
            "picture": activity.picture,
            "cancelled": activity.ended or all(one.cancelled for one in series.segments),
            **series_card(series, shown),
        }
    )


def _said(details: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in details.items() if value is not None}
