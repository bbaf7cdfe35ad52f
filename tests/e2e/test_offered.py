"""Notices are offered when somebody waits for something, once, and as their phone can have them."""

import pytest
from playwright.async_api import Browser, expect

from tests.kit.browser import Visitor, arrive
from tests.kit.pocket import Pocket
from tests.kit.program import Program
from tests.kit.push_service import PushService

pytestmark = pytest.mark.asyncio(loop_scope="session")
ASKS = "Skal vi si fra når noen svarer?"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)
OFFERED = """() => {
    const event = new Event('beforeinstallprompt', { cancelable: true })
    event.prompt = () => (window.prompted = true)
    dispatchEvent(event)
}"""


async def _says_something(visitor: Visitor) -> None:
    await visitor.go("rom")
    await visitor.follow("Huset")
    await visitor.says("Hei")
    await visitor.go("")
    await visitor.sees("Hei, Ola")


async def test_notices_are_offered_after_the_first_message_and_one_yes_is_enough(
    server: Program, service: PushService, notifying: Browser
) -> None:
    ola = await arrive(notifying, await server.invite("resident"), "Ola")
    await ola.worker_ready()
    pocket = Pocket(ola)
    await pocket.open()
    await pocket.subscribes_as(service.browser("olas"))
    await ola.misses(ASKS)
    await _says_something(ola)
    await ola.sees(ASKS)
    await ola.tap("Ja", exact=True)
    await ola.misses(ASKS)
    await ola.go("varsler")
    await ola.sees("Varsler er på her")
    assert ola.faults == []
    await ola.context.close()


async def test_not_now_is_heard_for_a_month(server: Program, notifying: Browser) -> None:
    ola = await arrive(
        notifying, await server.invite("resident"), "Ola", permissions=["notifications"]
    )
    await ola.worker_ready()
    await _says_something(ola)
    await ola.page.evaluate(OFFERED)
    await ola.tap("Legg Utelys på hjemskjermen")
    assert await ola.page.evaluate("window.prompted")
    await ola.tap("Ikke nå")
    await ola.misses(ASKS)
    server.move_clock(29 * 86_400)
    await ola.reload()
    await ola.sees("Ingen er hjemme")
    await ola.misses(ASKS)
    server.move_clock(31 * 86_400)
    await ola.reload()
    await ola.sees(ASKS)
    await ola.context.close()


async def test_a_tab_on_an_iphone_says_how_to_get_there(
    server: Program, notifying: Browser
) -> None:
    ola = await arrive(notifying, await server.invite("resident"), "Ola", user_agent=IPHONE)
    await ola.context.add_init_script("delete window.PushManager")
    await _says_something(ola)
    await ola.reload()
    await ola.sees("Legg til på Hjem-skjerm")
    await expect(ola.page.get_by_role("button", name="Ja", exact=True)).to_have_count(0)
    await ola.context.close()


async def test_an_unsafe_address_says_what_it_cannot(server: Program, notifying: Browser) -> None:
    """On the house's own network, without https: neither notices nor opening without a network."""
    ola = await arrive(notifying, await server.invite("resident"), "Ola")
    await ola.context.add_init_script(
        "Object.defineProperty(window, 'isSecureContext', { value: false });"
        "delete window.PushManager"
    )
    await ola.go("varsler")
    await ola.reload()
    await ola.sees("adressen som begynner med https")
    await ola.go("meg")
    await ola.sees("adressen som begynner med https")
    await ola.context.close()
