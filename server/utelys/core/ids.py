"""The names of streams, and of the times of what repeats."""

from datetime import datetime
from typing import Literal, NamedTuple

StreamKind = Literal["room", "house", "member"]


_SLOT = "%Y%m%dT%H%M"


class Stream(NamedTuple):
    """A stream's name taken apart."""

    kind: StreamKind
    id: str


def room_stream(room: str) -> str:
    """Name the stream behind a room."""
    return f"room:{room}"


def house_stream(house: str) -> str:
    """Name the stream behind a house."""
    return f"house:{house}"


def member_stream(member: str) -> str:
    """Name a member's own stream."""
    return f"member:{member}"


def parse_stream(name: str) -> Stream | None:
    """Take a stream's name apart; None where it is no name of a stream."""
    kind, _, id_ = name.partition(":")
    if kind in ("room", "house", "member") and id_:
        return Stream(kind, id_)  # type: ignore[arg-type]  # narrowed by the line above
    return None


def kind_of(stream: str) -> str:
    """What kind of stream this name is of."""
    return stream.partition(":")[0]


def id_of(stream: str) -> str:
    """Whose stream this name is of: the id of a room, a house or a member."""
    return stream.partition(":")[2]


def slot_name(slot: datetime) -> str:
    """Name a slot, which is a time by the wall: `20261126T1800`."""
    return slot.strftime(_SLOT)


def read_slot(name: str) -> datetime:
    """Read a slot's name.

    Raises:
        ValueError: it is none.
    """
    return datetime.strptime(name, _SLOT)  # noqa: DTZ007 - slots are wall times


def occurrence_id(activity: str, slot: datetime) -> str:
    """Name one time of an activity."""
    return f"{activity}.{slot_name(slot)}"


def activity_of(occurrence: str) -> str:
    """The activity of which this is the name of a time."""
    return occurrence.rpartition(".")[0]


def slot_of(occurrence: str) -> datetime:
    """The slot of the time of which this is the name.

    Raises:
        ValueError: it is the name of none.
    """
    return read_slot(occurrence.rpartition(".")[2])
