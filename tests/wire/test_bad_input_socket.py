"""Whatever comes over a socket gets a clear answer, and never harms anybody else's connection."""

import json
from typing import Any

import pytest

from tests.kit.house import House
from tests.kit.phone import line
from tests.kit.raw import BINARY, CLOSE, PING, PONG, TEXT, client_frame, open_socket

pytestmark = pytest.mark.asyncio(loop_scope="module")

HELLO: dict[str, Any] = {"type": "hello", "cursors": {}, "client": "raw"}

NO_FRAMES: dict[str, bytes] = {
    "empty": b"",
    "not JSON": b"hei",
    "half of a frame": b'{"type":"ping","n":1',
    "two frames in one": b'{"type":"ping","n":1}{"type":"ping","n":2}',
    "a list": b"[]",
    "a number": b"7",
    "null": b"null",
    "no type": b"{}",
    "type is no text": b'{"type":7}',
    "type is a list": b'{"type":["ping"]}',
    "unknown type": b'{"type":"shout"}',
    "a frame of the server's": b'{"type":"welcome"}',
    "ping without number": b'{"type":"ping"}',
    "ping with text": b'{"type":"ping","n":"1"}',
    "ping with a fraction": b'{"type":"ping","n":1.5}',
    "ping below zero": b'{"type":"ping","n":-1}',
    "ping beyond 2**53": b'{"type":"ping","n":9007199254740993}',
    "ping with a huge number": b'{"type":"ping","n":' + b"9" * 5000 + b"}",
    "ping with a huge exponent": b'{"type":"ping","n":1e999999}',
    "ping with NaN": b'{"type":"ping","n":NaN}',
    "ping with an extra field": b'{"type":"ping","n":1,"extra":true}',
    "seen of no stream": b'{"type":"seen","stream":"everything","seq":1}',
    "seen of a path": b'{"type":"seen","stream":"room:../../etc","seq":1}',
    "signal of another kind": b'{"type":"signal","stream":"room:a","kind":"seen"}',
    "command without id": b'{"type":"command","name":"message.send","args":{}}',
    "command with an empty id": b'{"type":"command","id":"","name":"message.send","args":{}}',
    "command with a long id": b'{"type":"command","id":"%b","name":"a","args":{}}' % (b"x" * 129),
    "command with a number for id": b'{"type":"command","id":7,"name":"a","args":{}}',
    "command with a letter beyond ASCII": '{"type":"command","id":"å","name":"a"}'.encode(),
    "deep": b'{"type":"command","id":"deep","args":' + b"[" * 30_000 + b"]" * 30_000 + b"}",
    "lone surrogate": b'{"type":"signal","stream":"room:a","kind":"\\ud800"}',
}

BAD_COMMANDS: dict[str, tuple[bytes, str]] = {
    "no name": (b'{"type":"command","id":"c","args":{}}', "name"),
    "a long name": (b'{"type":"command","id":"c","name":"%b","args":{}}' % (b"x" * 65), "name"),
    "args is a list": (b'{"type":"command","id":"c","name":"a.b","args":[]}', "args"),
    "args is text": (b'{"type":"command","id":"c","name":"a.b","args":"{}"}', "args"),
    "unknown command": (b'{"type":"command","id":"c","name":"house.burn","args":{}}', "name"),
    "extra field": (b'{"type":"command","id":"c","name":"a.b","args":{},"as":"x"}', "as"),
    "the same key twice": (
        b'{"type":"command","id":"c","name":"message.send","args":{"room":"a","room":7}}',
        "room",
    ),
}


@pytest.mark.parametrize("name", NO_FRAMES)
async def test_what_is_no_frame_ends_the_connection_with_a_reason(shared: House, name: str) -> None:
    async with open_socket(shared.url, shared.keeper.token) as wire:
        await wire.send(client_frame(NO_FRAMES[name]))
        bye, code = await wire.ended()
        assert bye is not None
        assert bye["code"] == "protocol_error"
        assert bye["reason"]
        assert len(bye["reason"]) <= 500
        assert code == 1002


@pytest.mark.parametrize("name", BAD_COMMANDS)
async def test_a_bad_command_is_answered_and_the_connection_goes_on(
    shared: House, name: str
) -> None:
    data, field = BAD_COMMANDS[name]
    async with open_socket(shared.url, shared.keeper.token) as wire:
        await wire.send(client_frame(data))
        result = await wire.said("result")
        assert result["id"] == "c"
        assert result["error"]["field"] == field
        assert result["error"]["title"]
        await wire.say(type="ping", n=1)
        assert (await wire.said("pong"))["n"] == 1


@pytest.mark.parametrize("id_", ["a b", " ", 'a"b', "a\\b", "a\tb", "a\x7fb", "x" * 128])
async def test_every_id_of_a_command_is_answered_or_refused(shared: House, id_: str) -> None:
    """An id that is answered comes back letter by letter; one that is refused ends it all."""
    frame = {"type": "command", "id": id_, "name": "room.leave", "args": {"room": "nowhere"}}
    async with open_socket(shared.url, shared.keeper.token) as wire:
        await wire.say(**frame)
        if all("!" <= letter <= "~" for letter in id_):
            assert (await wire.said("result"))["id"] == id_
        else:
            bye, code = await wire.ended()
            assert bye is not None
            assert (bye["code"], code) == ("protocol_error", 1002)
            assert "id" in bye["reason"]


async def test_text_that_is_not_utf8(shared: House) -> None:
    for data in (b"\xff\xfe", b'{"type":"ping","n":1,"x":"\xc3\x28"}', b'{"x":"\xed\xa0\x80"}'):
        async with open_socket(shared.url, shared.keeper.token) as wire:
            await wire.send(client_frame(data))
            bye, code = await wire.ended()
            assert bye is not None
            assert bye["code"] == "protocol_error"
            assert code in (1002, 1007)


async def test_binary_frames(shared: House) -> None:
    async with open_socket(shared.url, shared.keeper.token) as wire:
        await wire.send(client_frame(b'{"type":"ping","n":1}', BINARY))
        bye, _ = await wire.ended()
        assert bye is not None
        assert bye["code"] == "protocol_error"
        assert "binary" in bye["reason"]


@pytest.mark.parametrize("size", [65_537, 200_000, 1 << 20, 1 << 21])
async def test_a_frame_over_the_limit_is_told_the_limit(shared: House, size: int) -> None:
    frame = b'{"type":"ping","n":1}'.ljust(size)
    async with open_socket(shared.url, shared.keeper.token) as wire:
        await wire.send(client_frame(frame))
        bye, code = await wire.ended()
        assert bye is not None
        assert (bye["code"], code) == ("too_large", 1009)
        assert "64 KiB" in bye["reason"]


async def test_a_frame_at_the_limit_is_taken(shared: House) -> None:
    async with open_socket(shared.url, shared.keeper.token) as wire:
        await wire.send(client_frame(b'{"type":"ping","n":1}'.ljust(65_536)))
        assert (await wire.said("pong"))["n"] == 1


async def test_a_length_that_is_only_claimed(shared: House) -> None:
    """What is announced and never comes must not be waited for with memory set aside."""
    async with open_socket(shared.url, shared.keeper.token) as wire:
        await wire.send(b"\x81\xff" + (1 << 40).to_bytes(8, "big") + b"abcd")
        bye, code = await wire.ended()
        assert bye is not None
        assert (bye["code"], code) == ("too_large", 1009)


BROKEN = {
    "a text frame that is not masked": client_frame(b"{}", masked=False),
    "reserved bits": client_frame(b"{}", rsv=4),
    "an unknown opcode": client_frame(b"{}", 0x3),
    "an unknown control opcode": client_frame(b"{}", 0xB),
    "a continuation of nothing": client_frame(b"{}", 0x0),
    "a new message within another": client_frame(b"{", final=False) + client_frame(b"{}"),
    "a long ping": client_frame(b"x" * 126, PING),
    "a ping in pieces": client_frame(b"x", PING, final=False),
    "a close with half a code": client_frame(b"\x03", CLOSE),
    "a close with a code that is none": client_frame((999).to_bytes(2, "big"), CLOSE),
    "a close with a reason that is not UTF-8": client_frame(b"\x03\xe8\xff\xff", CLOSE),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("signed_in", [False, True])
async def test_broken_websocket_frames_end_only_this_connection(
    shared: House, name: str, signed_in: bool
) -> None:
    token = shared.keeper.token if signed_in else None
    async with open_socket(shared.url, token) as wire:
        await wire.send(BROKEN[name])
        bye, code = await wire.ended()
        assert bye is not None
        assert bye["code"] == "protocol_error"
        assert code in (1002, 1007)


async def test_decent_websocket_frames_of_every_kind(shared: House) -> None:
    async with open_socket(shared.url, shared.keeper.token) as wire:
        ping = b'{"type":"ping","n":5}'
        for place in range(len(ping) - 1):
            opcode = 0x0 if place else TEXT
            await wire.send(client_frame(ping[place : place + 1], opcode, final=False))
            await wire.send(client_frame(b"between", PING))
            assert await _control(wire) == b"between"
        await wire.send(client_frame(ping[-1:], 0x0))
        assert (await wire.said("pong"))["n"] == 5
        await wire.send(client_frame(b"", PONG) * 50)
        await wire.send(client_frame((1000).to_bytes(2, "big") + b"ha det", CLOSE))
        bye, code = await wire.ended()
        assert (bye, code) == (None, 1000)


async def _control(wire: Any) -> bytes:
    while True:
        opcode, payload = await wire.frame()
        if opcode == PONG:
            return bytes(payload)


async def test_a_device_that_hangs_up_in_the_middle_of_a_frame(shared: House) -> None:
    whole = client_frame(b'{"type":"ping","n":1}')
    for cut in range(len(whole)):
        async with open_socket(shared.url, shared.keeper.token) as wire:
            await wire.send(whole[:cut])
    async with open_socket(shared.url, shared.keeper.token) as wire:
        await wire.send(whole)
        assert (await wire.said("pong"))["n"] == 1


# hello


async def test_hello_that_never_comes(shared: House) -> None:
    async with open_socket(shared.url) as wire:
        bye, code = await wire.ended()
        assert bye is not None
        assert (bye["code"], code) == ("protocol_error", 1002)
        assert "2 s" in bye["reason"]


async def test_half_a_hello_and_pings_of_the_websocket_do_not_buy_time(shared: House) -> None:
    async with open_socket(shared.url) as wire:
        await wire.send(client_frame(b'{"type":', final=False) + client_frame(b"x", PING))
        bye, _ = await wire.ended()
        assert bye is not None
        assert "hello" in bye["reason"]


@pytest.mark.parametrize("type_", ["command", "ping", "seen", "signal"])
async def test_before_hello_nothing_else_is_taken(shared: House, type_: str) -> None:
    frames: dict[str, dict[str, Any]] = {
        "command": {"id": "c", "name": "room.leave", "args": {"room": "r"}},
        "ping": {"n": 1},
        "seen": {"stream": "room:r", "seq": 1},
        "signal": {"stream": "room:r", "kind": "typing"},
    }
    async with open_socket(shared.url) as wire:
        await wire.say(type=type_, **frames[type_])
        bye, _ = await wire.ended()
        assert bye is not None
        assert bye["code"] == "protocol_error"
        assert type_ in bye["reason"]


async def test_a_bad_command_before_hello_is_not_answered_as_one(shared: House) -> None:
    async with open_socket(shared.url) as wire:
        await wire.send(client_frame(b'{"type":"command","id":"c","args":[]}'))
        bye, _ = await wire.ended()
        assert bye is not None
        assert bye["code"] == "protocol_error"


async def test_hello_twice(shared: House) -> None:
    hello = json.dumps(HELLO | {"token": shared.keeper.token}).encode()
    for between in (b"", client_frame(b'{"type":"ping","n":1}')):
        async with open_socket(shared.url) as wire:
            await wire.send(client_frame(hello) + between + client_frame(hello))
            bye, _ = await wire.ended()
            assert bye is not None
            assert bye["code"] == "protocol_error"
            assert "hello" in bye["reason"]


BAD_HELLOS: dict[str, dict[str, Any]] = {
    "no such stream": {"cursors": {"kitchen:1": 1}},
    "cursor below zero": {"cursors": {"room:a": -1}},
    "cursor is text": {"cursors": {"room:a": "1"}},
    "cursor is huge": {"cursors": {"room:a": 10**30}},
    "cursors are a list": {"cursors": []},
    "too many cursors": {"cursors": {f"room:{n}": 1 for n in range(5_001)}},
    "a long client": {"client": "x" * 201},
    "a long token": {"token": "x" * 201},
    "token is a number": {"token": 7},
    "an extra field": {"password": "x"},
    "an odd epoch": {"epoch": "../x"},
}


@pytest.mark.parametrize("name", BAD_HELLOS)
async def test_a_hello_with_a_wrong_field(shared: House, name: str) -> None:
    async with open_socket(shared.url) as wire:
        await wire.say(**HELLO | {"token": shared.keeper.token} | BAD_HELLOS[name])
        bye, _ = await wire.ended()
        assert bye is not None
        (field,) = BAD_HELLOS[name]
        assert bye["code"] in ("protocol_error", "too_large")
        assert field in bye["reason"] or bye["code"] == "too_large"


@pytest.mark.parametrize("token", [None, "", "x", "x" * 200, "Bearer x", "\x00", "å" * 60])
async def test_a_hello_with_a_key_that_opens_nothing(shared: House, token: str | None) -> None:
    async with open_socket(shared.url) as wire:
        await wire.say(**HELLO | ({} if token is None else {"token": token}))
        bye, code = await wire.ended()
        assert bye is not None
        assert (bye["code"], code) == ("unauthenticated", 1008)


async def test_commands_right_behind_hello_are_carried_out_in_order(shared: House) -> None:
    async with line(shared.url) as phone:
        await phone.send(**HELLO | {"token": shared.keeper.token})
        await phone.send(
            type="command", id="h1", name="room.open", args={"kind": "group", "name": "Tur"}
        )
        for n in range(3):
            args = {"room": "nowhere", "text": str(n)}
            await phone.send(type="command", id=f"h{n + 2}", name="message.send", args=args)
        assert (await phone.receive())["type"] == "welcome"
        order = [(await phone.until("result"))["id"] for _ in range(4)]
        assert order == ["h1", "h2", "h3", "h4"]


async def test_a_cursor_from_the_future_is_answered_by_the_state(shared: House) -> None:
    _, listed = await shared.get(shared.keeper, "/streams")
    cursors = {one["id"]: one["head"] + 7 for one in listed["streams"]} | {"room:unknown": 5}
    async with line(shared.url) as phone:
        await phone.send(**HELLO | {"token": shared.keeper.token, "cursors": cursors})
        for one in listed["streams"]:
            assert await phone.reset(one["id"])
            assert phone.cursors[one["id"]] >= one["head"]


async def test_a_cursor_from_another_life_of_the_database(shared: House) -> None:
    _, listed = await shared.get(shared.keeper, "/streams")
    cursors = {one["id"]: one["head"] for one in listed["streams"]}
    async with shared.phone(shared.keeper, cursors=cursors, epoch="another") as phone:
        for one in listed["streams"]:
            assert await phone.reset(one["id"])


async def test_the_others_notice_nothing(shared: House) -> None:
    """While a hundred bad connections come and go, a good one gets everything, once, in order."""
    async with shared.phone(shared.keeper) as phone:
        room = (await phone.do("room.open", kind="group", name="Tur"))["room"]["id"]
        await phone.reset(f"room:{room}")
        for n, data in enumerate([*NO_FRAMES.values(), *BROKEN.values()]):
            async with open_socket(shared.url, shared.keeper.token) as wire:
                await wire.send(client_frame(data) if data in NO_FRAMES.values() else data)
                await phone.do("message.send", room=room, text=f"n{n}")
                told = await phone.entry(f"room:{room}", "message.sent")
                assert told["body"]["text"] == f"n{n}"
