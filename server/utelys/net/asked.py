"""What came with a request: whose it is, what stands behind its `?`, and its body."""

import asyncio
from dataclasses import replace
from typing import TypeVar

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from pydantic import ValidationError

from utelys.core.caller import Caller
from utelys.core.errors import Invalid, TooLarge, Unauthenticated
from utelys.net.gate import token_of, visitor
from utelys.net.parts import PARTS
from utelys_protocol import codec
from utelys_protocol.base import Said

Query = TypeVar("Query", bound=Said)

PIECE = 64 * 1024
"""Bytes of a body that are taken at once."""


async def identify(request: web.Request, command: str = "") -> Caller:
    """Find out who sends a request.

    Raises:
        Unauthenticated: nobody who is signed in.
        TooMany: this address has tried too many wrong keys.
    """
    parts = request.app[PARTS]
    guest = replace(visitor(request, parts.settings), command=command)
    parts.gate.check_address(guest.address)
    token = token_of(request)
    if token is None:
        raise Unauthenticated("Send the device's token in the header Authorization.")
    caller: Caller = await parts.writer.do(
        lambda tx: parts.gate.identify(tx, token, guest), only_reads=True
    )
    return caller


def query_of(model: type[Query], request: web.Request) -> Query:
    """Read what stands behind the `?`.

    Raises:
        Invalid: something is missing, wrong or unknown; names the first such field.
    """
    try:
        return model.model_validate(dict(request.query))
    except ValidationError as error:
        title, field = codec.explain(error)
        raise Invalid(title, field=field) from None


async def whole_body(
    request: web.Request, most: int, within: float, *, what: str, too_large: str
) -> bytes:
    """Read a body of at most so many bytes, in at most so many seconds.

    `what` is what it is called where it does not come whole.

    Raises:
        TimeoutError: it did not come in time.
        Invalid: it broke off.
        TooLarge: more came, or is announced, than may; says `too_large`.
    """
    if (request.content_length or 0) > most:
        raise TooLarge(too_large)
    body = bytearray()
    try:
        async with asyncio.timeout(within):
            async for more in request.content.iter_chunked(PIECE):
                body += more
                if len(body) > most:
                    raise TooLarge(too_large)
    except TimeoutError:
        raise
    except (web.HTTPException, web.RequestPayloadError, HttpProcessingError, OSError) as error:
        raise Invalid(f"The {what} did not arrive whole; send it again.") from error
    return bytes(body)
