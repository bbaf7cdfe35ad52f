"""A call rings phones that have no socket open, at once; answered, it stops on all of them."""

from datetime import timedelta
from pathlib import Path

from tests.kit.push_scene import evening
from utelys_protocol.base import format_moment


async def test_a_call_rings_at_once_with_take_and_pass_and_names_nobody(tmp_path: Path) -> None:
    async with evening(tmp_path) as at:
        ask = await at.raise_ask()
        for browser in (at.evas, at.pers):
            push = await browser.push(kind="ask", title="Noen spør om du er der", open=f"ask:{ask}")
            assert push.urgency == "high"
            assert 760 <= push.ttl <= 780
            take, pass_ = push.payload["actions"]
            assert (take["command"], take["args"]) == ("ask.take", {"ask": ask})
            assert (pass_["command"], pass_["args"]) == ("ask.pass", {"ask": ask})
            assert not any(word in str(push.payload) for word in ("Ola", "Huset"))


async def test_taking_from_the_notification_stops_it_on_all_phones(tmp_path: Path) -> None:
    async with evening(tmp_path) as at:
        await at.raise_ask()
        push, other = await at.evas.push(kind="ask"), await at.pers.push(kind="ask")
        await at.has_states(at.per, "sent")
        await at.has_states(at.eva, "sent")
        take = push.payload["actions"][0]
        await at.house.do(at.eva, take["command"], **take["args"])
        gone = await at.pers.push("withdrawn", tag=other.topic)
        assert gone.urgency == "high"
        await at.evas.push("withdrawn", tag=push.topic)
        await at.has_states(at.per, "withdrawn")


async def test_seeing_a_call_on_a_desk_does_not_stop_it_in_the_pocket(tmp_path: Path) -> None:
    async with evening(tmp_path) as at:
        await at.raise_ask()
        await at.evas.push(kind="ask")
        await at.pers.push(kind="ask")
        await at.has_states(at.eva, "sent")
        at.house.running.parts.post.seen(at.eva.id, "desk", f"member:{at.eva.id}", 10_000)
        at.house.clock.move(seconds=5)
        await at.settled()
        await at.has_states(at.eva, "sent")


async def test_an_ended_call_never_rings_again_whatever_was_queued(tmp_path: Path) -> None:
    async with evening(tmp_path) as at:
        at.evas.will_answer(503, Retry_After="30")
        ask = await at.raise_ask()
        await at.evas.push(kind="ask")
        await at.pers.push(kind="ask")
        await at.has_states(at.per, "sent")
        await at.settled()
        await at.house.do(at.ola, "ask.withdraw", ask=ask)
        await at.pers.push("withdrawn")
        await at.has_states(at.eva, "withdrawn")
        at.house.clock.move(minutes=5)
        await at.settled()


async def test_a_call_that_comes_back_rings_again(tmp_path: Path) -> None:
    async with evening(tmp_path) as at:
        ask = await at.raise_ask()
        first = await at.pers.push(kind="ask")
        await at.evas.push(kind="ask")
        await at.has_states(at.per, "sent")
        await at.has_states(at.eva, "sent")
        await at.house.do(at.eva, "ask.take", ask=ask)
        await at.pers.push("withdrawn")
        await at.evas.push("withdrawn")
        await at.has_states(at.per, "withdrawn")
        at.house.clock.move(minutes=3, seconds=1)
        again = await at.pers.push(kind="ask")
        assert again.topic == first.topic
        await at.has_states(at.per, "sent", "withdrawn")
        at.evas.may_get_more()


async def test_still_home_is_asked_in_the_pocket_until_the_claim_ends(tmp_path: Path) -> None:
    async with evening(tmp_path) as at:
        lease = (await at.house.do(at.eva, "home.claim", house=at.id, **{"for": 3600}))["lease"]
        at.house.clock.move(minutes=45)
        push = await at.evas.push(kind="still_home", title="Er du der fortsatt?")
        assert 800 < push.ttl <= 900
        keep, end = push.payload["actions"]
        assert (keep["command"], end["command"]) == ("home.keep", "home.end")
        assert keep["args"] == {"lease": lease["id"]}
        await at.has_states(at.eva, "sent")
        await at.house.do(at.eva, keep["command"], **keep["args"])
        await at.evas.push("withdrawn", tag=push.topic)
        await at.has_states(at.eva, "withdrawn")


async def test_quiet_hours_hold_back_what_can_wait(tmp_path: Path) -> None:
    async with evening(tmp_path) as at:
        made = await at.house.do(at.ola, "room.open", kind="direct", members=[at.per.id])
        now = at.house.clock.now()
        ends = format_moment(now + timedelta(hours=8))
        await at.house.do(at.per, "quiet.set", until=ends)
        await at.house.do(at.ola, "message.send", room=made["room"]["id"], text="God natt")
        at.house.clock.move(seconds=4)
        await at.has_states(at.per, "waiting")
        at.house.clock.move(hours=7)
        await at.has_states(at.per, "waiting")
        at.house.clock.move(hours=1)
        await at.pers.push(kind="message")
        await at.has_states(at.per, "sent")


async def test_a_ring_lasts_as_long_as_the_house_lets_a_call_ring(tmp_path: Path) -> None:
    async with evening(tmp_path) as at:
        waves = {"second": 1200, "third": 2400, "end": 3600}
        await at.house.do(at.house.keeper, "house.set_waves", house=at.id, **waves)
        at.evas.will_answer(503)
        await at.raise_ask()
        first = await at.evas.push(kind="ask")
        assert 3580 <= first.ttl <= 3600
        await at.pers.push(kind="ask")
        at.evas.will_answer(503, Retry_After="1000")
        at.house.clock.move(seconds=6)
        await at.evas.push(kind="ask")
        await at.settled()
        at.house.clock.move(minutes=18)
        again = await at.evas.push(kind="ask")
        assert again.topic == first.topic


async def test_who_takes_a_call_is_told_nothing_of_what_they_find_there(tmp_path: Path) -> None:
    async with evening(tmp_path) as at:
        raised = await at.house.do(at.ola, "ask.raise", house=at.id)
        await at.house.do(at.ola, "message.send", room=raised["room"]["id"], text="kom")
        await at.evas.push(kind="ask")
        other = await at.pers.push(kind="ask")
        await at.house.do(at.eva, "ask.take", ask=raised["ask"]["id"])
        await at.evas.push("withdrawn")
        await at.pers.push("withdrawn", tag=other.topic)
        direct = await at.house.do(at.ola, "room.open", kind="direct", members=[at.per.id])
        await at.house.do(at.ola, "message.send", room=direct["room"]["id"], text="Hei")
        at.house.clock.move(seconds=4)
        # The same look finds what is for Per, and nothing for Eva.
        await at.pers.push(kind="message")
        await at.has_states(at.eva, "withdrawn")
