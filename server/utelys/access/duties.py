"""What takes being signed in, or a duty."""

from collections.abc import Collection

from utelys.core.caller import Caller
from utelys.core.errors import Forbidden, Unauthenticated
from utelys.store.base import Source
from utelys.store.queries import people
from utelys_protocol.words import LEADERS, Duty


async def signed_in(source: Source, caller: Caller) -> None:
    """Let only those pass whose device has not ended, in this very commit or before.

    A socket is closed after the commit that ends its device; what was sent right behind it waits
    for the writer by then.

    Raises:
        Unauthenticated: the device has ended.
    """
    if not await people.device_is_open(source, caller.device):
        raise Unauthenticated("This device is not signed in. Open an invitation to come in.")


async def has_any(source: Source, caller: Caller, duties: Collection[Duty]) -> bool:
    """Whether the caller has one of these duties."""
    me = await people.member(source, caller.member)
    return me is not None and not set(duties).isdisjoint(me.card.duties)


async def require(source: Source, caller: Caller, duty: Duty) -> None:
    """Let only those pass who have a duty.

    Raises:
        Forbidden: the caller does not have it.
    """
    if not await has_any(source, caller, {duty}):
        words = duty.value.replace("_", " ")
        raise Forbidden(f"This takes the duty of {words}. Ask a {words} of your house.")


async def require_any(source: Source, caller: Caller, duties: Collection[Duty]) -> None:
    """Let only those pass who have one of these duties.

    Raises:
        Forbidden: the caller has none of them.
    """
    if not await has_any(source, caller, duties):
        words = " or ".join(one.value.replace("_", " ") for one in Duty if one in duties)
        raise Forbidden(f"This takes the duty of {words}. Ask a keeper of your house.")


async def require_leading(source: Source, caller: Caller) -> None:
    """Planning for the whole house takes one of the duties that lead.

    Raises:
        Forbidden: the caller has none of them.
    """
    if not await has_any(source, caller, LEADERS):
        raise Forbidden(
            "Planning for the whole house takes a duty. Ask a group leader, or plan it in a group."
        )
