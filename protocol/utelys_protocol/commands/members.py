"""What a member decides about themselves, and what keepers decide about a member."""

from typing import Annotated

from pydantic import StringConstraints

from utelys_protocol.base import Id, Name, Said, Told
from utelys_protocol.blocks import BlockCard, MemberUnblocked
from utelys_protocol.cards import MemberCard
from utelys_protocol.words import Duty, Language, PushText, Stage


class MemberUpdate(Said):
    """Change what one decides about oneself; what is left out stays.

    `time_zone` is an IANA name, `push_text` how much a locked phone shows.
    `receipts` lets those who chose the same see how far one has read, and the reverse.
    """

    name: Name | None = None
    language: Language | None = None
    time_zone: Name | None = None
    receipts: bool | None = None
    push_text: PushText | None = None


class MemberPicture(Said):
    """Show a picture of oneself; without `picture`, show none any more.

    `picture` is the bytes in base64, of a JPEG, PNG or WebP of at most 1,024 by 1,024 pixels. It is
    made anew, square and small; who shares a house or a room with the member may see it.
    """

    picture: Annotated[str, StringConstraints(min_length=4, max_length=60_000)] | None = None


class MemberLeave(Said):
    """Leave the network: every device, house and room. `erase` takes what one wrote away too."""

    erase: bool = False


class MemberSetStage(Said):
    """Say where in life a member of a house of one's own is now."""

    member: Id
    stage: Stage


class MemberSetDuties(Said):
    """Say what the house asks of a member of a house of one's own from now on."""

    member: Id
    duties: list[Duty]


class MemberGone(Told):
    """The member has left the network."""

    member: Id


class MemberUpdated(Told):
    """The member as others now see them."""

    member: MemberCard


class MemberBlock(Said):
    """Hear no more of a member; they never learn of it. What a block does is in `docs/blocks.md`.

    A room of the two is folded away, what they write elsewhere is hidden and not unread, nothing
    of theirs is pushed, and neither is rung by the other's calls nor put together with them.
    """

    member: Id


class MemberBlockedResult(Told):
    """Whom one has blocked."""

    block: BlockCard


class MemberUnblock(Said):
    """Hear a member again; everything is there that came meanwhile."""

    member: Id


SHAPES: dict[str, tuple[type[Said], type[Told]]] = {
    "member.update": (MemberUpdate, MemberUpdated),
    "member.picture": (MemberPicture, MemberUpdated),
    "member.block": (MemberBlock, MemberBlockedResult),
    "member.unblock": (MemberUnblock, MemberUnblocked),
    "member.leave": (MemberLeave, MemberGone),
    "member.set_stage": (MemberSetStage, MemberUpdated),
    "member.set_duties": (MemberSetDuties, MemberUpdated),
}
