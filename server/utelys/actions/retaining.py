"""Rooms that do not keep everything for ever: what is older is erased by the clock."""

from datetime import timedelta

from utelys import access
from utelys.actions import erasing
from utelys.actions.row import Rate, Row
from utelys.core.caller import CLOCK, Caller
from utelys.core.ids import room_stream
from utelys.store.base import Tx
from utelys.store.queries import messages, retention
from utelys.store.queries.retention import Retention
from utelys_protocol import entries
from utelys_protocol.commands.rooms import RoomRetain, RoomRetained

EXPIRES = "room.expires"
"""The timer of a room that does not keep everything."""

GRACE = timedelta(days=1)
"""Between saying so and the first erasure, so that a mistake can be taken back."""

_SOONEST, _LATEST = timedelta(minutes=10), timedelta(days=1)
_AT_ONCE = 16
"""Messages that are erased in one commit: some two milliseconds, for which those who write wait."""


async def retain(tx: Tx, caller: Caller, args: RoomRetain) -> RoomRetained:
    """Say for how long a room keeps what is written in it."""
    room = await access.room(tx, caller, args.room)
    await access.require_retaining(tx, caller, room)
    kept = await retention.of(tx, room.id)
    done = RoomRetained(room=room.id, days=args.days)
    if (kept and kept.days) == args.days:
        return done
    if args.days is None:
        retention.drop(tx, room.id)
        tx.cancel_timer(EXPIRES, room.id)
    else:
        retention.put(tx, Retention(room.id, args.days, kept.expired if kept else 1))
        tx.set_timer(EXPIRES, room.id, tx.now + GRACE)
    body = entries.RoomRetained(days=args.days)
    await tx.append(room_stream(room.id), "room.retained", body, caller.member)
    return done


async def expire(tx: Tx, room: str) -> None:
    """Erase what is older than the room keeps, some at a time, and come back for the next."""
    kept = await retention.of(tx, room)
    if kept is None:
        return
    days = timedelta(days=kept.days)
    found = await retention.oldest(tx, room, kept.expired, _AT_ONCE + 1)
    old = [seq for seq, at in found[:_AT_ONCE] if at + days <= tx.now]
    if old:
        await erasing.wipe(tx, room, await messages.some(tx, room, old))
    left = found[len(old) :]
    if old:
        before = old[-1] + 1
        retention.put(tx, Retention(room, kept.days, before))
        body = entries.RoomExpired(before=before)
        await tx.append(room_stream(room), "room.expired", body, CLOCK)
    soonest, latest = tx.now + _SOONEST, tx.now + _LATEST
    due = min(max(left[0][1] + days, soonest), latest) if left else latest
    if left and len(old) == _AT_ONCE and left[0][1] + days <= tx.now:
        due = tx.now
    tx.set_timer(EXPIRES, room, due)


ROWS = (Row("room.retain", retain, Rate.COSTLY),)

TIMERS = {EXPIRES: expire}
"""What the clock erases."""
