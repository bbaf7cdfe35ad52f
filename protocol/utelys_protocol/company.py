"""Company: what a member said privately, and what is told about it. All in members' own streams."""

from enum import StrEnum

from utelys_protocol.base import Id, Moment, Told
from utelys_protocol.cards import MemberCard


class Says(StrEnum):
    """What somebody says about company."""

    WANTED = "wanted"
    OFFERED = "offered"
    NONE = "none"


class CompanyCard(Told):
    """What one has said: of one time, of an activity (`all`), or in general (no activity)."""

    id: str
    activity: Id | None = None
    occurrence: str = "all"
    says: Says


class CompanySaid(Told):
    """`company.said`, in one's own stream and nowhere else."""

    company: CompanyCard


class CompanyMatched(Told):
    """`company.matched`, to both and in their room: who, where and when."""

    activity: Id
    occurrence: str
    room: Id
    members: list[MemberCard]
    title: str
    starts_at: Moment
    place: str
    meet_at: str | None = None


class CompanyChanged(Told):
    """`company.changed`, in the room of the two: where and when it is now, or that it is off."""

    activity: Id
    occurrence: str
    title: str
    starts_at: Moment
    place: str
    meet_at: str | None = None
    off: bool | None = None


class CompanyReopened(Told):
    """`company.reopened`: the other cannot after all; somebody else is being looked for."""

    activity: Id
    occurrence: str
    starts_at: Moment
    words: str


class CompanyAsked(Told):
    """`company.asked`, to one who offered: somebody would like company. Will you come too?"""

    activity: Id
    occurrence: str
    starts_at: Moment
    title: str
    member: MemberCard


class CompanyNobody(Told):
    """`company.nobody`, two hours ahead: to the leader how many, to who wants it that it is so."""

    activity: Id
    occurrence: str
    starts_at: Moment
    title: str
    how_many: int


class CompanyStill(Told):
    """`company.still`: you have had company three times. Do you still want it?"""

    activity: Id
    occurrence: str
    times: int
    starts_at: Moment | None = None


BODIES: dict[str, type[Told]] = {
    "company.said": CompanySaid,
    "company.matched": CompanyMatched,
    "company.changed": CompanyChanged,
    "company.reopened": CompanyReopened,
    "company.asked": CompanyAsked,
    "company.nobody": CompanyNobody,
    "company.still": CompanyStill,
}
"""Every kind of entry about company and the model of its body."""
