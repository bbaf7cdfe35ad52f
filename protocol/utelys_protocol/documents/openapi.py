"""The HTTP door as an OpenAPI 3.1 document."""

from typing import Any

from utelys_protocol import PROTOCOL, http
from utelys_protocol.base import CommandId, Id, Said, StreamName
from utelys_protocol.commands import SHAPES, Shape
from utelys_protocol.documents.definitions import (
    args_of,
    definitions,
    described,
    moved,
    refer,
    result_of,
    schema_of,
)
from utelys_protocol.importing import IMPORT, MAX_CALENDAR, CalendarImported, ImportQuery
from utelys_protocol.words import ErrorCode

SCHEMAS = "#/components/schemas/"
SESSION: list[dict[str, list[str]]] = [{"bearer": []}, {"cookie": []}]
_IDS = ("file", "house", "member")
"""What stands in paths by its id."""

READ_CODES = (
    ErrorCode.INVALID,
    ErrorCode.UNAUTHENTICATED,
    ErrorCode.FORBIDDEN,
    ErrorCode.NOT_FOUND,
    ErrorCode.TOO_MANY,
    ErrorCode.UNAVAILABLE,
)


def openapi() -> dict[str, Any]:
    """Every path of the door: one for each command, one for each thing to read."""
    paths = {f"/api/v1/commands/{name}": _command(name, shape) for name, shape in SHAPES.items()}
    paths[http.UPLOAD] = _upload()
    paths[IMPORT] = _import()
    paths |= {read.path: _read(read) for read in http.READS}
    responses = {code.value: _refusal(code) for code in http.STATUS}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Utelys",
            "version": PROTOCOL,
            "description": (
                "Everything that a member does is a command, which may be sent here as well as "
                "on the socket; what happens is an entry in a stream."
            ),
        },
        "paths": paths,
        "components": {
            "schemas": _needed([paths, responses]),
            "responses": responses,
            "parameters": {
                "key": _key(),
                "stream": _stream(),
                **{name: _id(name) for name in _IDS},
            },
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": http.COOKIE},
            },
        },
    }


def _command(name: str, shape: Shape) -> dict[str, Any]:
    return {
        "post": {
            **described(shape.args),
            "operationId": name,
            "tags": [name.partition(".")[0]],
            "security": [] if shape.args.OPEN else SESSION,
            "parameters": [refer("key", "#/components/parameters/")],
            "requestBody": {"required": True, "content": _json(args_of(name))},
            "responses": {
                "200": {
                    "description": described(shape.result)["description"],
                    "content": _json(result_of(name)),
                },
                **_refusals(tuple(http.STATUS)),
            },
        }
    }


def _read(read: http.Read) -> dict[str, Any]:
    text = described(read.answer)["description"] if read.answer else read.about
    content = _json(read.answer.__name__) if read.answer else _content({"type": "object"})
    if read.binary:
        content = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
    parameters = _query(read.query) if read.query else []
    for name in ("stream", *_IDS):
        if f"{{{name}}}" in read.path:
            parameters.insert(0, refer(name, "#/components/parameters/"))
    # Even what needs no session may be asked for too often, or while the server starts.
    codes = (ErrorCode.TOO_MANY, ErrorCode.UNAVAILABLE) if read.open else READ_CODES
    return {
        "get": {
            "summary": read.about,
            "operationId": "read." + read.path.replace("/api/v1/", "").strip("/").translate(_PLAIN),
            "tags": ["read"],
            "security": [] if read.open else SESSION,
            "parameters": parameters,
            "responses": {"200": {"description": text, "content": content}, **_refusals(codes)},
        }
    }


_PLAIN = str.maketrans({"/": ".", "{": None, "}": None})


def _query(model: type[Said]) -> list[dict[str, Any]]:
    needed = schema_of(model).get("required", [])
    return [
        {"name": name, "in": "query", "required": name in needed, "schema": _without_null(schema)}
        for name, schema in schema_of(model)["properties"].items()
    ]


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """In a query nothing can be null: it is there or it is not."""
    options = [option for option in schema.get("anyOf", [schema]) if option != {"type": "null"}]
    found: dict[str, Any] = options[0]
    return found


def _key() -> dict[str, Any]:
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "required": True,
        "description": (
            "The command's id, made by the device and unique to it: sent again it gives the same "
            "result and nothing happens twice."
        ),
        "schema": schema_of(CommandId),
    }


def _stream() -> dict[str, Any]:
    return {"name": "stream", "in": "path", "required": True, "schema": schema_of(StreamName)}


def _id(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": schema_of(Id)}


def _upload() -> dict[str, Any]:
    """Sending a file, which is said over HTTP alone."""
    parts = ((http.ROOM_HEADER, True, schema_of(Id)), (http.NAME_HEADER, False, schema_of(str)))
    return _sent(
        "file.upload",
        "Keep a file of at most 10 MiB, to be sent with a message within a day.",
        "Its type is told by its content. Of a picture only the pixels are kept, and a preview is "
        "made.",
        [
            {"name": name, "in": "header", "required": required, "schema": schema}
            for name, required, schema in parts
        ],
        ("application/octet-stream", http.MAX_FILE),
        ("The file as it is kept.", "FileCard"),
    )


def _import() -> dict[str, Any]:
    """Sending a calendar."""
    return _sent(
        "activity.import",
        "Read a calendar of another program in as activities of a house or group.",
        "Of at most 2 MiB and 100 activities. Without `make` it only tells what would be made. The "
        "same event, by its UID, changes the activity that it once became.",
        _query(ImportQuery),
        ("text/calendar", MAX_CALENDAR),
        (described(CalendarImported)["description"], "CalendarImported"),
    )


def _sent(
    name: str,
    summary: str,
    description: str,
    parameters: list[dict[str, Any]],
    body: tuple[str, int],
    answer: tuple[str, str],
) -> dict[str, Any]:
    type_, most = body
    schema = {"type": "string", "format": "binary", "maxLength": most}
    return {
        "post": {
            "summary": summary,
            "description": description,
            "operationId": name,
            "tags": [name.partition(".")[0]],
            "security": SESSION,
            "parameters": parameters,
            "requestBody": {"required": True, "content": {type_: {"schema": schema}}},
            "responses": {
                "200": {"description": answer[0], "content": _json(answer[1])},
                **_refusals(tuple(http.STATUS)),
            },
        }
    }


def _refusals(codes: tuple[ErrorCode, ...]) -> dict[str, Any]:
    return {str(http.STATUS[code]): refer(code.value, "#/components/responses/") for code in codes}


def _refusal(code: ErrorCode) -> dict[str, Any]:
    made: dict[str, Any] = {
        "description": f"`{code}`: {described(http.ProblemDocument)['description']}",
        "content": {"application/problem+json": {"schema": refer("ProblemDocument", SCHEMAS)}},
    }
    if code in {ErrorCode.TOO_MANY, ErrorCode.UNAVAILABLE}:
        made["headers"] = {
            "Retry-After": {
                "description": "Seconds until it is worth trying again (RFC 9110, 10.2.3).",
                "schema": {"type": "integer", "minimum": 0},
            }
        }
    return made


def _json(name: str) -> dict[str, Any]:
    return _content(refer(name, SCHEMAS))


def _content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _needed(places: list[Any]) -> dict[str, Any]:
    """The definitions that are referred to from here, and those that they refer to."""
    everything = moved(definitions(), SCHEMAS)
    found: dict[str, Any] = {}
    waiting = [name for place in places for name in _names(place)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = everything[name]
            waiting += _names(everything[name])
    return found


def _names(place: Any) -> list[str]:
    if isinstance(place, str):
        return [place.removeprefix(SCHEMAS)] if place.startswith(SCHEMAS) else []
    inner = place.values() if isinstance(place, dict) else place if isinstance(place, list) else ()
    return [name for one in inner for name in _names(one)]
