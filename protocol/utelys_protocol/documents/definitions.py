"""The models of the wire as JSON Schema 2020-12, under names that stay when classes move.

What stands in a table of the wire is named after its name there: `message.send` takes
`MessageSendArgs` and gives `MessageSendResult`, `message.sent` carries `MessageSentBody`. Frames,
cards and words are named after their classes.
"""

import inspect
import re
from enum import StrEnum
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from utelys_protocol import PROTOCOL, http, words
from utelys_protocol.base import Told
from utelys_protocol.commands import SHAPES
from utelys_protocol.documents.notes import notes
from utelys_protocol.entries import BODIES
from utelys_protocol.frames import DownFrame, UpFrame
from utelys_protocol.importing import CalendarImported

Definitions = dict[str, Any]

NULL = {"type": "null"}


class _Generator(GenerateJsonSchema):
    """Pydantic's own, without titles made of names, and with the docstrings of attributes."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        cls: type[BaseModel] = schema["cls"]
        made = super().model_schema(schema)
        made.pop("title", None)
        texts = notes(cls)
        for name, info in cls.model_fields.items():
            prop = made["properties"][info.alias or name]
            if issubclass(cls, Told):
                _leave_out_null(prop)
            if name in texts:
                prop.setdefault("description", texts[name])
        return made


def _leave_out_null(prop: dict[str, Any]) -> None:
    """What the server does not have it leaves out; it never writes null."""
    options = prop.get("anyOf", [])
    if NULL in options:
        rest = [option for option in options if option != NULL]
        del prop["anyOf"]
        prop.update(rest[0] if len(rest) == 1 else {"anyOf": rest})
    if prop.get("default", ...) is None:
        del prop["default"]


def pascal(name: str) -> str:
    """`device.sign_out` as `DeviceSignOut`."""
    return "".join(part.capitalize() for part in re.split(r"[._]", name))


def args_of(command: str) -> str:
    """The name under which a command's arguments are defined."""
    return pascal(command) + "Args"


def result_of(command: str) -> str:
    """The name under which a command's result is defined."""
    return pascal(command) + "Result"


def body_of(kind: str) -> str:
    """The name under which the body of a kind of entry is defined."""
    return pascal(kind) + "Body"


def frames_of(union: Any) -> dict[str, type[BaseModel]]:
    """The frames of `UpFrame` or of `DownFrame`, by their type."""
    models = get_args(get_args(union)[0])
    return {get_args(model.model_fields["type"].annotation)[0]: model for model in models}


def answers() -> list[type[Told]]:
    """What the HTTP door answers besides results."""
    models = [read.answer for read in http.READS if read.answer is not None]
    return [http.ProblemDocument, CalendarImported, *models]


@cache
def definitions() -> Definitions:
    """Every model of the wire by its name.

    Raises:
        ValueError: two models would stand under one name.
    """
    made: Definitions = {}
    for name, type_ in _named().items():
        schema = schema_of(type_)
        for inner, definition in schema.pop("$defs", {}).items():
            _add(made, inner, definition)
        _add(made, name, schema)
    for name, word in _words().items():
        if name in made:
            made[name] = _word(word)
    return made


def _named() -> dict[str, Any]:
    named: dict[str, Any] = {"UpFrame": UpFrame, "DownFrame": DownFrame}
    for command, shape in SHAPES.items():
        named |= {args_of(command): shape.args, result_of(command): shape.result}
    named |= {body_of(kind): body for kind, body in BODIES.items()}
    return named | {model.__name__: model for model in answers()}


def _words() -> dict[str, type[StrEnum]]:
    sets = (value for value in vars(words).values() if isinstance(value, type))
    return {one.__name__: one for one in sets if issubclass(one, StrEnum) and one is not StrEnum}


def _word(word: type[StrEnum]) -> dict[str, Any]:
    """A closed set of words, with what is said below each of them."""
    texts = notes(word)
    lines = [f"- `{one.value}`: {texts[one.name]}" for one in word if one.name in texts]
    text = inspect.getdoc(word) or ""
    return {
        "type": "string",
        "enum": [one.value for one in word],
        "description": "\n".join([text, "", *lines] if lines else [text]),
    }


def schema_of(type_: Any) -> dict[str, Any]:
    """The JSON Schema of one type, with what it needs under `$defs`."""
    return TypeAdapter(type_).json_schema(schema_generator=_Generator)


def _add(made: Definitions, name: str, definition: Any) -> None:
    # Pydantic writes `package__module__Name` where one model needs two of the same name.
    if "__" in name or made.get(name, definition) != definition:
        raise ValueError(f"Two models of the wire are called {name}: give one another name.")
    made[name] = definition


def refer(name: str, to: str = "#/$defs/") -> dict[str, str]:
    """A reference to a definition."""
    return {"$ref": to + name}


def described(type_: type) -> dict[str, str]:
    """A model's docstring: its first line as a summary, and all of it."""
    text = inspect.getdoc(type_) or ""
    return {"summary": text.partition("\n")[0], "description": text}


def moved(schema: Any, to: str) -> Any:
    """The same schema with its references leading to another place than `$defs`."""
    if isinstance(schema, dict):
        return {
            key: value.replace("#/$defs/", to) if _is_reference(value) else moved(value, to)
            for key, value in schema.items()
        }
    return [moved(one, to) for one in schema] if isinstance(schema, list) else schema


def _is_reference(value: Any) -> bool:
    # Also in `discriminator.mapping`, where a reference does not stand under `$ref`.
    return isinstance(value, str) and value.startswith("#/$defs/")


def json_schema() -> dict[str, Any]:
    """All of the wire as one JSON Schema; as a whole it fits any frame of the socket."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:utelys:{PROTOCOL}",
        "title": PROTOCOL,
        "description": "The frames of the socket; below them commands, results and entries.",
        "anyOf": [refer("UpFrame"), refer("DownFrame")],
        "$defs": definitions(),
        "x-commands": {
            name: {"args": refer(args_of(name)), "result": refer(result_of(name))}
            for name in SHAPES
        },
        "x-entries": {kind: refer(body_of(kind)) for kind in BODIES},
    }
