"""What each wish does."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from pydantic import ValidationError
from rich.text import Text

from utelys_client import views
from utelys_client.errors import NoContact, Refused
from utelys_client.terminal.lines import Line, Wish, duration
from utelys_client.terminal.safe import clean
from utelys_client.week import coming_up
from utelys_protocol.activities import OccurrenceCard
from utelys_protocol.cards import MemberCard
from utelys_protocol.commands.activities import ActivityAnswer
from utelys_protocol.commands.light import HomeClaim, HomeEnd
from utelys_protocol.commands.members import MemberBlock, MemberUnblock
from utelys_protocol.commands.messages import MessageSend
from utelys_protocol.commands.rooms import RoomOpen
from utelys_protocol.words import Answer, ClaimAs, RoomKind

if TYPE_CHECKING:
    from utelys_client.terminal.chat import Chat

SOON = 0.5
"""Seconds after which a text that is still on its way is shown as waiting."""

Way = Callable[["Chat", Line], Awaitable[None]]


async def send(chat: "Chat", line: Line) -> None:
    """Write in the room that one is in."""
    if chat.room is None:
        chat.say("no.room")
        return
    try:
        message = MessageSend(room=chat.room, text=line.rest)
    except ValidationError:
        chat.say("too.long" if len(line.rest) > 1000 else "error.invalid")
        return
    sending = asyncio.ensure_future(chat.client.do(message))
    done, _ = await asyncio.wait({sending}, timeout=SOON)
    if not done:
        chat.screen.show(Text(f"{chat.texts('waiting')}: {clean(line.rest)}", style="dim italic"))
    await sending


def rooms(chat: "Chat") -> None:
    """List the rooms by number."""
    chat.say("rooms")
    for number, room in enumerate(views.rooms(chat.client.streams), 1):
        name = chat.wording.room(room, chat.client.member)
        here = "*" if room.id == chat.room else " "
        chat.screen.show(Text(f" {here}{number} {name}"))


async def enter_or_list(chat: "Chat", line: Line) -> None:
    """Go into the room of this number, or list them."""
    found = views.rooms(chat.client.streams)
    if not line.rest:
        rooms(chat)
    elif line.rest.isdecimal() and 1 <= int(line.rest) <= len(found):
        chat.go_into(found[int(line.rest) - 1])
    else:
        chat.say("bad.number")


async def write(chat: "Chat", line: Line) -> None:
    """Open the room of oneself and another."""
    other = _named(chat, line.rest)
    if other is not None:
        opened = await chat.client.do(RoomOpen(kind=RoomKind.DIRECT, members=[other.id]))
        chat.go_into(opened.room)


def _named(chat: "Chat", name: str) -> MemberCard | None:
    """The one other of this name; says so where there is none, or more."""
    found = [
        one
        for one in views.members(chat.client.streams).values()
        if one.name.casefold() == name.casefold() and one.id != chat.client.member
    ]
    if len(found) != 1:
        chat.say("bad.member", name=clean(name))
        return None
    return found[0]


async def block(chat: "Chat", line: Line) -> None:
    """Block somebody, or say whom one has blocked."""
    if not line.rest:
        names = ", ".join(clean(one.name) for one in views.blocks(chat.client.streams))
        chat.say("blocks" if names else "blocks.none", names=names)
        return
    other = _named(chat, line.rest)
    if other is not None:
        await chat.client.do(MemberBlock(member=other.id))
        chat.say("blocked", name=clean(other.name))


async def unblock(chat: "Chat", line: Line) -> None:
    """Take a block away; who is blocked may share no room with one any more."""
    for one in views.blocks(chat.client.streams):
        if one.name.casefold() == line.rest.casefold():
            await chat.client.do(MemberUnblock(member=one.id))
            chat.say("unblocked", name=clean(one.name))
            return
    chat.say("bad.member", name=clean(line.rest))


async def who(chat: "Chat", _line: Line) -> None:
    """Say who can read the room that one is in."""
    room = views.room(chat.client.streams, chat.room) if chat.room else None
    if room is None:
        chat.say("no.room")
        return
    names = ", ".join(clean(one.name) for one in room.members)
    chat.screen.show(Text(f"{chat.texts('who')} {names}"))


def light(chat: "Chat") -> None:
    """Show the light of each house."""
    houses = views.houses(chat.client.streams)
    for house in houses:
        name = Text(f"{clean(house.name)}: " if len(houses) > 1 else "")
        chat.screen.show(name + chat.wording.lamp(chat.client.light(house.id)))


async def show_light(chat: "Chat", _line: Line) -> None:
    """Show the light of each house."""
    light(chat)


async def coming_week(chat: "Chat") -> list[OccurrenceCard]:
    """What happens in the next seven days, soonest first; the server knows it best."""
    since, before = chat.now, chat.now + timedelta(days=7)
    try:
        return await chat.client.occurrences(since, before)
    except (NoContact, Refused):
        return coming_up(chat.client.streams, chat.client.member, since, before)


async def week(chat: "Chat", _line: Line) -> None:
    """Show what happens in the next seven days, and who comes."""
    found = await coming_week(chat)
    chat.listed = [one.id for one in found]
    chat.say("week" if found else "week.empty")
    for number, one in enumerate(found, 1):
        chat.screen.show(_planned(chat, number, one))


def _planned(chat: "Chat", number: int, one: OccurrenceCard) -> Text:
    where = ", ".join(clean(part) for part in (one.place, one.meet_at) if part)
    line = Text(f" {number} {chat.wording.when(one.starts_at)} {clean(one.title)}, {where}")
    if one.cancelled:
        return line.append(f" · {chat.texts('cancelled')}", style="red")
    if one.answer is not None:
        line.append(f" · {chat.texts(f'you.{one.answer}')}", style="green")
    names = [clean(other.name) for other in one.coming if other.id != chat.client.member]
    if names:
        line.append(f" · {chat.texts('coming', names=', '.join(names))}")
    return line


def answering(answer: Answer) -> Way:
    """Make the way to give this answer to what was listed under a number."""

    async def way(chat: "Chat", line: Line) -> None:
        soon = {one.id: one for one in await coming_week(chat)}
        listed = chat.listed or list(soon)
        number = line.rest or "1"
        if not number.isdecimal() or not 1 <= int(number) <= len(listed):
            chat.say("bad.number")
            return
        one = soon.get(listed[int(number) - 1])
        if one is None:
            chat.say("error.gone")
            return
        said = ActivityAnswer(activity=one.activity, occurrence=one.id, answer=answer)
        await chat.client.do(said)
        when = chat.wording.when(one.starts_at)
        chat.say(f"answered.{answer}", title=clean(one.title), at=when)

    return way


def claiming(as_: ClaimAs) -> Way:
    """Make the way to claim this."""

    async def way(chat: "Chat", line: Line) -> None:
        houses = views.houses(chat.client.streams)
        lasts = duration(line.rest or "2h", chat.now, chat.zone)
        if lasts is None:
            chat.say("bad.time")
            return
        if not houses:
            chat.say("error.not_found")
            return
        seconds = round(lasts.total_seconds())
        claim = HomeClaim(house=houses[0].id, as_=as_, for_=seconds)
        lease = (await chat.client.do(claim)).lease
        chat.place.keep_lease(lease.id)
        chat.say(f"{as_}.on", at=chat.wording.clock(lease.until))

    return way


async def end(chat: "Chat", _line: Line) -> None:
    """Put one's own light out."""
    lease = chat.place.lease()
    if lease is None:
        chat.say("home.none")
        return
    await chat.client.do(HomeEnd(lease=lease))
    chat.place.keep_lease(None)
    chat.say("home.off")


async def show_help(chat: "Chat", _line: Line) -> None:
    """Show what there is."""
    chat.say("help")


async def not_understood(chat: "Chat", line: Line) -> None:
    """Say that a word means nothing here."""
    chat.say("bad.command", word=clean(line.word))


WAYS: dict[Wish, Way] = {
    Wish.SEND: send,
    Wish.ROOMS: enter_or_list,
    Wish.WRITE: write,
    Wish.WHO: who,
    Wish.LIGHT: show_light,
    Wish.WEEK: week,
    Wish.HOME: claiming(ClaimAs.HOME),
    Wish.REACHABLE: claiming(ClaimAs.REACHABLE),
    Wish.END: end,
    Wish.COME: answering(Answer.COMING),
    Wish.MAYBE: answering(Answer.MAYBE),
    Wish.NO: answering(Answer.NO),
    Wish.BLOCK: block,
    Wish.UNBLOCK: unblock,
    Wish.HELP: show_help,
    Wish.UNKNOWN: not_understood,
}
