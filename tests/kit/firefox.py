"""A real Firefox without a window, driven by WebDriver BiDi (W3C) over its own socket."""

import asyncio
import itertools
import json
import os
import re
import shutil
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

PATH = shutil.which("firefox-esr") or shutil.which("firefox")
"""Where it is; None on a machine that has none."""

PATIENCE = 45.0
"""Seconds after which a test gives up; a first start on a busy machine takes its time."""

PREFERENCES: dict[str, object] = {
    # Switched off by default in a browser that is driven from outside.
    "dom.push.connection.enabled": True,
    "dom.push.testing.allowInsecureServerURL": True,
    "dom.push.testing.ignorePermission": True,
    "permissions.default.desktop-notification": 1,
    # A machine without a desktop has no other to show notices.
    "alerts.useSystemBackend": False,
    "intl.accept_languages": "nb-NO",
    # Nothing but the test is to use the network.
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.safebrowsing.update.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#none",
    "toolkit.telemetry.enabled": False,
}


class Firefox:
    """One page of it."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._ids = itertools.count(1)
        self._page = ""

    async def begin(self) -> None:
        """Open a session on the page that is there."""
        await self._do("session.new", capabilities={})
        tree = await self._do("browsingContext.getTree")
        self._page = tree["contexts"][0]["context"]

    async def go(self, url: str) -> None:
        """Open an address."""
        await self._do("browsingContext.navigate", context=self._page, url=url, wait="complete")

    async def run(self, function: str, *args: str) -> Any:
        """Call a function in the page, as a tap would; what it gives must be plain."""
        done = await self._do(
            "script.callFunction",
            functionDeclaration=function,
            arguments=[{"type": "string", "value": one} for one in args],
            target={"context": self._page},
            awaitPromise=True,
            userActivation=True,
        )
        assert done["type"] == "success", done
        return done["result"].get("value")

    async def until(self, function: str, *args: str) -> None:
        """Wait until a function in the page says true."""
        async with asyncio.timeout(PATIENCE):
            while await self.run(function, *args) is not True:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.1)

    async def sees(self, text: str) -> None:
        """Wait until the page shows these words."""
        try:
            await self.until("(text) => document.body.innerText.includes(text)", text)
        except TimeoutError:
            shown = await self.run("() => document.body.innerText")
            raise AssertionError(f"{text!r} is not in:\n{shown}") from None

    async def tap(self, text: str) -> None:
        """Tap a button by its words."""
        await self.sees(text)
        await self.run(
            "(text) => [...document.querySelectorAll('button')]"
            ".find((one) => one.textContent.includes(text)).click()",
            text,
        )

    async def _do(self, method: str, **params: Any) -> dict[str, Any]:
        id_ = next(self._ids)
        await self._socket.send(json.dumps({"id": id_, "method": method, "params": params}))
        async with asyncio.timeout(PATIENCE):
            while (answer := json.loads(await self._socket.recv())).get("id") != id_:
                pass
        assert answer["type"] == "success", answer
        result: dict[str, Any] = answer["result"]
        return result


@asynccontextmanager
async def firefox(folder: Path, **preferences: object) -> AsyncIterator[Firefox]:
    """Start it on a profile of its own, and end it with the context."""
    assert PATH is not None
    lines = (
        f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"
        for name, value in (PREFERENCES | preferences).items()
    )
    (folder / "user.js").write_text("".join(lines), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        *(PATH, "--headless", "--no-remote", "--profile", str(folder)),
        *("--remote-debugging-port", "0", "about:blank"),
        stdout=DEVNULL,
        stderr=PIPE,
        env=os.environ | {"HOME": str(folder)},
    )
    assert process.stderr is not None
    try:
        async with asyncio.timeout(PATIENCE):
            address = await _address(process.stderr)
        rest = asyncio.create_task(process.stderr.read())
        async with connect(f"{address}/session", max_size=None) as socket:
            page = Firefox(socket)
            await page.begin()
            yield page
        process.kill()
        await rest
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _address(stderr: asyncio.StreamReader) -> str:
    async for line in stderr:
        if found := re.search(r"BiDi listening on (ws://\S+)", line.decode()):
            return found[1]
    raise AssertionError("Firefox ended before it could be reached")
