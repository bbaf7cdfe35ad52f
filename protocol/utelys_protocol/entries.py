"""What can have happened: the body of every kind of entry.

A reader passes over kinds that it does not know; the number of the entry still counts.
"""

from typing import Literal

from utelys_protocol import asks, blocks, crisis, leases, shifts, together
from utelys_protocol.base import Id, Moment, StreamName, Told
from utelys_protocol.cards import (
    FileCard,
    HouseCard,
    MemberCard,
    MuteCard,
    PauseCard,
    PushCard,
    RoomCard,
    TopicCard,
)
from utelys_protocol.light import LightChanged
from utelys_protocol.quiet import QuietChanged
from utelys_protocol.words import PushEnd


class Erased(Told):
    """`erased`: something stood here and has been erased; only its number is left."""


class MemberJoined(Told):
    """`member.joined`, in a house and its room: somebody new is here."""

    member: MemberCard


class MemberChanged(Told):
    """`member.changed`: a member's name, stage or duties are now these."""

    member: MemberCard


class MemberLeft(Told):
    """`member.left`, in a house: a member belongs to it no more; `by` tells who decided it."""

    member: Id


class MemberPaused(Told):
    """`member.paused`, in a house: a member is out of it for a while."""

    pause: PauseCard


class HouseLeft(Told):
    """`house.left`, in a member's own stream: they belong to this house no more."""

    house: Id


class HousePaused(Told):
    """`house.paused`, in a member's own stream: they are out of a house for a while."""

    pause: PauseCard


class HouseResumed(Told):
    """`house.resumed`, in a member's own stream: they belong to this house again."""

    house: Id


class HouseOpened(Told):
    """`house.opened`: the first entry of a house."""

    house: HouseCard


class HouseChanged(Told):
    """`house.changed`: the house is now this."""

    house: HouseCard


class TopicOpened(Told):
    """`topic.opened` and `topic.changed`, in the house: a room that its members may join."""

    topic: TopicCard


class RoomOpened(Told):
    """`room.opened`: the first entry of a room."""

    room: RoomCard


class RoomJoined(Told):
    """`room.joined`: a member can read this room from here on; `by` let them in or came by self."""

    member: MemberCard


class RoomLeft(Told):
    """`room.left`: a member hears nothing more of this room.

    `card` is them as they were by then: what they wrote stays theirs.
    """

    member: Id
    card: MemberCard | None = None


class RoomChanged(Told):
    """`room.changed`: the room has another name."""

    name: str


class RoomHistoryChanged(Told):
    """`room.history_changed`: from which number those read who come into the room from now on.

    Without `history_from` they read from their own coming in on.
    """

    history_from: int | None = None


class RoomRetained(Told):
    """`room.retained`: what is written here is kept for so many days; without them, for ever."""

    days: int | None = None


class RoomExpired(Told):
    """`room.expired`: forget every message with a number below `before`, and all about them."""

    before: int


class RoomClosed(Told):
    """`room.closed`: the series that this room was for has ended; it can be read and no more.

    `why` is `over` a day after its last time, `cancelled` where all that was left was called off.
    """

    activity: Id
    why: Literal["over", "cancelled"]


class MessageSent(Told):
    """`message.sent`. Read back later, it is the message as it is by then."""

    text: str
    reply_to: int | None = None
    mentions: list[Id] | None = None
    files: list[FileCard] | None = None
    occurrence: str | None = None
    """The time of an activity in whose thread it stands."""
    edited_at: Moment | None = None
    reactions: dict[str, list[Id]] | None = None
    """Each reaction, and who put it there, in the order of coming."""


class MessageEdited(Told):
    """`message.edited`: the message with the number `seq` now says this.

    `text` is left out where somebody in the room may not read that message, having come later:
    who may, reads the message anew. An edit that another has followed is erased.
    """

    seq: int
    text: str | None = None
    mentions: list[Id] | None = None


class MessageErased(Told):
    """`message.erased`: forget the message with the number `seq` and all that is about it."""

    seq: int


class MessageReacted(Told):
    """`message.reacted`: `by` put a reaction to the message, or took it away."""

    seq: int
    reaction: str
    on: bool


class MessagePinned(Told):
    """`message.pinned` and `message.unpinned`."""

    seq: int


class ReadMarked(Told):
    """`read.marked`, in a member's own stream: they have read a stream up to `seq`."""

    stream: StreamName
    seq: int


class ReceiptsChosen(Told):
    """`receipts.chosen`, in a member's own stream: whether they give and see receipts."""

    on: bool


class RoomMuted(Told):
    """`room.muted`, in a member's own stream: a room is silent for them."""

    mute: MuteCard


class RoomUnmuted(Told):
    """`room.unmuted`, in a member's own stream; `by` is the clock where the mute had an end."""

    room: Id


class DeviceAdded(Told):
    """`device.added`, in a member's own stream."""

    device: Id
    name: str


class DeviceEnded(Told):
    """`device.ended`, in a member's own stream."""

    device: Id


class PushSubscribed(Told):
    """`push.subscribed` and `push.confirmed`, in a member's own stream: push reaches it."""

    push: PushCard


class PushEnded(Told):
    """`push.ended`, in a member's own stream: this device is not reached by push any more."""

    push: Id
    device: Id
    why: PushEnd


BODIES: dict[str, type[Told]] = {
    "erased": Erased,
    "member.joined": MemberJoined,
    "member.changed": MemberChanged,
    "member.blocked": blocks.MemberBlocked,
    "member.unblocked": blocks.MemberUnblocked,
    "member.left": MemberLeft,
    "member.paused": MemberPaused,
    "house.left": HouseLeft,
    "house.paused": HousePaused,
    "house.resumed": HouseResumed,
    "house.opened": HouseOpened,
    "house.changed": HouseChanged,
    "topic.opened": TopicOpened,
    "topic.changed": TopicOpened,
    "room.opened": RoomOpened,
    "room.joined": RoomJoined,
    "room.left": RoomLeft,
    "room.changed": RoomChanged,
    "room.history_changed": RoomHistoryChanged,
    "room.retained": RoomRetained,
    "room.closed": RoomClosed,
    "room.expired": RoomExpired,
    "message.sent": MessageSent,
    "message.edited": MessageEdited,
    "message.erased": MessageErased,
    "message.reacted": MessageReacted,
    "message.pinned": MessagePinned,
    "message.unpinned": MessagePinned,
    "read.marked": ReadMarked,
    "receipts.chosen": ReceiptsChosen,
    "room.muted": RoomMuted,
    "room.unmuted": RoomUnmuted,
    "light.changed": LightChanged,
    "ask.raised": asks.AskRaised,
    "ask.rung": asks.AskRung,
    "ask.seen": asks.AskSeen,
    "ask.taken": asks.AskTaken,
    "ask.returned": asks.AskReturned,
    "ask.changed": asks.AskChanged,
    "ask.ended": asks.AskEnded,
    "ask.stopped": asks.AskStopped,
    "ask.nudged": asks.AskNudged,
    "lease.changed": leases.LeaseChanged,
    "lease.ending": leases.LeaseEnding,
    "lease.ended": leases.LeaseEnded,
    "lease.offered": leases.LeaseOffered,
    "offer.ended": leases.OfferEnded,
    "crisis.changed": crisis.CrisisChanged,
    "crisis.dropped": crisis.CrisisDropped,
    "crisis.due": crisis.CrisisDue,
    "shift.planned": shifts.ShiftPlanned,
    "shift.changed": shifts.ShiftChanged,
    "shift.cancelled": shifts.ShiftCancelled,
    "shift.over": shifts.ShiftOver,
    "shift.unreachable": shifts.ShiftUnreachable,
    "cover.unreachable": shifts.CoverUnreachable,
    "unreachable.ended": shifts.UnreachableEnded,
    "shift.begun": shifts.ShiftBegun,
    "cover.unclaimed": shifts.CoverUnclaimed,
    "swap.asked": shifts.SwapAsked,
    "swap.ended": shifts.SwapEnded,
    "quiet.changed": QuietChanged,
    **together.BODIES,
    "device.added": DeviceAdded,
    "device.ended": DeviceEnded,
    "push.subscribed": PushSubscribed,
    "push.confirmed": PushSubscribed,
    "push.ended": PushEnded,
}
"""Every kind of entry and the model of its body."""
