"""People with the real client, as tests of whole stories need them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.kit.hearing import hear
from tests.kit.house import House, Person
from utelys_client import Backoff, CaughtUp, Client, FileStore, Store, views
from utelys_client.clock import MovableClock


@asynccontextmanager
async def client_of(
    house: House,
    person: Person,
    *,
    url: str | None = None,
    store: Path | None = None,
    clock: MovableClock | None = None,
) -> AsyncIterator[Client]:
    """A client of somebody's that has caught up; `url` leads it over another road."""
    kept: Store | None = FileStore(store) if store else None
    backoff = Backoff(0.05, 0.3)
    async with Client(
        url or house.url, person.token, store=kept, clock=clock, backoff=backoff
    ) as client:
        await hear(client, CaughtUp)
        yield client


def room_of_house(client: Client) -> str:
    """The id of the room of the one house."""
    return next(one.id for one in views.rooms(client.streams) if one.kind == "house")
