"""What is erased while events wait to be handed out: those that said it say it no more."""

from collections.abc import Mapping

from utelys_client.events import Happened, Replaced
from utelys_client.store.base import KeptEvent
from utelys_protocol.base import dump
from utelys_protocol.frames import Entry
from utelys_protocol.messages import amend

_ERASES = frozenset({"message.erased", "message.edited", "room.expired"})


def erases(event: KeptEvent) -> bool:
    """Whether something may be gone with an event that was there before it."""
    if isinstance(event, Happened):
        return event.entry.kind in _ERASES
    return isinstance(event, Replaced)


def forgotten(waiting: Mapping[int, KeptEvent], by: Happened) -> dict[int, Happened]:
    """The events among those that wait which must say something else, by number, as they then are.

    It is what the same entry does to a room's newest entries.
    """
    same = {
        number: event
        for number, event in waiting.items()
        if isinstance(event, Happened) and event.stream == by.stream
    }
    before = [dump(event.entry) for event in same.values()]
    state = {"entries": before}
    amend(state, dump(by.entry))
    return {
        number: Happened(stream=by.stream, entry=Entry.model_validate(after))
        for number, old, after in zip(same, before, state["entries"], strict=True)
        if after != old
    }
