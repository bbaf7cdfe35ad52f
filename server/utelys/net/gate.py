"""Who is at the door: tokens, and how often anybody may knock."""

import time
from dataclasses import replace

from aiohttp import web

from utelys.actions.row import Rate
from utelys.config import Settings
from utelys.core.caller import Caller
from utelys.core.errors import Gone, NotFound, TooMany, Unauthenticated
from utelys.core.keys import hash_secret
from utelys.core.limits import Allowance, Limiter
from utelys.store.base import Source
from utelys.store.queries import people
from utelys_protocol.http import COOKIE

_ALL = "all"
_SIGNALS = Allowance(burst=10, per_second=1)
"""One types for seconds at a time; more often than this nobody needs to hear of it."""


class Gate:
    """Limits what one device may send, and what somebody without a key may try.

    Wrong keys count for their address and in total. Once the total is used up, only addresses that
    have tried a wrong key lately are turned away: whoever holds a right one still comes in.
    """

    def __init__(self, settings: Settings) -> None:
        """Take the limits from the settings."""
        s = settings
        self._guesses = Limiter(Allowance(s.guesses_burst, s.guesses_per_second))
        self._all = Limiter(Allowance(s.all_guesses_burst, s.all_guesses_per_second))
        self._common = Limiter(Allowance(s.commands_burst, s.commands_per_second))
        self._costly = Limiter(Allowance(s.costly_burst, s.costly_per_second))
        self._signals = Limiter(_SIGNALS)

    def check_address(self, address: str) -> None:
        """Turn away an address that has tried too many wrong keys.

        Raises:
            TooMany: with when to come back.
        """
        now = time.monotonic()
        if self._guesses.empty(address, now):
            self._refuse(self._guesses.wait(address, now))
        if self._all.empty(_ALL, now) and self._guesses.touched(address, now):
            self._refuse(self._all.wait(_ALL, now))

    def wrong_key(self, address: str) -> None:
        """Count a wrong code or token."""
        now = time.monotonic()
        self._guesses.take(address, now)
        self._all.take(_ALL, now)

    def check_rate(self, rate: Rate, caller: Caller) -> None:
        """Count what a device sends, or one who has none yet.

        Raises:
            TooMany: with when to come back.
        """
        if rate is Rate.GUESS:
            self.check_address(caller.address)
        limiter = self._costly if rate is Rate.COSTLY else self._common
        now = time.monotonic()
        if not limiter.take(caller.device or caller.address, now):
            self._refuse(limiter.wait(caller.device or caller.address, now))

    def count_guess(self, rate: Rate, caller: Caller, outcome: object) -> None:
        """Note what became of a command in which a wrong key can be tried."""
        if rate is Rate.GUESS and isinstance(outcome, NotFound | Gone):
            self.wrong_key(caller.address)

    def allows_signal(self, device: str) -> bool:
        """Whether a device may pass on another signal: one reaches all who are in a room."""
        return self._signals.take(device, time.monotonic())

    async def identify(self, source: Source, token: str, visitor: Caller) -> Caller:
        """Find out whose token this visitor has.

        Raises:
            Unauthenticated: nobody's.
        """
        found = await people.device_by_token(source, hash_secret(token))
        if found is None:
            self.wrong_key(visitor.address)
            raise Unauthenticated("This device is not signed in. Open an invitation to come in.")
        return replace(visitor, member=found[0], device=found[1])

    @staticmethod
    def _refuse(wait: int) -> None:
        raise TooMany("Too many at once. Wait a little.", retry_after=wait)


def token_of(request: web.Request) -> str | None:
    """The token that came with a request: in `Authorization`, or in a browser's cookie.

    Raises:
        Unauthenticated: a cookie came from a page that is not this server's own.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip()
    cookie = request.cookies.get(COOKIE)
    if cookie and not same_origin(request):
        raise Unauthenticated("A page from elsewhere may not act for you here.")
    return cookie


def same_origin(request: web.Request) -> bool:
    """Whether a browser says that the request comes from this server's own page.

    A cookie goes along with requests that other pages make: these carry the other's Origin. A GET
    without Origin is a navigation or the own page's, and changes nothing.
    """
    origin = request.headers.get("Origin")
    if origin is None:
        return request.method in ("GET", "HEAD") and "Upgrade" not in request.headers
    return origin.partition("://")[2] == request.host


def visitor(request: web.Request, settings: Settings) -> Caller:
    """Whoever a request comes from, before anything is known of them but their address.

    The address is for limits and never logged. Behind a proxy it is what that proxy added last:
    what stands before it, anybody may have said.
    """
    address = request.remote or "unknown"
    if settings.behind_proxy:
        said = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        address = said or address
    base = (settings.public_url or f"{request.scheme}://{request.host}").rstrip("/")
    return Caller("", "", address, base=base)
