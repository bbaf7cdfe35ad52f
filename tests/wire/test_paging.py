"""Paging through what repeats costs what is shown: counted in steps, not in seconds."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.kit.house import HandClock, House, opened
from tests.wire.test_activities import plan
from utelys.core import recurrence
from utelys.store.source import ReadSource

NOW = "2026-11-23T12:00:00+00:00"
THURSDAY = {"wall": "2026-11-26T18:00", "zone": "Europe/Oslo"}
FEW = 16
"""Steps of a page besides those that it shows: the days around its edges, and one more."""


class Work:
    """What the server did: times that were worked out, and statements that were run."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.steps = self.statements = 0
        candidates, rows = recurrence._candidates, ReadSource.rows

        def counted(*args: Any) -> Iterator[datetime]:
            for at in candidates(*args):
                self.steps += 1
                yield at

        async def asked(source: ReadSource, *args: Any) -> Any:
            self.statements += 1
            return await rows(source, *args)

        patch.setattr(recurrence, "_candidates", counted)
        patch.setattr(ReadSource, "rows", asked)

    def taken(self) -> tuple[int, int]:
        """Steps and statements since this was asked last."""
        taken = self.steps, self.statements
        self.steps = self.statements = 0
        return taken


async def read(house: House, **query: str) -> dict[str, Any]:
    text = "&".join(f"{key}={value}" for key, value in query.items()).replace("+", "%2B")
    status, page = await house.get(house.keeper, f"/activities/occurrences?{text}")
    assert status == 200, page
    answer: dict[str, Any] = page
    return answer


async def test_ten_years_of_thursdays_page_by_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(tmp_path, HandClock.at(NOW)) as house:
        card = await plan(house, starts=THURSDAY, rule="FREQ=WEEKLY")
        for week in range(40):
            day = datetime(2026, 12, 3) + timedelta(weeks=10 * week)  # noqa: DTZ001
            one = {"which": "one", "occurrence": f"{card['id']}.{day:%Y%m%d}T1800"}
            await house.do(house.keeper, "activity.cancel", activity=card["id"], **one)
        work = Work(monkeypatch)
        seen, statements, query = [], set(), {"before": "2036-11-26T12:00:00Z", "limit": "50"}
        while True:
            work.taken()
            page = await read(house, **query)
            steps, asked = work.taken()
            seen += [one["id"] for one in page["occurrences"]]
            statements.add(asked)
            assert steps <= len(page["occurrences"]) + FEW
            if "next" not in page:
                break
            query |= page["next"]
        assert (len(seen), len(set(seen))) == (522, 522)
        assert max(statements) - min(statements) <= 1, "a later page asks the disk no more"


async def test_a_page_of_a_million_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(tmp_path, HandClock.at(NOW)) as house:
        await plan(house, starts=THURSDAY, rule="FREQ=DAILY;COUNT=1000000")
        await plan(house, starts=THURSDAY, rule="FREQ=DAILY")
        work = Work(monkeypatch)
        assert len((await read(house, limit="20"))["occurrences"]) == 20
        steps, _ = work.taken()
        assert steps <= 2 * (20 + FEW)
        # What is counted is counted from its start; what is not begins where it is asked for.
        await read(house, limit="20", since="2036-11-26T12:00:00Z")
        steps, _ = work.taken()
        assert steps <= 3_653 + 2 * (20 + FEW)
