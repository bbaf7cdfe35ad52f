"""Every way of going, and every part that one can have in what is done together.

Those who stay hear what concerns them, once each; whoever is gone keeps nothing.
"""

from collections import Counter
from pathlib import Path

import pytest

from tests.kit.going import PARTS, going

WAYS = ("house.leave", "house.remove", "house.pause", "member.set_stage", "member.leave")

OLA = {
    "coming": "invitation.promoted",
    "leads": "invitation.changed",
    "co_leads": "invitation.changed",
    "paired": "company.reopened",
}
"""What the other half of it is told, once, whichever way Eva goes; of the rest nothing."""

ALL = {"leads": "invitation.changed", "co_leads": "invitation.changed"}
"""What those are told who stand by."""

IN_STEP = {"guest": "activity.changed"}
"""What keeps lists in step when somebody is named no more."""


def told(*tables: dict[str, str]) -> dict[str, Counter[str]]:
    return {part: Counter(table[part] for table in tables if part in table) for part in PARTS}


@pytest.mark.parametrize("way", WAYS)
async def test_each_hears_once_and_nothing_is_kept(tmp_path: Path, way: str) -> None:
    async with going(tmp_path) as it:
        before = await it.keeps()
        assert before == {
            "coming": {"answer", "room"},
            "guest": {"answer", "room", "name"},
            "in_room": {"answer", "room"},
            "leads": {"lead", "room"},
            "co_leads": {"lead", "room"},
            "wants": {"answer", "room"},
            "offers": {"answer", "room"},
            "paired": {"answer", "room", "pair"},
            "waits": {"answer", "room"},
        }
        await it.go(way)
        for_good = way == "member.leave"
        last = (IN_STEP, {"guest": "invitation.promoted"}) if for_good else ()
        assert await it.news(it.ola) == told(OLA, *last)
        for person in (it.per, it.house.keeper):
            assert await it.news(person) == told(ALL, *last[:1])
        kept = await it.keeps()
        assert kept.pop("guest") == (set() if for_good else before["guest"])
        assert not any(kept.values()), kept
        if for_good:
            assert await it.is_nowhere()
            return
        # Eva hears that it concerns her no more, and nothing of what became of it.
        left = dict.fromkeys(set(PARTS) - {"guest"}, "activity.left")
        assert await it.news(it.eva) == told(left)


async def test_what_was_answered_comes_back_after_a_pause(tmp_path: Path) -> None:
    async with going(tmp_path) as it:
        before = await it.keeps()
        await it.go("house.pause")
        for person in (it.ola, it.per, it.house.keeper, it.eva):
            await it.news(person)
        await it.back()
        after = await it.keeps()
        lost = {part: before[part] - after[part] for part in PARTS}
        assert lost == {part: set() for part in PARTS} | {
            "leads": {"lead"},
            "co_leads": {"lead"},
            # They are not put together again with the one who was told that they cannot.
            "paired": {"pair"},
        }
        for person in (it.ola, it.per, it.house.keeper):
            assert await it.news(person) == told()
        # What she had answered is in her list again, what she had not is news once.
        listed = dict.fromkeys(set(PARTS) - {"guest", "leads", "co_leads"}, "activity.planned")
        heard = dict.fromkeys(("leads", "co_leads"), "invitation.received")
        assert await it.news(it.eva) == told(listed | heard)
