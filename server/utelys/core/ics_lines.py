"""An iCalendar file (RFC 5545, section 3.1) as components and lines that know their number.

The library that knows the format tells neither which line it stumbled over nor goes on after it.
So the file is unfolded here, each line by itself is then read by the library.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from icalendar.parser import Contentline

from utelys.core.errors import Invalid, TooLarge
from utelys.core.ics_words import Unread, Why

MOST_EVENTS = 5_000
"""Components in one file."""

_LONGEST = 20_000
_DEEPEST = 4
_ENDS = re.compile(r"\r\n|\n|\r")
_NAME = re.compile(r"[A-Za-z0-9-]{1,60}")


@dataclass(frozen=True, slots=True)
class Line:
    """One property: the line in which it begins, its name in capitals, parameters and value."""

    number: int
    name: str
    params: dict[str, str]
    value: str


@dataclass(slots=True)
class Component:
    """What stands between BEGIN and END; `number` is the line of its BEGIN."""

    kind: str
    number: int
    lines: list[Line] = field(default_factory=list)
    inside: list["Component"] = field(default_factory=list)

    def one(self, name: str) -> Line | None:
        """The first property of a name."""
        return next((line for line in self.lines if line.name == name), None)

    def all(self, name: str) -> list[Line]:
        """All properties of a name."""
        return [line for line in self.lines if line.name == name]


def read_components(data: bytes) -> tuple[list[Component], list[Unread]]:
    """Read a file: what its calendars hold, and the lines that are no lines of a calendar.

    Raises:
        Invalid: it is no calendar at all.
        TooLarge: there is too much in it.
    """
    root = Component("", 0)
    open_: list[Component] = [root]
    unread: list[Unread] = []
    count = 0
    for number, text in _unfolded(_decoded(data)):
        line = _line(number, text, unread)
        if line is None:
            continue
        if line.name == "BEGIN":
            count += 1
            if count > MOST_EVENTS or len(open_) > _DEEPEST:
                raise TooLarge(
                    f"There is too much in this calendar; send at most {MOST_EVENTS} events."
                )
            begun = Component(line.value.strip().upper(), number)
            open_[-1].inside.append(begun)
            open_.append(begun)
        elif line.name == "END":
            _close(open_, line, unread)
        elif len(open_) > 1:
            open_[-1].lines.append(line)
        else:
            unread.append(Unread(number, line.name, Why.OUTSIDE))
    unread += [Unread(one.number, one.kind, Why.NO_END) for one in open_[1:]]
    calendars = [one for one in root.inside if one.kind == "VCALENDAR"]
    if not calendars:
        raise Invalid("This file is no calendar; export it as .ics and send that.")
    return calendars, unread


def _decoded(data: bytes) -> str:
    """UTF-8, as the RFC asks, or else what old Windows programs wrote."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    number, parts = 0, [""]
    for count, physical in enumerate(_ENDS.split(text), 1):
        if physical[:1] in (" ", "\t"):
            parts.append(physical[1:])
            continue
        if number and any(parts):
            yield number, "".join(parts)
        number, parts = count, [physical]
    if any(parts):
        yield number, "".join(parts)


def _line(number: int, text: str, unread: list[Unread]) -> Line | None:
    name = _NAME.match(text)
    said = name[0].upper() if name else ""
    if len(text) > _LONGEST:
        unread.append(Unread(number, said, Why.TOO_LONG))
        return None
    try:
        read, params, value = Contentline(text).parts()  # type: ignore[no-untyped-call]
    except ValueError:
        unread.append(Unread(number, said, Why.NO_LINE))
        return None
    plain = {key.upper(): _text_of(params[key]) for key in params}
    return Line(number, str(read).upper(), plain, str(value))


def _text_of(param: object) -> str:
    return str(param[0]) if isinstance(param, list) and param else str(param)


def _close(open_: list[Component], line: Line, unread: list[Unread]) -> None:
    """End the component of this name, and those inside it that were never ended."""
    kind = line.value.strip().upper()
    if kind not in (one.kind for one in open_[1:]):
        unread.append(Unread(line.number, "END", Why.NO_BEGIN))
        return
    while (closed := open_.pop()).kind != kind:
        unread.append(Unread(closed.number, closed.kind, Why.NO_END))
