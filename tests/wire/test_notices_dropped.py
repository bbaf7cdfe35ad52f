"""A push that is queued and has lost its point never goes; one that shows it is taken away."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.kit.push_scene import evening, scene
from tests.kit.push_service import NOTHING
from utelys.core.notice_kinds import may_withdraw
from utelys.notices import telling
from utelys_protocol.base import format_moment


async def test_a_queued_push_of_an_erased_message_never_goes(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        at.browser.will_answer(503)
        seq = await at.write("Feil rom")
        at.house.clock.move(seconds=4)
        await at.browser.push(kind="message")
        await at.answered()
        await at.house.do(at.eva, "message.erase", room=at.room, seq=seq)
        await at.until("withdrawn")
        at.house.clock.move(minutes=5)
        await at.quiet()


async def test_one_that_waits_for_the_end_of_a_quiet_night_never_goes_either(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path) as at:
        ends = format_moment(at.house.clock.now() + timedelta(hours=8))
        await at.house.do(at.ola, "quiet.set", until=ends)
        seq = await at.write("Feil rom")
        at.house.clock.move(seconds=4)
        await at.until("waiting")
        await at.house.do(at.eva, "message.erase", room=at.room, seq=seq)
        await at.until("withdrawn")
        await at.house.do(at.ola, "quiet.set")
        at.house.clock.move(hours=10)
        await at.quiet()


async def test_a_message_that_is_erased_leaves_the_locked_phone(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        await at.house.do(at.ola, "member.update", push_text="full")
        seq = await at.write("Nummeret mitt er 123")
        at.house.clock.move(seconds=4)
        push = await at.browser.push(body="Nummeret mitt er 123")
        await at.until("sent")
        await at.house.do(at.eva, "message.erase", room=at.room, seq=seq)
        await at.browser.push("withdrawn", tag=push.topic)


async def test_a_message_that_the_room_keeps_no_longer_leaves_the_locked_phone(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path) as at:
        made = await at.house.do(at.eva, "room.open", kind="group", name="Tur", members=[at.ola.id])
        at.room = made["room"]["id"]
        await at.house.do(at.eva, "room.retain", room=at.room, days=1)
        await at.write("Nummeret mitt er 123")
        at.house.clock.move(seconds=4)
        push = await at.browser.push()
        await at.until("sent")
        at.house.clock.move(hours=25)
        await at.browser.push("withdrawn", tag=push.topic)


async def test_what_else_is_unread_is_told_in_its_place(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        await at.house.do(at.ola, "member.update", push_text="full")
        await at.write("Kommer du?")
        wrong = await at.write("Feil rom")
        at.house.clock.move(seconds=4)
        first = await at.browser.push(body="Feil rom")
        await at.until("sent")
        await at.house.do(at.eva, "message.erase", room=at.room, seq=wrong)
        again = await at.browser.push(body="Kommer du?")
        assert again.topic == first.topic
        await at.until("sent", "withdrawn")
        await at.quiet()


async def test_a_queued_push_of_what_is_read_elsewhere_never_goes(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        at.browser.will_answer(503)
        seq = await at.write()
        at.house.clock.move(seconds=4)
        await at.browser.push(kind="message")
        await at.answered()
        await at.house.do(at.ola, "read.mark", stream=f"room:{at.room}", seq=seq)
        await at.until("withdrawn")
        at.house.clock.move(minutes=5)
        await at.quiet()


async def test_a_machine_that_slept_over_the_last_moment_sends_nothing_late(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path) as at:
        at.browser.will_answer(503)
        await at.house.do(at.ola, "push.test")
        await at.browser.push(kind="test")
        await at.answered()
        at.house.clock.move(hours=8)
        await at.until("late")
        await at.quiet()


async def test_ringing_again_is_not_taken_away_by_what_ended_before(tmp_path: Path) -> None:
    async with evening(tmp_path) as at:
        ask = await at.raise_ask()
        await at.pers.push(kind="ask")
        await at.evas.push(kind="ask")
        await at.has_states(at.per, "sent")
        await at.has_states(at.eva, "sent")
        at.pers.will_answer(503, Retry_After="400")
        await at.house.do(at.eva, "ask.take", ask=ask)
        await at.pers.push("withdrawn")
        await at.evas.push("withdrawn")
        await at.settled()
        at.house.clock.move(minutes=3, seconds=1)
        await at.pers.push(kind="ask")
        await at.has_states(at.per, "sent", "withdrawn")
        at.house.clock.move(minutes=4)
        await at.settled()
        await at.house.do(at.per, "push.test")
        await at.pers.push(kind="test")
        at.evas.may_get_more()


async def test_an_ended_call_that_waits_in_the_queue_never_rings(tmp_path: Path) -> None:
    async with evening(tmp_path) as at:
        at.evas.will_answer(429, Retry_After="60")
        ask = await at.raise_ask()
        await at.evas.push(kind="ask")
        await at.pers.push(kind="ask")
        await at.has_states(at.per, "sent")
        await at.settled()
        await at.house.do(at.per, "ask.take", ask=ask)
        await at.pers.push("withdrawn")
        await at.house.do(at.ola, "ask.end", ask=ask)
        at.house.clock.move(minutes=2)
        await at.settled()
        await at.house.do(at.eva, "push.test")
        await at.evas.push(kind="test")
        await at.has_states(at.eva, "sent", "withdrawn")
        at.pers.may_get_more()


async def test_what_is_written_anew_takes_the_place_of_the_old_words_without_a_sound(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path) as at:
        await at.house.do(at.ola, "member.update", push_text="full")
        seq = await at.write("Koden er 1234")
        at.house.clock.move(seconds=4)
        first = await at.browser.push(body="Koden er 1234")
        assert "silent" not in first.payload
        await at.until("sent")
        ends = format_moment(at.house.clock.now() + timedelta(hours=8))
        await at.house.do(at.ola, "quiet.set", until=ends)
        args = {"room": at.room, "seq": seq}
        await at.house.do(at.eva, "message.edit", text="Ring meg heller", **args)
        await at.house.do(at.eva, "message.edit", text="Ring meg", **args)
        at.house.clock.move(seconds=31)
        anew = await at.browser.push(body="Ring meg", silent=True)
        assert anew.topic == first.topic
        await at.until("sent", "replaced")
        await at.house.do(at.ola, "quiet.set")
        await at.write("Er du der?")
        at.house.clock.move(seconds=40)
        assert "silent" not in (await at.browser.push(body="Er du der?")).payload


async def test_what_was_put_off_goes_out_with_the_new_words_and_is_heard(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        await at.house.do(at.ola, "member.update", push_text="full")
        at.browser.will_answer(503)
        seq = await at.write("Koden er 1234")
        at.house.clock.move(seconds=4)
        await at.browser.push(body="Koden er 1234")
        await at.answered()
        await at.house.do(at.eva, "message.edit", room=at.room, seq=seq, text="Ring meg")
        at.house.clock.move(seconds=31)
        assert "silent" not in (await at.browser.push(body="Ring meg")).payload
        await at.quiet()


async def test_of_an_edit_nobody_hears_whose_phone_shows_no_words(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        seq = await at.write("Koden er 1234")
        at.house.clock.move(seconds=4)
        await at.browser.push(title="Ny melding")
        await at.until("sent")
        await at.house.do(at.eva, "message.edit", room=at.room, seq=seq, text="Ring meg")
        at.house.clock.move(seconds=31)
        await at.quiet()


async def test_a_phone_by_apple_hears_that_a_call_is_over_and_not_that_a_message_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apple = "https://web.push.apple.com/QGuQyavXutnMH"
    monkeypatch.setattr(
        telling, "may_withdraw", lambda _, *args, **more: may_withdraw(apple, *args, **more)
    )
    async with evening(tmp_path) as at:
        made = await at.house.do(at.ola, "room.open", kind="direct", members=[at.eva.id])
        room = made["room"]["id"]
        sent = await at.house.do(at.ola, "message.send", room=room, text="Hei")
        at.house.clock.move(seconds=4)
        await at.evas.push(kind="message")
        await at.has_states(at.eva, "sent")
        await at.house.do(at.eva, "read.mark", stream=f"room:{room}", seq=sent["seq"])
        await at.has_states(at.eva, "withdrawn")
        ask = await at.raise_ask()
        ring = await at.evas.push(kind="ask")
        await at.pers.push(kind="ask")
        await at.has_states(at.eva, "sent", "withdrawn")
        await at.house.do(at.ola, "ask.withdraw", ask=ask)
        await at.evas.push("withdrawn", tag=ring.topic, title="Ingenting venter på deg")
        await at.pers.push("withdrawn")


async def test_a_ring_that_may_have_arrived_is_taken_away_whatever_was_answered_later(
    tmp_path: Path,
) -> None:
    async with evening(tmp_path) as at:
        for answer in (NOTHING, 503):
            at.evas.will_answer(answer)
        ask = await at.raise_ask()
        await at.pers.push(kind="ask")
        await at.evas.push(kind="ask")
        await at.settled()
        at.house.clock.move(seconds=6)
        await at.evas.push(kind="ask")
        await at.settled()
        await at.house.do(at.ola, "ask.withdraw", ask=ask)
        await at.pers.push("withdrawn")
        await at.evas.push("withdrawn")
