"""Posting what was decided on to the push services, and hearing what they say.

Nothing waits for a push service but the one task that posts to it.
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import Protocol

import structlog

from utelys.core.clock import Clock
from utelys.core.deliveries import Answer
from utelys.core.notice_kinds import Urgency
from utelys.notices.parcels import Parcel
from utelys.notices.recording import Said
from utelys.notices.sealing import Signer, encrypt

log = structlog.get_logger()

_AT_ONCE = 32

_FOR_URGENT = 8
"""Of these, what is kept for the urgent: a call finds room whatever hangs."""

_LAST_WORDS = 1.0
"""Seconds that a stopping server waits for what is being posted."""


class NotPublic(Exception):
    """The address is one that no push service has, wherever it may lead today."""


class Carrier(Protocol):
    """The way to the push services, as the network gives it."""

    async def post(self, endpoint: str, headers: dict[str, str], body: bytes) -> Answer:
        """Post, and return what was answered: no status where nothing was, in its time.

        Raises:
            NotPublic: the endpoint is none that a push service has.
        """
        ...


class Sending:
    """What is being posted just now. `answers` are what was said and is not written down yet."""

    def __init__(
        self, clock: Clock, carrier: Carrier, signer: Signer, answered: Callable[[], None]
    ) -> None:
        """`answered` is called when there is something to be written down."""
        self._signer = signer
        self.answers: list[Said] = []
        self._clock = clock
        self._carrier = carrier
        self._answered = answered
        self._posting: set[asyncio.Task[None]] = set()
        self._patient: set[asyncio.Task[None]] = set()

    @property
    def room(self) -> int:
        """How many more may be posted at once."""
        return _AT_ONCE - len(self._posting)

    @property
    def room_for_patient(self) -> int:
        """How many of these may be such as are not urgent."""
        return min(self.room, _AT_ONCE - _FOR_URGENT - len(self._patient))

    def send(self, parcels: Iterable[Parcel]) -> None:
        """Post these, each in a task of its own."""
        for parcel in parcels:
            task = asyncio.create_task(self._deliver(parcel))
            self._posting.add(task)
            task.add_done_callback(self._posting.discard)
            if parcel.urgency is not Urgency.HIGH:
                self._patient.add(task)
                task.add_done_callback(self._patient.discard)

    async def _deliver(self, parcel: Parcel) -> None:
        """Post it. Whatever happens is an answer: without one the device would stay busy."""
        answer: Answer | None
        try:
            body = encrypt(parcel.payload, parcel.to.p256dh, parcel.to.auth)
            headers = self._headers(parcel)
            answer = await self._carrier.post(parcel.to.endpoint, headers, body)
        except NotPublic:
            answer = None
        except Exception as error:
            log.error("push_failed", delivery=parcel.delivery.id, error=type(error).__name__)
            answer = Answer(None)
        self.answers.append((parcel, answer))
        self._answered()

    def _headers(self, parcel: Parcel) -> dict[str, str]:
        now = self._clock.now()
        return {
            "TTL": str(max(0, int((parcel.until - now).total_seconds()))),
            "Urgency": parcel.urgency.value,
            "Topic": parcel.topic,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "Authorization": self._signer.authorization(parcel.to.endpoint, now),
        }

    async def stop(self) -> None:
        """Let what is being posted come to its end for a moment."""
        if self._posting:
            await asyncio.wait(self._posting, timeout=_LAST_WORDS)
        for task in self._posting:
            task.cancel()
        await asyncio.gather(*self._posting, return_exceptions=True)
