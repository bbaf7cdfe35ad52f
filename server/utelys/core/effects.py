"""What a commit leaves to be told: values that the store hands on and the hub acts upon."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Happened:
    """An entry that is now on disk; `json` is the entry as it stands on the wire."""

    stream: str
    seq: int
    json: bytes


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


Effect = Happened | Admitted | Expelled | DeviceEnded | TimerSet
