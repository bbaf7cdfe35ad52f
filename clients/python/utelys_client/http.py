"""Asking the server over HTTP what does not go over the socket."""

from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp
from pydantic import BaseModel, ValidationError

from utelys_client.address import base, is_this_machine
from utelys_client.errors import NoContact, Refused
from utelys_protocol.frames import Problem

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Place:
    """A server, and the key of the device that asks it."""

    server: str
    token: str


async def get(what: type[Model], at: Place, path: str, query: dict[str, str]) -> Model:
    """Read something; `path` is what comes after `/api/v1/`.

    Raises:
        Refused: as the server says.
        NoContact: the server gave no answer that can be read.
    """
    return await _ask(what, at, 5, "GET", f"/api/v1/{path}", params=query)


async def post_calendar(
    what: type[Model], at: Place, path: str, query: dict[str, str], data: bytes
) -> Model:
    """Send a calendar; `path` is the whole of it. Errors as for `get`."""
    headers = {"Content-Type": "text/calendar"}
    return await _ask(what, at, 120, "POST", path, params=query, data=data, headers=headers)


async def _ask(
    what: type[Model], at: Place, within: float, method: str, path: str, **said: Any
) -> Model:
    try:
        async with (
            aiohttp.ClientSession(
                trust_env=not is_this_machine(at.server),
                timeout=aiohttp.ClientTimeout(total=within),
                headers={"Authorization": f"Bearer {at.token}"},
            ) as session,
            session.request(
                method, base(at.server) + path, allow_redirects=False, **said
            ) as response,
        ):
            body = await response.read()
            if response.status == 200:
                return what.model_validate_json(body)
            raise Refused(Problem.model_validate_json(body))
    except (aiohttp.ClientError, TimeoutError, OSError, ValidationError):
        raise NoContact(f"{at.server} does not answer. Try again a little later.") from None
