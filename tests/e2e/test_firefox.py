"""Web Push end to end: the real server, a push service that cannot read, and a real Firefox."""

import asyncio
from pathlib import Path

import pytest

from tests.kit.autopush import autopush
from tests.kit.firefox import PATH, PATIENCE, firefox
from tests.kit.long_room import fill
from tests.kit.program import program
from tests.kit.until import until

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.slow,
    pytest.mark.skipif(PATH is None, reason="there is no Firefox here: make browser"),
]

DELIVERED = 100
NAME = """(name) => {
    const field = document.querySelector('main input')
    field.value = name
    field.dispatchEvent(new Event('input', { bubbles: true }))
}"""
SHOWN = """async (title) => {
    const shown = await (await navigator.serviceWorker.ready).getNotifications()
    return shown.some((one) => one.title === title && one.body === '')
}"""


async def test_a_push_is_encrypted_for_a_real_browser_and_shown_by_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UTELYS_PUSH_ALLOW_PRIVATE", "1")
    profile = tmp_path / "profile"
    profile.mkdir()
    async with autopush() as service, program(tmp_path) as server:
        address = service.url.replace("http:", "ws:") + "/"
        async with (
            firefox(profile, **{"dom.push.serverURL": address}) as ola,
            asyncio.timeout(2 * PATIENCE),
        ):
            await ola.go(await server.invite("resident"))
            await ola.until("() => document.querySelector('main input') !== null")
            await ola.run(NAME, "Ola")
            await ola.tap("Kom inn")
            await ola.sees("Hei, Ola")
            await ola.run("() => { location.hash = '/varsler' }")
            await ola.tap("Slå på varsler")
            await ola.tap("Send et prøvevarsel")
            assert await service.delivered.get() == DELIVERED
            await ola.until(SHOWN, "Varsler virker")

            await ola.go(f"{server.url}/healthz")  # Nobody looks at the app.
            await fill(server, 1)
            assert await service.delivered.get() == DELIVERED
            await ola.go(f"{server.url}/#/varsler")
            await ola.tap("Slå av her")
            await ola.sees("Slå på varsler")
            await until(service.is_empty)
