"""The machine's clock, and the one that tests move."""

import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

_LOOK_AGAIN = 0.01


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the present moment, in whole milliseconds."""
        moment = datetime.now(UTC)  # noqa: TID251 - the one place that asks the machine
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    def steady(self) -> float:
        """Return seconds that only go on; they stand still while the machine sleeps."""
        return time.monotonic()


class OffsetClock:
    """The machine's clock moved by the seconds that a file holds, read again as it changes.

    A larger offset is time that passes, and the steady clock goes along; a smaller one is a clock
    that is set back, and the steady clock does not.
    """

    def __init__(self, path: Path) -> None:
        """Read from this file; while it is absent or half written, the last offset holds."""
        self._path = path
        self._system = SystemClock()
        self._offset = timedelta()
        self._passed = timedelta()
        self._looked_at = -1.0

    def steady(self) -> float:
        """Return seconds that only go on, by what the file held when the clock was last read."""
        return self._system.steady() + self._passed.total_seconds()

    def now(self) -> datetime:
        """Return the moved moment."""
        self._read()
        moment = self._system.now() + self._offset
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    def _read(self) -> None:
        if time.monotonic() - self._looked_at > _LOOK_AGAIN:
            self._looked_at = time.monotonic()
            with suppress(OSError, ValueError):
                offset = timedelta(seconds=float(self._path.read_text()))
                self._passed += max(offset - self._offset, timedelta())
                self._offset = offset
