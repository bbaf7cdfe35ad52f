"""A server and a browser for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.kit.browser import SHELL, WHOLE, chromium
from tests.kit.program import Program, program
from tests.kit.push_service import PushService, push_service
from utelys.net.web import FOLDER


@pytest.fixture(scope="session", autouse=True)
def _built() -> None:
    assert (FOLDER / "index.html").is_file(), "The web client is not built: run make web."


@pytest_asyncio.fixture(loop_scope="session")
async def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Program]:
    # The push service of the tests is on this machine.
    monkeypatch.setenv("UTELYS_PUSH_ALLOW_PRIVATE", "1")
    async with program(tmp_path) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def service() -> AsyncIterator[PushService]:
    async with push_service() as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium(SHELL, *WHOLE) as one:
        yield one


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def notifying() -> AsyncIterator[Browser]:
    """A browser with all that belongs to it, notices too."""
    async with chromium(*WHOLE) as one:
        yield one
