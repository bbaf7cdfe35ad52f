"""What an entry about a message changes in the room's newest entries and in what is pinned.

An entry `message.sent` that is read back later says the message as it is by then, and entries that
are erased say nothing. So whoever applies an entry twice, once to the old and once to the new form
of a message, ends with the same: an edit sets the text, a reaction is in a set or is not.
"""

from collections.abc import Callable
from typing import Any

Entry = dict[str, Any]
State = dict[str, Any]

ABOUT = frozenset({"message.edited", "message.reacted", "message.pinned", "message.unpinned"})
"""Kinds of entries that are about a message and are erased with it."""


def erased(entry: Entry) -> Entry:
    """The same entry once it has been erased."""
    return {**entry, "kind": "erased", "body": {}}


def subject(entry: Entry) -> int | None:
    """The number of the message that an entry is, or is about; None where it is neither."""
    if entry["kind"] == "message.sent":
        return int(entry["seq"])
    return int(entry["body"]["seq"]) if entry["kind"] in ABOUT else None


def amend(state: State, entry: Entry) -> None:
    """Let a room's state show what an entry, which is already among its newest, says of another."""
    rule = _RULES.get(entry["kind"])
    if rule is not None:
        rule(state, entry)


def outdated(state: State) -> list[int]:
    """The numbers of messages whose last edit is told among the newest, but not in its words.

    The state is not the server's until they have been read again, and given to `reread`.
    """
    entries = state.get("entries", [])
    texts = {one["seq"]: one["body"] for one in entries if one["kind"] == "message.sent"}
    return [
        edit["body"]["seq"]
        for edit in entries
        if edit["kind"] == "message.edited"
        and edit["body"]["seq"] in texts
        and texts[edit["body"]["seq"]].get("edited_at", "") < edit["at"]
    ]


def reread(state: State, read: Entry) -> State:
    """The state with the words of a message as they were just read, unless it knows newer ones."""
    said = read["body"]
    edited_at = said.get("edited_at", "")

    def change(old: Entry) -> Entry:
        same = old["seq"] == read["seq"] and old["kind"] == read["kind"] == "message.sent"
        if not same or old["body"].get("edited_at", "") >= edited_at:
            return old
        body = {**old["body"], "text": said["text"], "edited_at": edited_at}
        return {**old, "body": _with(body, "mentions", said.get("mentions"))}

    return {**state, "entries": [change(old) for old in state["entries"]]}


def react(body: dict[str, Any], by: str, reaction: str, on: bool) -> dict[str, Any]:
    """The body of a message after a reaction was put there or taken away."""
    given = dict(body.get("reactions") or {})
    who = [one for one in given.pop(reaction, []) if one != by or on]
    if on and by not in who:
        who.append(by)
    if who:
        given[reaction] = who
    return _with(body, "reactions", given)


def _with(body: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    """A body with a field set, or left out where there is nothing to say."""
    rest = {key: old for key, old in body.items() if key != name}
    return {**rest, name: value} if value else rest


def _edit(state: State, entry: Entry) -> None:
    said = entry["body"]

    def change(old: Entry) -> Entry:
        if old["kind"] == "message.edited" and old["body"]["seq"] == said["seq"]:
            return old if old["seq"] == entry["seq"] else erased(old)
        if old["kind"] != "message.sent" or old["seq"] != said["seq"] or "text" not in said:
            return old
        body = {**old["body"], "text": said["text"], "edited_at": entry["at"]}
        return {**old, "body": _with(body, "mentions", said.get("mentions"))}

    state["entries"] = [change(old) for old in state["entries"]]


def _react(state: State, entry: Entry) -> None:
    said = entry["body"]
    state["entries"] = [
        {**old, "body": react(old["body"], entry["by"], said["reaction"], said["on"])}
        if old["kind"] == "message.sent" and old["seq"] == said["seq"]
        else old
        for old in state["entries"]
    ]


def _erase(state: State, entry: Entry) -> None:
    seq = entry["body"]["seq"]
    state["entries"] = [erased(old) if subject(old) == seq else old for old in state["entries"]]
    _unpin(state, entry)


def _expire(state: State, entry: Entry) -> None:
    before = entry["body"]["before"]
    state["entries"] = [
        erased(old) if (seq := subject(old)) is not None and seq < before else old
        for old in state["entries"]
    ]
    state["pins"] = [pin for pin in state.get("pins", []) if pin["seq"] >= before]


def _pin(state: State, entry: Entry) -> None:
    _unpin(state, entry)
    pin = {"seq": entry["body"]["seq"], "by": entry["by"], "at": entry["at"]}
    state["pins"] = sorted([*state["pins"], pin], key=lambda one: int(one["seq"]))


def _unpin(state: State, entry: Entry) -> None:
    pins = state.get("pins", [])
    state["pins"] = [pin for pin in pins if pin["seq"] != entry["body"]["seq"]]


_RULES: dict[str, Callable[[State, Entry], None]] = {
    "message.edited": _edit,
    "message.reacted": _react,
    "message.erased": _erase,
    "room.expired": _expire,
    "message.pinned": _pin,
    "message.unpinned": _unpin,
}
