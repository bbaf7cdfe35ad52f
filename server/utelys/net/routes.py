"""Every route, and what stands around all of them: refusals as problems, headers, health."""

from collections.abc import Awaitable, Callable
from importlib import resources

from aiohttp import web

from utelys.core.errors import Refusal, Unavailable
from utelys.net import (
    calendars,
    crisis,
    files,
    houses,
    http,
    importing,
    reading,
    search,
    together,
    wall,
)
from utelys.net import web as web_client
from utelys.net.parts import PARTS, Parts
from utelys.net.problems import library_refusal, problem_response
from utelys.net.socket import socket
from utelys.trouble import unexpected
from utelys_protocol import codec
from utelys_protocol.base import MAX_FRAME, Told
from utelys_protocol.http import Health, Readiness

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_API = "/api/v1"
_DOCUMENTS = ("openapi.json", "asyncapi.json", "schema.json")


def make_app(parts: Parts) -> web.Application:
    """Put the doors into an aiohttp application."""
    app = web.Application(middlewares=[_problems], client_max_size=MAX_FRAME)
    app[PARTS] = parts
    app.on_response_prepare.append(_headers)
    app.add_routes(
        [
            web.get(f"{_API}/socket", socket),
            web.post(f"{_API}/commands/{{name}}", http.command),
            web.get(f"{_API}/me", reading.me),
            web.get(f"{_API}/streams", reading.streams),
            web.get(f"{_API}/activities/occurrences", together.occurrences),
            web.get(f"{_API}/activities/attendance", together.attendance),
            web.post(f"{_API}/activities/import", importing.calendar),
            web.get(f"{_API}/streams/{{stream}}/entries", reading.entries),
            web.get(f"{_API}/streams/{{stream}}/snapshot", reading.snapshot),
            web.get(f"{_API}/streams/{{stream}}/receipts", reading.receipts),
            web.get(f"{_API}/notices", reading.newest_notices),
            web.get(f"{_API}/push/key", reading.push_key),
            web.get(f"{_API}/search", search.search),
            web.post(f"{_API}/files", files.upload),
            web.get(f"{_API}/files/{{file}}", files.download),
            web.get(f"{_API}/files/{{file}}/preview", files.preview),
            web.get(f"{_API}/members/{{member}}/picture", files.face),
            web.get(f"{_API}/houses/{{house}}/cover", houses.cover),
            web.get(f"{_API}/houses/{{house}}/figures", houses.figures),
            web.get(f"{_API}/crisis", crisis.card),
            *(web.get(f"{_API}/{name}", _document) for name in _DOCUMENTS),
            *web_client.routes(),
            web.get("/print/{house}/week", wall.week),
            web.get("/calendar/{secret}.ics", calendars.feed),
            web.get("/healthz", _health),
            web.get("/readyz", _readiness),
            web.get("/metrics", _metrics),
        ]
    )
    return app


@web.middleware
async def _problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whatever goes wrong leaves as problem details, and never as a traceback."""
    try:
        return await handler(request)
    except Refusal as refusal:
        return problem_response(refusal)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        return library_refusal(error)
    except Exception as error:
        return problem_response(unexpected(error))


async def _headers(request: web.Request, response: web.StreamResponse) -> None:
    """What every answer carries: nothing of it is sniffed or told to other sites."""
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    # A part of a page says nothing to others, and a phone on prepaid data pays for each header.
    if not request.path.startswith("/assets/"):
        response.headers.setdefault("Referrer-Policy", "no-referrer")
    # The library names itself, its version and that of Python: nobody's business.
    response.headers.pop("Server", None)


async def _document(request: web.Request) -> web.StreamResponse:
    """The generated documents of the wire."""
    name = request.path.rpartition("/")[2]
    file = resources.files("utelys_protocol") / "schema" / name
    return web.Response(body=file.read_bytes(), content_type="application/json")


async def _health(_request: web.Request) -> web.StreamResponse:
    """The process lives."""
    return _json(Health(status="ok"))


async def _metrics(request: web.Request) -> web.StreamResponse:
    """Counts for the one who runs the server."""
    from utelys.net.metrics import metrics  # memory that a server nobody watches does without

    return await metrics(request)


async def _readiness(request: web.Request) -> web.StreamResponse:
    """The server takes members."""
    if not request.app[PARTS].ready:
        return problem_response(Unavailable("The server is not ready; try again in a moment."))
    return _json(Readiness(status="ready"))


def _json(told: Told) -> web.Response:
    return web.Response(body=codec.write(told), content_type="application/json")
