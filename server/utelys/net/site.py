"""Opening the doors on an address."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from utelys.net.door import Door
from utelys.net.parts import Parts
from utelys.net.routes import make_app

_BACKLOG = 1024


@asynccontextmanager
async def listening(parts: Parts) -> AsyncIterator[str]:
    """Take connections for as long as the context lasts; gives the address as a URL.

    Raises:
        OSError: the address cannot be listened on.
    """
    settings = parts.settings
    app = make_app(parts)
    runner = web.AppRunner(app, handle_signals=False, shutdown_timeout=0.5)
    await runner.setup()
    server = runner.server
    assert server is not None  # noqa: S101 - set-up made it
    try:
        listener = await asyncio.get_running_loop().create_server(
            lambda: Door(server, settings.request_within),
            settings.host,
            settings.port,
            backlog=_BACKLOG,
        )
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        try:
            yield f"http://{host}:{listener.sockets[0].getsockname()[1]}"
        finally:
            listener.close()
            for line in list(parts.lines):
                line.cut()
    finally:
        await runner.cleanup()
