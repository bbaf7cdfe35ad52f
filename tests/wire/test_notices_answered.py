"""What is asked of somebody is answered from the notice itself, by a command and nothing else."""

from pathlib import Path
from typing import Any

import pytest

from tests.kit.house import House, Person
from tests.kit.push_scene import evening
from tests.kit.push_service import Push
from tests.wire.test_company import walk

LATER = {"starts": {"wall": "2027-11-26T17:00", "zone": "Europe/Oslo"}, "lasts": 7200}


async def tap(house: House, who: Person, push: Push, action: str) -> dict[str, Any]:
    """What the service worker sends when a button is tapped; twice, for the answer was lost."""
    (chosen,) = [one for one in push.payload["actions"] if one["action"] == action]
    key = f"{push.payload['notice']}-{action}"
    answers = [
        await house.post(chosen["command"], chosen["args"], who.token, **{"Idempotency-Key": key})
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
    status, told = answers[0]
    assert status == 200, told
    return told


@pytest.mark.parametrize(("action", "how"), [("yes", "agreed"), ("no", "declined")])
async def test_a_swap(tmp_path: Path, action: str, how: str) -> None:
    async with evening(tmp_path) as at:
        args = LATER | {"house": at.id, "member": at.eva.id}
        shift = (await at.house.do(at.house.keeper, "shift.plan", **args))["shift"]
        at.house.clock.move(seconds=4)
        await at.evas.push(kind="shift")
        here = {"shift": shift["id"], "occurrence": "20271126T1700"}
        await at.house.do(at.eva, "shift.swap", **here, to=at.per.id)
        at.house.clock.move(seconds=4)
        push = await at.pers.push(kind="swap", title="Kan du bytte?")
        assert not any(word in str(push.payload) for word in ("Eva", "vakt", "Huset"))
        assert (await tap(at.house, at.per, push, action))["how"] == how
        at.house.clock.move(seconds=4)
        await at.pers.push("withdrawn", tag=push.topic)
        await at.evas.push(kind="shift")
        at.evas.may_get_more()
        at.pers.may_get_more()


@pytest.mark.parametrize("action", ["yes", "no"])
async def test_a_claim_to_take_over(tmp_path: Path, action: str) -> None:
    async with evening(tmp_path) as at:
        lease = (await at.house.do(at.eva, "home.claim", house=at.id))["lease"]
        await at.house.do(at.eva, "home.offer", lease=lease["id"], to=at.per.id)
        at.house.clock.move(seconds=4)
        push = await at.pers.push(kind="offer", title="Kan du ta over?", until=lease["until"])
        assert push.urgency == "high"
        # That its end has moved is no news to one who has been asked.
        at.house.clock.move(minutes=1)
        kept = (await at.house.do(at.eva, "home.keep", lease=lease["id"]))["lease"]
        at.house.clock.move(seconds=4)
        await at.house.time_told()
        (offer,) = (await at.house.state(at.per, f"member:{at.per.id}"))["offers"]
        assert offer["until"] == kept["until"] != lease["until"]
        await tap(at.house, at.per, push, action)
        light = (await at.house.state(at.ola, f"house:{at.id}"))["light"]
        # Per has never said that his name may be shown.
        home = None if action == "yes" else at.eva.id
        assert [one.get("member") for one in light["who"]] == [home]
        at.house.clock.move(seconds=4)
        await at.pers.push("withdrawn", tag=push.topic)


async def test_a_claim_that_was_declined_before_the_phone_heard_of_it(tmp_path: Path) -> None:
    async with evening(tmp_path) as at:
        lease = (await at.house.do(at.eva, "home.claim", house=at.id))["lease"]
        await at.house.do(at.eva, "home.offer", lease=lease["id"], to=at.per.id)
        await at.house.do(at.per, "home.decline", lease=lease["id"])
        at.house.clock.move(seconds=4)
        await at.house.do(at.per, "push.test")
        await at.pers.push(kind="test")
        await at.has_states(at.per, "sent")


@pytest.mark.parametrize(("action", "matched"), [("coming", True), ("no", False)])
async def test_company(tmp_path: Path, action: str, matched: bool) -> None:
    async with evening(tmp_path) as at:
        times = await walk(at.house, at.ola)
        await at.house.do(at.per, "company.say", says="offered")
        await at.house.do(at.ola, "activity.answer", answer="maybe", company="wanted", **times)
        at.house.clock.move(seconds=4)
        push = await at.pers.push_of("company_asked")
        assert push.payload["title"] == "Blir du med?"
        assert not any(word in str(push.payload) for word in ("Ola", "Turen", "porten"))
        await tap(at.house, at.per, push, action)
        told = await at.house.entries(at.per, f"member:{at.per.id}")
        assert ("company.matched" in [one["kind"] for one in told]) is matched
        await at.settled()
        at.evas.may_get_more()
        at.pers.may_get_more()
