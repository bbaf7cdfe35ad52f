"""Answers as the doors give them: one member's own, and what may be kept and asked for again."""

import hashlib
from collections.abc import Mapping

from aiohttp import web

from utelys_protocol import codec
from utelys_protocol.base import Told

NO_STORE = {"Cache-Control": "no-store"}
"""For whatever is one member's: no proxy and no browser keeps it."""


def told(body: Told | bytes) -> web.Response:
    """Answer one member, in JSON; `bytes` are JSON already."""
    written = body if isinstance(body, bytes) else codec.write(body)
    return web.Response(body=written, content_type="application/json", headers=NO_STORE)


def mark_of(body: bytes) -> str:
    """A mark that the same bytes have and no others."""
    return hashlib.sha256(body).hexdigest()[:20]


def marked(
    request: web.Request,
    body: bytes,
    mark: str,
    headers: Mapping[str, str],
    of_body: Mapping[str, str],
) -> web.Response:
    """Answer with a mark, and without the body where it is known (RFC 9110, section 13.1.2).

    `of_body` are the headers that go with the body alone.
    """
    headers = {**headers, "ETag": f'"{mark}"'}
    if any(one.value in (mark, "*") for one in request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    return web.Response(body=body, headers={**headers, **of_body})
