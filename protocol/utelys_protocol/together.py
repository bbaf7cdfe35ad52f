"""What can have happened around doing something together: bodies of entries.

`activity.…` stands in the stream of the house or group that it is for, for all to read. In a
member's own stream it keeps their list in step without being news to them. `invitation.…`,
`reminder.…` and `company.…` stand in a member's own stream and are told to that member.
"""

from utelys_protocol import company
from utelys_protocol.activities import ActivityCard, AnswerCard, ChangeCard
from utelys_protocol.base import Id, Moment, Told


class ActivityPlanned(Told):
    """`activity.planned`, in the house or group that it is for."""

    activity: ActivityCard


class ActivityChanged(Told):
    """`activity.changed`: one time, those from one time on, or all to come; `words` say what."""

    activity: ActivityCard
    which: str
    occurrence: str | None = None
    words: str = ""
    changes: list[ChangeCard] = []


class ActivityCancelled(Told):
    """`activity.cancelled`: one time, those from one time on, or all of it."""

    activity: ActivityCard
    which: str
    occurrence: str | None = None


class ActivityAnswered(AnswerCard):
    """`activity.answered`."""


class ActivityLeft(Told):
    """`activity.left`, in a member's own stream: this concerns them no more."""

    activity: Id


class ActivityLeaderless(Told):
    """`activity.leaderless`: this time begins within a day and nobody leads it. Who takes it?"""

    activity: Id
    occurrence: str
    starts_at: Moment
    title: str


class InvitationReceived(Told):
    """`invitation.received`, in a member's own stream: an activity that concerns them.

    With `occurrence`, this one time of it, when invitations go out some days ahead. It is `silent`
    where it comes with others at once, of which the first is told outside the app.
    """

    activity: ActivityCard
    occurrence: str | None = None
    starts_at: Moment | None = None
    silent: bool | None = None


class InvitationChanged(ActivityChanged):
    """`invitation.changed`: told to everyone who has not said no, in their own language.

    `starts_at` is when the first time that it is about now begins, `was_at` when that was to begin
    where it is another moment.
    """

    starts_at: Moment | None = None
    was_at: Moment | None = None


class InvitationCancelled(Told):
    """`invitation.cancelled`: told to everyone who has not said no."""

    activity: ActivityCard
    which: str
    occurrence: str | None = None
    starts_at: Moment | None = None
    """When the first cancelled time would have begun."""
    words: str | None = None


class InvitationPromoted(Told):
    """`invitation.promoted`: there is a place now for one who waited.

    With `all` as the occurrence, at all times to come but those in `still_waiting`. `starts_at` is
    when the first of them begins.
    """

    activity: ActivityCard
    occurrence: str
    still_waiting: list[str] = []
    starts_at: Moment | None = None


class InvitationPutBack(InvitationPromoted):
    """`invitation.put_back`: the maximum was lowered, and one who had a place waits for one.

    With `all` as the occurrence, at all times to come but those in `still_coming`.
    """

    still_coming: list[str] = []


class InvitationLeaderless(ActivityLeaderless):
    """`invitation.leaderless`: those whom it concerns are asked who takes it."""


class AnswerNoted(Told):
    """`answer.noted`, in the streams of those who lead: a word to them beside an answer.

    `starts_at` is when that begins which was answered, or the first of all times to come.
    """

    answer: AnswerCard
    note: str
    starts_at: Moment | None = None


class Reminder(Told):
    """`reminder.answer` to one who has not answered, `reminder.coming` to one who is coming."""

    activity: Id
    occurrence: str
    starts_at: Moment
    title: str
    place: str
    meet_at: str | None = None
    bring: str | None = None


class MissingChosen(Told):
    """`missing.chosen`, in one's own stream: whether one is to be missed."""

    activity: Id
    on: bool


class MissingNoticed(Told):
    """`missing.noticed`, to those who lead, once: a regular who wished it has been away twice.

    `starts_at` is when the next time begins, if there is one.
    """

    activity: Id
    occurrence: str
    member: Id
    words: str
    starts_at: Moment | None = None


class CalendarCard(Told):
    """A calendar that other programs read at its secret address; `group` is what it is about.

    The address is not in it: it is told once. `name` is what its owner calls it, so that they know
    later which one to revoke.
    """

    id: Id
    group: Id | None = None
    neutral: bool
    alarm: int | None = None
    name: str | None = None
    made_at: Moment | None = None


class CalendarEntry(Told):
    """`calendar.created`, in the member's own stream."""

    calendar: CalendarCard


class CalendarGone(Told):
    """`calendar.revoked`, in the member's own stream."""

    calendar: Id


BODIES: dict[str, type[Told]] = {
    "activity.planned": ActivityPlanned,
    "activity.changed": ActivityChanged,
    "activity.cancelled": ActivityCancelled,
    "activity.answered": ActivityAnswered,
    "activity.left": ActivityLeft,
    "activity.leaderless": ActivityLeaderless,
    "invitation.received": InvitationReceived,
    "invitation.changed": InvitationChanged,
    "invitation.cancelled": InvitationCancelled,
    "invitation.promoted": InvitationPromoted,
    "invitation.put_back": InvitationPutBack,
    "invitation.leaderless": InvitationLeaderless,
    "answer.noted": AnswerNoted,
    "reminder.answer": Reminder,
    "reminder.coming": Reminder,
    "missing.chosen": MissingChosen,
    "missing.noticed": MissingNoticed,
    "calendar.created": CalendarEntry,
    "calendar.revoked": CalendarGone,
    **company.BODIES,
}
"""Every kind of entry of this area and the model of its body."""
