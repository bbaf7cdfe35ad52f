import ast
import itertools
import re
import textwrap
from typing import get_overloads, get_type_hints

import pytest

import utelys_client
from tools.sizes import ROOT
from utelys_client import BadAddress
from utelys_client.address import Invitation, base, command, invitation, socket
from utelys_client.backoff import Backoff
from utelys_client.commands import NAMES, Doing
from utelys_protocol.commands import SHAPES


def test_every_command_has_its_result_type() -> None:
    hints = [get_type_hints(one) for one in get_overloads(Doing.do)]
    listed = {NAMES[one["args"]]: (one["args"], one["return"]) for one in hints}
    # Coming in needs no session: it has a function of its own.
    wire = {name: (shape.args, shape.result) for name, shape in SHAPES.items()}
    del wire["invite.accept"]
    assert listed == wire


def test_waits_grow_to_a_limit_and_begin_anew() -> None:
    backoff = Backoff(1.0, 8.0)
    for limit in (1, 2, 4, 8, 8, 8):
        assert 0 <= backoff.next() <= limit
    backoff.reset()
    assert backoff.next() <= 1


def test_waits_are_spread() -> None:
    waits = list(itertools.islice(Backoff(8.0, 8.0).waits(), 100))
    assert len(set(waits)) == 100
    assert min(waits) < 2
    assert max(waits) > 6


def test_a_wait_that_the_server_asked_for_is_no_shorter() -> None:
    backoff = Backoff(0.5, 30)
    assert all(5 <= backoff.after(5) <= 7 for _ in range(100))


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("https://house.example/", "https://house.example"),
        (" https://house.example/join#abc\n", "https://house.example"),
        ("https://house.example/lys/join", "https://house.example/lys"),
        ("http://[::1]:9/", "http://[::1]:9"),
    ],
)
def test_addresses(text: str, where: str) -> None:
    assert base(text) == where


@pytest.mark.parametrize(
    "text",
    [
        "",
        "house.example",
        "ftp://x",
        "http://",
        "http://x:99999",
        "http://x:no",
        "#abc",
        "https://[2001",
    ],
)
def test_what_is_no_address_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadAddress, match="not an address"):
        base(text)


def test_the_addresses_of_a_server() -> None:
    assert socket("https://house.example") == "wss://house.example/api/v1/socket"
    assert command("http://h:1/", "a.b") == "http://h:1/api/v1/commands/a.b"


def test_an_invitation_link() -> None:
    assert invitation("http://h:1/join#CODE") == Invitation("http://h:1", "CODE")
    with pytest.raises(BadAddress, match="not an invitation link"):
        invitation("http://h:1/join")
    with pytest.raises(BadAddress):
        invitation("https://[2001/join#CODE")


def test_the_examples_in_the_documents_can_be_compiled() -> None:
    page = (ROOT / "docs" / "python-client.md").read_text(encoding="utf-8")
    examples = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    examples.append(textwrap.dedent((utelys_client.__doc__ or "").partition("\n\n")[2]))
    assert len(examples) > 1
    for example in examples:
        compile(example, "example", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        assert "await" in example
