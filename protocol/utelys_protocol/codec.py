"""Bytes to frames and back, with errors that say what was wrong and where."""

import re

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails, from_json

from utelys_protocol.frames import DownFrame, UpFrame

_UP: TypeAdapter[UpFrame] = TypeAdapter(UpFrame)
_DOWN: TypeAdapter[DownFrame] = TypeAdapter(DownFrame)

_ID = re.compile(r"[\x21-\x7e]{1,128}")
"""`CommandId`: an id of any other form cannot stand in a `result` either."""

_SAID: dict[str, str] = {
    "extra_forbidden": "There is no such field here",
    "missing": "This field is missing",
    "json_invalid": "This is not JSON",
    "union_tag_invalid": "There is no frame of this type",
    "union_tag_not_found": "A frame needs a type",
}
"""Pydantic's kinds of error for which we have plainer words."""


class BadFrame(ValueError):
    """Bytes that are no frame of this wire.

    `title` is one plain sentence, `field` where it went wrong, `id` the command's id when the
    bytes still let one be read (so that the command can be answered).
    """

    def __init__(self, title: str, field: str | None, id_: str | None) -> None:
        """Keep what the one who sent the bytes is told."""
        super().__init__(title)
        self.title = title
        self.field = field
        self.id = id_


def explain(error: ValidationError, *, skip: int = 0) -> tuple[str, str | None]:
    """Say in one plain sentence what is wrong, and in which field (dotted path, or None).

    `skip` leaves out that many leading parts of the path, such as a union's tag.
    """
    first: ErrorDetails = error.errors(include_url=False, include_context=False)[0]
    field = ".".join(str(part) for part in first["loc"][skip:]) or None
    words = _SAID.get(first["type"], first["msg"].removeprefix("Value error, "))
    return (f"{field}: {words}." if field else f"{words}."), field


def read_up(data: str | bytes) -> UpFrame:
    """Read a client's frame.

    Raises:
        BadFrame: the bytes are no frame of this wire.
    """
    try:
        return _UP.validate_json(data)
    except ValidationError as error:
        title, field = explain(error, skip=1)
        raise BadFrame(title, field, _command_id(data)) from None


def _command_id(data: str | bytes) -> str | None:
    """The id of what was meant as a command, if it can be made out."""
    try:
        frame = from_json(data)
    except ValueError:
        return None
    if isinstance(frame, dict) and frame.get("type") == "command":
        id_ = frame.get("id")
        if isinstance(id_, str) and _ID.fullmatch(id_):
            return id_
    return None


def read_down(data: str | bytes) -> DownFrame:
    """Read a server's frame.

    Raises:
        pydantic.ValidationError: the bytes are no frame that this version knows.
    """
    return _DOWN.validate_json(data)


def write(frame: BaseModel) -> bytes:
    """Write a frame as UTF-8 JSON; fields that are None are left out."""
    return frame.model_dump_json(by_alias=True, exclude_none=True).encode()
