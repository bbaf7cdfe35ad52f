"""Bytes that are nearly right: what fuzzing is made of."""

import random
from typing import Any

INTERESTING: tuple[bytes, ...] = (
    b"", b"\x00", b"\xff", b"\xed\xa0\x80", b"\\ud800", b"-1", b"0", b"9007199254740993",
    b"1e999", b"NaN", b"null", b"true", b"[]", b"{}", b'"', b"'", b"\\", b"%", b"%00", b"%ff",
    b"../", b"\r\n", b";", b",", b"=", b":", b"\xf0\x9f\x98\x80", b"[" * 300, b"9" * 400,
)  # fmt: skip

STRANGE: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**53, 2**63, 10**40, 1.5, -0.0, "", " ", "x", "0", "all",
    "\x00", "\u202e", "😀", "x" * 9000, [], [None], {}, {"id": "x"}, "2026-11-26T17:00:00Z",
    "FREQ=DAILY", "room:x", "../../etc/passwd", "01KB0ZQ8N40000000000000021",
)  # fmt: skip


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Change some bytes: flip, leave out, double, put in, cut."""
    changed = bytearray(data)
    for _ in range(chance.randrange(1, 5)):
        at = chance.randrange(len(changed) + 1)
        end = min(len(changed), at + chance.randrange(1, 9))
        way = chance.randrange(5)
        if way == 0 and changed:
            changed[at % len(changed)] ^= 1 << chance.randrange(8)
        elif way == 1:
            del changed[at:end]
        elif way == 2:
            changed[at:at] = changed[at:end]
        elif way == 3:
            changed[at:at] = chance.choice(INTERESTING)
        else:
            del changed[chance.randrange(len(changed) + 1) :]
    return bytes(changed)


def strange(value: Any, chance: random.Random) -> Any:
    """A JSON value with something in it replaced, left out or added."""
    if isinstance(value, dict) and value and chance.random() < 0.8:
        key = chance.choice(sorted(value))
        way = chance.random()
        if way < 0.1:
            return {name: one for name, one in value.items() if name != key}
        if way < 0.2:
            return value | {chance.choice(["extra", "id", key.upper()]): chance.choice(STRANGE)}
        return value | {key: strange(value[key], chance)}
    if isinstance(value, list) and value and chance.random() < 0.7:
        return [strange(value[0], chance), *value[1:]] * chance.choice([1, 1, 2, 60])
    if isinstance(value, str) and value and chance.random() < 0.4:
        return mutated(value.encode(), chance).decode("utf-8", "replace")
    return chance.choice(STRANGE)
