"""Rooms: opening, coming in, letting in, leaving."""

from typing import Annotated, Literal

from pydantic import Field

from utelys_protocol.base import Id, Name, Said, Told
from utelys_protocol.cards import RoomCard
from utelys_protocol.words import RoomKind


class RoomOpen(Said):
    """Open a room. The house room is opened with the house: asked for, it is the one there is.

    `members` are those to let in besides oneself: exactly one for a direct room, none for a house
    room.
    """

    kind: Literal[RoomKind.DIRECT, RoomKind.GROUP, RoomKind.TOPIC, RoomKind.HOUSE]
    name: Name | None = None
    members: Annotated[list[Id], Field(max_length=500)] = []
    house: Id | None = None


class RoomJoin(Said):
    """Come into a topic room of one's own house."""

    room: Id


class RoomLeave(Said):
    """Leave a group or topic room. Nothing more of it is heard from then on."""

    room: Id


class RoomAdmit(Said):
    """Let a member whom one knows into a group room that one is in."""

    room: Id
    member: Id


class RoomUpdate(Said):
    """Give a group or topic room another name, or say what those read who come into it later.

    Without `history`, or with it off, they read what is written from their coming in on. With it
    they also read what was written since the room said so; what was written before that stays with
    those who were there. All who are in the room see which it is.
    """

    room: Id
    name: Name | None = None
    history: bool | None = None


class RoomRetain(Said):
    """Say for how many days what is written in a room is kept; without `days`, for ever.

    In a house room a keeper may, elsewhere the one who opened the room; once they have left it, a
    keeper of its house or, where it has none, whoever is in it. What is older than that is erased
    by the clock, for the first time a day after it was said.
    """

    room: Id
    days: Annotated[int, Field(ge=1, le=3_650)] | None = None


class RoomRetained(Told):
    """For how many days what is written in a room is kept; without `days`, for ever."""

    room: Id
    days: int | None = None


class RoomResult(Told):
    """The room as it now is."""

    room: RoomCard


class RoomLeft(Told):
    """The room that was left."""

    room: Id


SHAPES: dict[str, tuple[type[Said], type[Told]]] = {
    "room.open": (RoomOpen, RoomResult),
    "room.join": (RoomJoin, RoomResult),
    "room.leave": (RoomLeave, RoomLeft),
    "room.admit": (RoomAdmit, RoomResult),
    "room.update": (RoomUpdate, RoomResult),
    "room.retain": (RoomRetain, RoomRetained),
}
