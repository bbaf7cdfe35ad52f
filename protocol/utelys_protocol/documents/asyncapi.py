"""The socket as an AsyncAPI 3.0 document, told from the server's side."""

from typing import Any

from pydantic import BaseModel

from utelys_protocol import PROTOCOL
from utelys_protocol.commands import SHAPES
from utelys_protocol.documents.definitions import (
    args_of,
    body_of,
    definitions,
    described,
    frames_of,
    moved,
    refer,
    result_of,
)
from utelys_protocol.entries import BODIES
from utelys_protocol.frames import Command, DownFrame, Entries, UpFrame

SCHEMAS = "#/components/schemas/"
UNIONS = {"UpFrame", "DownFrame"}
"""Left out: AsyncAPI lists messages instead, and has no `discriminator` with a mapping."""


def asyncapi() -> dict[str, Any]:
    """The channel, its two directions, a message for each frame and for each command."""
    up = {model.__name__: _frame(type_, model) for type_, model in frames_of(UpFrame).items()}
    up |= {name: _command(name) for name in SHAPES}
    down = {model.__name__: _frame(type_, model) for type_, model in frames_of(DownFrame).items()}
    down[Entries.__name__]["x-entries"] = {kind: refer(body_of(kind), SCHEMAS) for kind in BODIES}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Utelys",
            "version": PROTOCOL,
            "description": (
                "One socket for all that a member does and all that happens. Readers pass over "
                "fields and kinds of entry that they do not know."
            ),
        },
        "defaultContentType": "application/json",
        "channels": {"socket": _channel([*up, *down])},
        "operations": {
            "fromClient": _operation("receive", "Everything that a client may say.", up),
            "toClient": _operation("send", "Everything that the server may say.", down),
        },
        "components": {"messages": up | down, "schemas": _schemas()},
    }


def _channel(messages: list[str]) -> dict[str, Any]:
    header = {"type": "string", "const": PROTOCOL}
    return {
        "address": "/api/v1/socket",
        "messages": {name: refer(name, "#/components/messages/") for name in messages},
        "bindings": {
            "ws": {
                "method": "GET",
                "headers": {"type": "object", "properties": {"Sec-WebSocket-Protocol": header}},
            }
        },
    }


def _operation(action: str, summary: str, messages: dict[str, Any]) -> dict[str, Any]:
    return {
        "action": action,
        "summary": summary,
        "channel": refer("socket", "#/channels/"),
        "messages": [refer(name, "#/channels/socket/messages/") for name in messages],
    }


def _frame(type_: str, model: type[BaseModel]) -> dict[str, Any]:
    return {**described(model), "name": type_, "payload": refer(model.__name__, SCHEMAS)}


def _command(name: str) -> dict[str, Any]:
    """The frame `command` with one name; `x-result` is what stands under `ok` in its `result`."""
    narrowed = {"name": {"const": name}, "args": refer(args_of(name), SCHEMAS)}
    return {
        **described(SHAPES[name].args),
        "name": name,
        "payload": {
            "allOf": [refer(Command.__name__, SCHEMAS), {"properties": narrowed}],
        },
        "x-result": refer(result_of(name), SCHEMAS),
    }


def _schemas() -> dict[str, Any]:
    kept = {name: schema for name, schema in definitions().items() if name not in UNIONS}
    made: dict[str, Any] = moved(kept, SCHEMAS)
    return made
