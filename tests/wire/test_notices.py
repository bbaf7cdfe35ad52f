"""What reaches a member outside a socket: once, in time, and in neutral words."""

from pathlib import Path

import pytest

from tests.kit.house import HandClock, House, Person, opened
from tests.kit.push_scene import SETTINGS, scene
from tests.kit.push_service import NOTHING, push_service
from tests.kit.until import until


async def test_a_message_that_no_device_confirms_is_pushed_in_neutral_words(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        await at.write("Eva her, hilsen Kirkegata 4")
        at.house.clock.move(seconds=3.6)
        push = await at.browser.push(kind="message", title="Ny melding", open=f"room:{at.room}")
        assert (push.urgency, push.payload["actions"]) == ("normal", [])
        assert 86_000 < push.ttl <= 86_400
        shown = str(push.payload)
        assert not any(word in shown for word in ("Eva", "Kirkegata", "hilsen", "Huset"))
        (told,) = await at.until("sent")
        assert (told["kind"], told["devices"]) == ("message", 1)
        async with at.house.http.get(f"{at.house.url}/metrics") as answer:
            assert 'utelys_pushes_total{state="sent"} 1.0' in await answer.text()


async def test_nothing_is_pushed_before_three_seconds_or_when_it_was_seen(tmp_path: Path) -> None:
    async with scene(tmp_path) as at, at.house.phone(at.ola) as phone:
        await phone.reset(f"room:{at.room}")
        seq = await at.write()
        await phone.entry(f"room:{at.room}", "message.sent")
        at.house.clock.move(seconds=2.5)
        await at.quiet()
        assert await at.states() == []
        await phone.send(type="seen", stream=f"room:{at.room}", seq=seq)
        await phone.send(type="ping", n=1)
        await phone.until("pong", n=1)
        at.house.clock.move(seconds=2)
        await at.quiet()
        assert await at.states() == []


async def test_an_open_socket_that_confirms_nothing_does_not_eat_the_push(tmp_path: Path) -> None:
    async with scene(tmp_path) as at, at.house.phone(at.ola) as phone:
        await phone.reset(f"room:{at.room}")
        await at.write()
        await phone.entry(f"room:{at.room}", "message.sent")
        at.house.clock.move(seconds=4)
        await at.browser.push(kind="message")


async def test_a_room_has_one_push_until_it_is_read_and_then_it_is_withdrawn(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path) as at:
        for text in ("en", "to", "tre"):
            await at.write(text)
        at.house.clock.move(seconds=4)
        first = await at.browser.push(kind="message")
        await at.until("sent")
        seq = await at.write("fire")
        at.house.clock.move(seconds=4)
        await at.until("waiting", "sent")
        at.house.clock.move(seconds=31)
        second = await at.browser.push(kind="message")
        assert second.topic == first.topic
        await at.until("sent", "replaced")
        async with at.house.phone(Person(at.ola.id, "other", at.ola.token, "Ola")) as phone:
            await phone.send(type="seen", stream=f"room:{at.room}", seq=seq)
            # The device that shows the room takes away its own; the one with the push is the same.
            await at.until("withdrawn", "replaced")


async def test_what_is_read_on_another_device_is_taken_away(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        desk = await at.house.invite("Per")
        desk_browser = at.service.browser("pers")
        await at.house.do(desk, "push.subscribe", **desk_browser.subscription)
        made = await at.house.do(
            at.eva, "room.open", kind="group", name="Tur", members=[desk.id, at.ola.id]
        )
        placed = await at.house.do(at.eva, "message.send", room=made["room"]["id"], text="Hei")
        at.house.clock.move(seconds=4)
        push, other = await at.browser.push(), await desk_browser.push()
        assert push.topic != other.topic, "members of one room have nothing in common"
        await at.until("sent")
        async with at.house.phone(at.ola) as phone:
            stream = f"room:{made['room']['id']}"
            post = at.house.running.parts.post
            # As another device of Ola's would say it.
            post.seen(at.ola.id, "another device", stream, placed["seq"])
            gone = await at.browser.push("withdrawn", tag=push.topic)
            assert (gone.topic, gone.urgency) == (push.topic, "low")
            await phone.send(type="ping", n=1)
        await at.until("withdrawn")


async def test_what_was_marked_as_read_is_not_pushed_though_the_server_restarts(
    tmp_path: Path,
) -> None:
    clock = HandClock()
    async with push_service(clock) as service:
        browser = service.browser("olas")
        async with opened(tmp_path, clock, **SETTINGS) as house:
            keeper, ola = house.keeper, await house.invite("Ola")
            await house.do(ola, "push.subscribe", **browser.subscription)
            room = (await house.do(keeper, "room.open", kind="direct", members=[ola.id]))["room"]
            sent = await house.do(keeper, "message.send", room=room["id"], text="Hei")
            await house.do(ola, "read.mark", stream=f"room:{room['id']}", seq=sent["seq"])
        async with opened(tmp_path, clock, keeper, **SETTINGS) as house:
            clock.move(seconds=4)
            await house.do(ola, "push.test")
            await browser.push(kind="test")


async def test_a_room_that_is_silent_for_a_while_pushes_nothing(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        await at.house.do(at.ola, "room.mute", room=at.room)
        await at.write()
        at.house.clock.move(seconds=4)
        await at.quiet()
        await at.house.do(at.ola, "room.unmute", room=at.room)
        await at.write()
        at.house.clock.move(seconds=4)
        await at.browser.push()


async def test_reading_withdraws_what_was_sent(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        seq = await at.write()
        at.house.clock.move(seconds=4)
        push = await at.browser.push()
        await at.until("sent")
        await at.house.do(at.ola, "read.mark", stream=f"room:{at.room}", seq=seq)
        await at.browser.push("withdrawn", tag=push.topic)
        await at.until("withdrawn")


async def test_the_member_may_choose_fuller_text(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        await at.house.do(at.ola, "member.update", push_text="full")
        await at.write("Kaffe?")
        at.house.clock.move(seconds=4)
        # What a phone with a lock shows in the place of both.
        await at.browser.push(title="Eva", body="Kaffe?", plain="Ny melding")


async def test_words_are_in_the_members_language(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        await at.house.do(at.ola, "member.update", language="en")
        await at.write()
        at.house.clock.move(seconds=4)
        await at.browser.push(title="New message")


async def test_an_invitation_is_told_with_answers_and_never_to_the_one_who_planned(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path) as at:
        keepers = at.service.browser("keepers")
        await at.house.do(at.house.keeper, "push.subscribe", **keepers.subscription)
        planned = await at.house.do(
            at.house.keeper,
            "activity.plan",
            title="Badstue",
            house=await at.house.house_id(),
            starts={"wall": "2030-06-01T18:00", "zone": "Europe/Oslo"},
            lasts=3600,
            place="Brygga",
        )
        at.house.clock.move(seconds=4)
        push = await at.browser.push(kind="invitation", title="Noe du kan være med på")
        assert push.urgency == "low"
        assert "Badstue" not in str(push.payload)
        coming, no = push.payload["actions"]
        assert coming["command"] == no["command"] == "activity.answer"
        activity = planned["activity"]["id"]
        assert coming["args"] == {"activity": activity, "occurrence": "all", "answer": "coming"}
        await at.quiet()


async def test_a_test_goes_out_at_once_and_the_device_confirms_it(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        made = await at.house.do(at.ola, "push.test")
        push = await at.browser.push(kind="test", notice=made["notice"])
        assert (push.urgency, push.ttl) == ("high", 300) or push.ttl in (299, 300)
        confirmed = await at.house.do(at.ola, "push.confirm", notice=push.payload["notice"])
        assert confirmed["push"]["confirmed_at"]
        status, problem = await at.house.post("push.confirm", {"notice": "another"}, at.ola.token)
        assert (status, problem["code"]) == (410, "gone")
        _, key = await at.house.get(at.ola, "/push/key")
        assert at.service.keys == {key["key"]}


@pytest.mark.parametrize("status", [200, 201, 202])
async def test_a_distributor_of_unified_push_is_a_push_service_like_any_other(
    tmp_path: Path, status: int
) -> None:
    """Another path, a query in it, and no `Location` in the answer (unifiedpush.org, RFC 8030)."""
    async with scene(tmp_path) as at:
        phone = at.service.browser("evas", "/up/UPa1b2c3?up=1&t=%2Feva%2B")
        await at.house.do(at.eva, "push.subscribe", **phone.subscription)
        for _ in range(2):
            phone.will_answer(status)
            made = await at.house.do(at.eva, "push.test")
            push = await phone.push(kind="test", notice=made["notice"])
            await at.house.do(at.eva, "push.confirm", notice=push.payload["notice"])
        await at.answered()
        assert (await at.states(at.eva))[0] == "sent"


@pytest.mark.parametrize("status", [404, 410])
async def test_a_subscription_that_is_gone_is_removed_and_its_member_told(
    tmp_path: Path, status: int
) -> None:
    async with scene(tmp_path) as at, at.house.phone(at.ola) as phone:
        await phone.reset(f"member:{at.ola.id}")
        at.browser.will_answer(status)
        await at.write()
        at.house.clock.move(seconds=4)
        await at.browser.push()
        ended = await phone.entry(f"member:{at.ola.id}", "push.ended")
        assert (ended["by"], ended["body"]["why"]) == ("clock", "gone")
        await at.until("failed")
        _, state = await at.house.get(at.ola, f"/streams/member:{at.ola.id}/snapshot")
        assert state["snapshot"]["pushes"] == []
        await at.write()
        at.house.clock.move(seconds=40)
        await at.quiet()


async def test_too_large_goes_out_again_with_nothing_but_the_title(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        await at.house.do(at.ola, "member.update", push_text="full")
        at.browser.will_answer(413)
        await at.write("x" * 3000)
        at.house.clock.move(seconds=4)
        large = await at.browser.push()
        small = await at.browser.push(title="Ny melding")
        assert "body" not in small.payload
        assert small.size < large.size
        assert small.topic == large.topic
        await at.until("sent")


async def test_it_is_given_up_if_it_is_still_too_large_or_refused(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        at.browser.will_answer(413)
        at.browser.will_answer(413)
        await at.house.do(at.ola, "push.test")
        await at.browser.push()
        await at.browser.push()
        await at.until("failed")
        at.browser.will_answer(400)
        await at.house.do(at.ola, "push.test")
        await at.browser.push()
        await at.until("failed", "failed")


async def test_a_service_that_asks_us_to_wait_is_not_asked_sooner(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        at.browser.will_answer(429, Retry_After="60")
        await at.write()
        at.house.clock.move(seconds=4)
        await at.browser.push()
        await at.answered()
        at.house.clock.move(seconds=50)
        await at.quiet()
        assert await at.states() == ["sending"]
        at.house.clock.move(seconds=11)
        await at.browser.push()
        await at.until("sent")


@pytest.mark.parametrize("answer", [500, 503, NOTHING])
async def test_a_service_in_trouble_is_tried_again(tmp_path: Path, answer: int | str) -> None:
    async with scene(tmp_path) as at:
        at.browser.will_answer(answer)
        await at.write()
        at.house.clock.move(seconds=4)
        first = await at.browser.push()
        await at.answered()
        at.house.clock.move(seconds=6)
        second = await at.browser.push()
        assert first.topic == second.topic
        await at.until("sent")


async def test_after_the_last_moment_nothing_is_tried_any_more(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        at.browser.will_answer(503, Retry_After="600")
        await at.house.do(at.ola, "push.test")
        await at.browser.push()
        await at.until("late")
        at.house.clock.move(hours=1)
        await at.quiet()


async def test_a_redirect_is_not_followed(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        at.browser.will_answer(307, Location=f"{at.service.url}/elsewhere")
        await at.house.do(at.ola, "push.test")
        await at.browser.push()
        await at.until("failed")


async def test_a_signed_out_device_gets_nothing_more(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        await at.write()
        await at.house.do(at.ola, "device.sign_out")
        at.house.clock.move(seconds=4)
        await at.quiet()


async def test_a_browser_in_which_somebody_else_signs_in_is_theirs(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        per = await at.house.invite("Per")
        await at.house.do(per, "push.subscribe", **at.browser.subscription)
        await at.write()
        at.house.clock.move(seconds=4)
        await at.quiet()
        assert await at.states() == []


async def test_a_clock_that_goes_back_makes_nobody_wait(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        await at.write()
        at.house.clock.move(hours=-1)
        at.house.clock.move(seconds=4)
        await at.browser.push()
        await at.until("sent")


async def was_sent(house: House, person: Person) -> bool:
    _, told = await house.get(person, "/notices")
    return bool(told["notices"][0]["state"] == "sent")


async def test_what_was_written_while_nobody_looked_is_told_after_a_restart(tmp_path: Path) -> None:
    clock = HandClock()
    async with push_service(clock) as service:
        browser = service.browser("olas")
        async with opened(tmp_path, clock, **SETTINGS) as house:
            keeper, ola = house.keeper, await house.invite("Ola")
            room = (await house.do(keeper, "room.open", kind="direct", members=[ola.id]))["room"]
            await house.do(keeper, "message.send", room=room["id"], text="før")
            await house.do(ola, "push.subscribe", **browser.subscription)
            clock.move(seconds=1)
            await house.do(keeper, "message.send", room=room["id"], text="etter")
        async with opened(tmp_path, clock, keeper, **SETTINGS) as house:
            await browser.push(kind="message")
            await until(lambda: was_sent(house, ola))
        async with opened(tmp_path, clock, keeper, **SETTINGS) as house:
            clock.move(seconds=10)
            await house.do(ola, "push.test")
            await browser.push(kind="test")
