"""What a push message carries, once the device has opened it: JSON, then spaces to a round size."""

from typing import Literal

from pydantic import JsonValue

from utelys_protocol.base import Id, Moment, Told
from utelys_protocol.words import NoticeKind


class PushAction(Told):
    """A button on the notification: the command that it sends over HTTP."""

    action: str
    title: str
    command: str
    args: dict[str, JsonValue]


class PushNotice(Told):
    """Show this, in the place of what is shown with the same `tag`.

    `open` is what it is about, as `room:<id>` or `ask:<id>`. After `until` it is pointless, but the
    device's own clock may be wrong: what comes late is shown without a sound, and a call rings all
    the same. What is `silent` makes no sound, and a test goes away once the device has answered it.

    `plain` is there where `title` or `body` say who and what: the title that a phone with a lock
    shows instead of both.
    """

    type: Literal["notice"]
    notice: Id
    kind: NoticeKind
    tag: str
    title: str
    body: str | None = None
    plain: str | None = None
    open: str | None = None
    until: Moment | None = None
    silent: bool | None = None
    actions: list[PushAction] = []


class PushWithdrawn(Told):
    """Take away what is shown with this `tag`: it was read elsewhere, or is over.

    Browsers end the subscriptions of those who get pushes and show nothing. Where nothing else of
    ours is shown, `title` takes its place, without a sound, until the app is opened or another
    notice comes.
    """

    type: Literal["withdrawn"]
    tag: str
    title: str | None = None
