"""One house for a whole module of tests that leave it as they found it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.kit.house import House, opened
from tests.kit.logs import watched_logs


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A house that stands for all tests of a module; its log is looked through at the end.

    Nobody is turned away for guessing here, since wrong keys are what many of these tests send.
    """
    folder = tmp_path_factory.mktemp("house")
    with watched_logs() as logs:
        async with opened(
            folder,
            hello_within=2.0,
            request_within=0.5,
            guesses_burst=100_000,
            all_guesses_burst=100_000,
            costly_burst=100_000,
        ) as house:
            yield house
    logs.check("Margrethe", "Ola", "Eva", house.keeper.token)
