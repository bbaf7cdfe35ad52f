"""A data folder full of people, made before the server starts by the product's own actions."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from utelys.actions import entering, founding
from utelys.actions.opening import make_room
from utelys.clocks import SystemClock
from utelys.core.ids import house_stream, member_stream, room_stream
from utelys.core.keys import hash_secret
from utelys.store.base import Tx
from utelys.store.opening import open_database
from utelys.store.queries import people, push, rooms
from utelys.store.queries.people import Member
from utelys.store.queries.push import Subscription
from utelys.store.queries.rooms import Room
from utelys.store.writer import Writer, writing
from utelys_protocol.cards import DeviceCard, MemberCard
from utelys_protocol.words import Language, RoomKind, Stage

_AT_ONCE = 250


@dataclass
class Villager:
    """Somebody with a device, who has seen everything up to the cursors."""

    id: str
    token: str
    house_room: str
    cursors: dict[str, int]
    direct_room: str = ""


@dataclass
class Village:
    """Who lives there, house by house."""

    people: list[Villager] = field(default_factory=list)


def build(folder: Path, houses: int, in_each: int, *, pairs: bool = False) -> Village:
    """Make a folder with so many houses and members; `pairs` gives each two a direct room."""
    return asyncio.run(_build(folder, houses, in_each, pairs=pairs))


async def _build(folder: Path, houses: int, in_each: int, *, pairs: bool) -> Village:
    database = open_database(folder, serving=True)
    village = Village()
    try:
        async with writing(database, SystemClock(), lambda _: None) as writer:
            await writer.do(lambda tx: founding.found(tx, "First", "Europe/Oslo"))
            for number in range(houses):
                house: str = await writer.do(_open_house(number))
                for at in range(0, in_each, _AT_ONCE):
                    count = min(_AT_ONCE, in_each - at)
                    village.people += await writer.do(_move_in(house, count))
            if pairs:
                for at in range(0, len(village.people), _AT_ONCE):
                    await writer.do(_pair_up(village.people[at : at + _AT_ONCE]))
            await writer.do(lambda tx: _set_cursors(tx, village.people))
    finally:
        await database.close()
    return village


def _open_house(number: int) -> Callable[[Tx], Awaitable[str]]:
    return lambda tx: founding.open_house(tx, f"House {number}", "Europe/Oslo")


def _move_in(house: str, count: int) -> Callable[[Tx], Awaitable[list[Villager]]]:
    async def run(tx: Tx) -> list[Villager]:
        found = await people.house(tx, house)
        assert found is not None
        moved = []
        for _ in range(count):
            card = MemberCard(id=tx.new_id(), name="Ola", stage=Stage.RESIDENT, duties=[])
            device = DeviceCard(id=tx.new_id(), name="phone", made_at=tx.now)
            token = f"token-of-{card.id}"
            await people.add_member(tx, card, Language.BOKMAAL, "Europe/Oslo")
            await people.add_device(tx, card.id, device, hash_secret(token))
            await entering.enter_house(tx, card, house)
            streams = [member_stream(card.id), house_stream(house), room_stream(found.room)]
            moved.append(Villager(card.id, token, found.room, dict.fromkeys(streams, 0)))
        return moved

    return run


def _pair_up(villagers: list[Villager]) -> Callable[[Tx], Awaitable[None]]:
    async def run(tx: Tx) -> None:
        for one, other in zip(villagers[::2], villagers[1::2], strict=True):
            room = Room(tx.new_id(), RoomKind.DIRECT, None, None)
            friend: Member | None = await people.member(tx, other.id)
            assert friend is not None
            await make_room(tx, room, one.id, [friend], rooms.pair_of(one.id, other.id))
            for villager in (one, other):
                villager.direct_room = room.id
                villager.cursors[room_stream(room.id)] = 0

    return run


async def reach_all(
    writer: Writer, villagers: list[Villager], subscription: Callable[[str], dict[str, Any]]
) -> None:
    """Let everybody be reached by push."""
    for at in range(0, len(villagers), _AT_ONCE):
        await writer.do(_subscribe(villagers[at : at + _AT_ONCE], subscription))


def _subscribe(
    villagers: list[Villager], subscription: Callable[[str], dict[str, Any]]
) -> Callable[[Tx], Awaitable[None]]:
    async def run(tx: Tx) -> None:
        for one in villagers:
            found = subscription(one.id)
            device = (await people.devices_of(tx, one.id))[0].id
            keys, endpoint = found["keys"], found["endpoint"]
            made = Subscription(
                tx.new_id(), one.id, device, endpoint, keys["p256dh"], keys["auth"], tx.now
            )
            await push.add(tx, made)

    return run


async def _set_cursors(tx: Tx, villagers: list[Villager]) -> None:
    heads: dict[str, Any] = {}
    for villager in villagers:
        for stream in villager.cursors:
            if stream not in heads:
                heads[stream] = await tx.head(stream)
            villager.cursors[stream] = heads[stream]
