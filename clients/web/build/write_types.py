"""Writes `src/protocol/types.ts` from the models of the wire.

`python clients/web/build/write_types.py` writes it; `--check` says whether it is as it should be.
"""

import re
import sys
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import models_json_schema

from utelys_protocol.base import MAX_TEXT
from utelys_protocol.commands import SHAPES
from utelys_protocol.entries import BODIES
from utelys_protocol.frames import DownFrame, UpFrame
from utelys_protocol.http import MAX_FILE, READS
from utelys_protocol.importing import MAX_CALENDAR, CalendarImported
from utelys_protocol.push import PushNotice, PushWithdrawn

TARGET = Path(__file__).parents[1] / "src" / "protocol" / "types.ts"

HEADER = f"""// Generated from protocol/utelys_protocol by build/write_types.py. Do not edit.

export type Json = string | number | boolean | null | Json[] | {{ [key: string]: Json }}

/** Characters of one message at most. */
export const MAX_TEXT = {MAX_TEXT}

/** Bytes of one file at most. */
export const MAX_FILE = {MAX_FILE}

/** Bytes of one calendar at most. */
export const MAX_CALENDAR = {MAX_CALENDAR}
"""


def typescript(schema: dict[str, Any]) -> str:
    """The TypeScript type of one JSON Schema, as pydantic writes them."""
    if "$ref" in schema:
        return _bare(str(schema["$ref"].rsplit("/", 1)[-1]))
    if "const" in schema:
        return f"'{schema['const']}'"
    if "enum" in schema:
        return " | ".join(f"'{word}'" for word in schema["enum"])
    for union in ("anyOf", "oneOf"):
        if union in schema:
            return " | ".join(dict.fromkeys(typescript(one) for one in schema[union]))
    return _plain(schema)


def _plain(schema: dict[str, Any]) -> str:
    kind = schema.get("type")
    if kind == "array":
        inner = typescript(schema.get("items", {}))
        return f"({inner})[]" if " " in inner else f"{inner}[]"
    if kind == "object" and "properties" not in schema:
        values = schema.get("additionalProperties")
        if values is None and "patternProperties" in schema:
            values = next(iter(schema["patternProperties"].values()))
        return f"Record<string, {typescript(values) if isinstance(values, dict) else 'Json'}>"
    names = {"integer": "number", "number": "number", "null": "null", "boolean": "boolean"}
    return names.get(str(kind), "string" if kind == "string" else "Json")


def _fields(schema: dict[str, Any], said: bool) -> list[str]:
    """Fields with a default may be left out by who says them; None is left out by the server."""
    lines = []
    required = set(schema.get("required", ()))
    for name, field in schema.get("properties", {}).items():
        kind = typescript(field)
        optional = name not in required and (said or kind.endswith("| null"))
        if optional:
            kind = kind.removesuffix(" | null")
        lines.append(f"  {name}{'?' if optional else ''}: {kind}")
    return lines


def _definition(name: str, schema: dict[str, Any], said: bool) -> str:
    if "properties" in schema or schema.get("type") == "object":
        return "\n".join([f"export interface {name} {{", *_fields(schema, said), "}"])
    return f"export type {name} = {typescript(schema)}"


def _table(name: str, rows: dict[str, str]) -> str:
    lines = [f"  '{key}': {value}" for key, value in rows.items()]
    return "\n".join([f"export interface {name} {{", *lines, "}"])


def _reads(names: dict[type[BaseModel], str]) -> str:
    """What each path that is read with GET answers, by a pattern of the path."""
    lines = []
    for read in READS:
        if read.answer is not None:
            path = re.sub(r"{\w+}", "${string}", read.path)
            key = f"[path: `{path}`]" if path != read.path else f"'{path}'"
            lines.append(f"  {key}: {names[read.answer]}")
    return "\n".join(["export interface Reads {", *lines, "}"])


def generate() -> str:
    """The whole file."""
    models: list[type[BaseModel]] = [*BODIES.values()]
    for shape in SHAPES.values():
        models += [shape.args, shape.result]
    models += [PushNotice, PushWithdrawn, CalendarImported]
    models += [read.answer for read in READS if read.answer is not None]
    refs, top = models_json_schema([(one, "validation") for one in models])
    names = {model: _bare(typescript(ref)) for (model, _), ref in refs.items()}
    unions = {
        name: TypeAdapter(frame).json_schema()
        for name, frame in (("UpFrame", UpFrame), ("DownFrame", DownFrame))
    }
    definitions: dict[str, Any] = dict(top["$defs"])
    for union in unions.values():
        definitions.update(union["$defs"])
    definitions.pop("JsonValue", None)
    parts = [HEADER]
    for name in sorted(definitions):
        said = definitions[name].get("additionalProperties") is False
        parts.append(_definition(_bare(name), definitions[name], said) + "\n")
    parts.append(_table("Bodies", {key: names[body] for key, body in BODIES.items()}))
    rows = {
        name: f"{{ args: {names[shape.args]}; result: {names[shape.result]} }}"
        for name, shape in SHAPES.items()
    }
    parts += ["", _table("Commands", rows), "", "export type CommandName = keyof Commands"]
    parts += ["", _reads(names)]
    parts += [f"\nexport type {name} = {typescript(union)}" for name, union in unions.items()]
    return "\n".join(parts).replace("JsonValue", "Json") + "\n"


def _bare(name: str) -> str:
    """Pydantic writes the module before a name that two models share; keep them apart plainly."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("__")[-2:])


def main() -> int:
    """Write the file, or say whether it is as it should be."""
    text = generate()
    if "--check" in sys.argv:
        if TARGET.read_text(encoding="utf-8") == text:
            return 0
        print(f"{TARGET.name} is not what the protocol says: run `make generate`.")
        return 1
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
