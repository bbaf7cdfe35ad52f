"""Coming in: an invitation is made by a keeper and accepted once."""

from typing import Annotated, ClassVar

from pydantic import Field

from utelys_protocol.base import Id, Moment, Name, Said, Seconds, Told
from utelys_protocol.cards import DeviceCard, MemberCard
from utelys_protocol.words import Duty, Language, Stage


class InviteCreate(Said):
    """Invite one person. `expires_in` is in seconds, 72 h unless said, 30 days at most."""

    stage: Stage
    duties: Annotated[list[Duty], Field(max_length=3)] = []
    house: Id | None = None
    rooms: Annotated[list[Id], Field(max_length=50)] = []
    expires_in: Annotated[Seconds, Field(ge=60, le=30 * 86_400)] = 72 * 3600


class InviteCreated(Told):
    """The code opens the network once, to whoever holds it: show it to that person alone."""

    code: str
    link: str
    expires_at: Moment


class InviteAccept(Said):
    """Come in with a code, under a name of one's own choosing.

    With a code of `device.link` another device of the same member comes in; it needs no name.
    """

    OPEN: ClassVar[bool] = True

    code: Annotated[str, Field(max_length=200)]
    name: Name | None = None
    device_name: Name
    language: Language | None = None


class InviteAccepted(Told):
    """`token` is the device's key; the server keeps only its hash and cannot show it again."""

    member: MemberCard
    device: DeviceCard
    token: str


SHAPES: dict[str, tuple[type[Said], type[Told]]] = {
    "invite.create": (InviteCreate, InviteCreated),
    "invite.accept": (InviteAccept, InviteAccepted),
}
