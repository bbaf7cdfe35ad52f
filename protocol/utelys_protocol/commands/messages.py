"""Messages in a room."""

from typing import Annotated

from pydantic import Field

from utelys_protocol.base import Id, Moment, Said, Seq, Text, Told


class MessageSend(Said):
    """Write in a room; `reply_to` is the number of the message that it answers."""

    room: Id
    text: Text
    reply_to: Annotated[Seq, Field(ge=1)] | None = None


class Placed(Told):
    """Where in the room's stream it stands, and since when. It is on disk."""

    seq: Seq
    at: Moment


SHAPES: dict[str, tuple[type[Said], type[Told]]] = {
    "message.send": (MessageSend, Placed),
}
