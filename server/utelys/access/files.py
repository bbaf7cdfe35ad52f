"""Files, each only by way of what it was sent with or is shown for."""

from utelys.access.audience import concerns
from utelys.core.caller import Caller
from utelys.core.errors import NotFound
from utelys.store.base import Source
from utelys.store.queries import activities, files, rooms
from utelys.store.queries.files import File


async def file(source: Source, caller: Caller, id_: str) -> File:
    """Obtain a file of a message that the caller may read, or one's own that is not sent yet.

    The picture of an activity is for those whom that concerns.

    Raises:
        NotFound: there is no such file, or the caller may not read its message.
    """
    found = await files.find(source, id_)
    if found is not None and found.activity is not None:
        shown = await activities.activity(source, found.activity)
        if shown is not None and await concerns(source, shown.audience, caller.member):
            return found
    elif found is not None:
        first = (await rooms.members_in(source, found.room)).get(caller.member)
        own = found.message is None and found.by == caller.member
        if first is not None and (own or (found.message or 0) >= first):
            return found
    raise NotFound("There is no such file.", field="file")


async def unsent_file(source: Source, caller: Caller, id_: str, to: str, field: str) -> File:
    """Obtain a file of the caller's own that has gone nowhere yet, to `send` or to `show` it.

    Raises:
        NotFound: it is no such file.
    """
    found = await files.find(source, id_)
    if found is None or found.by != caller.member or not found.waits:
        raise NotFound(f"There is no such file to {to}.", field=field)
    return found
