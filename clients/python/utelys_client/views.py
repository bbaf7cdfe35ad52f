"""What the streams of a client hold, as cards: people, houses, rooms, activities and answers."""

from collections.abc import Mapping
from typing import Any

from utelys_client.mirror import StreamState
from utelys_protocol.activities import ActivityCard, AnswerCard
from utelys_protocol.blocks import BlockCard, folded
from utelys_protocol.cards import HouseCard, MemberCard, RoomCard
from utelys_protocol.frames import Entry

Streams = Mapping[str, StreamState]


def houses(streams: Streams) -> list[HouseCard]:
    """The houses that one belongs to."""
    return [
        HouseCard.model_validate(one["house"]) for one in _all(streams, "house") if one["house"]
    ]


def rooms(streams: Streams) -> list[RoomCard]:
    """The rooms that one can read, oldest first, but for those that are folded away."""
    hidden, me = blocked(streams), _me(streams)
    found = [_room(one) for one in _all(streams, "room") if one.get("room")]
    return [one for one in found if not folded(one.kind, me, (m.id for m in one.members), hidden)]


def blocks(streams: Streams) -> list[BlockCard]:
    """Those whom one has blocked."""
    return [
        BlockCard.model_validate(block)
        for own in _all(streams, "member")
        for block in own.get("blocks", ())
    ]


def blocked(streams: Streams) -> frozenset[str]:
    """Those whose entries are hidden, by id."""
    return frozenset(one.id for one in blocks(streams))


def _me(streams: Streams) -> str:
    return next((name.partition(":")[2] for name in streams if name.startswith("member:")), "")


def room(streams: Streams, id_: str) -> RoomCard | None:
    """One room; None if it cannot be read, or is not here yet."""
    state = streams.get(f"room:{id_}")
    return _room(state.snapshot) if state and state.snapshot.get("room") else None


def newest(streams: Streams, room_id: str) -> list[Entry]:
    """What last happened in a room, oldest first: 50 entries at most."""
    state = streams.get(f"room:{room_id}")
    return [Entry.model_validate(one) for one in state.snapshot["entries"]] if state else []


def members(streams: Streams) -> dict[str, MemberCard]:
    """Everybody whom one shares a house or a room with, or did, by id."""
    found: dict[str, MemberCard] = {}
    for key in ("gone", "members"):
        for snapshot in (*_all(streams, "room"), *_all(streams, "house")):
            for one in snapshot.get(key, ()):
                found[one["id"]] = MemberCard.model_validate(one)
    return found


def activities(streams: Streams) -> list[ActivityCard]:
    """What is planned in one's houses and groups."""
    found = {
        one["id"]: ActivityCard.model_validate(one)
        for snapshot in (*_all(streams, "house"), *_all(streams, "room"))
        for one in snapshot.get("activities", ())
    }
    return [found[id_] for id_ in sorted(found)]


def answers(streams: Streams, activity: ActivityCard, occurrence: str) -> dict[str, AnswerCard]:
    """Who answered what to one time, by member; an answer to this time goes before one to all."""
    stream = f"house:{activity.house}" if activity.house else f"room:{activity.group}"
    state = streams.get(stream)
    given = state.snapshot.get("answers", ()) if state else ()
    found: dict[str, AnswerCard] = {}
    for which in ("all", occurrence):
        for one in given:
            if one["activity"] == activity.id and one["occurrence"] == which:
                found[one["member"]] = AnswerCard.model_validate(one)
    return found


def _all(streams: Streams, kind: str) -> list[dict[str, Any]]:
    names = sorted(name for name in streams if name.startswith(f"{kind}:"))
    return [streams[name].snapshot for name in names]


def _room(snapshot: dict[str, Any]) -> RoomCard:
    return RoomCard.model_validate({**snapshot["room"], "members": snapshot["members"]})
