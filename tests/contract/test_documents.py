"""The documents are what the models say, valid in their own languages, and leave nothing out."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from utelys_protocol import documents, http
from utelys_protocol.commands import SHAPES
from utelys_protocol.documents import definitions as made
from utelys_protocol.documents.asyncapi import asyncapi
from utelys_protocol.documents.openapi import openapi
from utelys_protocol.entries import BODIES
from utelys_protocol.frames import DownFrame, Problem, UpFrame
from utelys_protocol.importing import IMPORT
from utelys_protocol.words import ErrorCode


def references(place: Any) -> Iterator[str]:
    if isinstance(place, dict):
        if isinstance(place.get("$ref"), str):
            yield place["$ref"]
        for inner in place.values():
            yield from references(inner)
    elif isinstance(place, list):
        for inner in place:
            yield from references(inner)


def resolve(document: dict[str, Any], reference: str) -> Any:
    found: Any = document
    for part in reference.removeprefix("#/").split("/"):
        found = found[part.replace("~1", "/").replace("~0", "~")]
    return found


def test_the_written_documents_are_what_the_models_say() -> None:
    assert documents.outdated() == [], "run `make generate` and commit what it writes"


@pytest.mark.parametrize("seed", ["1", "2"])
def test_they_are_the_same_bytes_wherever_they_are_made(seed: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "utelys_protocol.documents", "--check"],
        env={"PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_document_that_differs_is_named_and_writing_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "FOLDER", tmp_path / "schema")
    assert documents.outdated() == list(documents.DOCUMENTS)
    documents.write_all()
    assert documents.outdated() == []
    written = tmp_path / "schema" / "openapi.json"
    written.write_text(written.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert documents.outdated() == ["openapi.json"]


@pytest.mark.parametrize("name", documents.DOCUMENTS)
def test_every_reference_leads_somewhere(name: str) -> None:
    document = json.loads(documents.render(name))
    for reference in references(document):
        assert resolve(document, reference) is not None


def test_the_json_schema_is_valid_and_holds_every_command_and_kind() -> None:
    schema = made.json_schema()
    Draft202012Validator.check_schema(schema)
    assert set(schema["x-commands"]) == set(SHAPES)
    assert set(schema["x-entries"]) == set(BODIES)


@pytest.mark.parametrize(
    "name", sorted(set(made.definitions()) - {"UpFrame", "DownFrame", "JsonValue"})
)
def test_every_definition_says_what_it_is_for(name: str) -> None:
    assert made.definitions()[name].get("description"), f"{name} has no docstring"


def test_two_models_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="MemberCard"):
        made._add({"MemberCard": {"type": "object"}}, "MemberCard", {"type": "string"})


def test_openapi_is_valid_and_has_a_path_for_each_command_and_each_thing_to_read() -> None:
    document = openapi()
    OpenAPIV31SpecValidator(document).validate()
    commands = {f"/api/v1/commands/{name}" for name in SHAPES}
    posts = {http.UPLOAD, IMPORT}
    assert set(document["paths"]) == commands | posts | {read.path for read in http.READS}


def test_only_what_is_marked_open_needs_no_session() -> None:
    paths = openapi()["paths"]
    for name, shape in SHAPES.items():
        operation = paths[f"/api/v1/commands/{name}"]["post"]
        assert (operation["security"] == []) is shape.args.OPEN
    assert [name for name, shape in SHAPES.items() if shape.args.OPEN] == ["invite.accept"]


def test_asyncapi_lists_every_frame_and_command_in_its_direction() -> None:
    document = asyncapi()
    messages = document["components"]["messages"]
    channel = document["channels"]["socket"]["messages"]
    assert set(channel) == set(messages)
    said = {}
    for operation in document["operations"].values():
        assert operation["channel"] == {"$ref": "#/channels/socket"}
        keys = [
            one["$ref"].removeprefix("#/channels/socket/messages/") for one in operation["messages"]
        ]
        assert set(keys) <= set(channel)
        said[operation["action"]] = {messages[key]["name"] for key in keys}
    assert said["receive"] == set(made.frames_of(UpFrame)) | set(SHAPES)
    assert said["send"] == set(made.frames_of(DownFrame))
    assert set(messages["Entries"]["x-entries"]) == set(BODIES)


def test_every_refusal_has_a_status_of_its_own() -> None:
    assert set(http.STATUS) == set(ErrorCode)
    assert len(set(http.STATUS.values())) == len(ErrorCode)
    dressed = http.problem_document(Problem(code=ErrorCode.GONE, title="It has ended."))
    assert (dressed.status, dressed.type) == (410, "urn:utelys:problem:gone")
