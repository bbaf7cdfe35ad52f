"""Notices outside the app, given to a real service worker."""

import asyncio
import json
from typing import Any

import pytest
from playwright.async_api import Browser

from tests.kit.browser import Visitor, at_home
from tests.kit.program import Program

pytestmark = pytest.mark.asyncio(loop_scope="session")
OLA = ("Ola", "resident")
SHOWN = """async () => {
    const registration = await navigator.serviceWorker.ready
    const shown = await registration.getNotifications()
    return shown.map(({ title, body, tag }) => ({ title, body, tag }))
}"""


class Service:
    """Stands in for a push service: hands messages to the worker of one phone."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor
        self._registration = ""
        self._known = asyncio.Event()

    async def open(self) -> None:
        await self._visitor.context.grant_permissions(["notifications"], origin=self._visitor.url)
        self._session = await self._visitor.context.new_cdp_session(self._visitor.page)
        self._session.on("ServiceWorker.workerRegistrationUpdated", self._registered)
        await self._session.send("ServiceWorker.enable")
        await asyncio.wait_for(self._known.wait(), 15)

    def _registered(self, event: Any) -> None:
        for one in event["registrations"]:
            self._registration = one["registrationId"]
            self._known.set()

    async def push(self, **message: Any) -> None:
        told = {
            "origin": self._visitor.url,
            "registrationId": self._registration,
            "data": json.dumps(message),
        }
        await self._session.send("ServiceWorker.deliverPushMessage", told)

    async def shows(self, *expected: dict[str, str]) -> None:
        """Wait until just these notices are shown."""
        found = None
        async with asyncio.timeout(15):
            while found != list(expected):
                found = await self._visitor.page.evaluate(SHOWN)
                await asyncio.sleep(0.05)


async def test_a_notice_is_shown_replaced_and_taken_back(server: Program, browser: Browser) -> None:
    async with at_home(browser, server, OLA) as (ola,):
        await ola.worker_ready()
        service = Service(ola)
        await service.open()
        notice = {"type": "notice", "kind": "message", "tag": "a", "notice": "n1", "actions": []}
        await service.push(**notice, title="Ny melding")
        await service.shows({"title": "Ny melding", "body": "", "tag": "a"})
        hostile = "<img src=x onerror=alert(1)>\u202eegnirts"
        await service.push(**notice, title=hostile, body=hostile)
        await service.shows({"title": hostile, "body": hostile, "tag": "a"})
        await service.push(type="withdrawn", tag="a")
        await service.shows()


async def test_leaving_takes_the_notices_along(server: Program, browser: Browser) -> None:
    async with at_home(browser, server, OLA) as (ola,):
        await ola.worker_ready()
        service = Service(ola)
        await service.open()
        told = {"type": "notice", "kind": "message", "tag": "a", "notice": "n1", "actions": []}
        await service.push(**told, title="Ny melding")
        await service.shows({"title": "Ny melding", "body": "", "tag": "a"})
        await ola.go("meg")
        await ola.tap("Gå ut av Utelys")
        await ola.page.get_by_role("dialog").get_by_role("button", name="Gå ut", exact=True).click()
        await ola.sees("Du kan komme tilbake når du vil.")
        await service.shows()


async def test_the_page_of_notices_says_how_it_stands(server: Program, browser: Browser) -> None:
    async with at_home(browser, server, OLA) as (ola,):
        await ola.go("varsler")
        await ola.sees("Slå på varsler")
        await ola.sees("Ingen varsler ennå.")
        await ola.sees("Om varslene uteblir")
