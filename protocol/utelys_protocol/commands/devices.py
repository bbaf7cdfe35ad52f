"""A member's own devices."""

from utelys_protocol.base import Id, Moment, Said, Told


class DeviceLink(Said):
    """Let another device of one's own come in, within ten minutes."""


class DeviceLinked(Told):
    """The code opens one's own account once, by `invite.accept`: show it to no one else."""

    code: str
    link: str
    expires_at: Moment


class DeviceSignOut(Said):
    """End a device of one's own at once; without `device`, the one that asks."""

    device: Id | None = None


class DeviceSignedOut(Told):
    """The device that has ended."""

    device: Id


SHAPES: dict[str, tuple[type[Said], type[Told]]] = {
    "device.link": (DeviceLink, DeviceLinked),
    "device.sign_out": (DeviceSignOut, DeviceSignedOut),
}
