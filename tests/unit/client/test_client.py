"""One connection: what comes in, what goes out, and who gives up."""

import asyncio
from datetime import timedelta

import pytest

from tests.kit.fake import HOUSE, NOON, ROOM, Fake, Stream, bye
from tests.kit.hearing import Open, hear, hear_light, hear_texts, hear_until
from utelys_client import (
    CaughtUp,
    Closed,
    Connected,
    Happened,
    LightTurned,
    Misunderstood,
    NotSignedIn,
    Offline,
    Refused,
    Replaced,
    Signalled,
    SignedOut,
)
from utelys_client.clock import MovableClock
from utelys_protocol.commands.messages import MessageSend
from utelys_protocol.entries import MessageSent
from utelys_protocol.frames import Entries, Ping, Problem, SignalDown
from utelys_protocol.words import ByeCode, ErrorCode, LightState


async def test_a_first_start_gets_the_state_and_then_what_happens(
    fake: Fake, signed_in: Open
) -> None:
    fake.happen("message.sent", {"text": "before"})
    async with signed_in() as client:
        kinds = [
            event.type if hasattr(event, "type") else type(event).__name__
            for event in await hear_until(client, CaughtUp)
        ]
        assert kinds == ["Connected", "replaced", "CaughtUp"]
        state = client.state(ROOM)
        assert state is not None
        assert (state.seq, state.snapshot) == (1, fake.streams[ROOM].snapshot())
        await fake.write("after")
        happened = await hear(client, Happened)
        assert (happened.entry.seq, happened.body) == (2, MessageSent(text="after"))
        assert client.streams[ROOM].snapshot == fake.streams[ROOM].snapshot()


async def test_a_command_gives_its_typed_result(fake: Fake, signed_in: Open) -> None:
    async with signed_in() as client:
        placed = await client.send("r1", "hei")
        assert (placed.seq, placed.at) == (1, NOON)
        assert client.unanswered == 0
        assert await hear_texts(client, "hei") == ["hei"]


async def test_a_command_made_offline_goes_out_once_connected(fake: Fake, signed_in: Open) -> None:
    fake.bye = bye(ByeCode.UNAVAILABLE, 0)
    async with signed_in() as client:
        sending = asyncio.create_task(client.send("r1", "hei"))
        await hear(client, Offline)
        assert client.unanswered == 1
        fake.bye = None
        assert (await sending).seq == 1


async def test_a_refusal_says_why(fake: Fake, signed_in: Open) -> None:
    problem = Problem(code=ErrorCode.INVALID, title="Not so.", field="text")
    fake.handler = lambda _: problem
    async with signed_in() as client:
        with pytest.raises(Refused, match="Not so") as refused:
            await client.send("r1", "hei")
    assert (refused.value.code, refused.value.field) == (ErrorCode.INVALID, "text")


async def test_what_is_too_large_is_not_sent(fake: Fake, signed_in: Open) -> None:
    async with signed_in() as client:
        with pytest.raises(Refused, match="64 KiB") as refused:
            await client.do(MessageSend.model_construct(room="r1", text="x" * 70_000))
    assert refused.value.code == ErrorCode.TOO_LARGE
    assert fake.commands() == []


async def test_two_tries_under_one_id_are_one_command(fake: Fake, signed_in: Open) -> None:
    async with signed_in() as client:
        send = MessageSend(room="r1", text="hei")
        first, second = await asyncio.gather(client.do(send, id="c1"), client.do(send, id="c1"))
    assert first == second
    assert [command.id for command in fake.commands()] == ["c1"]


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (ByeCode.SIGNED_OUT, SignedOut),
        (ByeCode.UNAUTHENTICATED, NotSignedIn),
        (ByeCode.PROTOCOL_ERROR, Misunderstood),
        (ByeCode.TOO_LARGE, Misunderstood),
    ],
)
async def test_some_goodbyes_are_for_good(
    fake: Fake, signed_in: Open, code: ByeCode, error: type[Exception]
) -> None:
    fake.bye = bye(code)
    async with signed_in() as client:
        with pytest.raises(error, match="because of"):
            await client.send("r1", "hei")
        with pytest.raises(error, match="because of"):
            await hear(client, Connected)
    assert fake.attempts == 1


@pytest.mark.parametrize(
    "code", [ByeCode.GOING_DOWN, ByeCode.TOO_SLOW, ByeCode.TOO_MANY, ByeCode.UNAVAILABLE]
)
async def test_other_goodbyes_are_not(fake: Fake, signed_in: Open, code: ByeCode) -> None:
    async with signed_in() as client:
        await hear(client, CaughtUp)
        await fake.say(bye(code, 0))
        assert (await hear(client, Offline)).reason == f"because of {code}"
        await hear(client, CaughtUp)


async def test_the_server_says_when_to_come_back(fake: Fake, signed_in: Open) -> None:
    async with signed_in() as client:
        await hear(client, CaughtUp)
        await fake.say(bye(ByeCode.GOING_DOWN, 40))
        assert (await hear(client, Offline)).again_in >= 40
        assert fake.attempts == 1


async def test_a_server_that_falls_silent_is_left(fake: Fake, signed_in: Open) -> None:
    fake.pongs = False
    async with signed_in(heartbeat=0.1) as client:
        assert (await hear(client, Offline)).reason == "the server has fallen silent"
        fake.pongs = True
        await hear(client, CaughtUp)
        await fake.until(lambda: isinstance(fake.heard[-1], Ping))
        assert client.online


async def test_frames_of_a_later_version_are_passed_over(fake: Fake, signed_in: Open) -> None:
    async with signed_in() as client:
        await hear(client, CaughtUp)
        await fake.say(b'{"type":"weather","sky":"blue"}')
        entry = fake.happen("picture.hung", {"where": "hall"})
        await fake.say(Entries(type="entries", stream=ROOM, entries=[entry]))
        happened = await hear(client, Happened)
        assert (happened.entry.kind, happened.body) == ("picture.hung", None)
        assert fake.attempts == 1


@pytest.mark.parametrize("data", [b"[1]", b"{", b'{"type":"entries"}', b'{"type":{}}', b"\xc3\xa5"])
async def test_what_cannot_be_read_is_left_and_asked_for_again(
    fake: Fake, signed_in: Open, data: bytes
) -> None:
    async with signed_in() as client:
        await hear(client, CaughtUp)
        await fake.say(data)
        await hear(client, Offline)
        await hear(client, CaughtUp)


async def test_signals_pass(fake: Fake, signed_in: Open) -> None:
    async with signed_in() as client:
        await hear(client, CaughtUp)
        client.typing(ROOM)
        client.seen(ROOM, 0)
        await fake.until(lambda: {frame.type for frame in fake.heard} >= {"signal", "seen"})
        await fake.say(SignalDown(type="signal", stream=ROOM, kind="typing", by="m2"))
        assert (await hear(client, Signalled)).by == "m2"


async def test_leaving_the_context_ends_it_all(fake: Fake, signed_in: Open) -> None:
    fake.answers = False
    async with signed_in() as client:
        sending = asyncio.create_task(client.send("r1", "hei"))
        await fake.until(lambda: bool(fake.commands()))
    with pytest.raises(Closed):
        await sending
    assert [event async for event in client] == []
    with pytest.raises(Closed):
        await client.send("r1", "hei")


async def light_lit(fake: Fake, until: timedelta) -> None:
    body = {
        "house": "h1",
        "state": "home",
        "who": [],
        "valid_until": (fake.now + until).isoformat(),
    }
    entry = fake.happen("light.changed", body, stream=HOUSE)
    await fake.say(Entries(type="entries", stream=HOUSE, entries=[entry]))


async def test_a_light_goes_out_by_itself_where_the_network_is_gone(
    fake: Fake, signed_in: Open, clock: MovableClock
) -> None:
    fake.streams[HOUSE] = Stream({})
    async with signed_in() as client:
        await hear(client, CaughtUp)
        assert client.light("h1").state == LightState.UNKNOWN
        await light_lit(fake, timedelta(seconds=60))
        await hear_light(client, LightState.HOME)
        fake.server.close(close_connections=True)
        await hear(client, Offline)
        assert client.light("h1").state == LightState.HOME
        clock.move(61)
        assert client.light("h1").state == LightState.UNKNOWN
        await hear_light(client, LightState.UNKNOWN)


async def test_a_light_is_not_believed_after_ninety_seconds_of_silence(
    fake: Fake, signed_in: Open, clock: MovableClock
) -> None:
    fake.streams[HOUSE] = Stream({})
    async with signed_in() as client:
        await hear(client, CaughtUp)
        await light_lit(fake, timedelta(hours=2))
        await hear_light(client, LightState.HOME)
        fake.pongs = False
        clock.move(91)
        await hear_light(client, LightState.UNKNOWN)
        # The first word from the server lights it again.
        fake.pongs = True
        await fake.write("still here")
        await hear_light(client, LightState.HOME)


async def test_a_reset_replaces_what_was_here(fake: Fake, signed_in: Open) -> None:
    async with signed_in() as client:
        await hear(client, CaughtUp)
        for text in "abc":
            await fake.write(text)
        await hear_texts(client, "c")
        fake.epoch = "life-2"
        fake.streams[ROOM].entries[1:] = []
        await fake.cut()
        assert await hear(client, Replaced) == Replaced(stream=ROOM, seq=1)
        assert client.streams[ROOM].snapshot == fake.streams[ROOM].snapshot()
        await fake.write("d")
        assert await hear_texts(client, "d") == ["d"]


async def test_whoever_saw_an_unknown_light_is_told_when_it_is_known_again(
    fake: Fake, signed_in: Open, clock: MovableClock
) -> None:
    fake.streams[HOUSE] = Stream({})
    async with signed_in() as client:
        await hear(client, CaughtUp)
        await light_lit(fake, timedelta(hours=2))
        await hear_light(client, LightState.HOME)
        clock.move(91)
        # Nothing has had the time to notice it: the answer to the next ping may come first.
        assert client.light("h1").state == LightState.UNKNOWN
        await hear_light(client, LightState.UNKNOWN)
        await hear_light(client, LightState.HOME)


async def test_a_house_that_is_not_here_is_unknown_and_told_to_nobody(
    fake: Fake, signed_in: Open
) -> None:
    async with signed_in() as client:
        assert client.light("elsewhere").state == LightState.UNKNOWN
        heard = await hear_until(client, CaughtUp)
        assert not any(isinstance(event, LightTurned) for event in heard)
