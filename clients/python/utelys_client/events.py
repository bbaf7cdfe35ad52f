"""What an application hears from a client, in the order in which it came about.

Those of `Kept` are written to the store before they are handed out, each at most once, also across
restarts; the others are of the moment and are not kept.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from utelys_protocol.base import Told
from utelys_protocol.entries import BODIES
from utelys_protocol.frames import Entry, Problem
from utelys_protocol.light import Light


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True)


class Happened(_Event):
    """An entry of a stream, once and in order."""

    type: Literal["happened"] = "happened"
    stream: str
    entry: Entry

    @property
    def body(self) -> Told | None:
        """The entry's body as a model; None for a kind that this version does not know."""
        model = BODIES.get(self.entry.kind)
        if model is None:
            return None
        try:
            return model.model_validate(self.entry.body)
        except ValidationError:
            return None


class Replaced(_Event):
    """A stream's state was replaced as a whole: show it anew from `client.state(stream)`."""

    type: Literal["replaced"] = "replaced"
    stream: str
    seq: int


class Left(_Event):
    """A stream may not be read any more; its state is gone from here."""

    type: Literal["left"] = "left"
    stream: str


class Answered(_Event):
    """The answer to a command that nobody waits for: it was made before the client last started."""

    type: Literal["answered"] = "answered"
    id: str
    name: str
    ok: dict[str, Any] | None = None
    error: Problem | None = None


Kept = Annotated[Happened | Replaced | Left | Answered, Field(discriminator="type")]
KEPT: TypeAdapter[Happened | Replaced | Left | Answered] = TypeAdapter(Kept)


class Connected(_Event):
    """The server knows us and tells us what happens, beginning with what was missed."""

    member: str
    device: str


class CaughtUp(_Event):
    """Everything that had happened when the connection was made is now here."""


class Offline(_Event):
    """There is no connection; the client tries again by itself in `again_in` seconds."""

    reason: str
    again_in: float


class LightTurned(_Event):
    """The light of a house as it may be believed has changed, by an entry or by time alone."""

    light: Light


class Signalled(_Event):
    """Somebody is typing, or the like."""

    stream: str
    kind: str
    by: str


Event = (
    Happened | Replaced | Left | Answered | Connected | CaughtUp | Offline | LightTurned | Signalled
)
"""Everything that a client may hand out."""
