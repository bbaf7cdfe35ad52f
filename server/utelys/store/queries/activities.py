"""Activities and those who are invited by name."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from utelys.core.activity import Activity, Audience
from utelys.core.clock import from_millis, to_millis
from utelys.core.ids import house_stream, room_stream, slot_name
from utelys.core.series_text import read_series, write_series
from utelys.store.base import Source, Tx
from utelys.store.queries import files
from utelys.store.queries.sound import PassingOver
from utelys.store.schema_together import activities, activity_members
from utelys_protocol.words import Stage

_ONE = select(activities).where(activities.c.id == bindparam("id"))
_OF_HOUSE = select(activities.c.id).where(activities.c.house == bindparam("place"))
_OF_GROUP = select(activities.c.id).where(activities.c.room == bindparam("place"))
_NAMED = select(activity_members.c.member).where(activity_members.c.activity == bindparam("id"))
_NAMING = select(activity_members.c.activity).where(
    activity_members.c.member == bindparam("member")
)
_ADD = insert(activities)
_ADD_NAMED = insert(activity_members)
_UNNAME = delete(activity_members).where(
    activity_members.c.activity == bindparam("b_activity"),
    activity_members.c.member == bindparam("b_member"),
)
_SET = (
    update(activities)
    .where(activities.c.id == bindparam("b_id"))
    .values(
        series_sealed=bindparam("b_series"),
        own_room=bindparam("b_own_room"),
        sequence=bindparam("b_sequence"),
        ended=bindparam("b_ended"),
        turned_at=bindparam("b_turned_at"),
        invited=bindparam("b_invited"),
    )
)
_TURN = (
    update(activities)
    .where(activities.c.id == bindparam("b_id"))
    .values(turned_at=bindparam("b_turned_at"), invited=bindparam("b_invited"))
)
_SHOW = (
    update(activities)
    .where(activities.c.id == bindparam("b_id"))
    .values(picture=bindparam("b_picture"))
)


async def activity(source: Source, id_: str) -> Activity | None:
    """Find an activity; one that cannot be read is not there."""

    async def load() -> Activity | None:
        found = await source.rows(_ONE, {"id": id_})
        if found:
            with PassingOver("activity", id_):
                return await _read(source, found[0])
        return None

    return await source.recall(("activity", id_), load)


async def _read(source: Source, row: Any) -> Activity:
    stream = house_stream(row.house) if row.house else room_stream(row.room)
    kept = await source.open(stream, row.series_sealed, row.id.encode())
    named = sorted(one.member for one in await source.rows(_NAMED, {"id": row.id}))
    stages = tuple(Stage(one) for one in row.stages.split())
    picture = await files.find(source, row.picture) if row.picture else None
    return Activity(
        series=read_series(row.id, kept),
        made_by=row.made_by,
        audience=Audience(row.house, row.room, stages, tuple(named), row.days),
        turned_at=from_millis(row.turned_at),
        room=row.own_room,
        sequence=row.sequence,
        ended=row.ended,
        invited=frozenset(map(datetime.fromisoformat, (row.invited or "").split())),
        picture=picture.card if picture else None,
    )


async def of_house(source: Source, house: str) -> list[Activity]:
    """The activities of a house, oldest first."""
    return await _all(source, [row.id for row in await source.rows(_OF_HOUSE, {"place": house})])


async def of_group(source: Source, room: str) -> list[Activity]:
    """The activities of a group, oldest first."""
    return await _all(source, [row.id for row in await source.rows(_OF_GROUP, {"place": room})])


async def naming(source: Source, member: str) -> list[Activity]:
    """The activities that a member is invited to by name, oldest first."""
    found = await source.rows(_NAMING, {"member": member})
    return await _all(source, [row.activity for row in found])


async def _all(source: Source, ids: list[str]) -> list[Activity]:
    found = [await activity(source, id_) for id_ in sorted(ids)]
    return [one for one in found if one is not None]


async def add(tx: Tx, new: Activity) -> None:
    """Write a new activity."""
    audience = new.audience
    tx.write(
        _ADD,
        {
            "id": new.id,
            "house": audience.house,
            "room": audience.group,
            "made_by": new.made_by,
            "series_sealed": await tx.seal(new.stream, write_series(new.series), new.id.encode()),
            "stages": " ".join(audience.stages),
            "days": audience.days,
            "own_room": new.room,
            "sequence": new.sequence,
            "ended": new.ended,
            "turned_at": to_millis(new.turned_at),
            "invited": _invited(new),
        },
    )
    for member in audience.members:
        tx.write(_ADD_NAMED, {"activity": new.id, "member": member})
    tx.forget(("activity", new.id))


def name(tx: Tx, was: Activity, member: str) -> Activity:
    """Write that a member is invited by name; returns the activity as it is then."""
    tx.write(_ADD_NAMED, {"activity": was.id, "member": member})
    tx.forget(("activity", was.id))
    named = tuple(sorted({*was.audience.members, member}))
    return replace(was, audience=replace(was.audience, members=named))


def unname(tx: Tx, was: Activity, member: str) -> Activity:
    """Write that a member is invited by name no more; returns the activity as it is then."""
    tx.write(_UNNAME, {"b_activity": was.id, "b_member": member})
    tx.forget(("activity", was.id))
    left = tuple(one for one in was.audience.members if one != member)
    return replace(was, audience=replace(was.audience, members=left))


async def change(tx: Tx, changed: Activity) -> None:
    """Write an activity anew: its times, and how far it has been seen to."""
    kept = write_series(changed.series)
    tx.write(
        _SET,
        {
            "b_id": changed.id,
            "b_series": await tx.seal(changed.stream, kept, changed.id.encode()),
            "b_own_room": changed.room,
            "b_sequence": changed.sequence,
            "b_ended": changed.ended,
            "b_turned_at": to_millis(changed.turned_at),
            "b_invited": _invited(changed),
        },
    )
    tx.forget(("activity", changed.id))


def show(tx: Tx, shown: Activity) -> None:
    """Write which picture an activity has."""
    picture = shown.picture.id if shown.picture else None
    tx.write(_SHOW, {"b_id": shown.id, "b_picture": picture})
    tx.forget(("activity", shown.id))


def turned(tx: Tx, seen_to: Activity) -> None:
    """Note up to when an activity has been seen to, and to which times invitations are out."""
    moment = to_millis(seen_to.turned_at)
    tx.write(_TURN, {"b_id": seen_to.id, "b_turned_at": moment, "b_invited": _invited(seen_to)})
    tx.forget(("activity", seen_to.id))


def _invited(one: Activity) -> str | None:
    return " ".join(slot_name(slot) for slot in sorted(one.invited)) or None
