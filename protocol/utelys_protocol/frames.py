"""The frames of the socket: two unions are the list of everything that may be said there."""

from typing import Annotated, Any, Literal

from pydantic import Field, JsonValue, StringConstraints

from utelys_protocol.base import CommandId, Id, Moment, Said, Seq, StreamName, Told
from utelys_protocol.words import ByeCode, ErrorCode

MAX_CURSORS = 5_000
"""Cursors in one `hello`."""


class Hello(Said):
    """The first frame, within 10 s: who I am, and "I have everything up to here"."""

    type: Literal["hello"]
    token: Annotated[str, StringConstraints(max_length=200)] | None = None
    cursors: Annotated[dict[StreamName, Seq], Field(max_length=MAX_CURSORS)] = Field(
        default_factory=dict
    )
    client: Annotated[str, StringConstraints(max_length=200)] = ""
    epoch: Id | None = None
    """The life of the database that the cursors were made in, as `welcome` told it."""


class Command(Said):
    """Something that a member does. The arguments are read by the row of the command's name."""

    type: Literal["command"]
    id: CommandId
    name: Annotated[str, StringConstraints(max_length=64)]
    args: dict[str, JsonValue] = Field(default_factory=dict)


class Seen(Said):
    """This device has shown or stored the stream up to `seq`; decides whether a push is needed."""

    type: Literal["seen"]
    stream: StreamName
    seq: Seq


class Signal(Said):
    """Something that passes and is not kept."""

    type: Literal["signal"]
    stream: StreamName
    kind: Literal["typing"]


class Ping(Said):
    """A question whether the connection lives, answered by `pong` with the same number."""

    type: Literal["ping"]
    n: Seq


UpFrame = Annotated[Hello | Command | Seen | Signal | Ping, Field(discriminator="type")]
"""Everything that a client may say."""


class Entry(Told):
    """One thing that happened, at one place in one stream.

    `at` never goes back within a stream; `by` is a member's id, `clock` or `operator`.
    """

    seq: Seq
    at: Moment
    kind: str
    by: str
    body: dict[str, Any]


class StreamHead(Told):
    """A stream that this member may read, and the number of its newest entry."""

    id: StreamName
    kind: Literal["room", "house", "member"]
    head: Seq
    read: Seq | None = None
    """How far one has read. Told over HTTP; on the socket it is in one's own stream."""
    unread: Seq | None = None
    """Messages of others beyond that, in a room; counted up to 1,000. Told over HTTP."""


class Welcome(Told):
    """Answers `hello`; what was missed follows, then what happens.

    `epoch` is the life of the database: cursors from another life are answered by `reset`.
    """

    type: Literal["welcome"]
    member: Id
    device: Id
    now: Moment
    epoch: Id
    streams: list[StreamHead]


class Entries(Told):
    """One or many entries, always the next numbers of that stream."""

    type: Literal["entries"]
    stream: StreamName
    entries: list[Entry]


class Reset(Told):
    """Forget what you had of this stream: here is its state at `seq`."""

    type: Literal["reset"]
    stream: StreamName
    seq: Seq
    snapshot: dict[str, Any]


class Problem(Told):
    """Why a command was refused: a stable code, one plain sentence, and the field it is about."""

    code: ErrorCode
    title: str
    detail: str | None = None
    field: str | None = None


class Result(Told):
    """What became of a command, told after the commit and never before."""

    type: Literal["result"]
    id: CommandId
    ok: dict[str, Any] | None = None
    error: Problem | None = None


class SignalDown(Told):
    """Somebody else's signal: `typing`, or where both chose receipts `read`, up to `seq`."""

    type: Literal["signal"]
    stream: StreamName
    kind: str
    by: Id
    seq: Seq | None = None


class Pong(Told):
    """Answers `ping` with its number and the server's time."""

    type: Literal["pong"]
    n: Seq
    now: Moment


class Bye(Told):
    """Said before the server closes the socket; `retry_after` is in seconds."""

    type: Literal["bye"]
    code: ByeCode
    reason: str
    retry_after: int | None = None


DownFrame = Annotated[
    Welcome | Entries | Reset | Result | SignalDown | Pong | Bye, Field(discriminator="type")
]
"""Everything that the server may say."""
