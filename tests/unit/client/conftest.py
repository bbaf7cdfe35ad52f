from collections.abc import AsyncIterator

import pytest

from tests.kit.fake import Fake, fake_server
from tests.kit.hearing import Open
from utelys_client import Backoff, Client, Store
from utelys_client.clock import MovableClock


@pytest.fixture
async def fake() -> AsyncIterator[Fake]:
    async with fake_server() as server:
        yield server


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def signed_in(fake: Fake, clock: MovableClock) -> Open:
    """Make a client of the fake server that comes back quickly."""

    def make(store: Store | None = None, heartbeat: float = 25.0) -> Client:
        backoff = Backoff(0.02, 0.1)
        return Client(
            fake.url, "token", store=store, clock=clock, backoff=backoff, heartbeat=heartbeat
        )

    return make
