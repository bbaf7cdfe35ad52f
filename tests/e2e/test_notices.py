"""Notices outside the app: sent by the real server, shown and answered by a real service worker."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.kit.browser import Visitor, at_home
from tests.kit.pocket import Pocket
from tests.kit.program import Program
from tests.kit.push_service import PushService

pytestmark = pytest.mark.asyncio(loop_scope="session")
EVA = ("Eva", "former_resident peer_mentor")
OLA = ("Ola", "resident group_leader")
PER = ("Per", "resident")


async def _lease(visitor: Visitor) -> dict[str, Any]:
    """The claim that somebody has, as the server knows it."""
    api = f"{visitor.url}/api/v1"
    me = await (await visitor.context.request.get(f"{api}/me")).json()
    own = f"{api}/streams/member:{me['member']['id']}/snapshot"
    (lease,) = (await (await visitor.context.request.get(own)).json())["snapshot"]["leases"]
    found: dict[str, Any] = lease
    return found


async def test_a_phone_in_the_pocket_rings_asks_and_is_answered_there(
    server: Program, service: PushService, notifying: Browser
) -> None:
    async with at_home(notifying, server, EVA, OLA) as (eva, ola):
        await eva.worker_ready()
        pocket, evas = Pocket(eva), service.browser("evas")
        await eva.tap("Jeg er hjemme")
        await ola.sees("Noen er hjemme")
        await eva.go("varsler")
        await pocket.open()
        await pocket.subscribes_as(evas)
        await eva.tap("Slå på varsler")
        await eva.tap("Send et prøvevarsel")
        await pocket.push(**(await evas.push(kind="test")).payload)
        await pocket.shows("Varsler virker")
        await pocket.tap("Varsler virker")
        assert await pocket.opened() == []
        await expect(eva.page).to_have_url(f"{eva.url}/#/")
        await eva.page.goto("about:blank")

        await ola.tap("Er noen der?")
        await pocket.push(**(await evas.push(kind="ask")).payload)
        (ring,) = await pocket.shows("Noen spør om du er der")
        assert ring["buttons"] == ["Jeg er her", "Kan ikke nå"]
        assert ring["body"] == ""
        await pocket.badge(there=True)
        await pocket.tap("Noen spør om du er der", "Jeg er her")
        await ola.sees("Eva tok den")
        assert re.fullmatch(r"/#/rom/\S+", (await pocket.opened())[-1])
        await pocket.push(**(await evas.push("withdrawn")).payload)
        await pocket.shows("Ingenting venter på deg")
        await pocket.badge(there=False)
        await ola.follow("Til samtalen")
        await ola.tap("Vi er ferdige")

        # The app rounds to whole hours: how long she is home depends on when the test runs.
        left = datetime.fromisoformat((await _lease(eva))["until"]) - datetime.now(UTC)
        server.move_clock(left.total_seconds() - 5 * 60)
        asked = await evas.push_of("still_home")
        await pocket.push(**asked.payload)
        (still,) = await pocket.shows("Er du der fortsatt?")
        assert still["buttons"] == ["Ja", "Nei"]
        await ola.go("")
        await ola.sees("Noen er hjemme")
        await pocket.tap("Er du der fortsatt?", "Nei")
        await ola.sees("Ingen er hjemme")

        await ola.go("planlegg")
        await ola.page.get_by_label("Hva skal dere gjøre").fill("Kveldstur")
        await ola.page.get_by_label("Hvor", exact=True).fill("ved porten")
        await ola.tap("Inviter")
        await pocket.push(**(await evas.push_of("invitation")).payload)
        (walk,) = await pocket.shows("Noe du kan være med på")
        assert walk["buttons"] == ["Jeg kommer", "Ikke denne gangen"]
        await pocket.tap("Noe du kan være med på", "Jeg kommer")
        await ola.follow(re.compile("Kveldstur"))
        await ola.sees("én kommer")
        evas.may_get_more()


async def test_a_notice_is_shown_replaced_taken_back_and_leads_to_its_room(
    server: Program, notifying: Browser
) -> None:
    async with at_home(notifying, server, OLA) as (ola,):
        await ola.worker_ready()
        pocket = Pocket(ola)
        await pocket.open()
        notice = {"type": "notice", "kind": "message", "tag": "a", "notice": "n1", "actions": []}
        await pocket.push(**notice, title="Ny melding")
        await pocket.shows("Ny melding")
        hostile = "<img src=x onerror=alert(1)>\u202eegnirts"
        await pocket.push(**notice, title=hostile, body=hostile)
        # A title is one line of the system's: nothing in it may turn what stands around it.
        (shown,) = await pocket.shows(hostile.replace("\u202e", ""))
        assert shown["body"] == hostile
        await pocket.push(type="withdrawn", tag="a")
        await pocket.shows()
        await pocket.push(**notice, title="Ny melding", open="room:nowhere")
        await pocket.shows("Ny melding")
        await pocket.tap("Ny melding")
        await expect(ola.page).to_have_url(re.compile("#/rom/nowhere$"))
        await pocket.shows()


async def test_leaving_takes_the_notices_along(server: Program, notifying: Browser) -> None:
    async with at_home(notifying, server, OLA) as (ola,):
        await ola.worker_ready()
        pocket = Pocket(ola)
        await pocket.open()
        told = {"type": "notice", "kind": "message", "tag": "a", "notice": "n1", "actions": []}
        await pocket.push(**told, title="Ny melding")
        await pocket.shows("Ny melding")
        await ola.go("meg")
        await ola.tap("Gå ut av Utelys")
        await ola.page.get_by_role("dialog").get_by_role("button", name="Gå ut", exact=True).click()
        await ola.sees("Du er ute.")
        await pocket.shows()


async def test_the_page_of_notices_says_how_it_stands(server: Program, notifying: Browser) -> None:
    async with at_home(notifying, server, OLA) as (ola,):
        await ola.go("varsler")
        await ola.sees("Slå på varsler")
        await ola.sees("Ingen varsler ennå.")
        await ola.sees("Om varslene uteblir")


async def test_whoever_helps_and_is_not_reached_sees_it_and_mends_it_with_one_tap(
    server: Program, service: PushService, notifying: Browser
) -> None:
    async with at_home(notifying, server, EVA, PER) as (eva, per):
        await eva.worker_ready()
        pocket, first, second = Pocket(eva), service.browser("first"), service.browser("second")
        await pocket.open()
        await pocket.subscribes_as(first)
        await eva.sees("Varsler når deg ikke, på noen telefon.")
        await per.misses("Varsler når deg ikke, på noen telefon.")
        await eva.tap("Slå på varsler")
        await eva.misses("Varsler når deg ikke, på noen telefon.")

        # The push service has given up the address: the app finds another by itself.
        await pocket.subscribes_as(second)
        first.will_answer(410)
        await eva.go("varsler")
        await eva.tap("Send et prøvevarsel")
        await first.push(kind="test")
        await eva.sees("Slå på varsler")
        await eva.sees("Varsler er på her")
        await eva.tap("Send et prøvevarsel")
        await second.push(kind="test")

        # Off is off: nothing subscribes again until its owner says so.
        await eva.tap("Slå av her")
        await eva.sees("Slå på varsler")
        await eva.go("")
        await eva.sees("Varsler når deg ikke, på noen telefon.")
