"""Members who are out of a house for a while, and what they come back to."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select

from utelys.core.clock import from_millis, to_millis
from utelys.store.base import Source, Tx
from utelys.store.queries import people
from utelys.store.schema import pauses
from utelys_protocol.cards import PauseCard
from utelys_protocol.words import Answer


@dataclass(frozen=True, slots=True)
class Held:
    """What a member had answered, as (activity, time or "all", answer); and what named them."""

    answers: tuple[tuple[str, str, Answer], ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pause:
    """A member is out of a house until a moment.

    `first` is the first number of the house that they may read, `rooms` the same for those rooms
    of the house that they were in. `held` comes back with them.
    """

    house: str
    member: str
    until: datetime
    first: int
    rooms: Mapping[str, int]
    held: Held = Held()


_ONE = select(pauses).where(
    pauses.c.house == bindparam("house"), pauses.c.member == bindparam("member")
)
_IN = select(pauses).where(pauses.c.house == bindparam("house")).order_by(pauses.c.member)
_OF = select(pauses).where(pauses.c.member == bindparam("member")).order_by(pauses.c.house)
_ADD = insert(pauses)
_DROP = delete(pauses).where(
    pauses.c.house == bindparam("b_house"), pauses.c.member == bindparam("b_member")
)


def _pause(row: Any) -> Pause:
    until = from_millis(row.until)
    return Pause(row.house, row.member, until, row.from_seq, json.loads(row.rooms), _held(row.held))


def _held(kept: str | None) -> Held:
    if kept is None:
        return Held()
    said = json.loads(kept)
    answers = tuple((one, occurrence, Answer(what)) for one, occurrence, what in said["answers"])
    return Held(answers, tuple(said["named"]))


async def find(source: Source, house: str, member: str) -> Pause | None:
    """Find a member's pause in a house."""
    found = await source.rows(_ONE, {"house": house, "member": member})
    return _pause(found[0]) if found else None


async def of_member(source: Source, member: str) -> list[Pause]:
    """The houses that a member is out of for a while."""
    return [_pause(row) for row in await source.rows(_OF, {"member": member})]


async def paused_in(source: Source, house: str) -> frozenset[str]:
    """The members who are out of a house for a while."""

    async def load() -> frozenset[str]:
        return frozenset(row.member for row in await source.rows(_IN, {"house": house}))

    return await source.recall(("paused in", house), load)


async def firsts_in(source: Source, house: str, room: str) -> list[int]:
    """The first numbers of a room that those may read who are to come back to it."""
    paused = [_pause(row) for row in await source.rows(_IN, {"house": house})]
    return [one.rooms[room] for one in paused if room in one.rooms]


async def cards_in(source: Source, house: str) -> list[PauseCard]:
    """Who is out of a house for a while, as the house sees it."""
    return [
        PauseCard(
            id=row.member,
            name=(await people.card(source, row.member)).name,
            until=from_millis(row.until),
        )
        for row in await source.rows(_IN, {"house": house})
    ]


async def own_card(source: Source, pause: Pause) -> PauseCard:
    """A pause as the member sees it.

    Raises:
        LookupError: there is no such house.
    """
    house = await people.house(source, pause.house)
    if house is None:
        raise LookupError(pause.house)
    return PauseCard(id=pause.house, name=house.card.name, until=pause.until)


def add(tx: Tx, pause: Pause) -> None:
    """Write a pause."""
    row = {"house": pause.house, "member": pause.member, "until": to_millis(pause.until)}
    held = json.dumps({"answers": pause.held.answers, "named": pause.held.named})
    rooms = json.dumps(dict(pause.rooms))
    tx.write(_ADD, row | {"from_seq": pause.first, "rooms": rooms, "held": held})
    tx.forget(("paused in", pause.house))


def drop(tx: Tx, pause: Pause) -> None:
    """Take a pause away."""
    tx.write(_DROP, {"b_house": pause.house, "b_member": pause.member})
    tx.forget(("paused in", pause.house))
