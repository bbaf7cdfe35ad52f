"""Activities, the times of them that were cancelled, and what was answered."""

import json
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, insert, select, update

from utelys.core.clock import to_millis
from utelys.core.ids import house_stream, room_stream
from utelys.store.base import Source, Tx
from utelys.store.schema import activities, answers, cancelled_occurrences
from utelys_protocol.base import WallTime
from utelys_protocol.cards import ActivityCard, AnswerCard
from utelys_protocol.words import Answer


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity's row: what is told of it, and who made it."""

    card: ActivityCard
    made_by: str

    @property
    def stream(self) -> str:
        """The stream of the house or group that it is for."""
        if self.card.house is not None:
            return house_stream(self.card.house)
        return room_stream(self.card.group or "")


_ONE = select(activities).where(activities.c.id == bindparam("id"))
_OF_HOUSE = select(activities.c.id).where(activities.c.house == bindparam("place"))
_OF_GROUP = select(activities.c.id).where(activities.c.room == bindparam("place"))
_CANCELLED = (
    select(cancelled_occurrences.c.occurrence)
    .where(cancelled_occurrences.c.activity == bindparam("id"))
    .order_by(cancelled_occurrences.c.occurrence)
)
_ANSWERS = (
    select(answers)
    .where(answers.c.activity == bindparam("id"))
    .order_by(answers.c.occurrence, answers.c.member)
)
_ADD = insert(activities)
_SET_CANCELLED = (
    update(activities)
    .where(activities.c.id == bindparam("b_id"))
    .values(cancelled=bindparam("b_all"), cancelled_from=bindparam("b_from"))
)
_ADD_CANCELLED = insert(cancelled_occurrences)
_DROP_ANSWER = delete(answers).where(
    answers.c.activity == bindparam("b_activity"),
    answers.c.occurrence == bindparam("b_occurrence"),
    answers.c.member == bindparam("b_member"),
)
_ADD_ANSWER = insert(answers)


async def activity(source: Source, id_: str) -> Activity | None:
    """Find an activity."""
    found = await source.rows(_ONE, {"id": id_})
    if not found:
        return None
    row = found[0]
    stream = house_stream(row.house) if row.house else room_stream(row.room)
    text = json.loads(await source.open(stream, row.text_sealed, id_.encode()))
    gone = [one.occurrence for one in await source.rows(_CANCELLED, {"id": id_})]
    card = ActivityCard(
        id=id_,
        house=row.house,
        group=row.room,
        starts=WallTime(wall=row.wall, zone=row.zone),
        lasts=row.lasts,
        rule=row.rule,
        leader=row.leader,
        max=row.max,
        cancelled=row.cancelled,
        cancelled_from=row.cancelled_from,
        cancelled_occurrences=gone,
        **text,
    )
    return Activity(card, row.made_by)


async def of_house(source: Source, house: str) -> list[Activity]:
    """The activities of a house, oldest first."""
    return await _all(source, [row.id for row in await source.rows(_OF_HOUSE, {"place": house})])


async def of_group(source: Source, room: str) -> list[Activity]:
    """The activities of a group, oldest first."""
    return await _all(source, [row.id for row in await source.rows(_OF_GROUP, {"place": room})])


async def _all(source: Source, ids: list[str]) -> list[Activity]:
    found = [await activity(source, id_) for id_ in sorted(ids)]
    return [one for one in found if one is not None]


async def answers_to(source: Source, id_: str) -> list[AnswerCard]:
    """What has been answered to an activity."""
    return [
        AnswerCard(
            activity=id_, occurrence=row.occurrence, member=row.member, answer=Answer(row.answer)
        )
        for row in await source.rows(_ANSWERS, {"id": id_})
    ]


async def add(tx: Tx, activity_: Activity) -> None:
    """Write a new activity."""
    card = activity_.card
    text = card.model_dump(include={"title", "place", "meet_at"}, exclude_none=True)
    tx.write(
        _ADD,
        {
            "id": card.id,
            "house": card.house,
            "room": card.group,
            "leader": card.leader,
            "made_by": activity_.made_by,
            "wall": card.starts.wall,
            "zone": card.starts.zone,
            "lasts": card.lasts,
            "rule": card.rule,
            "max": card.max,
            "text_sealed": await tx.seal(
                activity_.stream, json.dumps(text).encode(), card.id.encode()
            ),
            "cancelled": False,
        },
    )


def cancel_from(tx: Tx, id_: str, occurrence: str | None) -> None:
    """Mark an activity as cancelled: all of it, or what comes at and after an occurrence."""
    tx.write(_SET_CANCELLED, {"b_id": id_, "b_all": occurrence is None, "b_from": occurrence})


def cancel_one(tx: Tx, id_: str, occurrence: str) -> None:
    """Mark one time of an activity as cancelled."""
    tx.write(_ADD_CANCELLED, {"activity": id_, "occurrence": occurrence})


def answer(tx: Tx, given: AnswerCard) -> None:
    """Write an answer, in place of the one that this member gave to it before."""
    key = {"activity": given.activity, "occurrence": given.occurrence, "member": given.member}
    tx.write(_DROP_ANSWER, {f"b_{name}": value for name, value in key.items()})
    tx.write(_ADD_ANSWER, key | {"answer": given.answer, "at": to_millis(tx.now)})
