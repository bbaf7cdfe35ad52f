"""Names on the wire have one form, so that nobody has to look up how one is spelled."""

import re

import pytest

from utelys_protocol.commands import SHAPES
from utelys_protocol.documents.definitions import definitions
from utelys_protocol.entries import BODIES

WORD = re.compile(r"[a-z]+(_[a-z]+)*")
OF_OTHERS = {"p256dh"}  # the Push API calls the key so, and browsers write it
DOTTED = re.compile(rf"{WORD.pattern}\.{WORD.pattern}")


@pytest.mark.parametrize("name", SHAPES)
def test_commands_are_named_by_a_thing_and_what_is_done_to_it(name: str) -> None:
    assert DOTTED.fullmatch(name)


@pytest.mark.parametrize("kind", sorted(set(BODIES) - {"erased"}))
def test_entries_are_named_by_a_thing_and_what_happened_to_it(kind: str) -> None:
    assert DOTTED.fullmatch(kind)
    assert kind not in SHAPES, "a command says what to do, an entry what has happened"


def test_fields_and_words_are_lower_case() -> None:
    for name, definition in definitions().items():
        for word in [*definition.get("properties", ()), *definition.get("enum", ())]:
            assert word in OF_OTHERS or WORD.fullmatch(word), f"{word} in {name}"
