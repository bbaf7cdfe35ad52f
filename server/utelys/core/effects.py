"""What a commit leaves to be told: values that the store hands on and the hub acts upon."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Happened:
    """An entry that is now on disk; `json` is the entry as it stands on the wire."""

    stream: str
    seq: int
    json: bytes
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """An entry says something else from now on; `json` is the entry as it now stands."""

    stream: str
    seq: int
    json: bytes


@dataclass(frozen=True, slots=True)
class ManyErased:
    """Entries of a stream have been erased: whatever is kept ready of it is out of date."""

    stream: str


@dataclass(frozen=True, slots=True)
class Signalled:
    """Something that is not kept, for some of those who listen to a stream."""

    stream: str
    to: frozenset[str]
    json: bytes


@dataclass(frozen=True, slots=True)
class FilesGone:
    """Nothing opens these files any more; they are to leave the disk."""

    names: list[str]


@dataclass(frozen=True, slots=True)
class CompactionDue:
    """What has been erased is to leave the files of the store."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """A member can read a stream from here on."""

    stream: str
    member: str


@dataclass(frozen=True, slots=True)
class Expelled:
    """A member hears nothing more of a stream."""

    stream: str
    member: str


@dataclass(frozen=True, slots=True)
class DeviceEnded:
    """A device's token opens nothing any more; its sockets are to be closed at once."""

    member: str
    device: str


@dataclass(frozen=True, slots=True)
class TimerSet:
    """A timer was set; the loop may have to wake earlier than it meant to."""

    due: datetime


@dataclass(frozen=True, slots=True)
class NoticeSet:
    """Something is to reach a member outside a socket, at this moment or later."""

    due: datetime


@dataclass(frozen=True, slots=True)
class DeliveryIs:
    """A message to a push service is now in this state (`core.deliveries`)."""

    state: str


Effect = (
    Happened
    | Signalled
    | Rewritten
    | ManyErased
    | FilesGone
    | CompactionDue
    | Admitted
    | Expelled
    | DeviceEnded
    | TimerSet
    | NoticeSet
    | DeliveryIs
)
