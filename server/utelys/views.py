"""The state of a stream as one member may see it: what `reset` and a fresh start are made of."""

from collections import Counter
from datetime import datetime
from typing import Any

from pydantic_core import from_json

from utelys import access
from utelys.core import agenda
from utelys.core.activity import Activity
from utelys.core.answers import ALL, answer_card
from utelys.core.deliveries import State
from utelys.core.ids import parse_stream, slot_of
from utelys.store.queries import (
    activities,
    answers,
    asks,
    blocks,
    calendars,
    company,
    crisis,
    deliveries,
    light,
    log,
    messages,
    notices,
    pauses,
    people,
    push,
    quiet,
    reach,
    reading,
    rooms,
    shifts,
)
from utelys.store.queries.deliveries import SHOWN
from utelys.store.source import ReadSource
from utelys_protocol.base import dump
from utelys_protocol.cards import NoticeCard, ReceiptCard
from utelys_protocol.frames import StreamHead
from utelys_protocol.snapshots import KEPT, Snapshot
from utelys_protocol.words import NoticeState, RoomKind

TOLD_OF = 20
"""Notices of which a member can see what became of them."""


async def snapshot(
    source: ReadSource, member: str, stream: str, first: int, now: datetime
) -> tuple[int, Snapshot]:
    """A stream's state and the number that it holds at; `first` is the first readable number."""
    name = parse_stream(stream)
    if name is None:
        raise LookupError(stream)
    seq = await source.head(stream)
    if name.kind == "room":
        return seq, await _room(source, name.id, (stream, first, seq), now)
    if name.kind == "house":
        return seq, await _house(source, name.id, now)
    return seq, await _member(source, member, now)


async def _room(
    source: ReadSource, id_: str, reach: tuple[str, int, int], now: datetime
) -> Snapshot:
    stream, first, seq = reach
    room = await rooms.room(source, id_)
    if room is None:
        raise LookupError(id_)
    card = dump(await rooms.card(source, room))
    newest = await log.before(source, stream, seq + 1, KEPT, first)
    planned = _shown(await activities.of_group(source, id_), now)
    call = await asks.of_room(source, id_) if room.kind is RoomKind.ASK else None
    return {
        **({} if call is None else {"ask": dump(asks.card(call))}),
        "members": card.pop("members"),
        "gone": await _gone(source, id_, first),
        "room": card,
        "pins": [dump(pin) for pin in await messages.pins_of(source, id_)],
        "activities": [dump(one.card) for one in planned],
        "answers": await _answers(source, planned, now),
        "entries": [from_json(json) for _, json in newest],
    }


async def _gone(source: ReadSource, room: str, first: int) -> list[Any]:
    """Those who have left, by id, as they were by then: what they wrote is still theirs."""
    found = [
        await messages.entry(source, room, seq)
        for seq in await rooms.departures_in(source, room, first)
    ]
    return [from_json(entry.body)["card"] for entry in found if entry is not None]


async def _house(source: ReadSource, id_: str, now: datetime) -> Snapshot:
    house = await people.house(source, id_)
    if house is None:
        raise LookupError(id_)
    planned = _shown(await activities.of_house(source, id_), now)
    inside = [await people.card(source, one) for one in await people.members_of(source, id_)]
    return {
        "house": dump(house.card),
        "light": dump(await light.light_now(source, id_, now)),
        "members": [dump(card) for card in inside],
        "paused": [dump(card) for card in await pauses.cards_in(source, id_)],
        "crisis": [dump(number) for number in await crisis.numbers_of(source, id_)],
        "topics": [dump(topic) for topic in await rooms.topics_of(source, id_)],
        "activities": [dump(one.card) for one in planned],
        "answers": await _answers(source, planned, now),
    }


async def _member(source: ReadSource, id_: str, now: datetime) -> Snapshot:
    invited = _shown(await access.activities_of(source, id_), now)
    devices = await people.devices_of(source, id_)
    said, wakings = await quiet.of(source, id_)
    ringing = [dump(asks.ring_card(call)) for call in await asks.ringing_for(source, id_)]
    return {
        "member": dump(await people.card(source, id_)),
        "reads": dict(sorted((await reading.marks_of(source, id_)).items())),
        "receipts": await reading.wants_receipts(source, id_),
        "mutes": [dump(one) for one in await reading.mutes_of(source, id_)],
        "blocks": [dump(one) for one in await blocks.cards_of(source, id_)],
        "quiet": dump(quiet.card(said, wakings)),
        "leases": [dump(light.card(held)) for held in await light.of_member(source, id_)],
        "offers": [dump(light.offer_card(held)) for held in await light.offered_to(source, id_)],
        "shifts": [dump(shifts.card(plan)) for plan in await shifts.of_member(source, id_)],
        "unreachable": [dump(reach.card(one)) for one in await reach.told_to(source, id_)],
        "swaps": [dump(shifts.swap_card(swap)) for swap in await shifts.swaps_of(source, id_)],
        "ringing": ringing,
        "pauses": [
            dump(await pauses.own_card(source, one)) for one in await pauses.of_member(source, id_)
        ],
        "devices": [{"id": one.id, "name": one.name} for one in devices],
        "pushes": [dump(one.card) for one in await push.subscriptions_of(source, id_)],
        "invitations": [dump(one.card) for one in invited],
        "company": sorted(
            (dump(said.card) for said in await company.of_member(source, id_)),
            key=lambda one: str(one["id"]),
        ),
        "missing": await answers.missing_of(source, id_),
        "calendars": [dump(one.card) for one in await calendars.of_member(source, id_)],
    }


async def notices_of(source: ReadSource, member: str) -> list[NoticeCard]:
    """What became of a member's newest notices, the newest first."""
    found = await notices.newest(source, member, TOLD_OF)
    out = await deliveries.of_notices(source, [one.id for one in found])
    taken = Counter(one.notice for one in out if one.what == SHOWN and one.state is State.SENT)
    return [
        NoticeCard(
            id=one.id,
            kind=one.kind,
            about=one.about,
            made_at=one.made_at,
            state=one.state,
            at=one.at,
            due=one.due if one.state is NoticeState.WAITING else None,
            devices=taken[one.id],
        )
        for one in found
    ]


def _shown(planned: list[Activity], now: datetime) -> list[Activity]:
    """Without what has been over for a day: a house of many years is as light as a new one."""
    return [one for one in planned if not agenda.is_past(one, now)]


async def _answers(
    source: ReadSource, planned: list[Activity], now: datetime
) -> list[dict[str, Any]]:
    """What was answered to all times, and to single ones that have not been over for a day."""
    since = now - agenda.AFTERWARDS
    given = [
        dump(answer_card(one.id, answer))
        for one in planned
        for answer in (await answers.book(source, one.id)).given.values()
        if answer.occurrence == ALL or one.series.over_at(slot_of(answer.occurrence)) > since
    ]
    return sorted(given, key=lambda one: (one["activity"], one["occurrence"], one["member"]))


async def positions(source: ReadSource, member: str) -> list[StreamHead]:
    """The streams that a member may read: how far they go, how far they are read, what is left."""
    marks = await reading.marks_of(source, member)
    first = await access.readable(source, member)
    found = []
    for head in await access.heads(source, member):
        read = max(marks.get(head.id, 0), first[head.id] - 1)
        left = await reading.unread(source, member, head.id, read) if head.kind == "room" else None
        found.append(head.model_copy(update={"read": read, "unread": left}))
    return found


async def receipts(source: ReadSource, member: str, stream: str) -> list[ReceiptCard]:
    """How far others have read a room, if the member has chosen to see it and be seen."""
    name = parse_stream(stream)
    if name is None or name.kind != "room" or not await reading.wants_receipts(source, member):
        return []
    return [one for one in await reading.receipts_in(source, name.id) if one.member != member]
