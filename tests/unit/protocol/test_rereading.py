"""Which messages must be read again, and what a message that was read again changes."""

from typing import Any

from utelys_protocol.messages import outdated, reread
from utelys_protocol.snapshots import fold

Entry = dict[str, Any]


def entry(number: int, kind: str, /, **body: Any) -> Entry:
    return {
        "seq": number,
        "at": f"2026-11-26T17:00:0{number}.000Z",
        "kind": kind,
        "by": "m",
        "body": body,
    }


def folded(*entries: Entry) -> dict[str, Any]:
    state: dict[str, Any] = {"entries": [], "members": [], "room": {}, "pins": []}
    for one in entries:
        state = fold(state, one)
    return state


SENT = entry(1, "message.sent", text="Vi møtes kl. 18", mentions=["e"])
EDITED = entry(2, "message.edited", seq=1)
READ = entry(1, "message.sent", text="Vi møtes kl. 19", edited_at=EDITED["at"])


def test_an_edit_without_its_words_leaves_a_message_to_be_read() -> None:
    state = folded(SENT, EDITED)
    assert outdated(state) == [1]
    after = reread(state, READ)
    assert after["entries"][0] == READ
    assert outdated(after) == []


def test_an_edit_with_its_words_does_not() -> None:
    assert outdated(folded(SENT, entry(2, "message.edited", seq=1, text="nå"))) == []
    assert outdated(folded(READ, EDITED)) == []
    assert outdated(folded(EDITED)) == []
    assert outdated({"house": {}}) == []


def test_what_was_read_changes_nothing_that_is_newer() -> None:
    newer = folded(SENT, EDITED, entry(3, "message.edited", seq=1, text="kl. 20"))
    assert reread(newer, READ) == newer
    reacted = folded(SENT, EDITED, entry(3, "message.reacted", seq=1, reaction="👍", on=True))
    assert reread(reacted, READ)["entries"][0]["body"]["reactions"] == {"👍": ["m"]}
    erased = folded(SENT, EDITED, entry(3, "message.erased", seq=1))
    assert reread(erased, READ) == erased
    assert outdated(erased) == []
    state = folded(SENT, EDITED)
    assert reread(state, entry(1, "erased")) == state
