"""Refusals as both doors tell them."""

from aiohttp import web

from utelys.core.errors import Refusal, TooMany, Unavailable
from utelys_protocol import codec
from utelys_protocol.frames import Problem
from utelys_protocol.http import problem_document

NO_STORE = {"Cache-Control": "no-store"}
"""For whatever is one member's: no proxy and no browser keeps it."""

_SOON = 5


def problem(refusal: Refusal) -> Problem:
    """Make of a refusal what is told of it."""
    return Problem(
        code=refusal.code, title=refusal.title, detail=refusal.detail, field=refusal.field
    )


def problem_response(refusal: Refusal) -> web.Response:
    """Answer with RFC 9457 problem details; our `code` and `field` stand beside its members."""
    document = problem_document(problem(refusal))
    headers = dict(NO_STORE)
    if isinstance(refusal, TooMany):
        headers["Retry-After"] = str(refusal.retry_after)
    elif isinstance(refusal, Unavailable):
        headers["Retry-After"] = str(_SOON)
    return web.Response(
        body=codec.write(document),
        status=document.status,
        content_type="application/problem+json",
        headers=headers,
    )
