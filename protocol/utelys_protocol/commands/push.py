"""Being reached outside a socket: Web Push (RFC 8030) and whatever speaks it, UnifiedPush too."""

from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from utelys_protocol.base import Id, Said, Told
from utelys_protocol.cards import PushCard

Base64Url = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,200}={0,2}$")]
"""Bytes in base64url (RFC 4648 section 5), with or without padding."""


class PushKeys(Said):
    """A subscription's keys (RFC 8291 section 3): the device's public key and a shared secret."""

    p256dh: Base64Url
    auth: Base64Url


class PushSubscribe(Said):
    """Reach this device by push, with the subscription as a browser or a distributor gives it.

    A device has one subscription: a new one takes the place of the old. What else stands in the
    browser's JSON is passed over.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    endpoint: Annotated[str, StringConstraints(min_length=8, max_length=2_000)]
    keys: PushKeys


class PushSubscribed(Told):
    """The device is reached by push from here on."""

    push: PushCard


class PushUnsubscribe(Said):
    """Do not reach a device by push any more; without `device`, the one that asks."""

    device: Id | None = None


class PushUnsubscribed(Told):
    """The device that is not reached any more."""

    device: Id


class PushTest(Said):
    """Send a test to a device of one's own at once; without `device`, to the one that asks."""

    device: Id | None = None


class PushTested(Told):
    """The notice that is on its way; the device answers it with `push.confirm`."""

    notice: Id


class PushConfirm(Said):
    """Say, on the device that a test reached, that it did."""

    notice: Annotated[Id, Field(description="As the test itself named it.")]


class PushConfirmed(Told):
    """The device as it is now known."""

    push: PushCard


SHAPES: dict[str, tuple[type[Said], type[Told]]] = {
    "push.subscribe": (PushSubscribe, PushSubscribed),
    "push.unsubscribe": (PushUnsubscribe, PushUnsubscribed),
    "push.test": (PushTest, PushTested),
    "push.confirm": (PushConfirm, PushConfirmed),
}
