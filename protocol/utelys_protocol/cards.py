"""People, rooms and houses as they are shown in results, entries and snapshots."""

from utelys_protocol.base import Id, Moment, Told
from utelys_protocol.words import Duty, NoticeKind, NoticeState, RoomKind, Stage


class MemberCard(Told):
    """A member as those see them who share a house or a room with them."""

    id: Id
    name: str
    stage: Stage
    duties: list[Duty]
    picture: Id | None = None
    """Which picture they show of themselves, if any; another picture has another id."""


class DeviceCard(Told):
    """One signed-in phone or browser."""

    id: Id
    name: str
    made_at: Moment


class PauseCard(Told):
    """A pause, as the house sees it: `id` and `name` are the member's; as the member: the house's.

    By `until` it is over by itself.
    """

    id: Id
    name: str
    until: Moment


class WavesCard(Told):
    """When a house's calls ring on: seconds from the first wave."""

    second: int
    third: int
    end: int


class HouseCard(Told):
    """A place with a door and a light. `zone` is an IANA name."""

    id: Id
    name: str
    zone: str
    waves: WavesCard | None = None
    """None where the house has set none: 3, 8 and 13 minutes."""


class RoomCard(Told):
    """A place to write, and who can read it. A direct room has no name of its own."""

    id: Id
    kind: RoomKind
    name: str | None = None
    house: Id | None = None
    retain_days: int | None = None
    """For how long what is written is kept; absent: for ever."""
    closed: bool | None = None
    """Nothing more is written here, and it can still be read."""
    history_from: int | None = None
    """The number from which those read who come in; absent: from their own coming in on."""
    members: list[MemberCard]


class FileCard(Told):
    """A file that was sent. `type` is a media type, told by what is in the file.

    `size` is in bytes, `width` and `height` in pixels; a picture has both, and a preview.
    """

    id: Id
    name: str
    type: str
    size: int
    width: int | None = None
    height: int | None = None


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


class PushCard(Told):
    """A device that is reached by push, since when, and when it last confirmed a test."""

    id: Id
    device: Id
    since: Moment
    confirmed_at: Moment | None = None


class NoticeCard(Told):
    """What became of one notice.

    `about` names the thing as `room:<id>`, `ask:<id>` and so on; `at` is when its state last
    changed, `due` when it will be looked at while it waits, `devices` how many have been reached.
    """

    id: Id
    kind: NoticeKind
    about: str
    made_at: Moment
    state: NoticeState
    at: Moment
    due: Moment | None = None
    devices: int = 0
