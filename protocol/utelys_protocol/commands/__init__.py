"""The arguments and results of every command, by area, and the list of them all."""

from dataclasses import dataclass

from utelys_protocol.base import Said, Told
from utelys_protocol.commands import (
    activities,
    asks,
    calendars,
    company,
    crisis,
    devices,
    houses,
    invites,
    light,
    members,
    messages,
    push,
    quiet,
    reading,
    rooms,
    shifts,
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a command takes and gives: its arguments, and its result once it is carried out."""

    args: type[Said]
    result: type[Told]


SHAPES: dict[str, Shape] = {
    name: Shape(args, result)
    for area in (
        invites,
        devices,
        members,
        quiet,
        rooms,
        messages,
        reading,
        light,
        asks,
        activities,
        push,
        calendars,
        houses,
        shifts,
        crisis,
        company,
    )
    for name, (args, result) in area.SHAPES.items()
}
"""Every command of the wire by its name. The server's table must hold a row for each."""
