"""A server and a browser for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.kit.browser import chromium
from tests.kit.program import Program, program
from utelys.net.web import FOLDER


@pytest.fixture(scope="session", autouse=True)
def _built() -> None:
    assert (FOLDER / "index.html").is_file(), "The web client is not built: run make web."


@pytest_asyncio.fixture(loop_scope="session")
async def server(tmp_path: Path) -> AsyncIterator[Program]:
    async with program(tmp_path) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as one:
        yield one
