"""What every model of the wire is made of: strictness, moments, wall times, ids and texts."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

MAX_TEXT = 8_000
"""Characters in one message."""

MAX_FRAME = 64 * 1024
"""Bytes in one frame from a client, and in the body of one command over HTTP."""


def format_moment(moment: datetime) -> str:
    """Write a moment as RFC 3339 in UTC with milliseconds: `2026-11-26T17:00:00.000Z`."""
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.removesuffix("+00:00") + "Z"


def _to_utc(moment: datetime) -> datetime:
    """Bring a moment to UTC and to whole milliseconds, the precision that the store keeps.

    Raises:
        ValueError: the moment is outside the years that UTC can show (OverflowError is not
            something that a validator may let through).
    """
    try:
        moment = moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("is not a moment that a calendar can show") from error
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


_RFC3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
    r"([Zz]|[+-][0-9]{2}:[0-9]{2})"
)


def _only_rfc3339(said: Any) -> Any:
    """Refuse numbers, of which nobody knows what they count, and texts of other forms."""
    if isinstance(said, datetime) or (isinstance(said, str) and _RFC3339.fullmatch(said)):
        return said
    raise ValueError("is no moment; write it like 2026-11-26T17:00:00Z")


Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_only_rfc3339),
    AfterValidator(_to_utc),
    PlainSerializer(format_moment, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A point in time: UTC, RFC 3339, milliseconds."""

Seconds = Annotated[int, Field(ge=0, le=10 * 366 * 86_400, strict=True)]
"""A duration in whole seconds."""

Seq = Annotated[int, Field(ge=0, le=2**53, strict=True)]
"""A place in a stream. 0 is before the first entry; 2**53 is what JavaScript counts to."""

Id = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_.-]{1,64}$")]
"""An opaque identity, sortable by time of making."""

CommandId = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,128}$")]
"""An id that a device makes for one command: printable ASCII, unique to the device."""

StreamName = Annotated[
    str, StringConstraints(pattern=r"^(room|house|member):[0-9A-Za-z_.-]{1,64}$")
]
"""`room:<id>`, `house:<id>` or `member:<id>`."""

_SEEN = re.compile(
    r"[^\s\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u2028-\u202f\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)
"""Anything but what nobody can see."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def _visible(text: str) -> str:
    """Refuse what would be stored but that nobody could see, or that is no text at all."""
    if _CONTROL.search(text):
        raise ValueError("has a control character in it")
    if not _SEEN.search(text):
        raise ValueError("is empty or only spaces")
    return text


def _one_line(text: str) -> str:
    """A name or a title: trimmed, and on one line."""
    text = " ".join(text.split())
    return _visible(text)


Text = Annotated[str, StringConstraints(max_length=MAX_TEXT), AfterValidator(_visible)]
"""What a member writes: at most 8,000 characters, at least one that can be seen."""

Name = Annotated[str, StringConstraints(max_length=60), AfterValidator(_one_line)]
"""What a member, a device, a room or a house is called: one line, at most 60 characters."""

Line = Annotated[str, StringConstraints(max_length=200), AfterValidator(_one_line)]
"""A place, a title, a meeting point: one line, at most 200 characters."""


Reaction = Annotated[str, StringConstraints(max_length=16), AfterValidator(_one_line)]
"""An answer without words, such as 👍: a short text on one line, at most 16 characters."""


class Said(BaseModel):
    """Something that a client says: a field that the wire does not know is refused by name.

    `OPEN` marks the arguments of a command that needs no session. All models are put together when
    they are first needed: a start is quicker by a tenth of a second and smaller by 2.5 MiB.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    OPEN: ClassVar[bool] = False


class Told(BaseModel):
    """Something that the server says: whoever reads it passes over fields it does not know."""

    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)


class WallTime(BaseModel):
    """A time that people mean by the clock on the wall, and the zone that the wall stands in.

    `wall` is local time without an offset (`2027-10-07T18:00`), `zone` an IANA name.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    wall: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$")]
    zone: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_+/-]{1,64}$")]


def dump(model: BaseModel) -> dict[str, Any]:
    """Turn a model into the JSON object that goes on the wire, without fields that are None."""
    return model.model_dump(mode="json", by_alias=True, exclude_none=True)
