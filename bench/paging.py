"""A series over ten years, paged through to its end over HTTP, 200 times to a page."""

import asyncio
import http.client
import json
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from bench.figures import Figure
from bench.process import PATIENCE, Program, serving
from bench.village import Villager, build
from utelys.actions.planning import schedule
from utelys.clocks import SystemClock
from utelys.core import changes
from utelys.core.activity import Activity, Audience
from utelys.core.walltime import Wall
from utelys.store.base import Tx
from utelys.store.opening import open_database
from utelys.store.queries import activities, people
from utelys.store.writer import writing

WEEKS = 522
_PATH = "/api/v1/activities/occurrences"


def run() -> list[Figure]:
    """Measure once: the first time through, and the best of ten that follow."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "data")
        somebody = build(data, 1, 2).people[0]
        asyncio.run(_plan(data))
        with serving(data) as program:
            first = _through(program, somebody)
            again = min(_through(program, somebody) for _ in range(10))
    return [
        Figure("ten years paged through, at first", "ms", (first,)),
        Figure("ten years paged through", "ms", (again,), most=50),
    ]


async def _plan(data: Path) -> None:
    """Plan every Thursday at six for ten years, for everybody in the house."""

    async def job(tx: Tx) -> None:
        house = (await people.all_houses(tx))[1]
        members = await people.members_of(tx, house)
        day = tx.now + timedelta(days=1)
        start = Wall(day.replace(hour=18, minute=0, second=0, microsecond=0, tzinfo=None), "UTC")
        details = {"title": "Turen", "place": "Ved porten", "leader": members[0]}
        rule = f"FREQ=WEEKLY;COUNT={WEEKS}"
        series = changes.plan(tx.new_id(), start, timedelta(hours=2), details, rule)
        activity = Activity(series, members[0], Audience(house=house), tx.now)
        await activities.add(tx, activity)
        schedule(tx, activity)

    database = open_database(data, serving=True)
    try:
        async with writing(database, SystemClock(), lambda _: None) as writer:
            await writer.do(job)
    finally:
        await database.close()


def _through(program: Program, somebody: Villager) -> float:
    """Read page after page on one connection; the milliseconds that it took."""
    connection = http.client.HTTPConnection("127.0.0.1", program.port, timeout=PATIENCE)
    headers = {"Authorization": f"Bearer {somebody.token}"}
    found, query = 0, {"limit": "200"}
    began = time.perf_counter()
    while query:
        connection.request("GET", f"{_PATH}?{urlencode(query)}", headers=headers)
        page = json.loads(connection.getresponse().read())
        found += len(page["occurrences"])
        query = {"limit": "200", **page["next"]} if page.get("next") else {}
    took = (time.perf_counter() - began) * 1e3
    connection.close()
    assert found == WEEKS, f"{found} of {WEEKS} times"
    return took
