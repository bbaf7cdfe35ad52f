"""The names of streams."""

from typing import Literal, NamedTuple

StreamKind = Literal["room", "house", "member"]


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
