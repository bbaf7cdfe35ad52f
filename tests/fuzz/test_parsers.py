"""Every parser of outside bytes by itself, fed with what is nearly right: a refusal or a value."""

import io
import random
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image
from pydantic import ValidationError

from tests.fuzz.feeding import COMMANDS, DOWN, PATIENCE, UP, fed
from tests.fuzz.mutating import mutated, strange
from tests.kit.films import film
from tests.kit.planning import wall
from tests.kit.raw import BINARY, CLOSE, PING, TEXT, client_frame
from utelys import pictures
from utelys.clocks import SystemClock
from utelys.config import BadSettings, load
from utelys.core import ranges
from utelys.core.boxes import blank_places
from utelys.core.endpoints import check_endpoint, may_connect
from utelys.core.errors import Refusal
from utelys.core.filetypes import type_of
from utelys.core.ics_reading import read_calendar
from utelys.core.ids import parse_stream
from utelys.core.recurrence import first_time, times
from utelys.core.rules import read_rule
from utelys.core.searching import matches, words_of
from utelys.core.walltime import check_zone, read_wall
from utelys.net.incoming import Incoming, NotAFrame
from utelys.net.push import PublicResolver, PushCarrier
from utelys.notices.sealing import check_keys, encrypt
from utelys_client.address import BadAddress, invitation
from utelys_client.errors import LostContact, UtelysError
from utelys_client.link import Link
from utelys_protocol.base import WallTime
from utelys_protocol.codec import BadFrame, read_up
from utelys_protocol.commands.push import PushSubscribe

pytestmark = pytest.mark.timeout(PATIENCE)

RULES = [
    b"FREQ=WEEKLY;BYDAY=TU,TH",
    b"FREQ=MONTHLY;BYDAY=-1FR;COUNT=10",
    b"FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=-1;UNTIL=20301231T235959Z",
    b"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;INTERVAL=2;WKST=SU",
    b"FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
    b"FREQ=YEARLY;BYYEARDAY=1,-1",
]
CALENDARS = [
    path.read_bytes()
    for path in sorted((Path(__file__).parents[1] / "kit" / "calendars").glob("*.ics"))
]
WALLS = [b"2031-10-09T18:00", b"2031-03-30T02:30", b"2031-10-26T02:30:00"]
ZONES = [b"Europe/Oslo", b"America/New_York", b"UTC", b"Etc/GMT+5"]
TEXTS = ["Blåbærsyltetøy på Ærfuglvegen", "kaffe og tur", "ﬃ İstanbul ß ǅ", "aaaeoe"]
SETTINGS = b"""host = "127.0.0.1"
port = 8080
behind_proxy = false
missed_days = 30
outbox_bytes = 2097152
push_contact = "mailto:keeper@house.example"
costly_per_second = 2.5
"""
SUBSCRIPTION = next(args for name, args in COMMANDS if name == "push.subscribe")
RETRY_AFTER = [b"120", b"Wed, 21 Oct 2026 07:28:00 GMT", b"Wednesday, 21-Oct-26 07:28:00 GMT"]


def text(data: bytes, chance: random.Random) -> str:
    return mutated(data, chance).decode("utf-8", "replace")


def a_frame(chance: random.Random) -> None:
    with suppress(BadFrame):
        read_up(mutated(chance.choice(UP), chance))


def a_socket_frame(chance: random.Random) -> None:
    """In pieces, as they come; what is understood is no longer than what came."""
    kinds = (TEXT, TEXT, TEXT, BINARY, CLOSE, PING, 0)
    said = b"".join(
        client_frame(chance.choice(UP), chance.choice(kinds), final=chance.random() < 0.7)
        for _ in range(chance.randrange(1, 5))
    )
    data, incoming = mutated(said, chance), Incoming(100_000)
    with suppress(NotAFrame):
        while data:
            piece = chance.randrange(1, len(data) + 1)
            incoming.feed(data[:piece])
            data = data[piece:]
            while incoming.next() is not None:
                pass


def a_frame_from_the_server(chance: random.Random) -> None:
    """As the Python client reads it: it knows the frame, passes it over, or comes back."""
    with suppress(UtelysError, LostContact):
        Link._read(Link.__new__(Link), mutated(chance.choice(DOWN), chance))


def an_invitation_link(chance: random.Random) -> None:
    with suppress(BadAddress):
        invitation(text(b"https://[2001:db8::1]:8080/utelys/join#ABCD-EFGH", chance))


def a_rule(chance: random.Random) -> None:
    said = text(chance.choice(RULES), chance)
    start = wall("2031-10-09T18:00")
    began = time.process_time()
    with suppress(Refusal):
        rule = read_rule(said, start)
        if first_time(rule, start) is not None:
            for _, _at in zip(range(20), times(rule, start), strict=False):
                pass
    assert time.process_time() - began < 5, f"{said!r} takes too long"


def a_calendar(chance: random.Random) -> None:
    data = mutated(chance.choice(CALENDARS), chance)
    began = time.process_time()
    with suppress(Refusal):
        read_calendar(data, "Europe/Oslo", "Huset", datetime(2026, 11, 23, tzinfo=UTC))
    assert time.process_time() - began < 5, f"{data!r} takes too long"


def a_wall_time(chance: random.Random) -> None:
    with suppress(Refusal, ValueError):
        check_zone(text(chance.choice(ZONES), chance))
    with suppress(Refusal, ValueError):
        read = read_wall(WallTime(wall=text(chance.choice(WALLS), chance), zone="Europe/Oslo"))
        assert read.moment().tzinfo is UTC
        read.standing()


def a_name_or_range(chance: random.Random) -> None:
    """What stands in a path or a header: the name of a stream, and which bytes of a file."""
    parse_stream(text(b"room:01KB0ZQ8N40000000000000021", chance))
    size = chance.choice([0, 1, 7, 65_536, 10_485_760])
    with suppress(ranges.Unsatisfiable):
        asked = ranges.asked(
            text(chance.choice([b"bytes=0-99", b"bytes=-5", b"bytes=7-"]), chance), size
        )
        if asked is not None:
            assert 0 <= asked[0] < asked[1] <= size


def a_search(chance: random.Random) -> None:
    among = chance.choice(TEXTS)
    words = words_of(text(chance.choice(TEXTS).encode(), chance))
    matches(text(among.encode(), chance), words)
    assert matches(among, words_of(among))


def _packed(form: str, mode: str) -> bytes:
    out = io.BytesIO()
    picture = Image.radial_gradient("L").resize((24, 18)).convert(mode)
    exif = Image.Exif()
    exif[0x0112] = 6
    more: dict[str, Any] = {} if form in ("BMP", "GIF") else {"exif": exif}
    picture.save(out, form, **more)
    return out.getvalue()


VIDEO = film()
PICTURES = [
    _packed(form, mode)
    for form, mode in (
        *(("JPEG", "RGB"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "LA")),
        *(("GIF", "P"), ("WEBP", "RGBA"), ("BMP", "RGB"), ("AVIF", "RGB")),
    )
]


def a_picture(chance: random.Random) -> None:
    data = mutated(chance.choice(PICTURES), chance)
    type_of(data)
    with suppress(Refusal):
        made = pictures.clean(data)
        assert type_of(made.data) == made.type


def a_video(chance: random.Random) -> None:
    data = bytearray(mutated(VIDEO, chance))
    size = len(data)
    type_of(bytes(data))
    blank_places(data)
    assert len(data) == size


def a_subscription(chance: random.Random) -> None:
    """Whoever is let in can be encrypted for, and is not on this machine."""
    with suppress(ValidationError, Refusal):
        said = PushSubscribe.model_validate(strange(SUBSCRIPTION, chance))
        host, _ = check_endpoint(said.endpoint)
        may_connect(host)
        check_keys(said.keys.p256dh, said.keys.auth)
        encrypt(b"{}", said.keys.p256dh, said.keys.auth)


def an_answer_to_a_push(chance: random.Random) -> None:
    settings: Any = SimpleNamespace(push_allow_private=False, push_timeout=1.0)
    carrier = PushCarrier(None, PublicResolver(allow_private=False), settings, SystemClock())  # type: ignore[arg-type]
    carrier.retry_after({"Retry-After": text(chance.choice(RETRY_AFTER), chance)})


PARSERS = [
    a_frame,
    a_socket_frame,
    a_frame_from_the_server,
    an_invitation_link,
    a_rule,
    a_calendar,
    a_wall_time,
    a_name_or_range,
    a_search,
    a_picture,
    a_video,
    a_subscription,
    an_answer_to_a_push,
]


@pytest.mark.parametrize("target", PARSERS)
def test_parsers(target: Callable[[random.Random], None]) -> None:
    with fed(target.__name__) as feeding:
        while feeding.goes_on():
            target(feeding.chance)


def test_a_settings_file(tmp_path: Path) -> None:
    with fed("a settings file") as feeding:
        while feeding.goes_on():
            (tmp_path / "utelys.toml").write_bytes(mutated(SETTINGS, feeding.chance))
            with suppress(BadSettings):
                load(data=tmp_path)
