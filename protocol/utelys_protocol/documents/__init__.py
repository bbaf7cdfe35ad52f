"""The documents that describe the wire, written from its models and never by hand.

They are made of the commands in `SHAPES`, the kinds of entry in `BODIES`, the two unions of frames
and the rows of `READS`: what is added there is in the documents after `make generate`.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from utelys_protocol.documents.asyncapi import asyncapi
from utelys_protocol.documents.definitions import json_schema
from utelys_protocol.documents.openapi import openapi

FOLDER = Path(__file__).parent.parent / "schema"
"""Where the written documents are: packaged, so that the server can serve them."""

DOCUMENTS: dict[str, Callable[[], dict[str, Any]]] = {
    "asyncapi.json": asyncapi,
    "openapi.json": openapi,
    "schema.json": json_schema,
}
"""Every document by the name of its file."""


def render(name: str) -> str:
    """Make a document anew; the same models give the same bytes."""
    document = DOCUMENTS[name]()
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def outdated() -> list[str]:
    """The documents whose files are missing or are not what the models say."""
    return [name for name in DOCUMENTS if _written(name) != render(name)]


def write_all() -> None:
    """Write every document."""
    FOLDER.mkdir(exist_ok=True)
    for name in DOCUMENTS:
        (FOLDER / name).write_text(render(name), encoding="utf-8", newline="\n")


def _written(name: str) -> str | None:
    path = FOLDER / name
    return path.read_text(encoding="utf-8") if path.is_file() else None
