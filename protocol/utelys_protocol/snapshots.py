"""The state of a stream at one number, and how an entry changes it.

The fold is part of the wire's meaning: old snapshot + entries = fresh snapshot. Server and clients
share it, and a property test holds the server's tables against it.

A fresh snapshot leaves out what has been over for a day: answers to single times, and activities
with no time left. Who still holds them from before may.
"""

from collections.abc import Callable
from typing import Any

from utelys_protocol import messages

KEPT = 50
"""Newest entries that a room's snapshot carries."""

Snapshot = dict[str, Any]
Body = dict[str, Any]


def fold(snapshot: Snapshot, entry: dict[str, Any]) -> Snapshot:
    """Return the snapshot as it is after the entry; the one given is left as it was.

    `entry` is an entry as it stands on the wire. A kind without a rule changes no state.
    """
    state = dict(snapshot)
    if "entries" in state:
        state["entries"] = [*state["entries"], entry][-KEPT:]
        messages.amend(state, entry)
    rule = _RULES.get(entry["kind"])
    if rule is not None:
        rule(state, entry["body"])
    return state


def _put(key: str, name: str) -> Callable[[Snapshot, Body], None]:
    """A list under `key`, sorted by id: what is under `name` in the body replaces its namesake."""

    def rule(state: Snapshot, body: Body) -> None:
        if key in state:
            item = body[name]
            others = [old for old in state[key] if old["id"] != item["id"]]
            state[key] = sorted([*others, item], key=lambda one: str(one["id"]))

    return rule


def _change_member(state: Snapshot, body: Body) -> None:
    """What is for other stages than the member's new one is not for them any more."""
    card = body["member"]
    if any(member["id"] == card["id"] for member in state.get("members", ())):
        _put("members", "member")(state, body)
        stage = card["stage"]
        _unanswer(state, card["id"], lambda one: stage not in one.get("stages", [stage]))
    if "member" in state and state["member"]["id"] == card["id"]:
        state["member"] = card


def _unanswer(state: Snapshot, member: str, which: Callable[[Body], bool]) -> None:
    """Take away what a member answered to some activities; invited by name they keep it."""
    if "answers" in state:
        gone = {
            one["id"]
            for one in state["activities"]
            if member not in one.get("members", ()) and which(one)
        }
        state["answers"] = [
            one
            for one in state["answers"]
            if one["member"] != member or one["activity"] not in gone
        ]


def _join(state: Snapshot, body: Body) -> None:
    _put("members", "member")(state, body)
    _drop("paused", "id")(state, body["member"])


def _leave(state: Snapshot, body: Body) -> None:
    state["members"] = [one for one in state["members"] if one["id"] != body["member"]]
    _drop("paused", "member")(state, body)
    _unanswer(state, body["member"], lambda _: True)


def _leave_room(state: Snapshot, body: Body) -> None:
    """Who has left is still known by name to those who read what they wrote."""
    _leave(state, body)
    if "card" in body:
        _put("gone", "card")(state, body)


def _come(state: Snapshot, body: Body) -> None:
    _put("members", "member")(state, body)
    _drop("gone", "id")(state, body["member"])


def _pause(state: Snapshot, body: Body) -> None:
    _leave(state, {"member": body["pause"]["id"]})
    _put("paused", "pause")(state, body)


def _open_house(state: Snapshot, body: Body) -> None:
    state["house"] = body["house"]


def _open_room(state: Snapshot, body: Body) -> None:
    room = dict(body["room"])
    state["members"] = room.pop("members")
    state["room"] = room
    state.setdefault("pins", [])
    state.setdefault("gone", [])


def _rename_room(state: Snapshot, body: Body) -> None:
    state["room"] = {**state["room"], "name": body["name"]}


def _say_of_room(key: str, name: str) -> Callable[[Snapshot, Body], None]:
    """What is under `name` in the body is said under `key` of the room, or no longer said."""

    def rule(state: Snapshot, body: Body) -> None:
        room = {had: value for had, value in state["room"].items() if had != key}
        state["room"] = {**room, key: body[name]} if name in body else room

    return rule


def _close_room(state: Snapshot, _body: Body) -> None:
    state["room"] = {**state["room"], "closed": True}


def _light(state: Snapshot, body: Body) -> None:
    state["light"] = body


def _activity(state: Snapshot, body: Body) -> None:
    """In the stream of a house or group, and in that of a member whom it concerns."""
    _put("activities", "activity")(state, body)
    _put("invitations", "activity")(state, body)


def _missing(state: Snapshot, body: Body) -> None:
    others = [one for one in state["missing"] if one != body["activity"]]
    state["missing"] = sorted([*others, body["activity"]] if body["on"] else others)


def _leave_activity(state: Snapshot, body: Body) -> None:
    state["invitations"] = [one for one in state["invitations"] if one["id"] != body["activity"]]


def _replaced(old: Body, new: Body) -> bool:
    """Whether an answer to all times to come takes the place of one to a single time."""
    same = (old["activity"], old["member"]) == (new["activity"], new["member"])
    return same and new["occurrence"] == "all" and old["answer"] not in ("no", new["answer"])


def _answer(state: Snapshot, body: Body) -> None:
    key = (body["activity"], body["occurrence"], body["member"])
    others = [
        old
        for old in state.get("answers", ())
        if (old["activity"], old["occurrence"], old["member"]) != key and not _replaced(old, body)
    ]
    state["answers"] = sorted(
        [*others, body], key=lambda one: (one["activity"], one["occurrence"], one["member"])
    )


def _ask(state: Snapshot, body: Body) -> None:
    if "ringing" in state:
        _put("ringing", "ask")(state, body)
    else:
        state["ask"] = body["ask"]


def _drop(key: str, name: str) -> Callable[[Snapshot, Body], None]:
    """A list under `key`: the one whose id is under `name` in the body is taken out."""

    def rule(state: Snapshot, body: Body) -> None:
        if key in state:
            state[key] = [one for one in state[key] if one["id"] != body[name]]

    return rule


def _shift(state: Snapshot, body: Body) -> None:
    """A shift is among one's own while it, or one of its times, is one's own."""
    if "shifts" not in state:
        return
    shift, me = body["shift"], state["member"]["id"]
    _drop("shifts", "id")(state, shift)
    if me in (shift["member"], *(one.get("member") for one in shift.get("changes", ()))):
        _put("shifts", "shift")(state, body)


def _quiet(state: Snapshot, body: Body) -> None:
    state["quiet"] = body["quiet"]


def _read(state: Snapshot, body: Body) -> None:
    state["reads"] = {**state.get("reads", {}), body["stream"]: body["seq"]}


_RULES: dict[str, Callable[[Snapshot, Body], None]] = {
    "house.opened": _open_house,
    "house.changed": _open_house,
    "member.joined": _join,
    "member.left": _leave,
    "member.paused": _pause,
    "house.paused": _put("pauses", "pause"),
    "house.resumed": _drop("pauses", "house"),
    "house.left": _drop("pauses", "house"),
    "member.changed": _change_member,
    "member.blocked": _put("blocks", "block"),
    "member.unblocked": _drop("blocks", "member"),
    "topic.opened": _put("topics", "topic"),
    "topic.changed": _put("topics", "topic"),
    "room.opened": _open_room,
    "room.joined": _come,
    "room.left": _leave_room,
    "room.changed": _rename_room,
    "room.history_changed": _say_of_room("history_from", "history_from"),
    "room.retained": _say_of_room("retain_days", "days"),
    "room.closed": _close_room,
    "read.marked": _read,
    "receipts.chosen": lambda state, body: state.update(receipts=body["on"]),
    "room.muted": _put("mutes", "mute"),
    "room.unmuted": lambda state, body: state.update(
        mutes=[one for one in state.get("mutes", ()) if one["id"] != body["room"]]
    ),
    "light.changed": _light,
    "ask.raised": _ask,
    "ask.rung": _ask,
    "ask.seen": _ask,
    "ask.taken": _ask,
    "ask.returned": _ask,
    "ask.changed": _ask,
    "ask.ended": _ask,
    "ask.stopped": _drop("ringing", "ask"),
    "quiet.changed": _quiet,
    "lease.changed": _put("leases", "lease"),
    "lease.ended": _drop("leases", "lease"),
    "lease.offered": _put("offers", "offer"),
    "offer.ended": _drop("offers", "lease"),
    "activity.planned": _activity,
    "activity.changed": _activity,
    "activity.cancelled": _activity,
    "activity.left": _leave_activity,
    "missing.chosen": _missing,
    "company.said": _put("company", "company"),
    "calendar.created": _put("calendars", "calendar"),
    "calendar.revoked": _drop("calendars", "calendar"),
    "crisis.changed": _put("crisis", "number"),
    "crisis.dropped": _drop("crisis", "number"),
    "shift.planned": _shift,
    "shift.changed": _shift,
    "shift.cancelled": _drop("shifts", "shift"),
    "shift.over": _drop("shifts", "shift"),
    "shift.unreachable": _put("unreachable", "unreachable"),
    "cover.unreachable": _put("unreachable", "unreachable"),
    "unreachable.ended": _drop("unreachable", "unreachable"),
    "swap.asked": _put("swaps", "swap"),
    "swap.ended": _drop("swaps", "swap"),
    "activity.answered": _answer,
    "invitation.received": _activity,
    "invitation.changed": _activity,
    "invitation.cancelled": _activity,
    "invitation.promoted": _activity,
    "invitation.put_back": _activity,
    "device.added": lambda state, body: _put("devices", "device")(
        state, {"device": {"id": body["device"], "name": body["name"]}}
    ),
    "device.ended": _drop("devices", "device"),
    "push.subscribed": _put("pushes", "push"),
    "push.confirmed": _put("pushes", "push"),
    "push.ended": _drop("pushes", "push"),
}
