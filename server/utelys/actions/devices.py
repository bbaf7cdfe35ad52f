"""A member's own devices."""

from utelys.actions.push import end_push
from utelys.actions.row import Row
from utelys.actions.telling import tell
from utelys.core.caller import Caller
from utelys.core.errors import NotFound
from utelys.store.base import Tx
from utelys.store.queries import people
from utelys_protocol.commands.devices import DeviceSignedOut, DeviceSignOut
from utelys_protocol.entries import DeviceEnded


async def sign_out(tx: Tx, caller: Caller, args: DeviceSignOut) -> DeviceSignedOut:
    """End a device of one's own, with its sockets."""
    device = args.device or caller.device
    if device not in {one.id for one in await people.devices_of(tx, caller.member)}:
        raise NotFound("You have no such device.", field="device")
    await end_device(tx, caller.member, device)
    return DeviceSignedOut(device=device)


async def end_device(tx: Tx, member: str, device: str) -> None:
    """Let a member's device open nothing any more, and close its sockets."""
    await end_push(tx, member, device)
    await people.end_device(tx, device, tx.now)
    await tell(tx, member, "device.ended", DeviceEnded(device=device), member)
    tx.end_device(member, device)


ROWS = (Row("device.sign_out", sign_out),)
