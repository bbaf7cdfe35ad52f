"""Cards of series that were changed at random, each with its times as the server tells them.

The web client works its times out from the card; `clients/web/src/model/vectors/times.json` is what
it is held against. To write it anew: `python -m tests.kit.series_vectors`.
"""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from tests.kit.series import NOW, RULES, changed, planned
from utelys.core.activity import Activity, Audience
from utelys.core.occurrences import LONGEST, Occurrence, Series, listed
from utelys_protocol.base import dump

PATH = Path(__file__).parents[2] / "clients/web/src/model/vectors/times.json"
CASES = 120
_DAY = timedelta(days=1)
_AHEAD = 35 * _DAY
_STEPS = ("one", "one", "later", "rule", "cancel one", "cancel later", "place")
_READ = ("FREQ=DAILY", "FREQ=WEEKLY")
"""The rules that a phone reads; it learns from the server when others happen."""


def vectors() -> str:
    """All cases, always the same."""
    random = Random(26)
    cases = [json.dumps(_case(random), ensure_ascii=False) for _ in range(CASES)]
    return "[\n" + ",\n".join(cases) + "\n]\n"


def _case(random: Random) -> dict[str, object]:
    steps = [
        (random.choice(_STEPS), random.randint(0, 9), random.randint(-9, 9), random.randint(8, 21))
        for _ in range(random.randint(0, 6))
    ]
    series = changed(planned(random.choice((None, *RULES))), steps)
    revised = NOW + random.randint(0, 90) * _DAY
    series = replace(series, revised=revised)
    now = revised + timedelta(days=random.randint(0, 30), minutes=random.randint(0, 1440))
    card = Activity(series, "m-eva", Audience(house="h"), revised).card
    return {
        "card": dump(card),
        "now": f"{now:%FT%TZ}",
        "before": f"{now + _AHEAD:%FT%TZ}",
        "told": _told(series, now),
        "times": [_time(one) for one in _shown(series, now)],
    }


def _told(series: Series, now: datetime) -> list[str]:
    if all(one.rule is None or one.rule.text.startswith(_READ) for one in series.segments):
        return []
    return [one.id for one in listed(series, now - LONGEST, now, now + _AHEAD)]


def _shown(series: Series, now: datetime) -> list[Occurrence]:
    return [one for one in listed(series, now - LONGEST, now, now + _AHEAD) if one.ends > now]


def _time(one: Occurrence) -> dict[str, object]:
    told = {
        "id": one.id,
        "planned": f"{one.planned.at:%FT%H:%M}",
        "starts": f"{one.starts:%FT%TZ}",
        "ends": f"{one.ends:%FT%TZ}",
        "cancelled": one.cancelled,
        "place": one.details["place"],
        "bring": one.details.get("bring"),
    }
    return {key: value for key, value in told.items() if value is not None}


if __name__ == "__main__":
    PATH.parent.mkdir(exist_ok=True)
    PATH.write_text(vectors(), encoding="utf-8")
