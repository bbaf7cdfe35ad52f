"""Messages in a room."""

from typing import Annotated

from pydantic import Field

from utelys_protocol.activities import OccurrenceId
from utelys_protocol.base import Id, Moment, Reaction, Said, Seq, Text, Told

MOST_MENTIONED = 50
"""Members that one message may mention."""

MOST_FILES = 10
"""Files that one message may carry."""

Place = Annotated[Seq, Field(ge=1)]
"""The number of a message in its room's stream."""

Mentions = Annotated[list[Id], Field(max_length=MOST_MENTIONED)]
"""Members of the room who are meant in particular, by id."""


class MessageSend(Said):
    """Write in a room; `reply_to` is the number of the message that it answers.

    `files` are those that one has kept for this room; with them there need be no `text`.
    `occurrence` puts it into the thread of one time of the activity that the room is for.
    """

    room: Id
    text: Text | None = None
    reply_to: Place | None = None
    # Made and not copied: a copy of a default costs more than all else that is read here.
    mentions: Mentions = Field(default_factory=list)
    files: Annotated[list[Id], Field(max_length=MOST_FILES)] = Field(default_factory=list)
    occurrence: OccurrenceId | None = None


class MessageEdit(Said):
    """Write one's own message anew. What it said before is kept nowhere."""

    room: Id
    seq: Place
    text: Text
    mentions: Mentions = []


class MessageErase(Said):
    """Erase one's own message, with all that was said of it. Its number stays."""

    room: Id
    seq: Place


class MessageReact(Said):
    """Put a reaction to a message, or with `on: false` take one's own away again."""

    room: Id
    seq: Place
    reaction: Reaction
    on: bool = True


class MessagePin(Said):
    """Pin a message in its room, for all who are in it."""

    room: Id
    seq: Place


class MessageUnpin(Said):
    """Take a pinned message down."""

    room: Id
    seq: Place


class Placed(Told):
    """Where in the room's stream it stands, and since when. It is on disk."""

    seq: Seq
    at: Moment


class MessageDone(Told):
    """The message that it was done to. It is on disk."""

    room: Id
    seq: Seq


SHAPES: dict[str, tuple[type[Said], type[Told]]] = {
    "message.send": (MessageSend, Placed),
    "message.edit": (MessageEdit, MessageDone),
    "message.erase": (MessageErase, MessageDone),
    "message.react": (MessageReact, MessageDone),
    "message.pin": (MessagePin, MessageDone),
    "message.unpin": (MessageUnpin, MessageDone),
}
