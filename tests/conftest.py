"""What holds for all tests."""

import gc
import os
from itertools import zip_longest

import pytest
from hypothesis import HealthCheck, settings

# How long a case takes depends on who else uses the machine. What hangs, the timeout ends.
settings.register_profile(
    "here", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("here")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Deal what takes long out to the workers first, so that none is left with it at the end.

    Each worker is given as many tests as the next, one after the other as they stand here, and
    takes from the end of another's when it has none left. Every second one that takes long works a
    browser, the others mostly wait for a program: of an even number of workers, half have browsers.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if workers == 1:
        return
    seen = [item for item in items if "e2e" in item.path.parts]
    slow = [item for item in items if item.get_closest_marker("slow") and item not in seen]
    rest = [item for item in items if item not in {*seen, *slow}]
    long = [item for pair in zip_longest(seen, slow) for item in pair if item is not None]
    items[:] = [
        item
        for number in range(workers)
        for item in (*long[number::workers], *rest[number::workers])
    ]


def pytest_collection_finish() -> None:
    """Spare the garbage collector what all tests are made of, as the server does when it starts."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
