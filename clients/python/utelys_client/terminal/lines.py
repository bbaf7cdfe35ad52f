"""What a line means: a text to send, or a command with its rest."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo


class Wish(Enum):
    """What somebody may want."""

    SEND = "send"
    ROOMS = "rooms"
    WRITE = "write"
    WHO = "who"
    LIGHT = "light"
    WEEK = "week"
    HOME = "home"
    REACHABLE = "reachable"
    END = "end"
    COME = "come"
    MAYBE = "maybe"
    NO = "no"
    BLOCK = "block"
    UNBLOCK = "unblock"
    HELP = "help"
    QUIT = "quit"
    UNKNOWN = "unknown"


_WORDS: dict[Wish, str] = {
    Wish.ROOMS: "rooms room rom r",
    Wish.WRITE: "write skriv",
    Wish.WHO: "who hvem kven",
    Wish.LIGHT: "light lys utelys",
    Wish.WEEK: "week uke veke",
    Wish.HOME: "home hjemme heime",
    Wish.REACHABLE: "reachable svarer svarar",
    Wish.END: "end slukk slokk",
    Wish.COME: "come coming kommer kjem",
    Wish.MAYBE: "maybe kanskje",
    Wish.NO: "no nei",
    Wish.BLOCK: "block blokker",
    Wish.UNBLOCK: "unblock opphev",
    Wish.HELP: "help hjelp ?",
    Wish.QUIT: "quit exit avslutt q",
}
"""What each may be called; every language is understood, whichever is shown."""

WISHES = {word: wish for wish, words in _WORDS.items() for word in words.split()}

_HOURS = re.compile(r"(\d{1,2})(?:[.,](\d))?\s*(?:h|t|timer|timar|hours?)")
_MINUTES = re.compile(r"(\d{1,3})\s*(?:m|min|minutter|minutt|minutes)")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d\d))?")


@dataclass(frozen=True, slots=True)
class Line:
    """A wish, the word that it was said with, and what came after that."""

    wish: Wish
    word: str
    rest: str


def read(line: str) -> Line:
    """Read a line. Two slashes at the start send a text that begins with one."""
    if not line.startswith("/"):
        return Line(Wish.SEND, "", line)
    if line.startswith("//"):
        return Line(Wish.SEND, "", line[1:])
    word, _, rest = line[1:].partition(" ")
    return Line(WISHES.get(word.lower(), Wish.UNKNOWN), f"/{word}", rest.strip())


def duration(text: str, now: datetime, zone: str) -> timedelta | None:
    """Read `2h`, `90m`, `21:00` or `21` as a time from now; None if it is none of them.

    A time of day is the next one by the clock on the house's wall.
    """
    text = text.strip().lower()
    if match := _HOURS.fullmatch(text):
        return timedelta(hours=int(match[1]) + int(match[2] or 0) / 10)
    if match := _MINUTES.fullmatch(text):
        return timedelta(minutes=int(match[1]))
    match = _CLOCK.fullmatch(text)
    if match is None or int(match[1]) > 23 or int(match[2] or 0) > 59:
        return None
    local = now.astimezone(ZoneInfo(zone))
    then = local.replace(hour=int(match[1]), minute=int(match[2] or 0), second=0, microsecond=0)
    if then <= local:
        then += timedelta(days=1)
    return then - local
