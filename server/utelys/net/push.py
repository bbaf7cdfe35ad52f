"""The way to the push services: https to public addresses alone, no redirects, no cookies.

The resolver is asked for every connection that is made, and the connection goes to the addresses
that it has looked at: a name that leads elsewhere the second time (DNS rebinding) gains nothing.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC
from email.utils import parsedate_to_datetime

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from utelys.config import Settings
from utelys.core.clock import Clock
from utelys.core.deliveries import Answer
from utelys.core.endpoints import check_endpoint, may_connect
from utelys.core.errors import Invalid
from utelys.notices.sending import NotPublic
from utelys_protocol.base import Said
from utelys_protocol.commands.push import PushSubscribe

_RESOLVE_WITHIN = 5.0


class _LeadsInside(Exception):
    """A name leads to where nothing may be sent.

    That is what it leads to now: a resolver that blocks names, or one that answers wrongly for a
    minute, ends nobody's subscription.
    """


class PublicResolver(AbstractResolver):
    """Resolves names, and refuses one that has any address outside the public internet."""

    def __init__(self, *, allow_private: bool) -> None:
        """`allow_private` is for tests."""
        self._allow_private = allow_private

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of a host.

        Raises:
            OSError: it cannot be resolved.
            _LeadsInside: it leads to where nothing may be sent.
        """
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, family=family, flags=socket.AI_ADDRCONFIG
        )
        if not self._allow_private and not all(may_connect(str(one[4][0])) for one in found):
            raise _LeadsInside(host)
        return [
            ResolveResult(
                hostname=host,
                host=str(address[0]),
                port=port,
                family=family_,
                proto=proto,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for family_, _, proto, _, address in found
        ]

    async def close(self) -> None:
        """Nothing is held open."""


class PushCarrier:
    """Posts to push services, and looks at the addresses that members give."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        resolver: PublicResolver,
        settings: Settings,
        clock: Clock,
    ) -> None:
        """The session uses the resolver; both end with `carrying`."""
        self._session = session
        self._resolver = resolver
        self._allow_private = settings.push_allow_private
        self._timeout = aiohttp.ClientTimeout(total=settings.push_timeout)
        self._clock = clock

    async def post(self, endpoint: str, headers: dict[str, str], body: bytes) -> Answer:
        """Post once; see `Carrier`."""
        try:
            check_endpoint(endpoint, allow_private=self._allow_private)
        except Invalid:
            raise NotPublic(endpoint) from None
        try:
            async with self._session.post(
                URL(endpoint, encoded=True),
                data=body,
                headers=headers,
                allow_redirects=False,
                timeout=self._timeout,
            ) as response:
                return Answer(response.status, self.retry_after(response.headers))
        except (_LeadsInside, TimeoutError, aiohttp.ClientError, OSError):
            return Answer(None)

    def retry_after(self, headers: Mapping[str, str]) -> int | None:
        """How many seconds a service asks us to stay away (RFC 9110 section 10.2.3)."""
        given = headers.get("Retry-After", "")
        if given.isascii() and given.isdigit():
            return int(given[:9])
        try:
            moment = parsedate_to_datetime(given)
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=UTC)
            return int((moment - self._clock.now()).total_seconds())
        except (ValueError, OverflowError):
            return None

    def must_check(self, args: Said) -> bool:
        """Whether `check` has anything to look at."""
        return isinstance(args, PushSubscribe)

    async def check(self, args: Said) -> None:
        """Look at the arguments of a command before it runs: a subscription must lead outside.

        Raises:
            Invalid: it leads to where nothing may be sent, or nowhere.
        """
        if not isinstance(args, PushSubscribe):
            return
        host, port = check_endpoint(args.endpoint, allow_private=self._allow_private)
        try:
            async with asyncio.timeout(_RESOLVE_WITHIN):
                await self._resolver.resolve(host, port)
        except _LeadsInside:
            title = "A push service has a public address; this one leads elsewhere."
            raise Invalid(title, field="endpoint") from None
        except (OSError, TimeoutError, UnicodeError):
            title = "The name of this push service cannot be found; try again in a while."
            raise Invalid(title, field="endpoint") from None


@asynccontextmanager
async def carrying(settings: Settings, clock: Clock) -> AsyncIterator[PushCarrier]:
    """Have a way to the push services for as long as the context lasts."""
    resolver = PublicResolver(allow_private=settings.push_allow_private)
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(resolver=resolver, limit=64),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": "utelys"},
        trust_env=False,
    ) as session:
        yield PushCarrier(session, resolver, settings, clock)
