"""A call for someone: the commands of the one who asks and of those who are rung.

What may happen and what it brings about is decided by `core.asks`; `ask_effects` carries it out.
"""

from utelys import access
from utelys.actions import ask_effects
from utelys.actions.row import Row
from utelys.core import asks as core
from utelys.core.ask_events import AskAgain, Due, End, Pass, Seen, Take, Withdraw
from utelys.core.caller import Caller
from utelys.core.ids import room_stream
from utelys.store.base import Tx
from utelys.store.queries import asks, people, rooms
from utelys.store.queries.asks import Call
from utelys.store.queries.rooms import Room
from utelys_protocol.asks import AskRef
from utelys_protocol.cards import RoomCard
from utelys_protocol.commands.asks import (
    AskDone,
    AskEnd,
    AskPass,
    AskRaise,
    AskRaised,
    AskSee,
    AskTake,
    AskTaken,
    AskWithdraw,
)
from utelys_protocol.entries import RoomOpened
from utelys_protocol.words import RoomKind


async def raise_ask(tx: Tx, caller: Caller, args: AskRaise) -> AskRaised:
    """Call for someone; while a call of one's own stands in this house, join that one."""
    house = (await access.house(tx, caller, args.house)).card.id
    standing = await asks.standing_of(tx, caller.member, house)
    if standing is not None:
        call = await ask_effects.act(tx, standing, AskAgain(caller.member))
    else:
        call = await _raise_new(tx, caller.member, house)
    return await _raised(tx, call)


async def _raise_new(tx: Tx, asker: str, house: str) -> Call:
    candidates = await ask_effects.candidates(tx, house, asker)
    schedule = await people.schedule(tx, house)
    ask, effects = core.raise_ask(tx.new_id(), house, asker, tx.now, candidates, schedule)
    call = Call(ask, tx.new_id())
    await _open_room(tx, call)
    asks.add(tx, call)
    await ask_effects.carry_out(tx, call, effects)
    return call


async def keep_apart(tx: Tx, one: str, other: str) -> None:
    """Let no standing call be between two: `one` has just blocked the other.

    Who rings stops ringing, and who has it gives it back, both as if they had passed. Where it is
    the one who called who blocks the one who has it, a return would tell that one: to them it is
    withdrawn, and it rings all others anew.
    """
    for call in await asks.standing(tx):
        ask = call.ask
        if ask.asker == one and ask.taker == other:
            await ask_effects.act(tx, call, Withdraw(one))
            await _raise_new(tx, one, ask.house)
        elif ask.asker in (one, other):
            helper = other if ask.asker == one else one
            if helper == ask.taker or helper in ask.ringing:
                await ask_effects.act(tx, call, Pass(helper, unseen=helper == other))


async def _open_room(tx: Tx, call: Call) -> None:
    """The room of a call is the asker's alone until somebody takes it."""
    asker = await people.card(tx, call.ask.asker)
    room = Room(call.room, RoomKind.ASK, None, call.ask.house)
    await rooms.add_room(tx, room)
    rooms.add_member(tx, room.id, asker.id, 1)
    card = RoomCard(id=room.id, kind=room.kind, house=room.house, members=[asker])
    await tx.append(room_stream(room.id), "room.opened", RoomOpened(room=card), asker.id)
    tx.admit(room_stream(room.id), asker.id)


async def _raised(tx: Tx, call: Call) -> AskRaised:
    return AskRaised(ask=asks.card(call), room=await _room(tx, call))


async def _room(tx: Tx, call: Call) -> RoomCard:
    room = await rooms.room(tx, call.room)
    if room is None:
        raise LookupError(call.room)
    return await rooms.card(tx, room)


async def see(tx: Tx, caller: Caller, args: AskSee) -> AskDone:
    """Note that the ring has been seen."""
    call = await access.ask(tx, caller, args.ask)
    if not await access.apart(tx, caller.member, call.ask.asker):
        await ask_effects.act(tx, call, Seen(caller.member))
    return _done(call)


async def take(tx: Tx, caller: Caller, args: AskTake) -> AskTaken:
    """Take the call, alone."""
    call = await access.open_ask(tx, caller, args.ask)
    call = await ask_effects.act(tx, call, Take(caller.member))
    return AskTaken(ask=asks.card(call), room=await _room(tx, call))


async def pass_on(tx: Tx, caller: Caller, args: AskPass) -> AskDone:
    """Not now."""
    call = await access.open_ask(tx, caller, args.ask)
    await ask_effects.act(tx, call, Pass(caller.member))
    return _done(call)


async def withdraw(tx: Tx, caller: Caller, args: AskWithdraw) -> AskDone:
    """The one who asked no longer does."""
    call = await access.open_ask(tx, caller, args.ask)
    await ask_effects.act(tx, call, Withdraw(caller.member))
    return _done(call)


async def end(tx: Tx, caller: Caller, args: AskEnd) -> AskDone:
    """It has been answered."""
    call = await access.open_ask(tx, caller, args.ask)
    await ask_effects.act(tx, call, End(caller.member))
    return _done(call)


async def due(tx: Tx, ref: str) -> None:
    """The one timer of an ask has come."""
    call = await asks.find(tx, ref)
    if call is not None:
        last_word = await ask_effects.last_word(tx, call)
        await ask_effects.act(tx, call, Due(last_word))


def _done(call: Call) -> AskDone:
    return AskDone(ask=AskRef(id=call.ask.id))


ROWS = (
    Row("ask.raise", raise_ask),
    Row("ask.see", see),
    Row("ask.take", take),
    Row("ask.pass", pass_on),
    Row("ask.withdraw", withdraw),
    Row("ask.end", end),
)

TIMERS = {ask_effects.TIMER: due}
