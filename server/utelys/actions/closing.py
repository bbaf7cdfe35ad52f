"""The room of a series lives as long as the series; then it can be read and no more."""

from utelys.core import agenda
from utelys.core.activity import Activity
from utelys.core.ids import room_stream
from utelys.store.base import Tx
from utelys.store.queries import rooms
from utelys_protocol.entries import RoomClosed


async def close_if_over(tx: Tx, activity: Activity, by: str) -> bool:
    """Close the room of a series of which nothing is left; tell whether it is closed."""
    if activity.room is None or not agenda.is_over(activity, tx.now):
        return False
    room = await rooms.room(tx, activity.room)
    if room is not None and not room.closed:
        rooms.close(tx, room.id)
        cancelled = activity.card.cancelled
        body = RoomClosed(activity=activity.id, why="cancelled" if cancelled else "over")
        await tx.append(room_stream(room.id), "room.closed", body, by)
    return True
