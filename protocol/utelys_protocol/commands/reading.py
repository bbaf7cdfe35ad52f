"""How far one has read, and which rooms are to be silent."""

from utelys_protocol.base import Id, Moment, Said, Seq, StreamName, Told
from utelys_protocol.cards import MuteCard


class ReadMark(Said):
    """Say that one has read a stream up to `seq`, on all of one's devices. It never goes back."""

    stream: StreamName
    seq: Seq


class ReadMarked(Told):
    """How far one has now read."""

    stream: StreamName
    seq: Seq


class RoomMute(Said):
    """Let a room be silent, until a moment or for ever. It is heard and kept all the same."""

    room: Id
    until: Moment | None = None


class RoomUnmute(Said):
    """Let a room be heard again."""

    room: Id


class RoomUnmuted(Told):
    """The room that may be heard again."""

    room: Id


SHAPES: dict[str, tuple[type[Said], type[Told]]] = {
    "read.mark": (ReadMark, ReadMarked),
    "room.mute": (RoomMute, MuteCard),
    "room.unmute": (RoomUnmute, RoomUnmuted),
}
