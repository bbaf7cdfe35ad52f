"""The fan-out by itself: who hears what, in which order, in how many writes."""

import json
from dataclasses import dataclass, field

from utelys.core.effects import Admitted, DeviceEnded, Effect, Expelled, Happened
from utelys.hub.hub import Hub
from utelys.hub.outbox import Outbox
from utelys_protocol.words import ByeCode


@dataclass
class Wire:
    """A device that takes what it is given, unless it is stuck."""

    stuck: bool = False
    writes: list[bytes] = field(default_factory=list)
    ended: list[ByeCode] = field(default_factory=list)

    def write(self, data: bytes) -> None:
        self.writes.append(data)

    def waiting(self) -> int:
        return sum(map(len, self.writes)) if self.stuck else 0

    def end(self, code: ByeCode, reason: str, retry_after: int | None = None) -> None:
        self.ended.append(code)

    def heard(self) -> list[int]:
        frames = [json.loads(line) for write in self.writes for line in write.splitlines()]
        return [one["seq"] for frame in frames for one in frame["entries"]]


def hub() -> Hub:
    return Hub(lambda text: text + b"\n", budget=10**6)


def connect(to: Hub, wire: Wire, member: str, *streams: str, device: str = "d") -> Outbox:
    outbox = Outbox(wire, member, device, to.mark, most=1000)
    to.attach(outbox, streams)
    for stream in streams:
        to.recent.fill(stream, 0, [])
        assert to.join(outbox, stream, 0)
    return outbox


def happened(seq: int, stream: str = "room:a") -> Happened:
    return Happened(stream, seq, b'{"seq":%d}' % seq)


def test_all_of_a_commit_leaves_in_one_write() -> None:
    tells, eva = hub(), Wire()
    connect(tells, eva, "eva", "room:a", "room:b")
    tells.publish([happened(1), happened(1, "room:b"), happened(2)])
    assert len(eva.writes) == 1
    assert eva.heard() == [1, 2, 1]


def test_who_leaves_in_the_middle_of_a_commit_hears_up_to_there() -> None:
    tells, eva, per = hub(), Wire(), Wire()
    connect(tells, eva, "eva", "room:a")
    connect(tells, per, "per", "room:a")
    effects: list[Effect] = [happened(1), Expelled("room:a", "per"), happened(2)]
    tells.publish(effects)
    assert per.heard() == [1]
    assert eva.heard() == [1, 2]
    tells.publish([happened(3)])
    assert per.heard() == [1]


def test_who_is_admitted_is_caught_up_and_not_told_twice() -> None:
    tells, eva = hub(), Wire()
    admitted: list[str] = []
    tells.on_admitted = lambda _outbox, stream: admitted.append(stream)
    outbox = connect(tells, eva, "eva")
    tells.publish([happened(1), Admitted("room:a", "eva"), happened(2)])
    assert admitted == ["room:a"]
    assert eva.writes == []
    assert tells.join(outbox, "room:a", 0)
    tells.flush()
    assert eva.heard() == [1, 2]


def test_a_stream_that_one_may_not_read_cannot_be_joined() -> None:
    tells, eva = hub(), Wire()
    outbox = connect(tells, eva, "eva")
    tells.recent.fill("room:a", 0, [])
    assert not tells.join(outbox, "room:a", 0)


def test_who_does_not_read_is_cut_and_the_others_are_not() -> None:
    tells, eva, per = hub(), Wire(stuck=True), Wire()
    connect(tells, eva, "eva", "room:a")
    connect(tells, per, "per", "room:a")
    tells.publish([Happened("room:a", 1, b'{"seq":1,"x":"' + b"x" * 2000 + b'"}')])
    assert eva.ended == [ByeCode.TOO_SLOW]
    assert tells.cut == 1
    tells.publish([happened(2)])
    assert len(eva.writes) == 1
    assert per.heard() == [1, 2]


def test_a_device_that_has_ended_is_closed_and_its_sister_is_not() -> None:
    tells, phone, browser = hub(), Wire(), Wire()
    connect(tells, phone, "eva", "room:a", device="phone")
    connect(tells, browser, "eva", "room:a", device="browser")
    tells.publish([happened(1), DeviceEnded("eva", "phone")])
    assert phone.ended == [ByeCode.SIGNED_OUT]
    tells.publish([happened(2)])
    assert browser.heard() == [1, 2]
    assert tells.connections == 1


def test_a_signal_reaches_the_others_and_only_from_one_who_listens() -> None:
    tells, eva, per, anja = hub(), Wire(), Wire(), Wire()
    evas = connect(tells, eva, "eva", "room:a")
    connect(tells, per, "per", "room:a")
    stranger = connect(tells, anja, "anja", "room:b")
    tells.signal("room:a", evas, b"{}")
    tells.signal("room:a", stranger, b"{}")
    tells.flush()
    assert (eva.writes, per.writes, anja.writes) == ([], [b"{}\n"], [])


def test_what_others_get_is_the_same_beside_one_who_does_not_read() -> None:
    def told(*, stuck: bool) -> tuple[list[list[bytes]], int]:
        tells, eva = hub(), Wire(stuck=stuck)
        others = [Wire() for _ in range(20)]
        connect(tells, eva, "eva", "room:a")
        for number, wire in enumerate(others):
            connect(tells, wire, f"m{number}", "room:a")
        for seq in range(1, 500):
            tells.publish([happened(seq)])
        return [wire.writes for wire in others], len(eva.writes)

    (with_one, to_deaf), (without, to_all) = told(stuck=True), told(stuck=False)
    assert with_one == without
    # One more write than an outbox may hold, and nothing after it: neither time nor memory.
    assert to_deaf < to_all / 10


def test_nothing_is_kept_of_connections_that_are_gone() -> None:
    tells = hub()
    outboxes = [connect(tells, Wire(), f"m{n}", "room:a") for n in range(3)]
    for outbox in outboxes:
        tells.detach(outbox)
        tells.detach(outbox)
    assert tells.connections == 0
    assert list(tells.all()) == []
