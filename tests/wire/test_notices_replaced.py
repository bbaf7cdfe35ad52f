"""Of two notices about the same thing the newer takes the place of the older, whatever they say."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.kit.push_scene import Evening, evening
from utelys_protocol.base import format_moment

LATER = {"starts": {"wall": "2027-11-26T17:00", "zone": "Europe/Oslo"}, "lasts": 7200}


async def plan(at: Evening, **more: Any) -> str:
    """The keeper plans a shift for Eva; returns its id."""
    args = LATER | {"house": at.id, "member": at.eva.id}
    planned = await at.house.do(at.house.keeper, "shift.plan", **args, **more)
    return str(planned["shift"]["id"])


async def test_two_that_come_due_together_are_one_push(tmp_path: Path) -> None:
    async with evening(tmp_path) as at:
        shift = await plan(at)
        await at.house.do(at.house.keeper, "shift.cancel", shift=shift)
        at.house.clock.move(seconds=4)
        push = await at.evas.push(kind="shift")
        await at.has_states(at.eva, "sent", "replaced")
        _, told = await at.house.get(at.eva, "/notices")
        assert push.payload["notice"] == told["notices"][0]["id"]
        await at.settled()
        assert at.evas.left_over() == []


async def test_one_that_was_put_off_never_goes_once_a_newer_one_is_there(tmp_path: Path) -> None:
    async with evening(tmp_path) as at:
        at.evas.will_answer(503, Retry_After="60")
        shift = await plan(at)
        at.house.clock.move(seconds=4)
        first = await at.evas.push(kind="shift")
        await at.settled()
        await at.house.do(at.house.keeper, "shift.cancel", shift=shift)
        at.house.clock.move(seconds=4)
        second = await at.evas.push(kind="shift")
        assert (second.topic, second.payload["tag"]) == (first.topic, first.topic)
        await at.has_states(at.eva, "sent", "replaced")
        at.house.clock.move(minutes=2)
        await at.house.do(at.eva, "push.test")
        await at.evas.push(kind="test")


async def test_of_what_the_quiet_held_back_the_newest_is_told(tmp_path: Path) -> None:
    async with evening(tmp_path) as at:
        ends = format_moment(at.house.clock.now() + timedelta(hours=8))
        await at.house.do(at.eva, "quiet.set", until=ends)
        shift = await plan(at)
        at.house.clock.move(seconds=4)
        await at.has_states(at.eva, "waiting")
        await at.house.do(at.house.keeper, "shift.cancel", shift=shift)
        at.house.clock.move(seconds=4)
        await at.has_states(at.eva, "waiting", "waiting")
        at.house.clock.move(hours=8)
        await at.evas.push(kind="shift")
        await at.has_states(at.eva, "sent", "replaced")
