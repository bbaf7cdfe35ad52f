"""A member's own devices."""

from utelys_protocol.base import Id, Said, Told


class DeviceSignOut(Said):
    """End a device of one's own at once; without `device`, the one that asks."""

    device: Id | None = None


class DeviceSignedOut(Told):
    """The device that has ended."""

    device: Id


SHAPES: dict[str, tuple[type[Said], type[Told]]] = {
    "device.sign_out": (DeviceSignOut, DeviceSignedOut),
}
