"""Houses and members: whom the caller knows, and who is apart from whom."""

from utelys.core import blocks
from utelys.core.caller import Caller
from utelys.core.errors import Conflict, Invalid, NotFound
from utelys.store.base import Source
from utelys.store.queries import blocks as kept_blocks
from utelys.store.queries import people, rooms
from utelys.store.queries.people import House, Member


async def house(source: Source, caller: Caller, id_: str, field: str = "house") -> House:
    """Obtain a house that the caller belongs to.

    Raises:
        NotFound: there is no such house, or the caller does not belong to it.
    """
    if id_ in await people.houses_of(source, caller.member):
        found = await people.house(source, id_)
        if found is not None:
            return found
    raise NotFound("There is no such house.", field=field)


async def member(source: Source, caller: Caller, id_: str, field: str = "member") -> Member:
    """Obtain a member whom the caller knows: one who shares a house or a room with them.

    Raises:
        NotFound: there is no such member, or the caller does not know them.
    """
    found = await people.member(source, id_)
    if found is not None and await _know_each_other(source, caller.member, id_):
        return found
    raise NotFound("There is no such member.", field=field)


async def housemate(source: Source, caller: Caller, id_: str) -> Member:
    """Obtain a member of a house that the caller belongs to, oneself included.

    Raises:
        NotFound: there is no such member.
    """
    found = await people.member(source, id_)
    mine = await people.houses_of(source, caller.member)
    if found is not None and set(mine) & set(await people.houses_of(source, id_)):
        return found
    raise NotFound("There is no such member in your house.", field="member")


async def require_inside(source: Source, house_: str, id_: str, field: str = "member") -> None:
    """Let only a member of this house be named; the caller is known to belong to it.

    Raises:
        NotFound: there is no such member in it.
    """
    if id_ not in await people.members_of(source, house_):
        raise NotFound("There is no such member in this house.", field=field)


async def require_other_inside(source: Source, caller: Caller, house_: str, id_: str) -> None:
    """Let only another member of this house be named than the caller.

    Raises:
        Invalid: it is the caller.
        NotFound: there is no such member in it.
    """
    if id_ == caller.member:
        raise Invalid("That is you; leave the house yourself instead.", field="member")
    await require_inside(source, house_, id_)


async def _know_each_other(source: Source, one: str, other: str) -> bool:
    if one == other:
        return True
    if set(await people.houses_of(source, one)) & set(await people.houses_of(source, other)):
        return True
    return bool((await rooms.rooms_of(source, one)).keys() & await rooms.rooms_of(source, other))


async def apart(source: Source, one: str, other: str) -> bool:
    """Whether either of two members has blocked the other."""
    return blocks.apart(one, other, await kept_blocks.around(source, one))


async def may_turn_to(source: Source, caller: Caller, other: str, field: str) -> None:
    """Let only those pass who have not blocked the one whom they turn to.

    Raises:
        Conflict: the caller has. Who is blocked passes: they are not to learn of it.
    """
    if other in await kept_blocks.blocked(source, caller.member):
        raise Conflict("You have blocked this member. Take the block away first.", field=field)
