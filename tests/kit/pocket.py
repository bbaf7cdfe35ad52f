"""A phone in a pocket: a real service worker, and the push service that the server sends to.

A headless browser has no push service, and no hand that taps a notification. So the subscription
is one of `tests.kit.push_service`; what arrives there encrypted is handed on opened, as a browser
would (CDP `ServiceWorker.deliverPushMessage`), and a tap is the event that a browser makes of it.
"""

import asyncio
import json
from typing import Any

from playwright.async_api import Worker

from tests.kit import push_service
from tests.kit.browser import Visitor
from tests.kit.until import until

_SUBSCRIBED = """(subscription) => {
    let subscribed = null
    const made = {
        toJSON: () => subscription,
        unsubscribe: async () => { subscribed = null; return true },
    }
    PushManager.prototype.subscribe = async () => (subscribed = made)
    PushManager.prototype.getSubscription = async () => subscribed
    Notification.requestPermission = async () => 'granted'
}"""
_SHOWN = """async () => {
    const shown = await registration.getNotifications()
    return shown.map(({ title, body, tag, actions }) =>
        ({ title, body, tag, buttons: actions.map((one) => one.title) }))
}"""
_SPY = """() => {
    if (self.opened) return
    self.opened = []
    self.heard = 0
    const { waitUntil } = ExtendableEvent.prototype
    PushEvent.prototype.waitUntil = function (work) {
        waitUntil.call(this, Promise.allSettled([work]).then(() => self.heard++))
    }
    clients.openWindow = async (path) => (self.opened.push(path), null)
    navigator.setAppBadge = async () => { self.badge = true }
    navigator.clearAppBadge = async () => { self.badge = false }
}"""
# An event that a script made may not be waited for (its isTrusted is false): this waits itself.
_TAP = """async ([title, button]) => {
    const all = await registration.getNotifications()
    const notification = all.find((one) => one.title === title)
    const action = notification.actions.find((one) => one.title === button)?.action ?? ''
    const event = new NotificationEvent('notificationclick', { notification, action })
    const work = []
    event.waitUntil = (promise) => work.push(promise)
    self.dispatchEvent(event)
    await Promise.allSettled(work)
}"""


class Pocket:
    """What arrives at one phone while nobody looks at it."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor
        self._registration = ""
        self._known = asyncio.Event()

    async def open(self) -> None:
        """Find the worker of this phone, and allow it to show notices."""
        context = self._visitor.context
        await context.grant_permissions(["notifications"], origin=self._visitor.url)
        self._session = await context.new_cdp_session(self._visitor.page)
        self._session.on("ServiceWorker.workerRegistrationUpdated", self._registered)
        await self._session.send("ServiceWorker.enable")
        await asyncio.wait_for(self._known.wait(), 15)
        await self.worker.evaluate(_SPY)

    @property
    def worker(self) -> Worker:
        """The service worker."""
        return self._visitor.context.service_workers[-1]

    def _registered(self, event: Any) -> None:
        for one in event["registrations"]:
            self._registration = one["registrationId"]
            self._known.set()

    async def subscribes_as(self, browser: push_service.Browser) -> None:
        """Let the page get this subscription when it asks the browser for one."""
        await self._visitor.page.evaluate(_SUBSCRIBED, browser.subscription)

    async def push(self, **message: Any) -> None:
        """Hand a message to the worker, and wait until it has done all that it does.

        Whoever asks Chromium what is shown while something is being shown makes it forget that.
        """
        heard = await self._heard()
        told = {
            "origin": self._visitor.url,
            "registrationId": self._registration,
            "data": json.dumps(message),
        }
        await self._session.send("ServiceWorker.deliverPushMessage", told)

        async def is_done() -> bool:
            return await self._heard() > heard

        await until(is_done)

    async def _heard(self) -> int:
        await self.worker.evaluate(_SPY)
        return int(await self.worker.evaluate("() => self.heard"))

    async def shows(self, *titles: str) -> list[dict[str, Any]]:
        """Wait until just the notices with these titles are shown."""
        found: list[dict[str, Any]] = []
        try:
            async with asyncio.timeout(15):
                while [one["title"] for one in found] != list(titles):
                    found = await self.worker.evaluate(_SHOWN)
        except TimeoutError:
            raise AssertionError(f"shown, and not {titles}: {found}") from None
        return found

    async def tap(self, title: str, button: str = "") -> None:
        """Tap a notice, or a button on it."""
        await self.worker.evaluate(_SPY)
        await self.worker.evaluate(_TAP, [title, button])

    async def opened(self) -> list[str]:
        """What windows the worker has opened."""
        found: list[str] = await self.worker.evaluate("() => self.opened")
        return found

    async def badge(self, *, there: bool) -> None:
        """Wait until there is a dot on the icon, or none."""

        async def is_so() -> bool:
            return bool(await self.worker.evaluate("() => self.badge")) is there

        await until(is_so)
