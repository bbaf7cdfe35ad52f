"""What the server writes into its log while a test runs, and what may never be in it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from structlog.testing import capture_logs


@dataclass
class Logs:
    """Our own events, and what libraries said at WARNING or above."""

    events: list[Any] = field(default_factory=list)
    records: list[logging.LogRecord] = field(default_factory=list)

    def check(self, *secrets: str) -> None:
        """Nothing unforeseen happened, nothing has a traceback, and none of these words is told."""
        for event in self.events:
            assert event["log_level"] not in ("error", "critical"), event
            assert "exc_info" not in event, event
        for record in self.records:
            assert not record.exc_info, logging.Formatter().format(record)
        text = "\n".join([*map(str, self.events), *(one.getMessage() for one in self.records)])
        for secret in secrets:
            assert secret not in text, f"the log tells {secret!r}"


class _Keep(logging.Handler):
    def __init__(self, records: list[logging.LogRecord]) -> None:
        super().__init__(logging.WARNING)
        self._records = records

    def emit(self, record: logging.LogRecord) -> None:
        self._records.append(record)


@contextmanager
def watched_logs() -> Iterator[Logs]:
    """Collect what is logged for as long as the context lasts."""
    logs = Logs()
    handler = _Keep(logs.records)
    logging.getLogger().addHandler(handler)
    try:
        with capture_logs() as logs.events:
            yield logs
    finally:
        logging.getLogger().removeHandler(handler)
