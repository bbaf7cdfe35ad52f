"""A member's card is seen in many places: all of them are told when it is another one."""

from utelys.actions import lighting
from utelys.core.ids import house_stream, member_stream, room_stream
from utelys.store.base import Tx
from utelys.store.queries import light, people, rooms
from utelys_protocol.cards import MemberCard
from utelys_protocol.entries import MemberChanged
from utelys_protocol.light import Light


async def lights(tx: Tx, member: str) -> list[Light]:
    """The lights of a member's houses: who is home there is shown by name and duty."""
    return [await light.light_now(tx, id_, tx.now) for id_ in await people.houses_of(tx, member)]


async def tell(tx: Tx, card: MemberCard, before: list[Light], by: str) -> None:
    """Tell of a member's new card wherever it is seen; `before` are the lights as they were."""
    for stream in await _seen_in(tx, card.id):
        await tx.append(stream, "member.changed", MemberChanged(member=card), by)
    for was in before:
        await lighting.tell_if_other(tx, was, by)


async def _seen_in(tx: Tx, member: str) -> list[str]:
    """The streams whose readers see a member's card."""
    houses = [house_stream(id_) for id_ in await people.houses_of(tx, member)]
    return [
        member_stream(member),
        *houses,
        *(room_stream(id_) for id_ in await rooms.rooms_of(tx, member)),
    ]
