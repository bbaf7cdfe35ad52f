"""Members, their duties, houses and devices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import bindparam, delete, insert, select, update

from utelys.core.clock import from_millis, to_millis
from utelys.core.ids import house_stream, member_stream
from utelys.core.waves import Schedule
from utelys.store.base import Source, Tx
from utelys.store.queries.sound import read_whole
from utelys.store.schema import devices, duties, house_members, houses, members
from utelys_protocol.cards import DeviceCard, HouseCard, MemberCard, WavesCard
from utelys_protocol.words import Duty, Language, PushText, Show, Stage

_WAVES: TypeAdapter[WavesCard] = TypeAdapter(WavesCard)


@dataclass(frozen=True, slots=True)
class Member:
    """A member's row."""

    card: MemberCard
    language: Language
    time_zone: str
    push_text: PushText = PushText.NEUTRAL
    left: bool = False
    """They have left the network; what they said still has their name."""
    show: Show | None = None
    """How they last chose to be shown in the light."""


@dataclass(frozen=True, slots=True)
class House:
    """A house's row, and the room of all who belong to it."""

    card: HouseCard
    room: str


MENTORS = ("mentors",)
"""What is remembered of who has the duty of peer mentor."""

_REACHED = ("reachable",)

_MEMBERS = select(members).where(members.c.id.in_(bindparam("ids", expanding=True)))
_DUTIES = (
    select(duties.c.member, duties.c.duty)
    .where(duties.c.member.in_(bindparam("ids", expanding=True)))
    .order_by(duties.c.duty)
)
_HOUSE = select(houses).where(houses.c.id == bindparam("id"))
_HOUSES_OF = (
    select(house_members.c.house, house_members.c.from_seq)
    .where(house_members.c.member == bindparam("id"))
    .order_by(house_members.c.house)
)
_MEMBERS_OF = (
    select(house_members.c.member)
    .where(house_members.c.house == bindparam("id"))
    .order_by(house_members.c.member)
)
_WITH_DUTY = (
    select(house_members.c.member)
    .join(duties, duties.c.member == house_members.c.member)
    .where(house_members.c.house == bindparam("id"), duties.c.duty == bindparam("duty"))
    .order_by(house_members.c.member)
)
_DEVICE_BY_TOKEN = select(devices.c.id, devices.c.member).where(
    devices.c.token_hash == bindparam("hash"), devices.c.ended_at.is_(None)
)
_DEVICE_OPEN = select(devices.c.id).where(
    devices.c.id == bindparam("id"), devices.c.ended_at.is_(None)
)
_DEVICES_OF = (
    select(devices)
    .where(devices.c.member == bindparam("id"), devices.c.ended_at.is_(None))
    .order_by(devices.c.id)
)
_REACHABLE = (
    select(devices.c.member)
    .join(house_members, house_members.c.member == devices.c.member)
    .where(devices.c.ended_at.is_(None))
    .distinct()
)
_ADD_MEMBER = insert(members)
_SET_MEMBER = update(members).where(members.c.id == bindparam("b_id"))
_ADD_DUTY = insert(duties)
_DROP_DUTIES = delete(duties).where(duties.c.member == bindparam("b_id"))
_LEAVE = update(members).where(members.c.id == bindparam("b_id")).values(left_at=bindparam("b_at"))
_ADD_TO_HOUSE = insert(house_members)
_DROP_FROM_HOUSE = delete(house_members).where(
    house_members.c.house == bindparam("b_house"), house_members.c.member == bindparam("b_member")
)
_ADD_HOUSE = insert(houses)
_SET_WAVES = (
    update(houses).where(houses.c.id == bindparam("b_id")).values(waves=bindparam("b_waves"))
)
_ADD_DEVICE = insert(devices)
_END_DEVICE = (
    update(devices)
    .where(devices.c.id == bindparam("b_id"))
    .values(ended_at=bindparam("b_at"), token_hash=bindparam("b_hash"))
)


async def member(source: Source, id_: str) -> Member | None:
    """Find a member."""
    return (await each_member(source, [id_]))[id_]


async def each_member(source: Source, ids: Sequence[str]) -> dict[str, Member | None]:
    """Find several members, asked at once; None for whom there is none."""

    async def load(missing: list[str]) -> dict[str, Member | None]:
        found: dict[str, Member | None] = dict.fromkeys(missing)
        rows = await source.rows(_MEMBERS, {"ids": missing})
        held: dict[str, list[Duty]] = {}
        for one in await source.rows(_DUTIES, {"ids": missing}) if rows else ():
            held.setdefault(one.member, []).append(Duty(one.duty))
        for row in rows:
            found[row.id] = await _member(source, row, held.get(row.id, []))
        return found

    return await source.recall_each("member", ids, load)


async def _member(source: Source, row: Any, held: list[Duty]) -> Member:
    name = await source.open(member_stream(row.id), row.name_sealed, b"name")
    card = MemberCard(
        id=row.id, name=name.decode(), stage=Stage(row.stage), duties=held, picture=row.picture
    )
    language, text = Language(row.language), PushText(row.push_text)
    show = None if row.show is None else Show(row.show)
    return Member(card, language, row.time_zone, text, row.left_at is not None, show)


async def card(source: Source, id_: str) -> MemberCard:
    """Return a member's card; the member is known to exist.

    Raises:
        LookupError: there is no such member.
    """
    found = await member(source, id_)
    if found is None:
        raise LookupError(id_)
    return found.card


async def house(source: Source, id_: str) -> House | None:
    """Find a house."""

    async def load() -> House | None:
        found = await source.rows(_HOUSE, {"id": id_})
        if not found:
            return None
        row = found[0]
        name = await source.open(house_stream(id_), row.name_sealed, b"name")
        waves = None if row.waves is None else read_whole(_WAVES, row.waves)
        return House(HouseCard(id=id_, name=name.decode(), zone=row.zone, waves=waves), row.room)

    return await source.recall(("house", id_), load)


async def all_houses(source: Source) -> list[str]:
    """The ids of all houses, oldest first."""
    return [row.id for row in await source.rows(select(houses.c.id).order_by(houses.c.id))]


async def houses_of(source: Source, member_id: str) -> list[str]:
    """The ids of the houses that a member belongs to."""
    return list(await house_starts(source, member_id))


async def house_starts(source: Source, member_id: str) -> dict[str, int]:
    """A member's houses, each with the first number of its stream that they may read."""

    async def load() -> dict[str, int]:
        found = await source.rows(_HOUSES_OF, {"id": member_id})
        return {row.house: row.from_seq for row in found}

    return await source.recall(("houses of", member_id), load)


async def members_of(source: Source, house_id: str) -> list[str]:
    """The ids of the members of a house."""

    async def load() -> list[str]:
        return [row.member for row in await source.rows(_MEMBERS_OF, {"id": house_id})]

    return await source.recall(("members of house", house_id), load)


async def with_duty(source: Source, house_id: str, duty: Duty) -> list[str]:
    """The ids of those members of a house who have a duty."""
    found = await source.rows(_WITH_DUTY, {"id": house_id, "duty": duty})
    return [row.member for row in found]


async def device_by_token(source: Source, token_hash: bytes) -> tuple[str, str] | None:
    """Find the member and the device behind a token that still opens something."""

    async def load() -> tuple[str, str] | None:
        found = await source.rows(_DEVICE_BY_TOKEN, {"hash": token_hash})
        return (found[0].member, found[0].id) if found else None

    return await source.recall(("token", token_hash), load)


async def device_is_open(source: Source, device: str) -> bool:
    """Whether a device has not ended."""

    async def load() -> bool:
        found = await source.rows(_DEVICE_OPEN, {"id": device})
        return bool(found)

    return await source.recall(("open device", device), load)


async def devices_of(source: Source, member_id: str) -> list[DeviceCard]:
    """A member's devices that are signed in, oldest first."""
    stream = member_stream(member_id)
    return [
        DeviceCard(
            id=row.id,
            name=(await source.open(stream, row.name_sealed, row.id.encode())).decode(),
            made_at=from_millis(row.made_at),
        )
        for row in await source.rows(_DEVICES_OF, {"id": member_id})
    ]


async def reachable(source: Source) -> frozenset[str]:
    """Every member who could be called at all: signed in somewhere, and of some house."""

    async def load() -> frozenset[str]:
        return frozenset(row.member for row in await source.rows(_REACHABLE))

    return await source.recall(_REACHED, load)


async def add_member(tx: Tx, card_: MemberCard, language: Language, time_zone: str) -> None:
    """Write a new member."""
    tx.write(
        _ADD_MEMBER,
        {
            "id": card_.id,
            "name_sealed": await tx.seal(member_stream(card_.id), card_.name.encode(), b"name"),
            "stage": card_.stage,
            "language": language,
            "time_zone": time_zone,
            "joined_at": to_millis(tx.now),
        },
    )
    _add_duties(tx, card_.id, card_.duties)


async def change_member(tx: Tx, changed: Member) -> None:
    """Write a member's name, stage, language and time zone anew."""
    id_ = changed.card.id
    values = {
        "stage": changed.card.stage,
        "name_sealed": await tx.seal(member_stream(id_), changed.card.name.encode(), b"name"),
        "language": changed.language,
        "time_zone": changed.time_zone,
        "push_text": changed.push_text,
    }
    tx.write(_SET_MEMBER.values(**values), {"b_id": id_})
    tx.forget(("member", id_))


def choose_show(tx: Tx, member_id: str, show: Show) -> None:
    """Write how a member chose to be shown in the light."""
    tx.write(_SET_MEMBER.values(show=show), {"b_id": member_id})
    tx.forget(("member", member_id))


def set_duties(tx: Tx, member_id: str, held: Sequence[Duty]) -> None:
    """Write what the house asks of a member."""
    tx.write(_DROP_DUTIES, {"b_id": member_id})
    _add_duties(tx, member_id, held)


def _add_duties(tx: Tx, member_id: str, held: Sequence[Duty]) -> None:
    for duty in held:
        tx.write(_ADD_DUTY, {"member": member_id, "duty": duty})
    tx.forget(("member", member_id), MENTORS)


def leave(tx: Tx, member_id: str) -> None:
    """Note that a member has left the network."""
    tx.write(_LEAVE, {"b_id": member_id, "b_at": to_millis(tx.now)})
    tx.forget(("member", member_id))


async def add_house(tx: Tx, house_: House) -> None:
    """Write a new house."""
    id_ = house_.card.id
    tx.write(
        _ADD_HOUSE,
        {
            "id": id_,
            "name_sealed": await tx.seal(house_stream(id_), house_.card.name.encode(), b"name"),
            "zone": house_.card.zone,
            "room": house_.room,
            "made_at": to_millis(tx.now),
        },
    )
    tx.forget(("house", id_))


def schedule_of(waves: WavesCard | None) -> Schedule:
    """Read what a house has set, or what holds where it has set nothing."""
    if waves is None:
        return Schedule()
    return Schedule(*(timedelta(seconds=one) for one in (waves.second, waves.third, waves.end)))


async def schedule(source: Source, house_id: str) -> Schedule:
    """When the waves of a house's calls ring."""
    found = await house(source, house_id)
    return schedule_of(found.card.waves if found else None)


def set_waves(tx: Tx, house_id: str, waves: WavesCard) -> None:
    """Write when the calls of a house ring on."""
    tx.write(_SET_WAVES, {"b_id": house_id, "b_waves": waves.model_dump_json()})
    tx.forget(("house", house_id))


def add_to_house(tx: Tx, house_id: str, member_id: str, from_seq: int) -> None:
    """Let a member belong to a house, able to read its stream from a number on."""
    row = {"house": house_id, "member": member_id, "from_seq": from_seq}
    tx.write(_ADD_TO_HOUSE, row | {"joined_at": to_millis(tx.now)})
    tx.forget(("houses of", member_id), ("members of house", house_id), _REACHED)


def drop_from_house(tx: Tx, house_id: str, member_id: str) -> None:
    """Let a member belong to a house no more."""
    tx.write(_DROP_FROM_HOUSE, {"b_house": house_id, "b_member": member_id})
    tx.forget(("houses of", member_id), ("members of house", house_id), _REACHED)


async def add_device(tx: Tx, member_id: str, device: DeviceCard, token_hash: bytes) -> None:
    """Write a new device."""
    name = await tx.seal(member_stream(member_id), device.name.encode(), device.id.encode())
    tx.write(
        _ADD_DEVICE,
        {
            "id": device.id,
            "member": member_id,
            "name_sealed": name,
            "token_hash": token_hash,
            "made_at": to_millis(device.made_at),
        },
    )
    tx.forget(("token", token_hash), _REACHED)


async def end_device(tx: Tx, device: str, at: datetime) -> None:
    """Let a device's token open nothing any more."""
    found = await tx.rows(select(devices.c.token_hash).where(devices.c.id == device))
    # The hash is unique: what stands in its place must be, and must be no hash of a token.
    ended = {"b_id": device, "b_at": to_millis(at), "b_hash": b"ended " + device.encode()}
    tx.write(_END_DEVICE, ended)
    tx.forget(_REACHED, ("open device", device), *(("token", row.token_hash) for row in found))


async def is_empty(source: Source) -> bool:
    """Whether no house has been made yet."""
    return not await source.rows(select(houses.c.id).limit(1))


async def nobody_yet(source: Source) -> bool:
    """Whether nobody has come in yet."""
    return not await source.rows(select(members.c.id).limit(1))
