"""What was ever said on this wire is still understood, and still means the same."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, TypeAdapter

from tests.contract import vectors
from utelys_protocol.base import dump
from utelys_protocol.commands import SHAPES
from utelys_protocol.documents.definitions import (
    args_of,
    body_of,
    frames_of,
    json_schema,
    refer,
    result_of,
)
from utelys_protocol.entries import BODIES
from utelys_protocol.frames import DownFrame, Entry, UpFrame

SCHEMA = json_schema()
UNIONS: dict[str, Any] = {"up": UpFrame, "down": DownFrame}
WHERE = "protocol/utelys_protocol/vectors"


def fits(name: str, value: Any) -> None:
    """The generated JSON Schema takes it."""
    schema = {"$schema": SCHEMA["$schema"], "$defs": SCHEMA["$defs"], **refer(name)}
    found = [
        f"{one.json_path}: {one.message}" for one in Draft202012Validator(schema).iter_errors(value)
    ]
    assert found == []


def keeps(model: type[BaseModel], vector: Any) -> None:
    """Read and written again, all that was said is there; a newer default may stand beside it."""
    read = model.model_validate(vector)
    written = dump(read)
    assert lost(vector, written) == []
    assert model.model_validate(written) == read


def lost(said: Any, written: Any, path: str = "") -> list[str]:
    """The places where what was said is missing or something else."""
    if isinstance(said, dict) and isinstance(written, dict):
        return [
            place
            for key, value in said.items()
            for place in (
                lost(value, written[key], f"{path}.{key}") if key in written else [f"{path}.{key}"]
            )
        ]
    if isinstance(said, list) and isinstance(written, list) and len(said) == len(written):
        pairs = enumerate(zip(said, written, strict=True))
        return [place for at, (a, b) in pairs for place in lost(a, b, f"{path}[{at}]")]
    return [] if type(said) is type(written) and said == written else [path or "."]


@pytest.mark.parametrize("direction", UNIONS)
def test_every_frame_has_a_vector(direction: str) -> None:
    missing = set(frames_of(UNIONS[direction])) - vectors.names(direction)
    assert not missing, f"write {WHERE}/{direction}/<type>.json: a list of frames"


def test_every_command_has_a_vector() -> None:
    missing = set(SHAPES) - vectors.names("commands")
    assert not missing, f"write {WHERE}/commands/<name>.json: [{{'args': …, 'result': …}}]"


def test_every_kind_of_entry_has_a_vector() -> None:
    missing = set(BODIES) - vectors.names("entries")
    assert not missing, f"write {WHERE}/entries/<kind>.json: a list of whole entries"


@pytest.mark.parametrize(("type_", "frame"), vectors.read("up"))
def test_frames_of_clients_are_still_read(type_: str, frame: dict[str, Any]) -> None:
    assert frame["type"] == type_
    keeps(type(TypeAdapter(UpFrame).validate_python(frame)), frame)
    fits("UpFrame", frame)
    if type_ == "command":
        keeps(SHAPES[frame["name"]].args, frame["args"])
        fits(args_of(frame["name"]), frame["args"])


@pytest.mark.parametrize(("type_", "frame"), vectors.read("down"))
def test_frames_of_servers_are_still_read(type_: str, frame: dict[str, Any]) -> None:
    assert frame["type"] == type_
    keeps(type(TypeAdapter(DownFrame).validate_python(frame)), frame)
    fits("DownFrame", frame)


@pytest.mark.parametrize(("name", "vector"), vectors.read("commands"))
def test_commands_still_mean_the_same(name: str, vector: dict[str, Any]) -> None:
    assert set(vector) == {"args", "result"}
    assert name in SHAPES, "a command that was there once stays"
    keeps(SHAPES[name].args, vector["args"])
    keeps(SHAPES[name].result, vector["result"])
    fits(args_of(name), vector["args"])
    fits(result_of(name), vector["result"])


@pytest.mark.parametrize(("kind", "entry"), vectors.read("entries"))
def test_entries_still_mean_the_same(kind: str, entry: dict[str, Any]) -> None:
    assert entry["kind"] == kind
    assert kind in BODIES, "a kind that was there once stays: it is in somebody's history"
    keeps(Entry, entry)
    keeps(BODIES[kind], entry["body"])
    fits("Entry", entry)
    fits(body_of(kind), entry["body"])
