"""How far one has read, and rooms that are silent for a while. Both are one's own affair.

How far somebody has read is told to others only where both have chosen receipts: live by a signal,
which is not kept, and to who looks later by reading the receipts of a room.
"""

from utelys import access
from utelys.actions.row import Row
from utelys.actions.telling import tell
from utelys.core.caller import CLOCK, Caller
from utelys.core.errors import Invalid
from utelys.core.ids import parse_stream, room_stream
from utelys.store.base import Tx
from utelys.store.queries import reading
from utelys_protocol import codec, entries
from utelys_protocol.cards import MuteCard
from utelys_protocol.commands.reading import (
    ReadMark,
    ReadMarked,
    RoomMute,
    RoomUnmute,
    RoomUnmuted,
)
from utelys_protocol.frames import SignalDown

MUTE_ENDS = "mute.ends"
"""The timer of a muted room; it is for a member and a room."""


async def mark(tx: Tx, caller: Caller, args: ReadMark) -> ReadMarked:
    """Move forward how far one has read; what is behind it already changes nothing."""
    await access.first_readable(tx, caller, args.stream)
    before = (await reading.marks_of(tx, caller.member)).get(args.stream, 0)
    seq = min(args.seq, await tx.head(args.stream))
    name = parse_stream(args.stream)
    room = name.id if name is not None and name.kind == "room" else None
    # In a room that is folded away nothing is unread, and how far one looks into it tells nobody.
    if seq <= before or (room is not None and await access.is_folded(tx, caller.member, room)):
        return ReadMarked(stream=args.stream, seq=before)
    await set_mark(tx, caller.member, args.stream, seq)
    if room is not None:
        await _give_receipt(tx, caller, room, seq)
    return ReadMarked(stream=args.stream, seq=seq)


async def set_mark(tx: Tx, member: str, stream: str, seq: int) -> None:
    """Write how far a member has read, and tell their devices."""
    reading.put_mark(tx, member, stream, seq)
    body = entries.ReadMarked(stream=stream, seq=seq)
    await tell(tx, member, "read.marked", body, member)


async def _give_receipt(tx: Tx, caller: Caller, room: str, seq: int) -> None:
    if await reading.wants_receipts(tx, caller.member):
        stream = room_stream(room)
        told = SignalDown(type="signal", stream=stream, kind="read", by=caller.member, seq=seq)
        others = await reading.choosers_in(tx, room) - {caller.member}
        tx.signal(stream, others, codec.write(told))


async def mute(tx: Tx, caller: Caller, args: RoomMute) -> MuteCard:
    """Let a room be silent; a mute with an end is ended by the clock."""
    room = await access.room(tx, caller, args.room)
    if args.until is not None and args.until <= tx.now:
        raise Invalid("The end must lie ahead.", field="until")
    reading.put_mute(tx, caller.member, room.id, args.until)
    ref = f"{caller.member} {room.id}"
    if args.until is None:
        tx.cancel_timer(MUTE_ENDS, ref)
    else:
        tx.set_timer(MUTE_ENDS, ref, args.until)
    card = MuteCard(id=room.id, until=args.until)
    body = entries.RoomMuted(mute=card)
    await tell(tx, caller.member, "room.muted", body, caller.member)
    return card


async def unmute(tx: Tx, caller: Caller, args: RoomUnmute) -> RoomUnmuted:
    """Let a room be heard again; one that is not muted stays as it is."""
    room = await access.room(tx, caller, args.room)
    await end_mute(tx, caller.member, room.id, caller.member)
    return RoomUnmuted(room=room.id)


async def end_mute(tx: Tx, member: str, room: str, by: str) -> None:
    """Let a room be heard again by a member, if it is muted."""
    if any(one.id == room for one in await reading.mutes_of(tx, member)):
        reading.drop_mute(tx, member, room)
        tx.cancel_timer(MUTE_ENDS, f"{member} {room}")
        body = entries.RoomUnmuted(room=room)
        await tell(tx, member, "room.unmuted", body, by)


async def _ended(tx: Tx, ref: str) -> None:
    member, _, room = ref.partition(" ")
    await end_mute(tx, member, room, CLOCK)


async def choose_receipts(tx: Tx, member: str, on: bool) -> None:
    """Let others who want it see how far one has read, and see it of them; or no longer."""
    if await reading.wants_receipts(tx, member) is not on:
        reading.choose_receipts(tx, member, on)
        body = entries.ReceiptsChosen(on=on)
        await tell(tx, member, "receipts.chosen", body, member)


ROWS = (
    Row("read.mark", mark),
    Row("room.mute", mute),
    Row("room.unmute", unmute),
)

TIMERS = {MUTE_ENDS: _ended}
"""What the clock ends here."""
