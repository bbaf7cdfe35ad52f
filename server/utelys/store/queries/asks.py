"""Calls for someone. An ask holds ids and moments and no text; it is kept whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import bindparam, delete, insert, select, update

from utelys.core.ask_state import ENDS, Ask
from utelys.core.ask_view import view_for_asker
from utelys.core.clock import from_millis, to_millis
from utelys.store.base import Source, Tx
from utelys.store.queries.people import MENTORS
from utelys.store.queries.sound import moment_in, none_of, read_whole
from utelys.store.schema import asks, duties, rings
from utelys_protocol.asks import AskCard
from utelys_protocol.words import AskState, Duty


@dataclass(frozen=True, slots=True)
class Call:
    """An ask and its room."""

    ask: Ask
    room: str


_WHOLE: TypeAdapter[Ask] = TypeAdapter(Ask)
_STANDING = [state.value for state in AskState if state not in ENDS]

_ONE = select(asks.c.whole, asks.c.room).where(asks.c.id == bindparam("id"))
_OF_ROOM = select(asks.c.whole, asks.c.room).where(asks.c.room == bindparam("room"))
_STANDING_OF = select(asks.c.whole, asks.c.room).where(
    asks.c.asker == bindparam("asker"),
    asks.c.house == bindparam("house"),
    asks.c.state.in_(_STANDING),
)
_RINGING = (
    select(asks.c.whole, asks.c.room)
    .where(asks.c.state == AskState.RINGING.value)
    .order_by(asks.c.id)
)
_RAISED_IN = select(asks.c.whole, asks.c.room).where(
    asks.c.house == bindparam("house"), asks.c.raised_at >= bindparam("since")
)
_RINGING_FOR = (
    select(asks.c.whole, asks.c.room)
    .join(rings, rings.c.ask == asks.c.id)
    .where(rings.c.member == bindparam("member"))
    .order_by(asks.c.id)
)
_ALL_STANDING = (
    select(asks.c.whole, asks.c.room).where(asks.c.state.in_(_STANDING)).order_by(asks.c.id)
)
_NOT_ENDED = select(asks).where(none_of(asks.c.state, ENDS)).order_by(asks.c.id)
_RUNG_BY = select(rings.c.member).where(rings.c.ask == bindparam("ask")).order_by(rings.c.member)
_BUSY = select(asks.c.taker).where(
    asks.c.taker.is_not(None),
    asks.c.state.in_([AskState.TAKEN.value, AskState.TALKING.value]),
)
_LAST_TAKEN = (
    select(asks.c.taker, asks.c.taken_at)
    .where(asks.c.house == bindparam("house"), asks.c.taken_at.is_not(None))
    .order_by(asks.c.taken_at.desc())
    .limit(1)
)
_MENTORS = (
    select(duties.c.member).where(duties.c.duty == Duty.PEER_MENTOR).order_by(duties.c.member)
)
_ADD = insert(asks)
_SET = (
    update(asks)
    .where(asks.c.id == bindparam("b_id"))
    .values({name: bindparam(f"b_{name}") for name in ("state", "taker", "taken_at", "whole")})
)
_RING = insert(rings)
_STOP = delete(rings).where(
    rings.c.ask == bindparam("b_ask"), rings.c.member == bindparam("b_member")
)


def _calls(rows: Sequence[Any]) -> list[Call]:
    """Those that can be read: one that cannot must fail nobody else's call, and no claim."""
    return [Call(ask, row.room) for row in rows if (ask := read_whole(_WHOLE, row.whole))]


async def find(source: Source, id_: str) -> Call | None:
    """Find an ask."""
    found = _calls(await source.rows(_ONE, {"id": id_}))
    return found[0] if found else None


async def of_room(source: Source, room: str) -> Call | None:
    """Find the ask that a room is for."""
    found = _calls(await source.rows(_OF_ROOM, {"room": room}))
    return found[0] if found else None


async def standing_of(source: Source, asker: str, house: str) -> Call | None:
    """Find a member's ask in a house that has not ended."""
    found = _calls(await source.rows(_STANDING_OF, {"asker": asker, "house": house}))
    return found[0] if found else None


async def ringing(source: Source) -> list[Call]:
    """Every ask that nobody has, oldest first."""
    return _calls(await source.rows(_RINGING))


async def raised_in(source: Source, house: str, since: datetime) -> list[Ask]:
    """The asks of a house raised at or after a moment."""
    rows = await source.rows(_RAISED_IN, {"house": house, "since": to_millis(since)})
    return [call.ask for call in _calls(rows)]


async def ringing_for(source: Source, member: str) -> list[Call]:
    """Every ask that rings for a member now, oldest first."""
    return _calls(await source.rows(_RINGING_FOR, {"member": member}))


async def standing(source: Source) -> list[Call]:
    """Every ask that has not ended, oldest first."""
    return _calls(await source.rows(_ALL_STANDING))


async def damaged(source: Source, now: datetime) -> list[tuple[Call, list[str]]]:
    """Those that have not ended and cannot be read, each ended, with the members whom it rings."""
    found = []
    for row in await source.rows(_NOT_ENDED):
        if row.state in _STANDING and read_whole(_WHOLE, row.whole) is not None:
            continue
        ask = Ask(
            id=row.id,
            house=row.house,
            asker=row.asker,
            raised_at=from_millis(moment_in(row.raised_at, to_millis(now))),
            state=AskState.HANDED_OVER,
            ended_at=now,
        )
        rung = [one.member for one in await source.rows(_RUNG_BY, {"ask": row.id})]
        found.append((Call(ask, row.room), rung))
    return found


async def busy(source: Source) -> set[str]:
    """Those who have an ask in hand."""
    return {row.taker for row in await source.rows(_BUSY)}


async def last_taken(source: Source, house: str) -> tuple[str, datetime] | None:
    """Who took the house's last taken ask, and when."""
    found = await source.rows(_LAST_TAKEN, {"house": house})
    return (found[0].taker, from_millis(found[0].taken_at)) if found else None


async def mentors(source: Source) -> list[str]:
    """Every peer mentor of the network, by id."""

    async def load() -> list[str]:
        return [row.member for row in await source.rows(_MENTORS)]

    return await source.recall(MENTORS, load)


def add(tx: Tx, call: Call) -> None:
    """Write a new ask."""
    ask = call.ask
    fixed: dict[str, Any] = {
        "id": ask.id,
        "house": ask.house,
        "room": call.room,
        "asker": ask.asker,
    }
    fixed["raised_at"] = to_millis(ask.raised_at)
    tx.write(_ADD, fixed | _changing(ask))


def put(tx: Tx, call: Call) -> None:
    """Write an ask as it now is."""
    changed = {f"b_{name}": value for name, value in _changing(call.ask).items()}
    tx.write(_SET, {"b_id": call.ask.id} | changed)


def _changing(ask: Ask) -> dict[str, Any]:
    return {
        "state": ask.state.value,
        "taker": ask.taker,
        "taken_at": None if ask.taken_at is None else to_millis(ask.taken_at),
        "whole": _WHOLE.dump_json(ask),
    }


def ring(tx: Tx, call: Call, members: Sequence[str]) -> None:
    """Note that an ask rings for these members."""
    for member in members:
        tx.write(_RING, {"ask": call.ask.id, "member": member})


def stop(tx: Tx, call: Call, members: Sequence[str]) -> None:
    """Note that an ask rings for these members no more."""
    for member in members:
        tx.write(_STOP, {"b_ask": call.ask.id, "b_member": member})


def card(call: Call) -> AskCard:
    """An ask as the one who asked, and the one who has it, see it."""
    ask, view = call.ask, view_for_asker(call.ask)
    return AskCard(
        id=ask.id,
        house=ask.house,
        room=call.room,
        asker=ask.asker,
        raised_at=ask.raised_at,
        state=view.state,
        rung=view.rung,
        seen=view.seen,
        returned=view.returned,
        ringing=view.ringing,
        taker=view.taker,
        next=view.next,
        next_at=view.next_at,
    )


def ring_card(call: Call) -> AskCard:
    """An ask as those see it whom it rings: where it comes from, and no more."""
    ask = call.ask
    return AskCard(id=ask.id, house=ask.house, raised_at=ask.raised_at, state=AskState.RINGING)
