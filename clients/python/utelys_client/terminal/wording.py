"""Entries, lights and times in words: values in, lines out."""

from datetime import datetime
from zoneinfo import ZoneInfo

from rich.text import Text

from utelys_client.terminal.safe import clean
from utelys_client.terminal.texts import Texts
from utelys_protocol.cards import MemberCard, RoomCard
from utelys_protocol.entries import (
    BODIES,
    Erased,
    MemberJoined,
    MessageSent,
    RoomChanged,
    RoomJoined,
    RoomLeft,
)
from utelys_protocol.frames import Entry
from utelys_protocol.light import Light, Presence
from utelys_protocol.words import LightState

GLOW = {
    LightState.HOME: "bold yellow",
    LightState.REACHABLE: "yellow",
    LightState.EXPECTED: "default",
    LightState.NOBODY: "default",
    LightState.UNKNOWN: "dim",
}
LAMP = {
    LightState.HOME: "●",
    LightState.REACHABLE: "◐",
    LightState.EXPECTED: "○",
    LightState.NOBODY: "○",
    LightState.UNKNOWN: "?",
}


class Wording:
    """Puts what there is into words, in one language and one house's time."""

    def __init__(self, texts: Texts, zone: str, now: datetime) -> None:
        self.texts = texts
        self._zone = ZoneInfo(zone)
        self._now = now.astimezone(self._zone)

    def clock(self, moment: datetime) -> str:
        """The time on the wall."""
        return f"{moment.astimezone(self._zone):%H:%M}"

    def when(self, moment: datetime) -> str:
        """Day and time on the wall."""
        local = moment.astimezone(self._zone)
        return f"{self.texts.day(local.weekday())} {local.day}.{local.month}. {local:%H:%M}"

    def light(self, light: Light) -> str:
        """The light in one line: what is so, until when, and who is there as they chose to show."""
        if light.state == LightState.EXPECTED and light.next is not None:
            who = clean(light.next.name or self.texts("somebody"))
            return self.texts("light.expected", who=who, at=self.clock(light.next.at))
        line = self.texts(f"light.{light.state}")
        people = [self._presence(one) for one in light.who]
        if len(people) == 1 and light.who[0].name is None and light.who[0].duty is None:
            return f"{line} {self.texts('until', at=self.clock(light.who[0].until))}"
        return f"{line}: {', '.join(people)}" if people else line

    def lamp(self, light: Light) -> Text:
        """The same, with a lamp."""
        text = f"{LAMP[light.state]} {self.light(light)}"
        return Text(text, style=GLOW[light.state])

    def _presence(self, one: Presence) -> str:
        duty = self.texts(f"duty.{one.duty}") if one.duty else None
        who = clean(one.name) if one.name else duty or self.texts("somebody").lower()
        return f"{who} {self.texts('until', at=self.clock(one.until))}"

    def room(self, room: RoomCard, me: str | None) -> str:
        """What a room is called; a direct room after the other one in it."""
        if room.name:
            return clean(room.name)
        others = [clean(one.name) for one in room.members if one.id != me]
        return self.texts("direct", name=", ".join(others) or "…")

    def entry(self, entry: Entry, members: dict[str, MemberCard]) -> Text | None:
        """A room's entry as a line; None for what needs none."""
        model = BODIES.get(entry.kind)
        body = model.model_validate(entry.body) if model else None
        by = members.get(entry.by)
        name = clean(by.name) if by else self.texts("somebody")
        line = Text(f"{self.clock(entry.at)} ", style="dim")
        match body:
            case MessageSent(text=text):
                return line.append(f"{name}: ", style="bold").append(clean(text), style="default")
            case RoomJoined(member=card) | MemberJoined(member=card):
                return line.append(self.texts("joined", name=clean(card.name)))
            case RoomLeft(member=id_):
                left = members.get(id_)
                return line.append(self.texts("left", name=clean(left.name) if left else name))
            case RoomChanged(name=new):
                return line.append(self.texts("renamed", name=clean(new)))
            case Erased():
                return line.append(self.texts("erased"))
            case _:
                return None
