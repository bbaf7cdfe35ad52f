"""What is used of others and not promised by them: an upgrade that takes it away stops here."""

import aiosqlite
from aiohttp import web

PRIVATE = {
    web.RequestHandler: ("_message_tail", "_request_count"),
    aiosqlite.Connection: ("_execute", "_conn"),
}
"""In `net/door.py` and `store/visit.py`. Where one is gone, these two need a look."""


def test_what_is_used_without_a_promise_is_still_there() -> None:
    for owner, names in PRIVATE.items():
        held = {name for one in owner.__mro__ for name in vars(one)}
        held |= {name for one in owner.__mro__ for name in getattr(one, "__slots__", ())}
        assert set(names) <= held, f"{owner.__name__} has changed"


def test_the_driver_still_runs_on_a_thread_of_its_own() -> None:
    assert aiosqlite.Connection(lambda: None, 64)._thread is not None  # type: ignore[arg-type,return-value]
