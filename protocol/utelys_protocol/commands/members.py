"""What a member decides about themselves."""

from utelys_protocol.base import Name, Said, Told
from utelys_protocol.cards import MemberCard
from utelys_protocol.words import Language, PushText


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


class MemberUpdated(Told):
    """The member as others now see them."""

    member: MemberCard


SHAPES: dict[str, tuple[type[Said], type[Told]]] = {
    "member.update": (MemberUpdate, MemberUpdated),
}
