"""Opening the doors on an address."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

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
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=0.5)
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.host, settings.port, backlog=_BACKLOG)
        await site.start()
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
